//! An installed Chromium, Chrome or Edge, run without a window.
//! Uses the browser that `CRIB_BROWSER` names, else the first one found in the usual places.
//! Must not be used for anything but pages we made.

use std::{
    ffi::OsString,
    fs, io,
    path::{Path, PathBuf, is_separator},
    process::{Command, ExitStatus, Stdio},
    time::Duration,
};

use super::{PdfPrinter, host};
use crate::{
    error::Error,
    program::{self, Programs},
};

/// The variable that names the browser.
const VARIABLE: &str = "CRIB_BROWSER";

/// The names of browsers that can print.
const NAMES: [&str; 9] = [
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
    "microsoft-edge",
    "microsoft-edge-stable",
    "msedge",
    "brave-browser",
];

/// Where Chrome is below a Windows user's own folder of programs.
const LOCAL: (&str, &str) = ("LOCALAPPDATA", "Google\\Chrome\\Application\\chrome.exe");

/// Where they are installed on systems that do not list them in `PATH`.
const PLACES: [&str; 7] = [
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
    "C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe",
    "C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe",
    "C:\\Program Files\\Microsoft\\Edge\\Application\\msedge.exe",
];

/// How long to wait for a page to be printed.
const PATIENCE: Duration = Duration::from_mins(2);

/// A browser that prints.
#[derive(Debug, Clone)]
pub struct Browser {
    program: PathBuf,
}

impl Browser {
    /// Finds the browser to print with; `variables` are the environment's.
    ///
    /// # Errors
    /// When there is none.
    pub fn find(variables: &[(String, String)]) -> Result<Self, Error> {
        let value = |name: &str| {
            let found =
                variables.iter().find(|(it, value)| it == name && !value.is_empty());
            found.map(|(_, value)| value.as_str())
        };
        let programs = Programs::new(variables);
        if let Some(named) = value(VARIABLE) {
            // A bare name is searched in `PATH` only: a file in the notes may have the same name.
            let place =
                Some(PathBuf::from(named)).filter(|_| named.contains(is_separator));
            let program = match place {
                Some(place) => Some(place).filter(|it| it.is_file()),
                None => programs.find(named),
            };
            return program.map(|program| Self { program }).ok_or_else(|| {
                Error::NoBrowser(format!(
                    "`{VARIABLE}` is `{named}`, which is not a program"
                ))
            });
        }
        let listed = NAMES.iter().find_map(|it| programs.find(it));
        let local = value(LOCAL.0).map(|it| Path::new(it).join(LOCAL.1));
        let placed =
            || PLACES.iter().map(PathBuf::from).chain(local).find(|it| it.is_file());
        listed.or_else(placed).map(|program| Self { program }).ok_or_else(|| {
            Error::NoBrowser(String::from("no Chromium, Chrome or Edge was found"))
        })
    }

    fn failed(&self, what: impl std::fmt::Display) -> Error {
        let program = self.program.display();
        // Snap gives its programs their own folder for temporary files.
        let is_snap = self.program.canonicalize().is_ok_and(|it| {
            it.starts_with("/snap") || it.file_name().is_some_and(|it| it == "snap")
        });
        let hint = if is_snap {
            " (a browser from Snap cannot read temporary files; set TMPDIR to a folder in your home \
             folder)"
        } else {
            ""
        };
        Error::Print(format!("{program}: {what}{hint}"))
    }
}

impl PdfPrinter for Browser {
    fn print(&self, html: &str) -> Result<Vec<u8>, Error> {
        let folder = tempfile::tempdir().map_err(|it| self.failed(it))?;
        let (pdf, log) = (folder.path().join("sheet.pdf"), folder.path().join("log"));
        let print = |address: &str| -> io::Result<Option<ExitStatus>> {
            let mut child = Command::new(&self.program)
                .args(arguments(folder.path(), address, &pdf))
                .stdin(Stdio::null())
                .stdout(Stdio::null())
                .stderr(fs::File::create(&log)?)
                .spawn()?;
            program::wait(&mut child, PATIENCE)
        };
        // No page of another site can guess the name of the folder.
        let secret = folder.path().file_name().unwrap_or_default().to_string_lossy();
        let secret = secret.trim_start_matches('.');
        let ended = host::show(html, secret, print).flatten();
        let Some(status) = ended.map_err(|it| self.failed(it))? else {
            return Err(self.failed("it did not finish, so nothing was printed"));
        };
        fs::read(&pdf).ok().filter(|it| it.starts_with(b"%PDF")).ok_or_else(|| {
            let said = fs::read(&log).unwrap_or_default();
            let said = String::from_utf8_lossy(&said);
            let last =
                said.lines().rev().find(|it| !it.trim().is_empty()).unwrap_or_default();
            self.failed(format!("printed nothing ({status}) {last}").trim_end())
        })
    }
}

/// The arguments for the browser; it shows no window and stores nothing.
fn arguments(folder: &Path, address: &str, pdf: &Path) -> Vec<OsString> {
    let mut arguments: Vec<OsString> = [
        "--headless",
        "--disable-gpu",
        "--no-first-run",
        "--no-default-browser-check",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-extensions",
        "--disable-sync",
        "--disable-quic",
        "--hide-scrollbars",
        "--no-pdf-header-footer",
    ]
    .map(OsString::from)
    .into();
    if is_root() {
        // Chromium's sandbox does not work for root. The page comes from a server, so that its
        // scripts, which may come from a theme, cannot read files.
        arguments.push("--no-sandbox".into());
    }
    let with = |name: &str, value: &Path| {
        let mut argument = OsString::from(name);
        argument.push(value);
        argument
    };
    arguments.push(with("--user-data-dir=", &folder.join("profile")));
    arguments.push(with("--print-to-pdf=", pdf));
    arguments.push(address.into());
    arguments
}

#[cfg(target_os = "linux")]
fn is_root() -> bool {
    use std::os::unix::fs::MetadataExt as _;
    fs::metadata("/proc/self").is_ok_and(|it| it.uid() == 0)
}

#[cfg(not(target_os = "linux"))]
fn is_root() -> bool {
    false
}
