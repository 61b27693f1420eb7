//! The pages of the manual that say what the code says: commands, configuration, findings.
//!
//! `CRIB_UPDATE_MANUAL=1 cargo test manual` writes them anew.

use std::{fmt::Write as _, fs, path::Path};

use clap::CommandFactory as _;
use cribsheet::{
    cli::{Args, EXIT_BUG, EXIT_FINDINGS, EXIT_USAGE},
    diag::Code,
    rule::Rule,
};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Compares a page with what it should say, or writes it.
#[expect(
    clippy::disallowed_methods,
    reason = "a page of the repository is written on demand"
)]
fn page(name: &str, weight: usize, text: &str) {
    let text = format!(
        "---\nweight: {weight}\nstudy: false\nsheet: false\n---\n{}\n",
        text.trim()
    );
    let path = root().join("content/manual").join(name);
    if std::env::var_os("CRIB_UPDATE_MANUAL").is_some() {
        fs::write(&path, &text).unwrap();
    }
    let there = fs::read(&path).unwrap_or_default();
    assert!(
        String::from_utf8(there).unwrap() == text,
        "content/manual/{name} differs from the code; CRIB_UPDATE_MANUAL=1 cargo test manual writes it"
    );
}

/// A text as it may stand in a cell.
fn cell(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").replace('|', "\\|")
}

/// The arguments of a command as rows of a table.
fn arguments(command: &clap::Command) -> String {
    let mut rows = String::new();
    let hidden = ["help", "version"];
    for it in command.get_arguments().filter(|it| !hidden.contains(&it.get_id().as_str()))
    {
        if it.is_global_set() && command.get_name() != "crib" {
            continue;
        }
        let short = it.get_short().map(|it| format!("-{it}"));
        let long = it.get_long().map(|it| format!("--{it}"));
        let mut name = short.into_iter().chain(long).collect::<Vec<_>>().join(", ");
        let takes_value = it.get_action().takes_values();
        let value = it.get_value_names().and_then(|it| it.first());
        let value =
            value.map_or(it.get_id().as_str().to_uppercase(), ToString::to_string);
        if name.is_empty() {
            name = value;
        } else if takes_value {
            write!(name, " {value}").unwrap();
        }
        let mut help = it.get_help().map(ToString::to_string).unwrap_or_default();
        let values = it.get_possible_values();
        let values: Vec<String> =
            values.iter().map(|it| format!("`{}`", it.get_name())).collect();
        if takes_value && !values.is_empty() {
            write!(help, ": {}", values.join(", ")).unwrap();
        }
        writeln!(rows, "| `{name}` | {} |", cell(&help)).unwrap();
    }
    rows
}

#[test]
fn manual_of_commands() {
    let command = Args::command();
    let mut text = String::from(
        "# Commands\n\nThe output of `crib --help` and `crib COMMAND --help`, in one place.\n\n\
         ## Flags of every command\n\n| flag | does |\n|---|---|\n",
    );
    text += &arguments(&command);
    let below = |it: &clap::Command| {
        let names = it.get_subcommands().map(|below| {
            (format!("{} {}", it.get_name(), below.get_name()), below.clone())
        });
        let names: Vec<_> = names.collect();
        if names.is_empty() {
            vec![(it.get_name().to_owned(), it.clone())]
        } else {
            names
        }
    };
    for (name, command) in &command.get_subcommands().flat_map(below).collect::<Vec<_>>()
    {
        let about = command.get_about().map(ToString::to_string).unwrap_or_default();
        write!(text, "\n## crib {name}\n\n{about}.\n").unwrap();
        let rows = arguments(command);
        if !rows.is_empty() {
            write!(text, "\n| argument | means |\n|---|---|\n{rows}").unwrap();
        }
    }
    write!(
        text,
        "\n## Exit codes\n\n| code | means |\n|---|---|\n\
             | 0 | success; for `build`, even if there are findings |\n\
             | {EXIT_FINDINGS} | findings made the command fail: errors for `check`, and with `--strict` warnings, too |\n\
             | {EXIT_USAGE} | the command line, the configuration or a theme is invalid |\n\
             | 3 | the disk, the port or the browser failed |\n\
             | {EXIT_BUG} | a bug in crib |\n"
    )
    .unwrap();
    page("commands.md", 90, &text);
}

/// The keys of a struct of the configuration with what its comments say; what `serde` skips is
/// no key.
fn keys(source: &str, name: &str) -> Vec<(String, String)> {
    let start = source.find(&format!("pub struct {name} {{")).unwrap();
    let body = source[start..].split("\n}").next().unwrap();
    let mut keys = Vec::new();
    let mut comment: Vec<&str> = Vec::new();
    let mut is_inner = false;
    for line in body.lines().skip(1).map(str::trim) {
        if let Some(text) = line.strip_prefix("///") {
            comment.push(text.trim());
        } else if let Some(field) = line.strip_prefix("pub ") {
            let key = field.split(':').next().unwrap().to_owned();
            if !is_inner {
                keys.push((key, comment.join(" ")));
            }
            comment.clear();
            is_inner = false;
        } else if line == "#[serde(skip)]" {
            is_inner = true;
        }
    }
    keys
}

#[test]
fn manual_of_configuration() {
    let read = |name: &str| {
        String::from_utf8(fs::read(root().join("src").join(name)).unwrap()).unwrap()
    };
    let config = read("config.rs");
    let mut text = String::from(
        "# Configuration\n\nThe file `crib.yaml` goes into the folder of notes or above it. Every key is optional, and an unknown key is an\n\
         error. An environment variable such as `CRIB__BASE_URL` or `CRIB__MARKDOWN__RAW_HTML` overrides a key.\n\n\
         ## Top level\n\n| key | means |\n|---|---|\n",
    );
    let rows = |text: &mut String, keys: Vec<(String, String)>| {
        for (key, comment) in keys {
            writeln!(text, "| `{key}` | {} |", cell(&comment)).unwrap();
        }
    };
    rows(&mut text, keys(&config, "Config"));
    let (repo, sheets) = (read("config/repo.rs"), read("config/sheets.rs"));
    let math = read("config/math.rs");
    for (heading, source, name) in [
        ("repo", &repo, "Repo"),
        ("markdown", &config, "Markdown"),
        ("markdown.math", &math, "Formulas"),
        ("tags", &config, "Tags"),
        ("study", &config, "Study"),
        ("compare", &config, "Compare"),
        ("cards", &config, "Cards"),
        ("sheets.NAME", &sheets, "Sheet"),
    ] {
        write!(text, "\n## {heading}\n\n| key | means |\n|---|---|\n").unwrap();
        rows(&mut text, keys(source, name));
    }
    text += "\n## Rules of extraction\n\n`study.off` switches rules off by name.\n\n| rule | finds |\n|---|---|\n";
    for rule in Rule::ALL {
        writeln!(text, "| `{}` | {} |", rule.name(), cell(rule.reason())).unwrap();
    }
    page("configuration.md", 91, &text);
}

#[test]
fn manual_of_findings() {
    let mut text = String::from(
        "# Findings\n\nEverything that `crib check` and `crib build` report. `crib explain CODE` prints the same text. Findings never stop a\nbuild. In templates for new notes, all of them are infos.\n",
    );
    for code in Code::ALL {
        write!(
            text,
            "\n## {code}: {}\n\n*{}.* {}\n",
            code.title(),
            code.severity().name(),
            code.explanation()
        )
        .unwrap();
    }
    page("findings.md", 92, &text);
}
