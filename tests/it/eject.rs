//! `crib theme eject`: what it copies, and that copies change nothing.

use std::{
    fs,
    path::Path,
    process::{Command, Output},
};

const CRIB: &str = env!("CARGO_BIN_EXE_crib");
const NOTE: &str = "# A `#tip`\n\n## B\n\n- \"cheap\" → lake\n- \"fast\" → pond\n\n\
    | Aspect | Lake | Pond |\n|---|---|---|\n| Size | big | small |\n| Depth | 9 m | 1 m |\n";

/// What a command prints: its result and what it says.
fn crib(folder: &Path, arguments: &[&str], code: i32) -> (String, String) {
    let mut command = Command::new(CRIB);
    command.args(arguments).current_dir(folder);
    let Output { status, stdout, stderr } =
        command.env("CRIB_CACHE_DIR", folder.join("cache")).output().unwrap();
    let [out, said] = [stdout, stderr].map(|it| String::from_utf8(it).unwrap());
    assert_eq!(status.code(), Some(code), "{arguments:?}: {said}");
    (out, said)
}

fn notes(config: &str) -> tempfile::TempDir {
    let temp = tempfile::tempdir().unwrap();
    fs::create_dir(temp.path().join("content")).unwrap();
    fs::write(temp.path().join("content/a.md"), NOTE).unwrap();
    fs::write(temp.path().join("crib.yaml"), config).unwrap();
    temp
}

/// Every file below a folder, with what it says.
fn tree(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let files = walkdir::WalkDir::new(folder).sort_by_file_name().into_iter();
    let files = files.map(Result::unwrap).filter(|it| it.file_type().is_file());
    let name = |it: &Path| it.strip_prefix(folder).unwrap().to_str().unwrap().to_owned();
    files.map(|it| (name(it.path()), fs::read(it.path()).unwrap())).collect()
}

fn default(file: &str) -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    String::from_utf8(fs::read(root.join("themes/default").join(file)).unwrap()).unwrap()
}

#[test]
fn a_site_with_every_file_ejected_is_the_same() {
    for (config, theme) in [("", "default"), ("theme: mine\n", "mine")] {
        let temp = notes("");
        let folder = temp.path();
        crib(folder, &["build", "-o", "before"], 0);
        fs::write(folder.join("crib.yaml"), config).unwrap();
        let (_, said) = crib(folder, &["theme", "eject", "--all"], 0);
        let line = format!("themes/{theme}/templates/base.html: written");
        assert!(said.replace('\\', "/").contains(&line), "{said}");
        let ejected = tree(&folder.join("themes").join(theme));
        let is_made = |(name, _): &&(String, Vec<u8>)| name != "theme.yaml";
        assert_eq!(ejected.iter().any(|it| it.0 == "theme.yaml"), theme == "mine");
        for (name, bytes) in ejected.iter().filter(is_made) {
            assert_eq!(String::from_utf8_lossy(bytes), default(name), "{name}");
        }
        crib(folder, &["build", "-o", "after"], 0);
        let (before, after) = (tree(&folder.join("before")), tree(&folder.join("after")));
        assert!(before.len() > 10 && before == after);
        // What is changed counts, and the others stay.
        let note = folder.join("themes").join(theme).join("templates/note.html");
        let text = "{% extends \"article.html\" %}{% block after_text %}<p>mine</p>{% endblock %}";
        fs::write(&note, text).unwrap();
        crib(folder, &["build", "-o", "changed"], 0);
        let page = fs::read(folder.join("changed/a.html")).unwrap();
        assert!(String::from_utf8_lossy(&page).contains("<p>mine"));
    }
}

#[test]
fn an_existing_file_stays_unless_it_is_forced() {
    let temp = notes("");
    let folder = temp.path();
    let css = folder.join("themes/default/static/crib.css");
    crib(folder, &["theme", "eject", "crib.css", "templates/note.html"], 0);
    fs::write(&css, b"mine\xff").unwrap();
    let (_, said) = crib(folder, &["theme", "eject", "crib.css"], 0);
    assert!(said.contains("crib.css: left as it is (`--force` overwrites it)"), "{said}");
    assert_eq!(fs::read(&css).unwrap(), b"mine\xff");
    crib(folder, &["theme", "eject", "--all"], 0);
    assert_eq!(fs::read(&css).unwrap(), b"mine\xff");
    let (_, said) = crib(folder, &["theme", "eject", "crib.css", "--force"], 0);
    assert!(said.contains("crib.css: written"), "{said}");
    assert_eq!(fs::read(&css).unwrap(), default("static/crib.css").as_bytes());
}

#[test]
fn without_a_file_it_says_what_there_is() {
    let temp = notes("theme: mine\n");
    let (out, said) = crib(temp.path(), &["theme", "eject"], 0);
    let line = out.lines().find(|it| it.starts_with("templates/note.html "));
    assert!(line.is_some_and(|it| it.ends_with(" a note")), "{out}");
    assert!(!out.contains("theme.yaml"), "{out}");
    assert!(
        said.replace('\\', "/").contains("to themes/mine, where you can change it"),
        "{said}"
    );
    assert!(!temp.path().join("themes").exists());
}

#[test]
fn nothing_is_written_if_one_name_is_wrong_or_leads_elsewhere() {
    let temp = notes("");
    let folder = temp.path();
    let (_, said) = crib(folder, &["theme", "eject", "base.html", "notes.html"], 2);
    assert!(said.contains("did you mean `note.html`?"), "{said}");
    for (arguments, why) in [
        (&["theme", "eject", "../crib.yaml"][..], "has no file"),
        (&["theme", "eject", "--force"], "`--force` needs"),
        (&["theme", "eject", "--all", "base.html"], "cannot be used with"),
    ] {
        let (_, said) = crib(folder, arguments, 2);
        assert!(said.contains(why), "{said}");
    }
    fs::write(folder.join("crib.yaml"), "theme: ../../elsewhere\n").unwrap();
    let (_, said) = crib(folder, &["theme", "eject", "--all"], 2);
    assert!(said.contains("must be the name of a folder"), "{said}");
    assert!(!folder.join("themes").exists());
}

#[test]
fn notes_in_a_folder_of_that_name_stay_notes() {
    let temp = tempfile::tempdir().unwrap();
    fs::create_dir(temp.path().join("themes")).unwrap();
    fs::write(temp.path().join("themes/a.md"), NOTE).unwrap();
    let (_, said) = crib(temp.path(), &["theme", "eject", "--all"], 2);
    assert!(said.contains("contains notes"), "{said}");
    fs::create_dir(temp.path().join("content")).unwrap();
    crib(temp.path(), &["theme", "eject", "--all"], 0);
}

#[cfg(unix)]
#[test]
fn no_link_leads_it_out_of_the_project() {
    let (temp, elsewhere) = (notes(""), tempfile::tempdir().unwrap());
    std::os::unix::fs::symlink(elsewhere.path(), temp.path().join("themes")).unwrap();
    let (_, said) = crib(temp.path(), &["theme", "eject", "--all"], 3);
    assert!(said.contains("remove that symbolic link"), "{said}");
    fs::remove_file(temp.path().join("themes")).unwrap();
    let secret = elsewhere.path().join("secret");
    fs::write(&secret, "secret").unwrap();
    let place = temp.path().join("themes/default/static");
    fs::create_dir_all(&place).unwrap();
    std::os::unix::fs::symlink(&secret, place.join("crib.css")).unwrap();
    crib(temp.path(), &["theme", "eject", "crib.css", "--force"], 3);
    assert_eq!(fs::read(&secret).unwrap(), b"secret");
}
