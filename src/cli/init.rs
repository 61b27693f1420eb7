//! `crib init`: what it did, and what to do next.
//! Gives a line for every file.
//! Must not know what is in the files.

use std::path::{Path, PathBuf};

use super::{args::Init, commands::Session, shown, usage};
use crate::{
    error::Error,
    init::{self, Change, InitOptions, Outcome, Repository, Workflow, knows_install},
    program::Programs,
};

impl Session<'_> {
    /// Adds the missing files to a folder.
    pub(super) fn init(&mut self, args: &Init) -> Result<u8, Error> {
        if args.install.is_some() && !args.github_pages {
            return Err(usage(
                "`--install` needs `--github-pages`, whose workflow it is for",
            ));
        }
        if args.install.as_ref().is_some_and(|it| it.split_whitespace().any(is_address)) {
            return Err(usage(
                "replace `ADDRESS` or `OWNER/NAME` with the address of the Cribsheet repository; in a \
                 checkout of it, `git remote get-url origin` prints it",
            ));
        }
        if let Some(address) = args.install.as_deref().and_then(unreachable_address) {
            return Err(usage(format!(
                "GitHub cannot install from `{address}`; use the https address of the Cribsheet \
                 repository, such as https://github.com/OWNER/NAME"
            )));
        }
        let folder = args.folder.clone().unwrap_or_else(|| PathBuf::from("."));
        let options = InitOptions {
            github_pages: args.github_pages,
            install: args.install.clone(),
        };
        let outcome = init::init(&folder, &options, &Programs::new(&self.variables))?;
        if !self.global.quiet {
            self.say_next(&folder, &outcome);
        }
        Ok(0)
    }

    fn say_next(&mut self, folder: &Path, outcome: &Outcome) {
        for file in &outcome.files {
            let what = match file.change {
                Change::Written => "written",
                Change::Filled => "step \"Install crib\" filled in",
                Change::Left => "left as it is",
            };
            self.output.say(&format!("{}: {what}", shown(&file.path)));
        }
        let place = match shown(folder).as_str() {
            "." => String::new(),
            place => format!(" {place}"),
        };
        let found = if outcome.had_notes { "your notes" } else { "your first note" };
        let mut next = vec![format!("`crib serve{place}` shows {found}")];
        if let Some(output) = &outcome.committed_output {
            next.push(format!(
                "add the line `/{output}/` to .gitignore; otherwise the built site is committed with \
                 the notes"
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

/// Whether a word is the manual's placeholder for an address.
fn is_address(word: &str) -> bool {
    word.trim_matches(['\'', '"']) == "ADDRESS" || word.contains("/OWNER/NAME")
}

/// The address after `--git` if only this machine or its user can reach it.
fn unreachable_address(command: &str) -> Option<&str> {
    let mut words = command.split_whitespace().map(|it| it.trim_matches(['\'', '"']));
    words.find(|it| *it == "--git")?;
    words.next().filter(|it| !it.contains("://"))
}

/// The steps that are left before the workflow publishes the notes.
fn to_publish(workflow: &Workflow) -> Vec<String> {
    let mut steps = Vec::new();
    if workflow.install_unused {
        steps.push(String::from(
            "the existing workflow does not use the command of `--install`: put it into the step \
             \"Install crib\", or remove the file and run this command again",
        ));
    } else if workflow.install_missing {
        steps.push(String::from(
            "the workflow fails at the step \"Install crib\" until you put the install command there, \
             or run this command again with `--install COMMAND`",
        ));
    }
    match workflow.repository {
        Repository::Missing => steps.push(String::from(
            "this folder is not in a Git repository: run `git init -b main`, create a repository on \
             GitHub and add it (`git remote add origin https://github.com/OWNER/NAME`)",
        )),
        Repository::Alone => steps.push(String::from(
            "the repository has no remote to push to: create one on GitHub and add it \
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
