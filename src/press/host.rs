//! A server for one page, from which the browser loads the page to print.
//! Gives the page under an address that nobody can guess, on this computer only.
//! Must not serve anything else: a page from a server cannot show files, a page from disk can.

use std::{
    io::{self, BufRead as _, BufReader, Read as _, Write as _},
    net::{Ipv4Addr, TcpListener, TcpStream},
    sync::atomic::{AtomicBool, Ordering},
    thread,
    time::Duration,
};

/// How long to wait for the request of a connection.
const PATIENCE: Duration = Duration::from_secs(5);
/// How often to look for a request.
const PAUSE: Duration = Duration::from_millis(5);
/// The longest request that is read.
const MAX_REQUEST: u64 = 64 * 1024;

/// Shows a page at an address while `work` runs, which is given the address.
///
/// # Errors
/// When the server cannot be started.
pub(super) fn show<T>(
    html: &str,
    secret: &str,
    work: impl FnOnce(&str) -> T,
) -> io::Result<T> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
    listener.set_nonblocking(true)?;
    let path = format!("/{secret}.html");
    let address = format!("http://{}{path}", listener.local_addr()?);
    let (is_over, path) = (AtomicBool::new(false), path.as_str());
    thread::scope(|scope| {
        scope.spawn(|| {
            while !is_over.load(Ordering::Relaxed) {
                match listener.accept() {
                    // Browsers open connections that they do not use; those get no answer.
                    Ok((stream, _)) => {
                        scope.spawn(move || answer(stream, path, html));
                    }
                    Err(_) => thread::sleep(PAUSE),
                }
            }
        });
        let done = work(&address);
        is_over.store(true, Ordering::Relaxed);
        Ok(done)
    })
}

/// Answers one request, and ends the connection.
fn answer(mut stream: TcpStream, path: &str, html: &str) -> io::Result<()> {
    stream.set_nonblocking(false)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_write_timeout(Some(PATIENCE))?;
    let mut lines = BufReader::new((&stream).take(MAX_REQUEST)).lines();
    let first = lines.next().transpose()?.unwrap_or_default();
    while lines.next().transpose()?.is_some_and(|it| !it.is_empty()) {}
    let is_page = first.split(' ').nth(1) == Some(path);
    let (status, body) = if is_page { ("200 OK", html) } else { ("404 Not Found", "") };
    write!(
        stream,
        "HTTP/1.1 {status}\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {}\r\n\
         Cache-Control: no-store\r\nConnection: close\r\n\r\n{body}",
        body.len()
    )?;
    stream.flush()
}

#[cfg(test)]
mod tests {
    use std::{
        io::{Read as _, Write as _},
        net::TcpStream,
    };

    use super::show;

    #[test]
    fn the_page_is_at_its_address_and_nothing_anywhere_else() {
        let get = |address: &str, path: &str| {
            let host = address.trim_start_matches("http://").split('/').next().unwrap();
            let mut stream = TcpStream::connect(host).unwrap();
            write!(stream, "GET {path} HTTP/1.1\r\nHost: {host}\r\n\r\n").unwrap();
            let mut text = String::new();
            stream.read_to_string(&mut text).unwrap();
            text
        };
        show("<p>ü</p>", "secret", |address| {
            let page = get(address, "/secret.html");
            assert!(
                page.starts_with("HTTP/1.1 200") && page.ends_with("<p>ü</p>"),
                "{page}"
            );
            for path in ["/", "/secret", "/../secret.html", "/etc/passwd"] {
                assert!(get(address, path).starts_with("HTTP/1.1 404"), "{path}");
            }
        })
        .unwrap();
    }
}
