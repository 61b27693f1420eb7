//! Other programs: where they are found, and how they are started and ended.
//! Gives programs from the folders that the user's `PATH` names, and no other ones.
//! Must not know what a program is for: nothing that notes or themes say chooses one.

use std::{
    io,
    path::{Path, PathBuf},
    process::{Child, Command, ExitStatus, Stdio},
    thread,
    time::{Duration, Instant},
};

/// How long to wait before looking again whether a program has ended.
const PAUSE: Duration = Duration::from_millis(10);

/// The variables a program needs to start at all; every other one can change what it does.
const KEPT: [&str; 2] = ["PATH", "SYSTEMROOT"];

/// What the environment says about other programs.
///
/// The default one finds none.
#[derive(Debug, Clone, Default)]
pub struct Programs {
    kept: Vec<(String, String)>,
}

impl Programs {
    /// Takes from the environment's variables what is needed.
    #[must_use]
    pub fn new(variables: &[(String, String)]) -> Self {
        let is_kept = |(name, _): &&(String, String)| {
            KEPT.iter().any(|it| it.eq_ignore_ascii_case(name))
        };
        Self { kept: variables.iter().filter(is_kept).cloned().collect() }
    }

    /// The program of that name in the folders of `PATH`.
    ///
    /// Relative folders, the empty one among them, are passed over: they would find what is in
    /// the current folder, such as the notes.
    #[must_use]
    pub fn find(&self, name: &str) -> Option<PathBuf> {
        let (_, path) =
            self.kept.iter().find(|(it, _)| it.eq_ignore_ascii_case(KEPT[0]))?;
        let names = [name.to_owned(), format!("{name}.exe")];
        std::env::split_paths(path)
            .filter(|it| it.is_absolute())
            .flat_map(|folder| names.clone().map(|it| folder.join(it)))
            .find(|it| it.is_file())
    }

    /// A command that hears nothing of the user's environment but what it needs to start.
    #[must_use]
    pub fn command(&self, program: &Path) -> Command {
        let mut command = Command::new(program);
        command.env_clear().envs(self.kept.iter().map(|(name, value)| (name, value)));
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        command
    }
}

/// Waits for a program to end; `None` when it had to be killed after `limit`.
///
/// # Errors
/// When the system does not tell what became of it.
pub fn wait(child: &mut Child, limit: Duration) -> io::Result<Option<ExitStatus>> {
    let start = Instant::now();
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(Some(status));
        }
        if start.elapsed() > limit {
            // It may have ended by itself in between.
            let _ = child.kill().and_then(|()| child.wait());
            return Ok(None);
        }
        thread::sleep(PAUSE);
    }
}

#[cfg(test)]
mod tests {
    use super::Programs;

    #[test]
    fn only_absolute_folders_are_searched() {
        let find = |path: &str| {
            let variables = [(String::from("PATH"), path.to_owned())];
            Programs::new(&variables).find("Cargo.toml")
        };
        let here = env!("CARGO_MANIFEST_DIR");
        assert!(find(here).is_some_and(|it| it.is_absolute()));
        for relative in ["", ".", ":", "..:.", "src:."] {
            assert_eq!(find(relative), None, "{relative:?}");
        }
        assert_eq!(Programs::default().find("Cargo.toml"), None);
    }
}
