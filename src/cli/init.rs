//! `crib init`: what it did, and what to do next.
//! Gives a line for every file.
//! Must not know what the files say.

use std::path::{Path, PathBuf};

use super::{args::Init, commands::Session, shown, usage};
use crate::{
    error::Error,
    init::{self, Outcome, Wishes},
};

impl Session<'_> {
    /// Adds to a folder what is missing.
    pub(super) fn init(&mut self, args: &Init) -> Result<u8, Error> {
        if args.install.is_some() && !args.github_pages {
            return Err(usage(
                "`--install` says what the workflow of `--github-pages` does",
            ));
        }
        let folder = args.folder.clone().unwrap_or_else(|| PathBuf::from("."));
        let wishes =
            Wishes { github_pages: args.github_pages, install: args.install.clone() };
        let outcome = init::init(&folder, &wishes)?;
        if !self.global.quiet {
            self.say_next(&folder, &outcome, args);
        }
        Ok(0)
    }

    fn say_next(&mut self, folder: &Path, outcome: &Outcome, args: &Init) {
        for file in &outcome.files {
            let what = if file.written { "written" } else { "left as it is" };
            self.output.say(&format!("{}: {what}", shown(&file.path)));
        }
        let place = match shown(folder).as_str() {
            "." => String::new(),
            place => format!(" {place}"),
        };
        let found =
            if outcome.had_notes { "the notes that are there" } else { "a first note" };
        self.output.say(&format!("\nnext: `crib serve{place}` shows {found}"));
        if !args.github_pages {
            self.output.say(&format!(
                "      `crib init{place} --github-pages` adds a workflow that publishes them"
            ));
            return;
        }
        if outcome.install_missing {
            self.output.say(&format!(
                "      say in the workflow how crib is installed: this build knows no address \
                 of its own (or remove it, and `crib init{place} --github-pages --install \
                 COMMAND` writes another)"
            ));
        }
        self.output.say(
            "      commit the files, and choose \"GitHub Actions\" under Settings, Pages of the \
             repository",
        );
    }
}
