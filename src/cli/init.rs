//! `crib init`: what it did, and what to do next.
//! Gives a line for every file.
//! Must not know what the files say.

use std::path::{Path, PathBuf};

use super::{args::Init, commands::Session, shown, usage};
use crate::{
    error::Error,
    init::{self, Change, Outcome, Repository, Wishes, Workflow, knows_install},
    program::Programs,
};

impl Session<'_> {
    /// Adds to a folder what is missing.
    pub(super) fn init(&mut self, args: &Init) -> Result<u8, Error> {
        if args.install.is_some() && !args.github_pages {
            return Err(usage(
                "`--install` says how the workflow of `--github-pages` installs crib: give both",
            ));
        }
        if args.install.as_ref().is_some_and(|it| it.split_whitespace().any(is_address)) {
            return Err(usage(
                "`ADDRESS` or `OWNER/NAME` stands for the address of the repository of Cribsheet; in \
                 a checkout of it, `git remote get-url origin` prints the address",
            ));
        }
        if let Some(address) = args.install.as_deref().and_then(unreachable_address) {
            return Err(usage(format!(
                "GitHub cannot install from `{address}`: write the https address of the \
                 repository of Cribsheet, such as https://github.com/OWNER/NAME"
            )));
        }
        let folder = args.folder.clone().unwrap_or_else(|| PathBuf::from("."));
        let wishes =
            Wishes { github_pages: args.github_pages, install: args.install.clone() };
        let outcome = init::init(&folder, &wishes, &Programs::new(&self.variables))?;
        if !self.global.quiet {
            self.say_next(&folder, &outcome);
        }
        Ok(0)
    }

    fn say_next(&mut self, folder: &Path, outcome: &Outcome) {
        for file in &outcome.files {
            let what = match file.change {
                Change::Written => "written",
                Change::Filled => "its step \"Install crib\" filled in",
                Change::Left => "left as it is",
            };
            self.output.say(&format!("{}: {what}", shown(&file.path)));
        }
        let place = match shown(folder).as_str() {
            "." => String::new(),
            place => format!(" {place}"),
        };
        let found =
            if outcome.had_notes { "the notes that are there" } else { "a first note" };
        let mut next = vec![format!("`crib serve{place}` shows {found}")];
        if let Some(output) = &outcome.committed_output {
            next.push(format!(
                "add the line `/{output}/` to .gitignore, or the built site is committed with the \
                 notes"
            ));
        }
        if let Some(workflow) = &outcome.workflow {
            next.extend(to_publish(workflow));
        } else {
            let install = if knows_install() { "" } else { " --install COMMAND" };
            next.push(format!(
                "`crib init{place} --github-pages{install}` adds a workflow that publishes them"
            ));
        }
        let mut begin = "\nnext: ";
        for step in next {
            self.output.say(&format!("{begin}{step}"));
            begin = "      ";
        }
    }
}

/// Whether a word is the one that stands for an address in the manual.
fn is_address(word: &str) -> bool {
    word.trim_matches(['\'', '"']) == "ADDRESS" || word.contains("/OWNER/NAME")
}

/// The address after `--git` that only this machine, or only its user, can reach.
fn unreachable_address(command: &str) -> Option<&str> {
    let mut words = command.split_whitespace().map(|it| it.trim_matches(['\'', '"']));
    words.find(|it| *it == "--git")?;
    words.next().filter(|it| !it.contains("://"))
}

/// What is left to do until the workflow publishes the notes, in order.
fn to_publish(workflow: &Workflow) -> Vec<String> {
    let mut steps = Vec::new();
    if workflow.install_unused {
        steps.push(String::from(
            "the workflow was there already, without the command of `--install`: write it into \
             its step \"Install crib\", or remove the file and repeat this command",
        ));
    } else if workflow.install_missing {
        steps.push(String::from(
            "the workflow does not know how to install crib, and stops there: write the command \
             into its step \"Install crib\", or repeat this command with `--install COMMAND`",
        ));
    }
    match workflow.repository {
        Repository::Missing => steps.push(String::from(
            "this folder is in no Git repository: make it one (`git init -b main`), make one on \
             GitHub and add it (`git remote add origin https://github.com/OWNER/NAME`)",
        )),
        Repository::Alone => steps.push(String::from(
            "the repository knows no other one to push to: make one on GitHub and add it \
             (`git remote add origin https://github.com/OWNER/NAME`)",
        )),
        Repository::WithRemote => (),
    }
    steps.push(String::from(
        "on GitHub, choose \"GitHub Actions\" as the source under Settings, Pages of the repository",
    ));
    steps.push(format!(
        "commit the files and push: every push to the branch `{}` publishes the notes",
        workflow.branch
    ));
    steps
}
