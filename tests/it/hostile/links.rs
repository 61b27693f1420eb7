//! Symbolic links that would publish, read or write what lies elsewhere.
#![cfg(unix)]

use std::{fs, os::unix::fs::symlink, path::Path};

use super::{crib, put};

/// A project, and a secret outside of it.
fn project() -> tempfile::TempDir {
    let temp = tempfile::tempdir().unwrap();
    put(temp.path(), "secret/key.txt", "the secret\n");
    put(temp.path(), "secret/key.md", "# the secret\n");
    put(temp.path(), "p/crib.yaml", "title: Notes\n");
    put(temp.path(), "p/content/a.md", "# A\n[k](k.txt) ![[key]] [s](sub/key.txt)\n");
    temp
}

/// Every file below a folder, as one text.
fn everything(folder: &Path) -> String {
    let entries = walkdir::WalkDir::new(folder).into_iter().filter_map(Result::ok);
    let files = entries.filter(|it| it.file_type().is_file());
    files
        .map(|it| String::from_utf8_lossy(&fs::read(it.path()).unwrap()).into_owned())
        .collect()
}

#[test]
fn no_link_publishes_what_the_walk_passes_over() {
    let temp = project();
    let root = temp.path().join("p/content");
    put(&root, ".env", "the secret\n");
    put(&root, ".git/config", "[remote] url = the secret\n");
    put(&root, "private/k.txt", "the secret\n");
    put(temp.path(), "p/crib.yaml", "ignore: [private]\n");
    put(&root, "a.md", "# A\n[1](1.txt) [2](2.txt) [3](3.txt) [4](4.txt) ![[5]]\n");
    for (name, target) in [
        ("1.txt", ".env"),
        ("2.txt", ".git/config"),
        ("3.txt", "private/k.txt"),
        ("4.txt", "../../secret/key.txt"),
        ("5.md", "../../secret/key.md"),
        ("static", "../../secret"),
    ] {
        symlink(target, root.join(name)).unwrap();
    }
    let (code, said) = crib(&temp.path().join("p"), &["build"]);
    assert_eq!(code, 0, "{said}");
    assert_eq!(said.matches("S001").count(), 6, "{said}");
    assert!(!everything(&temp.path().join("p/output")).contains("the secret"));
}

#[test]
fn a_content_or_output_folder_elsewhere_must_be_named_by_the_user() {
    let temp = project();
    let root = temp.path().join("p");
    let config = |text: &str| put(temp.path(), "p/crib.yaml", text);
    let outside = temp.path().join("secret").display().to_string();
    for dir in ["../secret", &outside, "content/../../secret", "link"] {
        if dir == "link" {
            symlink(&outside, root.join("link")).unwrap();
        }
        config(&format!("content_dir: {dir}\n"));
        let (code, said) = crib(&root, &["build"]);
        assert!(code == 2 && said.contains("is outside of"), "{dir}: {code} {said}");
        config(&format!("output_dir: {dir}/new\n"));
        let (code, said) = crib(&root, &["build"]);
        assert!(code == 2 && said.contains("--output-dir"), "{dir}: {code} {said}");
        assert!(!temp.path().join("secret/new").exists(), "{dir}");
    }
    fs::create_dir(root.join(".git")).unwrap();
    config("content_dir: .git\n");
    let (code, said) = crib(&root, &["check"]);
    assert!(code == 2 && said.contains("belongs to Git"), "{code} {said}");
    fs::remove_dir(root.join(".git")).unwrap();
    // What the user types, or sets in the environment, is the user's own will.
    config("content_dir: ../secret\noutput_dir: ../site\n");
    let (code, said) = crib(&root, &["build", "../secret", "-r", ".", "-o", "../site"]);
    assert_eq!(code, 0, "{said}");
    assert!(temp.path().join("site/key.html").exists());
    // The folders that are found by their names are no other.
    fs::remove_file(root.join("link")).unwrap();
    fs::remove_dir_all(root.join("content")).unwrap();
    symlink(&outside, root.join("content")).unwrap();
    config("title: Notes\n");
    let (code, said) = crib(&root, &["build"]);
    assert!(code == 2 && said.contains("is outside of"), "{code} {said}");
    fs::remove_file(root.join("content")).unwrap();
    put(&root, "content/a.md", "# A\n");
    symlink(temp.path(), root.join("output")).unwrap();
    let (code, said) = crib(&root, &["build"]);
    assert!(code == 2 && said.contains("is outside of"), "{code} {said}");
}

#[test]
fn init_writes_through_no_link_that_leads_out() {
    let temp = project();
    let root = temp.path().join("p");
    for name in [".github", "crib.yaml"] {
        let _ = fs::remove_file(root.join(name));
        symlink(temp.path().join("secret"), root.join(name)).unwrap();
    }
    let (code, said) = crib(&root, &["init", "--github-pages", "--install", "true"]);
    assert!(code == 3 && said.contains("leads out of"), "{code} {said}");
    let mut left: Vec<_> = fs::read_dir(temp.path().join("secret"))
        .unwrap()
        .map(|it| it.unwrap().file_name().into_string().unwrap())
        .collect();
    left.sort();
    assert_eq!(left, ["key.md", "key.txt"]);
}

#[test]
fn a_configuration_that_lies_elsewhere_must_be_named_by_the_user() {
    let temp = project();
    put(temp.path(), "secret/crib.yaml", "title: the secret\n");
    let root = temp.path().join("p");
    fs::remove_file(root.join("crib.yaml")).unwrap();
    symlink("../secret/crib.yaml", root.join("crib.yaml")).unwrap();
    let (code, said) = crib(&root, &["build"]);
    assert!(
        code == 2 && said.contains("--config") && !said.contains("the secret"),
        "{said}"
    );
    let (code, said) = crib(&root, &["build", "-r", ".", "-c", "../secret/crib.yaml"]);
    assert_eq!(code, 0, "{said}");
}

#[test]
fn no_link_leads_to_a_folder_that_the_walk_passes_over() {
    let temp = project();
    let root = temp.path().join("p/content");
    put(&root, "Cargo.toml", "");
    put(&root, "target/k.txt", "the secret\n");
    put(&root, "node_modules/k.txt", "the secret\n");
    put(&root, "a.md", "# A\n[1](1.txt) [2](2.txt)\n");
    symlink("target/k.txt", root.join("1.txt")).unwrap();
    symlink("node_modules/k.txt", root.join("2.txt")).unwrap();
    let (code, said) = crib(&temp.path().join("p"), &["build"]);
    assert_eq!((code, said.matches("S001").count()), (0, 2), "{said}");
}

#[test]
fn init_fills_no_workflow_that_lies_elsewhere() {
    let temp = tempfile::tempdir().unwrap();
    let (victim, notes) = (temp.path().join("victim"), temp.path().join("notes"));
    fs::create_dir_all(notes.join(".github/workflows")).unwrap();
    fs::create_dir(&victim).unwrap();
    let (code, said) = crib(&victim, &["init", "--github-pages"]);
    assert_eq!(code, 0, "{said}");
    let workflow = ".github/workflows/pages.yml";
    symlink(victim.join(workflow), notes.join(workflow)).unwrap();
    let before = fs::read(victim.join(workflow)).unwrap();
    let (code, said) =
        crib(&notes, &["init", "--github-pages", "--install", "echo planted"]);
    assert!(code == 3 && said.contains("cannot change"), "{code} {said}");
    assert_eq!(fs::read(victim.join(workflow)).unwrap(), before);
}

#[test]
fn a_file_that_calls_itself_a_manifest_hides_no_note() {
    let temp = project();
    put(temp.path(), "p/content/chapter/.crib-manifest", "");
    put(temp.path(), "p/content/chapter/b.md", "# B\n");
    let (code, said) = crib(&temp.path().join("p"), &["list", "notes"]);
    assert!(code == 0 && said.contains("chapter/b.md"), "{said}");
}
