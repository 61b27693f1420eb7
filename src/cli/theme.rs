//! `crib theme`: the files of the default theme, and copies of them.
//! Gives a line for every file.
//! Must not know what is in the files.

use super::{
    args::{Content, Eject, Theme, ThemeCommand},
    commands::Session,
    shown, usage,
};
use crate::{
    error::Error,
    init::{
        Change,
        eject::{self, ejectable},
    },
};

impl Session<'_> {
    pub(super) fn theme(&mut self, args: &Theme) -> Result<u8, Error> {
        let ThemeCommand::Eject(args) = &args.command;
        let project = self.project(&Content::default(), None)?;
        let folder = shown(&project.root.join(eject::folder(&project)));
        if args.files.is_empty() && !args.all {
            return self.list_ejectable(args, &folder);
        }
        let files = if args.all { ejectable() } else { eject::named(&args.files)? };
        let done = eject::eject(&project, &files, args.force)?;
        if self.global.quiet {
            return Ok(0);
        }
        for it in &done {
            let what = match it.change {
                Change::Left => "left as it is (`--force` overwrites it)",
                Change::Written | Change::Filled => "written",
            };
            self.output.say(&format!("{}: {what}", shown(&it.path)));
        }
        self.output.say(
            "\nnext: change a file, and `crib serve` shows every change\n      \
             remove a file to have the default again",
        );
        Ok(0)
    }

    fn list_ejectable(&mut self, args: &Eject, folder: &str) -> Result<u8, Error> {
        if args.force {
            return Err(usage("`--force` needs the files to overwrite, or `--all`"));
        }
        let files = ejectable();
        let width = files.iter().map(|it| it.path.len()).max().unwrap_or_default();
        let line = |it: &eject::Ejectable| format!("{:width$}  {}\n", it.path, it.about);
        self.output.print(&files.iter().map(line).collect::<String>())?;
        if !self.global.quiet {
            self.output.say(&format!(
                "\n`crib theme eject FILE` copies a file to {folder}, where you can change it; `--all` copies \
                 every file"
            ));
        }
        Ok(0)
    }
}
