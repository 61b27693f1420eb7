//! `crib serve`: the server's events on the terminal.
//! Gives what a build would print, after every change.
//! Must not know how pages are served.

use std::{
    io::{self, Write as _},
    path::PathBuf,
    sync::Arc,
    time::Duration,
};

use super::{
    args::{Global, Serve},
    shown,
};
use crate::{
    build::{Built, Options},
    config::Project,
    diag::Severity,
    error::Error,
    report,
    serve::{self, Event, ServeOptions},
};

/// Serves the site until Ctrl-C.
pub(super) fn run(
    args: &Serve,
    global: &Global,
    settings: Vec<(String, String)>,
    color: bool,
) -> Result<u8, Error> {
    let places = global.places(&args.content, None::<&PathBuf>);
    let locate = move || Project::locate(&places, &settings);
    let project = locate()?;
    let options = ServeOptions {
        address: args.interface,
        port: args.port,
        open: args.open,
        build: Options { drafts: args.drafts, ..Options::default() },
    };
    let least = global.least_shown();
    let folder = shown(&project.content);
    let print = move |event: Event<'_>| match event {
        Event::Built { built, took } => {
            if let Some(help) = report::no_notes(&built.checked, &folder) {
                say(&help);
            }
            say(&outcome(built, took, color, least));
        }
        Event::Listening { url } => say(&format!("serving on {url} (Ctrl-C ends it)")),
        Event::Failed { message } => {
            say(&format!("error: {message}\nthe last good site is still served"));
        }
        Event::Warned { message } => say(&format!("warning: {message}")),
    };
    serve::serve(&project, locate, options, Arc::new(print))?;
    Ok(0)
}

fn outcome(built: &Built, took: Duration, color: bool, least: Severity) -> String {
    let findings = report::text(&built.checked, color, least);
    findings + &report::summary("ok", built.checked.counts(), least, took)
}

/// Prints from the server's own threads; a terminal that went away is no error.
fn say(text: &str) {
    let _ = writeln!(io::stderr(), "{text}");
}
