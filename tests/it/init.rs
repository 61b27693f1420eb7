//! `crib init`: what it adds, and that it takes nothing away.

use std::{
    collections::BTreeMap,
    fs,
    path::Path,
    process::{Command, Output},
};

use cribsheet::{
    advice::Advice,
    build::{self, Options},
    config::Config,
    path::NotePath,
    source::Memory,
};

use crate::fixture;

const CRIB: &str = env!("CARGO_BIN_EXE_crib");

fn crib(folder: &Path, arguments: &[&str], code: i32) -> String {
    let mut command = Command::new(CRIB);
    let Output { status, stderr, .. } =
        command.args(arguments).current_dir(folder).output().unwrap();
    let said = String::from_utf8(stderr).unwrap();
    assert_eq!(status.code(), Some(code), "{arguments:?}: {said}");
    said
}

fn read(folder: &Path, name: &str) -> String {
    String::from_utf8(fs::read(folder.join(name)).unwrap()).unwrap()
}

/// Every file below a folder, with what it says.
fn tree(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let files = walkdir::WalkDir::new(folder).sort_by_file_name().into_iter();
    let files = files.map(Result::unwrap).filter(|it| it.file_type().is_file());
    let name = |it: &Path| it.strip_prefix(folder).unwrap().to_str().unwrap().to_owned();
    files.map(|it| (name(it.path()), fs::read(it.path()).unwrap())).collect()
}

#[test]
fn an_empty_folder_gets_a_start_that_builds_without_a_finding() {
    let temp = tempfile::tempdir().unwrap();
    let said = crib(temp.path(), &["init", "new"], 0);
    assert!(said.contains("new/content/README.md: written"), "{said}");
    assert!(said.contains("next: `crib serve new` shows your first note"), "{said}");
    let built = crib(temp.path(), &["-r", "new", "build", "--strict"], 0);
    assert!(built.contains("pages in new/output"), "{built}");
    let site = temp.path().join("new/output");
    for page in ["index.html", "first-topic.html", "compare/tag-vs-folder.html"] {
        assert!(site.join(page).exists(), "{page}");
    }
    let sheet = read(&site, "sheets/cheat-sheet.html");
    assert!(sheet.contains("give it a tag"), "what a note shows is found in it");
}

#[test]
fn a_folder_of_notes_keeps_everything_and_gets_what_is_missing() {
    let temp = tempfile::tempdir().unwrap();
    fs::create_dir(temp.path().join("deep")).unwrap();
    fs::write(temp.path().join("deep/a.md"), "# A\n").unwrap();
    fs::write(temp.path().join(".gitignore"), "mine\n").unwrap();
    let said = crib(temp.path(), &["init"], 0);
    assert!(said.contains("crib.yaml: written"), "{said}");
    assert!(said.contains(".gitignore: left as it is"), "{said}");
    assert_eq!(read(temp.path(), ".gitignore"), "mine\n");
    let names: Vec<String> = tree(temp.path()).into_iter().map(|(it, _)| it).collect();
    assert_eq!(names, [".gitignore", "crib.yaml", "deep/a.md"]);
    let before = tree(temp.path());
    crib(temp.path(), &["init"], 0);
    assert_eq!(tree(temp.path()), before, "a second time nothing is done");
}

#[test]
fn the_configuration_shows_every_key_and_each_can_be_used() {
    let temp = tempfile::tempdir().unwrap();
    crib(temp.path(), &["init", "-q"], 0);
    let text = read(temp.path(), "crib.yaml");
    let path = Path::new("crib.yaml");
    let plain = Config::parse(&text, path).unwrap();
    assert!(plain.id.is_some(), "{text}");
    assert_eq!(plain, Config { id: plain.id.clone(), ..Config::default() });
    let is_key = |line: &&str| {
        let key = line.trim_start().split(':').next().unwrap_or_default();
        line.contains(':') && !key.is_empty() && !key.contains([' ', '.', '`'])
    };
    let is_set = |it: &str| it.starts_with("id: ");
    let line = |it| str::strip_prefix(it, "# ").or_else(|| is_set(it).then_some(it));
    let lines = text.lines().filter_map(line).filter(is_key);
    let all: Vec<&str> = lines.collect();
    let config = Config::parse(&all.join("\n"), path).unwrap();
    assert!(config.title.is_some() && config.extra.is_some());
    for (prefix, shown) in [
        ("", ""),
        ("markdown: ", "  "),
        ("tags: ", "  "),
        ("study: ", "  "),
        ("compare: ", "  "),
        ("cards: ", "  "),
        ("repo: ", "  "),
        ("sheets: {x: ", "    "),
    ] {
        let close = "}".repeat(1 + prefix.matches('{').count());
        let wrong = Config::parse(&format!("{prefix}{{qqqqqqqq: 1{close}"), path);
        let wrong = wrong.unwrap_err().to_string();
        let keys = wrong.split("the keys here are ").nth(1).unwrap();
        for key in keys.split(';').next().unwrap().split(", ") {
            let line = format!("{shown}{key}:");
            let is_shown = |it: &&&str| it.starts_with(&line);
            assert!(
                key == "max_pages" || all.iter().any(|it| is_shown(&it)),
                "{prefix}{key}"
            );
        }
    }
}

#[test]
fn every_site_gets_an_id_of_its_own_and_keeps_it() {
    let temp = tempfile::tempdir().unwrap();
    let id = |folder: &str| {
        crib(temp.path(), &["init", "-q", folder], 0);
        let text = read(temp.path(), &format!("{folder}/crib.yaml"));
        Config::parse(&text, Path::new("crib.yaml")).unwrap().id.unwrap()
    };
    let first = id("a/AWS notes (2026)");
    let (words, random) = first.rsplit_once('-').unwrap();
    assert_eq!((words, random.len()), ("aws-notes-2026", 6), "{first}");
    assert_ne!(id("b/AWS notes (2026)"), first, "a folder of the same name");
    assert_eq!(id("a/AWS notes (2026)"), first, "the file is not changed");
    assert!(id("노트").starts_with("notes-"), "a name without a letter that ids allow");
    assert!(id(&"long".repeat(40)).len() <= 64);
}

#[test]
fn a_workflow_lies_at_the_root_of_the_repository() {
    let temp = tempfile::tempdir().unwrap();
    let at = temp.path();
    fs::create_dir_all(at.join(".git")).unwrap();
    fs::write(at.join(".git/HEAD"), "ref: refs/heads/trunk\n").unwrap();
    fs::create_dir_all(at.join("my notes")).unwrap();
    fs::write(at.join("my notes/a.md"), "# A\n").unwrap();
    let said = crib(at, &["init", "my notes", "--github-pages"], 0);
    assert!(
        said.contains("--install COMMAND"),
        "it is not known where crib comes from: {said}"
    );
    let path = ".github/workflows/pages.yml";
    let text = read(at, path);
    assert!(
        text.contains("branches: [\"trunk\"]") && text.contains("NOTES: \"my notes\"")
    );
    assert!(
        text.contains("          exit 1\n"),
        "an install step that says what to do: {text}"
    );
    let again = crib(at, &["init", "my notes", "--github-pages"], 0);
    assert!(
        again.contains("fails at the step \"Install crib\""),
        "said each time: {again}"
    );
    let open = text;
    let said = crib(at, &["init", "my notes", "--github-pages", "--install", "true"], 0);
    assert!(said.contains("pages.yml: step \"Install crib\" filled in"), "{said}");
    assert!(!said.contains("--install"), "{said}");
    let filled = read(at, path);
    assert!(
        filled.contains("          true\n") && !filled.contains("exit 1"),
        "{filled}"
    );
    assert_eq!(filled.lines().count() + 1, open.lines().count(), "and nothing else");
    let said = crib(at, &["init", "my notes", "--github-pages", "--install", "x"], 0);
    assert!(said.contains("pages.yml: left as it is"), "{said}");
    assert_eq!(read(at, path), filled);
    assert!(said.contains("does not use the command of `--install`"), "{said}");
    let again = crib(at, &["init", "my notes", "--github-pages", "--install", "true"], 0);
    assert!(!again.contains("does not use the command"), "it is there: {again}");
    fs::remove_file(at.join(path)).unwrap();
    let command = "cargo install --path .\ncrib --version";
    let said = crib(at, &["init", "my notes", "--github-pages", "--install", command], 0);
    assert!(
        !said.contains("--install") && !said.contains("in a Git repository"),
        "{said}"
    );
    let (settings, push) = (said.find("Settings, Pages"), said.find("commit the files"));
    assert!(settings.unwrap() < push.unwrap(), "a run before the setting fails: {said}");
    assert!(said.contains("branch `trunk`"), "{said}");
    assert!(
        read(at, path)
            .contains("          cargo install --path .\n          crib --version\n")
    );
    crib(at, &["init", "--install", "x"], 2);
    for address in ["ADDRESS", "https://github.com/OWNER/NAME"] {
        let command = format!("cargo install --git {address} cribsheet");
        let said = crib(at, &["init", "--github-pages", "--install", &command], 2);
        assert!(said.contains("git remote get-url origin"), "{said}");
    }
    for address in ["../cribsheet", "git@github.com:me/cribsheet.git"] {
        let command = format!("cargo install --git '{address}' cribsheet");
        let said = crib(at, &["init", "--github-pages", "--install", &command], 2);
        assert!(said.contains("https address"), "{said}");
    }
}

#[test]
fn what_stands_in_the_way_of_publishing_is_said() {
    let temp = tempfile::tempdir().unwrap();
    let at = temp.path();
    fs::write(at.join(".gitignore"), "*.tmp\n").unwrap();
    let said = crib(at, &["init", "--github-pages", "--install", "true"], 0);
    assert!(said.contains("add the line `/output/` to .gitignore"), "{said}");
    assert!(said.contains("not in a Git repository"), "{said}");
    fs::write(at.join(".gitignore"), "*.tmp\n/output/*\n").unwrap();
    assert!(!crib(at, &["init"], 0).contains(".gitignore;"));
    fs::write(at.join("crib.yaml"), "output_dir: site\n").unwrap();
    let said = crib(at, &["init"], 0);
    assert!(said.contains("add the line `/site/` to .gitignore"), "{said}");
    let git = Command::new("git").arg("-C").arg(at).args(["init", "-q"]).status();
    assert!(git.unwrap().success());
    fs::write(at.join(".gitignore"), "sit?/\n").unwrap();
    fs::create_dir(at.join("sub")).unwrap();
    assert!(!crib(at, &["init"], 0).contains(".gitignore;"), "Git knows its patterns");
    let said = || crib(at, &["init", "--github-pages"], 0);
    assert!(said().contains("git remote add origin"));
    let remote = ["remote", "add", "origin", "https://github.com/me/notes"];
    let git = Command::new("git").arg("-C").arg(at).args(remote).status();
    assert!(git.unwrap().success());
    assert!(!said().contains("git remote add origin"));
}

/// The shell steps of the workflow, by name.
fn steps(workflow: &str) -> Vec<(String, String)> {
    let workflow: serde_json::Value = serde_yaml::from_str(workflow).unwrap();
    let steps = workflow["jobs"]["build"]["steps"].as_array().unwrap().iter();
    let step = |it: &serde_json::Value| {
        Some((it["name"].as_str()?.to_owned(), it["run"].as_str()?.to_owned()))
    };
    steps.filter_map(step).collect()
}

#[cfg(unix)]
#[test]
fn the_workflow_builds_for_the_address_the_site_will_have() {
    use std::os::unix::fs::PermissionsExt as _;
    let temp = tempfile::tempdir().unwrap();
    let at = temp.path();
    fs::write(at.join("a.md"), "# A\n").unwrap();
    crib(at, &["init", "--github-pages", "--install", "true", "-q"], 0);
    // A stand-in for crib tells what it was asked for.
    fs::create_dir_all(at.join("bin")).unwrap();
    fs::write(at.join("bin/crib"), "#!/bin/sh\nmkdir -p _site; echo \"$@\"\n").unwrap();
    fs::set_permissions(at.join("bin/crib"), fs::Permissions::from_mode(0o755)).unwrap();
    let steps = steps(&read(at, ".github/workflows/pages.yml"));
    let (_, script) = steps.iter().find(|(name, _)| name == "Build the site").unwrap();
    let run = |base: &str, repository: &str| {
        let path = format!("{}:{}", at.join("bin").display(), std::env!("PATH"));
        let mut command = Command::new("bash");
        command.args(["-e", "-c", script]).current_dir(at).env("PATH", path);
        command.env("BASE", base).env("GITHUB_REPOSITORY", repository).env("NOTES", ".");
        let output = command.output().unwrap();
        assert!(output.status.success(), "{output:?}");
        String::from_utf8(output.stdout).unwrap()
    };
    let built =
        |base: &str| format!("-r . build --pdf --base-url {base} --output-dir _site\n");
    assert_eq!(run("https://x.test/y", "Me/notes"), built("https://x.test/y"));
    assert_eq!(run("", "Me/notes"), built("https://me.github.io/notes"));
    assert_eq!(run("", "Me/Me.GitHub.io"), built("https://me.github.io"));
    fs::write(at.join("CNAME"), "notes.example.org\n").unwrap();
    assert_eq!(run("", "Me/notes"), built("https://notes.example.org"));
    assert_eq!(read(at, "_site/CNAME"), "notes.example.org\n");
}

#[test]
fn a_check_says_what_the_notes_use_and_which_option_would_help() {
    let temp = tempfile::tempdir().unwrap();
    let at = temp.path();
    let bare = "Read this #later and that #soon.\n".repeat(6);
    let cards = "- term :: meaning\n".repeat(6);
    let links = "[a](https://github.com/me/notes/blob/main/deep/a.md)\n".repeat(6);
    let code = "```c\n#include <x>\n#include <y>\n```\n\n#include #include\n";
    let html = "<iframe src=\"https://x.org\"></iframe>\n\n<div>\n<svg width=\"1\"></svg>\n</div>\n";
    let formulas = "$x$ and $$y$$ and $\\foo$ for $5.\n\n```mermaid\nx\n```\n";
    let korean = "이것은 한국어로 쓴 노트입니다. ".repeat(80);
    let text = [&bare, &cards, &links, code, html, formulas, &korean].join("\n");
    fs::create_dir(at.join("deep")).unwrap();
    fs::write(at.join("deep/a.md"), format!("# A\n\n{text}")).unwrap();
    fs::write(
        at.join("b.md"),
        "# B\n\n- \"x\" → y\n\n| Aspect | Blocks | Files |\n|---|---|---|\n| Unit | volume | share |\n",
    )
    .unwrap();
    let said = crib(at, &["check"], 0);
    let (uses, hints) = said.split_once('\n').unwrap();
    assert_eq!(
        uses,
        "the notes contain 1 table, 1 comparison, 1 rule, 1 card, 2 blocks of code, 2 formulas, \
         1 formula left as TeX, 1 diagram"
    );
    for hint in [
        "hint: 12 words of running text look like tags, such as `#soon`; set `tags: {bare: true}`",
        "hint: 6 questions look like cards; set `cards: {explicit: true}`",
        "hint: 6 links lead to https://github.com/me/notes, which seems to hold these notes; set `repo: {url: ",
        "`language: ko`",
        "hint: 1 diagram shown as text, the first in deep/a.md",
        "hint: 1 frame of HTML shown as a link; set `markdown: {raw_html: allow}`",
    ] {
        assert!(hints.contains(hint), "{hint} in {hints}");
    }
    assert!(said.lines().last().unwrap().starts_with("ok: 2 notes"), "{said}");
    fs::write(
        at.join("crib.yaml"),
        "tags: {bare: true}\ncards: {explicit: true}\nrepo: {url: https://github.com/me/notes}\n\
         language: ko\nmarkdown: {raw_html: allow}\n",
    )
    .unwrap();
    let said = crib(at, &["check"], 0);
    let hints: Vec<&str> = said.lines().filter(|it| it.starts_with("hint:")).collect();
    assert!(
        matches!(hints[..], [only] if only.contains("diagram")),
        "what is used is no hint: {said}"
    );
    assert!(!crib(at, &["check", "-q"], 0).contains("notes contain"));
}

#[test]
fn a_check_of_a_vault_says_how_its_line_breaks_are_kept() {
    let temp = tempfile::tempdir().unwrap();
    let at = temp.path();
    let verses = "one line\nand another\n\n".repeat(6);
    let wrapped =
        "A sentence that is so long that an editor broke it where its window\nended.\n\n";
    let hint = "hint: the lines of 6 paragraphs run together";
    fs::write(at.join("a.md"), format!("# A\n\n{verses}{}", wrapped.repeat(5))).unwrap();
    assert!(!crib(at, &["check"], 0).contains(hint), "any folder may hold such lines");
    fs::create_dir(at.join(".obsidian")).unwrap();
    assert!(crib(at, &["check"], 0).contains(hint));
    fs::write(at.join("b.md"), format!("# B\n\n{}", wrapped.repeat(2))).unwrap();
    assert!(!crib(at, &["check"], 0).contains(hint), "most of them are wrapped");
    fs::remove_file(at.join("b.md")).unwrap();
    fs::write(at.join("crib.yaml"), "markdown: {breaks: false}\n").unwrap();
    assert!(!crib(at, &["check"], 0).contains(hint), "the author has decided");
}

#[test]
fn a_check_of_many_notes_names_a_search_that_is_loaded_in_parts() {
    let path = |at: usize| NotePath::new(&format!("{at}.md")).unwrap();
    let mut files: BTreeMap<NotePath, Vec<u8>> =
        (0..5_001).map(|at| (path(at), b"x".to_vec())).collect();
    let hints = |files: &BTreeMap<NotePath, Vec<u8>>, config: &str| {
        let config = Config::parse(config, Path::new("crib.yaml")).unwrap();
        let files = Memory(files.clone());
        let input = fixture::input(&files, &config, Options::default());
        let resolved = build::resolve(input).unwrap();
        let (library, sources) = resolved.notes();
        let found = build::find(input, &library).unwrap();
        let notes = (&*library, &*found.parts);
        let study = build::extract(input, notes, &sources).unwrap().study;
        Advice::of(&resolved.library, &study, &config, ("", false)).hints
    };
    let found = hints(&files, "output_dir: site");
    let [hint] = found.as_slice() else { panic!("{found:?}") };
    assert!(hint.starts_with("the search index of 5001 notes is slow to load"), "{hint}");
    assert!(hint.contains("`npx pagefind --site site`"), "{hint}");
    assert_eq!(hints(&files, "search: false"), Vec::<String>::new());
    files.insert(path(0), b"---\nsearch: no\n---\nx".to_vec());
    assert_eq!(hints(&files, ""), Vec::<String>::new(), "5,000 are searched");
}

#[test]
fn a_check_says_what_only_other_programs_understand() {
    let temp = tempfile::tempdir().unwrap();
    let at = temp.path();
    let text = "# A\n\n!!! note \"x\"\n    words\n\n!!! tip\n    words\n\n???+ warning\n    words\n\n\
                === \"One\"\n\n--8<-- \"b.md\"\n";
    fs::write(at.join("a.md"), text).unwrap();
    let said = crib(at, &["check"], 0);
    for hint in [
        "hint: 2 admonitions of MkDocs (`!!! note`) shown as text, the first in a.md; ",
        "hint: 1 admonition of MkDocs, folded (`??? note`) shown as text",
        "hint: 1 tab of MkDocs (`=== \"Name\"`) shown as text",
        "hint: 1 snippet of MkDocs (`--8<-- \"file\"`) shown as text",
    ] {
        assert!(said.contains(hint), "{hint} in {said}");
    }
    fs::write(at.join("TEMPLATE.md"), "# T\n").unwrap();
    let said = crib(at, &["check"], 0);
    assert!(said.contains("hint: 1 template for new notes on the site, such as TEMPLATE.md; set `ignore: [TEMPLATE.md]`"), "{said}");
    fs::remove_file(at.join("TEMPLATE.md")).unwrap();
    let text = "# A\n\nWow!!! Really??? 100%% and 50%%\n\n!!! Achtung\n\n??? unclear\n\n\
                `%%` === --8<--\n";
    fs::write(at.join("a.md"), text).unwrap();
    assert!(!crib(at, &["check"], 0).contains("hint:"));
}

#[test]
fn a_check_says_where_tags_are_not_read() {
    let temp = tempfile::tempdir().unwrap();
    let at = temp.path();
    let text = "# A\n\n- one `#gotcha`\n- two `#endif`\n- three `#gotcha` `#other`\n";
    fs::write(at.join("a.md"), text).unwrap();
    let said = crib(at, &["check"], 0);
    let hint = "hint: `#gotcha` at the end of an item or cell is read as code (3 places like this)";
    assert!(said.contains(hint), "{said}");
    fs::write(at.join("b.md"), "# B\n\n## Part `#gotcha`\n\n**Tags:** `#other`\n")
        .unwrap();
    let said = crib(at, &["check"], 0);
    assert!(said.contains("2 tags ") && !said.contains("hint:"), "{said}");
    let text =
        "# C\n\nA sentence `#gotcha`\n\n- an item #other\n- one of none #else-where\n";
    fs::write(at.join("c.md"), text).unwrap();
    let said = crib(at, &["check"], 0);
    for hint in [
        "hint: tags such as `#other` appear without backticks in 1 place",
        "hint: `#gotcha` at the end of a paragraph is read as code (1 place like this)",
    ] {
        assert!(said.contains(hint), "{said}");
    }
}

#[test]
fn notes_whose_tags_are_all_bare_are_told_so_and_colours_are_none() {
    let temp = tempfile::tempdir().unwrap();
    let at = temp.path();
    fs::write(at.join("a.md"), "# A\n\n- red `#ff0000`\n- green `#0f0`\n").unwrap();
    assert!(!crib(at, &["check"], 0).contains("hint:"));
    for name in ["b", "c", "d"] {
        let text = format!("# {name}\n\nText #biology and #cells\n");
        fs::write(at.join(format!("{name}.md")), text).unwrap();
    }
    let said = crib(at, &["check"], 0);
    let hint = "hint: 6 words of running text look like tags, such as `#";
    assert!(said.contains(hint) && said.contains("`tags: {bare: true}`"), "{said}");
}

#[test]
fn a_check_finds_the_folder_in_which_notes_begin() {
    let temp = tempfile::tempdir().unwrap();
    let at = temp.path();
    fs::create_dir_all(at.join("site/part")).unwrap();
    let links = "[a](/part/a) [[part/a]] [f](/part/)\n".repeat(3);
    fs::write(at.join("site/index.md"), format!("# Home\n\n{links}")).unwrap();
    fs::write(at.join("site/part/a.md"), "# A\n\n[gone](/nowhere)\n").unwrap();
    let said = crib(at, &["check"], 1);
    assert!(
        said.contains("hint: 6 broken links would work if the notes began in `site/`"),
        "{said}"
    );
    assert!(!crib(&at.join("site"), &["check"], 1).contains("hint:"));
}

#[test]
fn links_to_the_own_repository_are_known_in_a_folder_of_it() {
    let temp = tempfile::tempdir().unwrap();
    let at = temp.path();
    let link =
        |path: &str| format!("[a](https://github.com/me/notes/blob/main/{path})\n");
    fs::create_dir_all(at.join(".git")).unwrap();
    fs::create_dir_all(at.join("my notes")).unwrap();
    let links = link("my%20notes/b.md").repeat(5) + &link("b.md").repeat(9);
    fs::write(at.join("my notes/a.md"), format!("# A\n\n{links}")).unwrap();
    fs::write(at.join("my notes/b.md"), "# B\n\n[a](a.md)\n").unwrap();
    let said = crib(at, &["check", "my notes"], 0);
    assert!(said.contains("hint: 5 links lead to https://github.com/me/notes"), "{said}");
    let config = "repo: {url: https://github.com/me/notes}\n";
    fs::write(at.join("my notes/crib.yaml"), config).unwrap();
    crib(at, &["build", "my notes", "-o", "site", "--no-minify"], 0);
    let page = read(at, "site/a.html");
    assert_eq!(page.matches("<a href=\"b.html\">a</a>").count(), 5, "{page}");
}

#[test]
fn a_further_work_tree_has_a_branch_of_its_own() {
    let temp = tempfile::tempdir().unwrap();
    let at = temp.path();
    let tree = at.join("main/.git/worktrees/w");
    fs::create_dir_all(&tree).unwrap();
    fs::write(at.join("main/.git/HEAD"), "ref: refs/heads/main\n").unwrap();
    fs::write(tree.join("HEAD"), "ref: refs/heads/topic/one\n").unwrap();
    fs::create_dir_all(at.join("w")).unwrap();
    fs::write(at.join("w/.git"), "gitdir: ../main/.git/worktrees/w\n").unwrap();
    fs::write(tree.join("gitdir"), "../../../../w/.git\n").unwrap();
    crib(at, &["init", "w", "--github-pages"], 0);
    let text = read(at, "w/.github/workflows/pages.yml");
    assert!(text.contains("branches: [\"topic/one\"]"), "{text}");
}
