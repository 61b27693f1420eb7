//! A preview that runs all day: its memory does not grow with the number of edits.
#![cfg(target_os = "linux")]

use std::{
    fs,
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::TcpStream,
    process::{Child, Command, Stdio},
};

use super::preview::{Events, PATIENCE, folder, write};

/// A preview in a process of its own, whose memory is nobody else's.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

impl Running {
    /// How much memory it uses now, in KiB.
    fn memory(&self) -> usize {
        let status = fs::read_to_string(format!("/proc/{}/status", self.0.id())).unwrap();
        let line = status.lines().find_map(|it| it.strip_prefix("VmRSS:")).unwrap();
        line.trim().trim_end_matches(" kB").parse().unwrap()
    }

    /// How many threads it has now.
    fn threads(&self) -> usize {
        fs::read_dir(format!("/proc/{}/task", self.0.id())).unwrap().count()
    }
}

fn ask(host: &str, path: &str) -> TcpStream {
    let mut stream = TcpStream::connect(host).unwrap();
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    write!(stream, "GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        .unwrap();
    stream
}

fn get(host: &str, path: &str) -> String {
    let mut text = String::new();
    ask(host, path).read_to_string(&mut text).unwrap();
    text
}

#[test]
fn memory_does_not_grow_with_edits() {
    let folder = folder(&[("a.md", "# A\n"), ("b.md", "# B\n\n[a](a.md)\n")]);
    let mut command = Command::new(env!("CARGO_BIN_EXE_crib"));
    command.args(["serve", "--port", "0"]).arg(folder.path());
    // Its output is read only at the start, and fits into the pipe.
    command.stdout(Stdio::null()).stderr(Stdio::piped()).stdin(Stdio::null());
    let mut running = Running(command.spawn().unwrap());
    let mut lines = BufReader::new(running.0.stderr.take().unwrap()).lines();
    let host = lines.find_map(|it| {
        let line = it.unwrap();
        let (_, url) = line.split_once("http://")?;
        url.split_once('/').map(|(host, _)| host.to_owned())
    });
    let host = host.unwrap();
    let mut events = Events(BufReader::new(ask(&host, "/__crib/events")));
    events.wait_for("findings");

    let mut after = Vec::new();
    for edit in 1..=500 {
        let code = format!("```rust\nlet x{edit} = {edit};\n```\n");
        let note = format!("# A\n\nEdit {edit}.\n\n{code}\n$x_{{{edit}}}$\n");
        write(folder.path(), "a.md", &note);
        events.wait_for("reload");
        if edit % 5 > 0 {
            continue;
        }
        for path in ["/b", "/search/index.js"] {
            get(&host, path);
        }
        while !get(&host, "/a").contains(&format!("Edit {edit}.")) {
            events.wait_for("reload");
        }
        if edit == 100 || edit == 500 {
            after.push((running.memory(), running.threads()));
        }
    }
    // A site that was kept by mistake would be some 20 KiB, and there were 400.
    let [(early, some), (late, others)] = after.try_into().unwrap();
    assert!(late < early + 8 * 1024, "{early} KiB after 100 edits, {late} after 500");
    assert!(others <= some + 4, "{some} threads after 100 edits, {others} after 500");
}
