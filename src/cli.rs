//! The command line: what was typed, what it means, and what is printed.
//! Gives an exit code for every outcome.
//! Holds no rule about notes or sites; each command calls the pipeline.

mod args;
mod cards;
mod check;
mod commands;
mod init;
#[cfg(feature = "serve")]
mod preview;
mod progress;
mod refuse;
mod sheet;
mod theme;

use std::{
    ffi::OsString,
    io::{self, Write},
    path::Path,
};

use clap::Parser as _;

pub use args::Args;

use crate::error::Error;

/// Findings made the command fail.
pub const EXIT_FINDINGS: u8 = 1;
/// The command line or the configuration is invalid.
pub const EXIT_USAGE: u8 = 2;
/// A bug in crib.
pub const EXIT_BUG: u8 = 4;

/// Where a command prints: results go to `out`, findings and the summary to `err`.
pub struct Output {
    /// Results.
    pub out: Box<dyn Write>,
    /// Everything else.
    pub err: Box<dyn Write>,
}

impl Output {
    /// Prints a result. A closed pipe (`crib list notes | head`) is not an error.
    ///
    /// # Errors
    /// When it cannot be written, as on a full disk.
    pub fn print(&mut self, text: &str) -> Result<(), Error> {
        match self.out.write_all(text.as_bytes()).and_then(|()| self.out.flush()) {
            Err(source) if source.kind() != io::ErrorKind::BrokenPipe => {
                Err(Error::Stdout { source })
            }
            _ => Ok(()),
        }
    }

    /// Prints a line about the work, which may quote names and settings from untrusted notes.
    pub fn say(&mut self, text: &str) {
        self.show(&line(text));
    }

    /// Prints text about the work without changes.
    pub fn show(&mut self, text: &str) {
        let _ = self.err.write_all(text.as_bytes());
    }
}

/// A line as [`Output::say`] prints it.
fn line(text: &str) -> String {
    printable(text) + "\n"
}

/// The text without control characters for the terminal, and without GitHub workflow commands, which
/// are lines that begin with `::`.
fn printable(text: &str) -> String {
    let is_harmful = |it: char| it.is_control() && !matches!(it, '\n' | '\t');
    text.replace(is_harmful, "\u{fffd}").replace("\n::", "\n ::")
}

/// Runs the command that was typed and returns its exit code.
///
/// `variables` are those of the environment; `CRIB__…` override the configuration.
pub fn run(
    arguments: impl IntoIterator<Item = OsString>,
    variables: Vec<(String, String)>,
    output: &mut Output,
) -> u8 {
    let args = match Args::try_parse_from(arguments) {
        Ok(args) => args,
        Err(error) => {
            let text = error.render().ansi().to_string();
            let is_terminal = io::IsTerminal::is_terminal(&io::stderr());
            let text = if is_terminal { text } else { error.render().to_string() };
            if error.use_stderr() {
                output.show(&text);
                return EXIT_USAGE;
            }
            return code(output.print(&text).map(|()| 0), output);
        }
    };
    let result = commands::run(&args, variables, output);
    code(result, output)
}

/// The exit code of a result; prints an error.
fn code(result: Result<u8, Error>, output: &mut Output) -> u8 {
    match result {
        Ok(code) => code,
        Err(error) => {
            output.say(&format!("error: {error}"));
            error.exit_code()
        }
    }
}

/// A path relative to the current folder, if possible.
fn shown(path: &Path) -> String {
    let here = std::path::absolute(".").ok();
    let path = path.strip_prefix(".").unwrap_or(path);
    let relative = here.as_deref().and_then(|it| path.strip_prefix(it).ok());
    match relative {
        Some(path) if path.as_os_str().is_empty() => String::from("."),
        Some(path) => path.display().to_string(),
        None if path.as_os_str().is_empty() => String::from("."),
        None => path.display().to_string(),
    }
}

/// The error of an invalid command line.
fn usage(message: impl Into<String>) -> Error {
    Error::Usage(message.into())
}
