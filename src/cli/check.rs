//! `crib check`: the findings, what the notes contain, and the changes that fix links.
//! Gives the exit code 1 if there are errors.
//! Holds no rule about notes.

use std::sync::Arc;

use super::{
    EXIT_FINDINGS,
    args::{Check, Format},
    commands::Session,
    refuse,
};
use crate::{
    build::{self, Input, Options, Resolved},
    config::{Config, Project},
    diag::{Code, Severity, counted},
    engine::Engine,
    error::Error,
    fix,
    render::theme::Theme,
    report::{self, Counts},
};

impl Session<'_> {
    pub(super) fn check(&mut self, args: &Check) -> Result<u8, Error> {
        let project = self.project(&args.content, None)?;
        refuse::dangerous(&project, self.home().as_deref())?;
        let (config, name) = (&project.config, project.name());
        let engine = Engine::new(0)?;
        // Notes are checked even if the theme cannot show them.
        let (theme, broken) = match engine.theme(&project.themes(), config) {
            Ok(theme) => (theme, None),
            Err(error) => (Arc::new(Theme::embedded(config.language())?), Some(error)),
        };
        let look = || {
            let (engine, name, options) = (&engine, &*name, options(config));
            let files = &project.files()?;
            let input = Input { engine, files, config, name, options };
            let (mut resolved, advice) = build::check(input, &theme, &project.place)?;
            if broken.is_some() {
                // Another theme cannot tell which templates are missing.
                resolved.findings.retain(|it| it.code != Code::F003);
            }
            Ok::<_, Error>((resolved, advice))
        };
        let (mut resolved, mut advice) = look()?;
        if args.fix && self.fix(&resolved, &project, args.dry_run)? {
            (resolved, advice) = look()?;
        }
        self.findings(&resolved, &project, args.strict)?;
        if args.timings {
            self.output.show(&report::timings(&resolved.timings));
        }
        if !self.global.quiet && self.global.format == Format::Text {
            self.output.show(&report::advice(&advice));
            let fixable = resolved.findings.iter().filter(|it| it.fix.is_some()).count();
            if fixable > 0 && !args.fix {
                let findings = counted(fixable, "finding");
                self.output.say(&format!("hint: `crib check --fix` fixes {findings}"));
            }
        }
        let counts = Counts::of(&resolved);
        let failed = counts.errors > 0 || args.strict && counts.warnings > 0;
        let word = match counts.errors {
            0 if failed => "failed (`--strict`)",
            _ if failed => "failed",
            _ => "ok",
        };
        self.summary(word, counts);
        if let Some(error) = broken {
            return Err(error);
        }
        Ok(if failed { EXIT_FINDINGS } else { 0 })
    }

    /// Fixes what can be fixed, or only shows it; returns whether any file was changed.
    fn fix(
        &mut self,
        resolved: &Resolved,
        project: &Project,
        dry_run: bool,
    ) -> Result<bool, Error> {
        let disk = project.files()?;
        let mut changed = false;
        let fixed = fix::fixed_notes(resolved);
        if fixed.is_empty() {
            let links =
                || resolved.findings.iter().filter(|it| it.code.name().starts_with('L'));
            self.output.say(if links().any(|it| it.severity < Severity::Info) {
                "nothing to fix: no broken link can be fixed automatically"
            } else if links().next().is_some() {
                "nothing to fix: the only broken links are in templates (`-v` shows them)"
            } else {
                "nothing to fix: no link is broken"
            });
        }
        let links = fixed.iter().map(|it| it.changes.lines().count()).sum();
        let mut fixed_links = 0;
        for note in fixed {
            if !dry_run && !disk.replace(note.path, note.old, &note.new)? {
                let path = note.path;
                self.output.say(&format!(
                    "{path}: not fixed, because it changed during the check; run the check again"
                ));
                continue;
            }
            changed |= !dry_run;
            fixed_links += note.changes.lines().count();
            self.change(&note.changes)?;
        }
        if dry_run && links > 0 {
            let links = counted(links, "link");
            self.change(&format!(
                "{links} can be fixed; nothing was changed (`--dry-run`)\n"
            ))?;
        } else if fixed_links > 0 {
            self.change(&format!("{} fixed\n", counted(fixed_links, "link")))?;
        }
        Ok(changed)
    }

    /// Prints a change; standard output is reserved for JSON if that is the format.
    fn change(&mut self, text: &str) -> Result<(), Error> {
        match self.global.format {
            Format::Json => self.output.show(text),
            Format::Text | Format::Github => self.output.print(text)?,
        }
        Ok(())
    }
}

/// The options of the pipeline for checking a project.
pub(super) fn options(config: &Config) -> Options<'static> {
    Options { drafts: config.drafts.unwrap_or(false), ..Options::default() }
}
