//! Links that name headings by their words, as Obsidian writes them.

use super::becomes;
use crate::fixture;

const PLANS: &str = "//- plans.md
# Plans
## Costs: per month
## Backups
### Where to
## Restores
### Where to
## See [[notes|my notes]] and [more](x/y.md)
## **Fast** `cache`, _maybe_ `#core`
## 🚀 Launch
## 🎉
## Owner {#who}
## C
## C++
## C# basics
## Left | right ^ [both]
## LRU (least recently used)
## Don't wait!
## Über&nbsp;uns
## Twice
## Twice
A block ^rule
//- notes.md
# Notes
//- x/y.md
# Y
";

#[test]
fn a_markdown_link_by_words_is_given_the_id() {
    becomes(
        PLANS,
        &[
            ("[t](plans.md#Costs%20per%20month)", "[t](plans.md#costs-per-month)", ""),
            ("[t](<plans.md#Costs: per month>)", "[t](<plans.md#costs-per-month>)", ""),
            ("[t](plans#costs,%20per%20MONTH)", "[t](plans#costs-per-month)", ""),
            ("[t](plans.md#Restores#Where%20to)", "[t](plans.md#where-to-1)", ""),
            ("[t](plans.md#Plans#Backups#where%20to)", "[t](plans.md#where-to)", ""),
            ("[t](plans.md#Costs:-per-month)", "[t](plans.md#costs-per-month)", ""),
            (
                "[t](plans.md#See%20notes%20my%20notes%20and%20%5Bmore%5D(x/y.md))",
                "[t](plans.md#see-my-notes-and-more)",
                "",
            ),
            (
                "[t](plans.md#See%20my%20notes%20and%20more)",
                "[t](plans.md#see-my-notes-and-more)",
                "",
            ),
            // On GitHub tags are part of the id.
            ("[t](plans.md#Fast%20cache)", "[t](plans.md#Fast%20cache)", "L002"),
            (
                "[t](plans.md#Fast%20cache,%20maybe)",
                "[t](plans.md#fast-cache-maybe-core)",
                "",
            ),
            ("[t](plans.md#🚀%20Launch)", "[t](plans.md#-launch)", ""),
            ("[t](plans.md#Launch)", "[t](plans.md#-launch)", ""),
            ("[t](plans.md#Owner%20who)", "[t](plans.md#who)", ""),
            ("[t](plans.md#C++)", "[t](plans.md#c-1)", ""),
            ("[t](plans.md#C%23%20basics)", "[t](plans.md#c-basics)", ""),
            ("[t](plans.md#C%20basics)", "[t](plans.md#c-basics)", ""),
            (
                "[t](plans.md#Left%20right%20%5Bboth%5D)",
                "[t](plans.md#left--right--both)",
                "",
            ),
            ("[t](plans.md#Don't%20wait)", "[t](plans.md#dont-wait)", ""),
            ("[t](plans.md#%C3%9Cber%20uns)", "[t](plans.md#%C3%BCberuns)", ""),
            ("| [t](#A%20b) |\n|---|\n\n## A: b", "| [t](#a-b) |\n|---|\n\n## A: b", ""),
            ("> [!note] [t]\n\n[t]: #A\n", "> [!note] [t]\n\n[t]: #a", ""),
            (
                "<a href=\"plans.md#Costs per month\">t</a>",
                "<a href=\"plans.md#costs-per-month\">t</a>",
                "",
            ),
            ("[t](old/plans.md#Don't%20wait)", "[t](plans.md#dont-wait)", ""),
            ("[t](plans.md#Backups#Gone)", "[t](plans.md#Backups#Gone)", "L002"),
        ],
    );
}

#[test]
fn a_wikilink_names_a_heading_by_its_words_or_a_path_of_headings() {
    for (link, place) in [
        ("[[plans#Costs per month]]", "plans.html#costs-per-month"),
        ("[[plans#Costs: per month|t]]", "plans.html#costs-per-month"),
        ("[[plans#costs-per-month]]", "plans.html#costs-per-month"),
        ("[[plans##Where to]]", "plans.html#where-to"),
        ("[[plans# Restores # where to ]]", "plans.html#where-to-1"),
        (
            "[[plans#See notes my notes and more x y md]]",
            "plans.html#see-my-notes-and-more",
        ),
        ("[[plans#See my notes and more]]", "plans.html#see-my-notes-and-more"),
        ("[[plans#Fast cache, maybe]]", "plans.html#fast-cache-maybe"),
        ("[[plans#Fast cache, _maybe_ core]]", "plans.html#fast-cache-maybe"),
        ("[[plans#🚀 Launch]]", "plans.html#-launch"),
        ("[[plans#🎉]]", "plans.html#section"),
        ("[[plans#Owner]]", "plans.html#who"),
        ("[[plans#Owner {who}]]", "plans.html#who"),
        ("[[plans#who]]", "plans.html#who"),
        ("[[plans#C++]]", "plans.html#c-1"),
        ("[[plans#C# basics]]", "plans.html#c-basics"),
        ("[[plans#C basics]]", "plans.html#c-basics"),
        ("[[plans#Left right both]]", "plans.html#left--right--both"),
        ("[[plans#Dont wait]]", "plans.html#dont-wait"),
        ("[[plans#Don’t wait]]", "plans.html#dont-wait"),
        ("[[plans#über uns]]", "plans.html#überuns"),
        ("[[plans#Twice]]", "plans.html#twice"),
        ("[[plans#twice-1]]", "plans.html#twice-1"),
        ("[[plans#^rule]]", "plans.html#^rule"),
        ("[[plans#Twice#^rule]]", "plans.html#^rule"),
        ("[[plans#]]", "plans.html"),
        ("[[plans##]]", "plans.html"),
        ("[[##A]]", "#a"),
        ("[[#Outer#Inner]]", "#inner"),
        ("x\n\n| [[plans##Owner\\|t]] |\n|---|", "plans.html#who"),
    ] {
        let notes = format!("//- a.md\n# A\n{link}\n## Outer\n### Inner\n{PLANS}");
        let site = fixture::site(&notes);
        let place = place.replace('ü', "%C3%BC").replace('^', "%5E");
        let page = site.main("a.html");
        assert!(page.contains(&format!("href=\"{place}\"")), "{link}: {page}");
        let findings = fixture::findings(&site.built.resolved);
        assert!(!findings.contains(" a.md:"), "{link}: {findings}");
    }
}

#[test]
fn a_heading_is_suggested_as_such_a_link_names_it() {
    for (link, help) in [
        ("[[plans#LRU]]", "did you mean `#LRU (least recently used)`?"),
        ("[t](plans.md#lru)", "did you mean `#lru-least-recently-used`?"),
        ("[[plans#Costs pro month]]", "did you mean `#Costs per month`?"),
        ("[t](plans.md#costs-pro-month)", "did you mean `#costs-per-month`?"),
        ("[[plans#left rigt both]]", "did you mean `#Left right [both]`?"),
        ("[[plans#Backups#Costs per month]]", "did you mean `#Costs per month`?"),
        ("[[notes#Gone]]", "remove the fragment; the note has no headings to link to"),
    ] {
        let findings = fixture::findings(
            &fixture::site(&format!("//- a.md\n# A\n{link}\n{PLANS}")).built.resolved,
        );
        let said = findings.lines().find(|it| it.contains("L002")).unwrap_or_default();
        assert!(said.ends_with(&format!("({help})")), "{link}: {findings}");
    }
}

#[test]
fn a_slug_that_is_not_right_names_nothing() {
    let findings = fixture::findings(
        &fixture::site("//- a.md\n[t](#One:-two)\n## One: two\n").built.resolved,
    );
    assert!(findings.contains("L002") && !findings.contains("L011"), "{findings}");
}

#[test]
fn a_markdown_link_by_words_leads_there_and_is_told_the_id() {
    let notes = "//- a.md\n# A\n[t](#One%20two)\n## One, two\n";
    let site = fixture::site(notes);
    assert!(site.main("a.html").contains("<a href=\"#one-two\">t</a>"));
    assert_eq!(
        fixture::findings(&site.built.resolved),
        "L011 info a.md:2:1 `#One two` names a heading by its words \
         (write `#one-two`, which works on GitHub, too)\n"
    );
}
