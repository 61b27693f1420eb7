//! What stops a build: the outside failed, or the request makes no sense.
//! Every error names the place and says what to do; its kind decides the exit code.
//! Never about the text of a note: that is a finding (`diag`).

use std::{io, path::PathBuf};

use thiserror::Error;

/// Why a command could not do its work.
#[derive(Debug, Error)]
pub enum Error {
    /// The command line or the environment asks for something that makes no sense.
    #[error("{0}")]
    Usage(String),
    /// The configuration cannot be used.
    #[error("{path}{line}: {message}", path = path.display(), line = place(*line))]
    Config {
        /// The file, or the name of the environment variable.
        path: PathBuf,
        /// 1-based; `None` when the file as a whole is meant.
        line: Option<u64>,
        /// What is wrong and what to do.
        message: String,
    },
    /// A theme is incomplete, or one of its templates is wrong.
    #[error("{0}")]
    Theme(String),
    /// Something on disk cannot be read.
    #[error("cannot read {}: {source}; {}", path.display(), read_help(source))]
    Read {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// Something cannot be written to disk.
    #[error("cannot write {}: {source}; {}", path.display(), write_help(source))]
    Write {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A note cannot be changed.
    #[error("cannot change {}: {source}; make the file and its folder writable", path.display())]
    Fix {
        /// The note.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The output folder holds what is not ours.
    #[error("{message}")]
    Output {
        /// What is in the way and what to do.
        message: String,
    },
    /// A result cannot be printed.
    #[error("cannot write to standard output: {source}; check where it is redirected")]
    Stdout {
        /// What the system said.
        source: io::Error,
    },
    /// Nothing opened what was made.
    #[error("cannot open {}: {reason}; open it yourself", path.display())]
    Open {
        /// The file.
        path: PathBuf,
        /// What the system said.
        reason: String,
    },
    /// There is nothing to print with.
    #[error(
        "{0}; install Chromium (on Debian and Ubuntu `apt install chromium`), Google Chrome or Microsoft Edge, or set `CRIB_BROWSER=/path/to/browser`"
    )]
    NoBrowser(String),
    /// The browser printed nothing.
    #[error(
        "cannot print with {0}; check that the browser starts on its own, or choose another with `CRIB_BROWSER=/path/to/browser`"
    )]
    Print(String),
    /// The work was stopped before its end, since its outcome is not wanted any more.
    #[error("the build was cancelled")]
    Stopped,
    /// The preview server cannot start.
    #[error("cannot listen on {address}: {source}; {}", listen_help(source))]
    Listen {
        /// Host and port.
        address: String,
        /// What the system said.
        source: io::Error,
    },
}

impl Error {
    /// The exit code of the command: 2 for usage, configuration and themes, 3 for the outside.
    #[must_use]
    pub fn exit_code(&self) -> u8 {
        match self {
            Self::Usage(_) | Self::Config { .. } | Self::Theme(_) => 2,
            Self::Read { .. }
            | Self::Write { .. }
            | Self::Fix { .. }
            | Self::Output { .. }
            | Self::Stdout { .. }
            | Self::Open { .. }
            | Self::NoBrowser(_)
            | Self::Print(_)
            | Self::Stopped
            | Self::Listen { .. } => 3,
        }
    }
}

fn place(line: Option<u64>) -> String {
    line.map_or_else(String::new, |it| format!(":{it}"))
}

fn read_help(source: &io::Error) -> &'static str {
    match source.kind() {
        io::ErrorKind::PermissionDenied => {
            "make it readable, or list it under `ignore` in crib.yaml"
        }
        io::ErrorKind::NotFound => "check the path",
        _ => "check the disk and the path",
    }
}

fn listen_help(source: &io::Error) -> &'static str {
    match source.kind() {
        io::ErrorKind::AddrInUse => {
            "choose another port with `--port`, or leave it out to use one that is free"
        }
        io::ErrorKind::AddrNotAvailable => {
            "check the address after `--interface`; `ip addr` or `ipconfig` lists those of this computer"
        }
        _ => "choose another port with `--port`",
    }
}

fn write_help(source: &io::Error) -> &'static str {
    match source.kind() {
        io::ErrorKind::StorageFull => {
            "free some disk space and build again; pages written earlier are intact"
        }
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
            "choose a writable folder with `--output-dir`"
        }
        _ => "check the disk and the path",
    }
}
