//! `crib check`: the findings, what the notes use, and the changes that mend links.
//! Gives the exit code 1 when readers would meet something broken.
//! Holds no rule about notes.

use super::{
    EXIT_FINDINGS,
    args::{Check, Format},
    commands::Session,
    refuse,
};
use crate::{
    advice::Advice,
    build::{self, Checked, Options},
    config::Project,
    diag::{Code, Severity, counted},
    error::Error,
    fix,
    library::Library,
    render::theme::Theme,
    report, study,
};

impl Session<'_> {
    pub(super) fn check(&mut self, args: &Check) -> Result<u8, Error> {
        let project = self.project(&args.content, None)?;
        refuse::dangerous(&project, self.home().as_deref())?;
        let config = &project.config;
        // Notes are looked at whether or not the theme can show them.
        let theme = || Theme::load(&project.themes(), config.theme());
        let broken = theme().err();
        let look = || {
            let look_at = |library: &Library, study: &study::Study<'_>| {
                Advice::of(library, study, config, &project.place)
            };
            let theme = if broken.is_some() { Theme::embedded() } else { theme() }?;
            let options = check_options(&project);
            let files = project.files()?;
            let name = project.name();
            let (mut checked, advice) =
                build::check_all(&files, (config, theme), &name, options, look_at)?;
            if broken.is_some() {
                // Another theme cannot tell which templates are missing.
                checked.findings.retain(|it| it.code != Code::F003);
            }
            Ok::<_, Error>((checked, advice))
        };
        let (mut checked, mut advice) = look()?;
        if args.fix && self.mend(&checked, &project, args.dry_run)? {
            (checked, advice) = look()?;
        }
        self.findings(&checked, &project, args.strict)?;
        if args.timings {
            self.output.show(&report::timings(&checked.timings));
        }
        if !self.global.quiet && self.global.format == Format::Text {
            self.output.show(&report::advice(&advice));
            let mendable = checked.findings.iter().filter(|it| it.fix.is_some()).count();
            if mendable > 0 && !args.fix {
                let findings = counted(mendable, "finding");
                self.output.say(&format!("hint: `crib check --fix` mends {findings}"));
            }
        }
        let counts = checked.counts();
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

    /// Mends what can be mended, or only shows it; says whether any file was changed.
    fn mend(
        &mut self,
        checked: &Checked,
        project: &Project,
        dry_run: bool,
    ) -> Result<bool, Error> {
        let disk = project.files()?;
        let mut changed = false;
        let mended = fix::mended(checked);
        if mended.is_empty() {
            let links =
                || checked.findings.iter().filter(|it| it.code.name().starts_with('L'));
            self.output.say(if links().any(|it| it.severity < Severity::Info) {
                "nothing to mend: what each broken link means is yours to say"
            } else if links().next().is_some() {
                "nothing to mend: no link is broken but those of templates (`-v` shows them)"
            } else {
                "nothing to mend: no link is broken"
            });
        }
        let links = mended.iter().map(|it| it.changes.lines().count()).sum();
        let mut mended_links = 0;
        for note in mended {
            if !dry_run && !disk.replace(note.path, note.old, &note.new)? {
                let path = note.path;
                self.output.say(&format!(
                    "{path}: left as it is, since it changed during the check; check again"
                ));
                continue;
            }
            changed |= !dry_run;
            mended_links += note.changes.lines().count();
            self.change(&note.changes)?;
        }
        if dry_run && links > 0 {
            let links = counted(links, "link");
            self.change(&format!(
                "{links} can be mended; nothing was changed (`--dry-run`)\n"
            ))?;
        } else if mended_links > 0 {
            self.change(&format!("{} mended\n", counted(mended_links, "link")))?;
        }
        Ok(changed)
    }

    /// Prints what was changed; JSON keeps standard output for itself.
    fn change(&mut self, text: &str) -> Result<(), Error> {
        match self.global.format {
            Format::Json => self.output.show(text),
            Format::Text | Format::Github => self.output.print(text)?,
        }
        Ok(())
    }
}

/// The notes of a project, resolved.
pub(super) fn checked(project: &Project) -> Result<Checked, Error> {
    build::check(&project.files()?, &project.config, check_options(project))
}

fn check_options(project: &Project) -> Options<'_> {
    Options { drafts: project.config.drafts.unwrap_or(false), ..Options::default() }
}
