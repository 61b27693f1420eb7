//! Rendering templates that may never finish, such as loops inside loops, on a separate thread.
//! Gives the page, or an error when it takes too long or grows too large.
//! Must not be needed for our own templates.

use std::{
    io::{self, Write},
    sync::{Arc, mpsc},
    thread,
    time::Duration,
};

use tera::{Context, Error, Tera, TeraResult};

/// The largest page; browsers could not show it anyway.
const MAX_BYTES: usize = 256 * 1024 * 1024;

/// Renders a template within `patience`. A thread that does not finish is left alone: its command
/// fails, which ends it.
pub(super) fn render(
    tera: &Arc<Tera>,
    template: &str,
    context: Context,
    patience: Duration,
) -> TeraResult<String> {
    let (sender, receiver) = mpsc::channel();
    let (tera, name) = (Arc::clone(tera), template.to_owned());
    let work = move || {
        let mut page = Page::default();
        let done = tera.render_to(&name, &context, &mut page);
        let done =
            if page.is_full { Err(too_large(&name)) } else { done.map(|()| page.bytes) };
        // If it took too long, nobody is waiting for it.
        let _ = sender.send(done);
    };
    thread::Builder::new()
        .spawn(work)
        .map_err(|it| Error::message(format!("cannot start a thread: {it}")))?;
    let bytes = receiver.recv_timeout(patience).map_err(|_| {
        let seconds = patience.as_secs();
        Error::message(format!(
            "the template `{template}` did not finish within {seconds} s; does it have loops inside \
             loops?"
        ))
    })??;
    Ok(String::from_utf8(bytes)?)
}

fn too_large(template: &str) -> Error {
    let megabytes = MAX_BYTES / 1024 / 1024;
    Error::message(format!(
        "the template `{template}` writes more than {megabytes} MiB; does it have loops inside loops?"
    ))
}

/// What was rendered so far.
#[derive(Default)]
struct Page {
    bytes: Vec<u8>,
    is_full: bool,
}

impl Write for Page {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.is_full |= self.bytes.len() + bytes.len() > MAX_BYTES;
        if self.is_full {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        self.bytes.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
