//! Paths that separate folders as Windows does.

use super::becomes;
use crate::fixture;

const FILES: &str = "//- plans/week.md
# Week
## Part one
//- plans/sub/day.md
# Day
[a](..\\week.md) [b](..\\..\\a.md) [c](..\\..\\_t\\x.md) ![](..\\..\\img\\p.png)
//- _t/x.md
# X
//- img/p.png
//- räume/a (1).md
# R
";

#[test]
fn backslashes_become_slashes() {
    becomes(
        FILES,
        &[
            ("[t](plans\\week.md)", "[t](plans/week.md)", ""),
            ("[t](.\\plans\\sub\\day.md)", "[t](./plans/sub/day.md)", ""),
            ("[t](\\plans\\week.md)", "[t](/plans/week.md)", ""),
            ("[t](plans\\sub/day.md)", "[t](plans/sub/day.md)", ""),
            ("[t](plans%5Cweek.md)", "[t](plans/week.md)", ""),
            ("[t](<plans\\week.md>)", "[t](<plans/week.md>)", ""),
            (
                "[t](plans\\week.md#Part%20one \"T\")",
                "[t](plans/week.md#part-one \"T\")",
                "",
            ),
            ("[t](Plans\\Week.md)", "[t](plans/week.md)", ""),
            ("[t](r%C3%A4ume\\a%20\\(1\\).md)", "[t](r%C3%A4ume/a%20(1).md)", ""),
            ("[t](<räume\\a (1).md>)", "[t](<räume/a (1).md>)", ""),
            ("![t](img\\p.png)", "![t](img/p.png)", ""),
            ("![[img\\p.png]]", "![[img/p.png]]", ""),
            ("![[img\\p.png|t|30]]", "![[img/p.png|t|30]]", ""),
            ("[[plans\\week]]", "[[plans/week]]", ""),
            ("[[plans\\week#Part one|t]]", "[[plans/week#Part one|t]]", ""),
            ("| [[plans\\week\\|t]] |\n|---|", "| [[plans/week\\|t]] |\n|---|", ""),
            ("<img src=\"img\\p.png\">", "<img src=\"img/p.png\">", ""),
            ("[t][r]\n\n[r]: plans\\week.md", "[t][r]\n\n[r]: plans/week.md", ""),
            ("[t](gone\\y.md)", "[t](gone\\y.md)", "L001"),
            ("[t](C:\\plans\\week.md)", "[t](C:\\plans\\week.md)", "L006"),
            ("`[t](plans\\week.md)`", "`[t](plans\\week.md)`", ""),
        ],
    );
}

#[test]
fn backslashes_lead_to_the_file() {
    let notes = format!("//- a.md\n[t](plans\\week.md) ![[img\\p.png]]\n{FILES}");
    let site = fixture::site(&notes);
    let page = site.main("a.html");
    for part in ["<a href=\"plans/week.html\">t</a>", "src=\"img/p.png\" alt=\"p\""] {
        assert!(page.contains(part), "{part}: {page}");
    }
    let day = site.main("plans/sub/day.html");
    for part in ["href=\"../week.html\"", "href=\"../../a.html\"", "../../_t/x.html"] {
        assert!(day.contains(part), "{part}: {day}");
    }
    let findings = fixture::findings(&site.built.resolved);
    let said: Vec<&str> = findings.lines().filter(|it| it.contains("day.md")).collect();
    assert_eq!(said.len(), 4, "{findings}");
    assert!(
        said[1]
            .ends_with("`..\\..\\a.md` separates folders with `\\` (write `../../a.md`)")
    );
}

#[test]
fn names_are_shown_in_their_letters() {
    let notes = "//- a.md\n[t](%E3%83%8E%E3%83%BC%E3%83%88%20x/b.md) [u](%E4%B8%80.md)\n\
                 //- ノート x/一.md\n# B\n";
    let findings = fixture::findings(&fixture::site(notes).built.resolved);
    assert!(findings.contains("did you mean `ノート%20x/一.md`?"), "{findings}");
    assert!(!findings.contains("%E"), "{findings}");
}
