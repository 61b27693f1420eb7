//! What twice as many notes, links or tags cost: about twice as much, never four times.

use cribsheet::{build::Options, config::Config};

use crate::fixture;

/// How much larger a site becomes when a shape has `times` as many parts.
fn growth(shape: impl Fn(usize) -> String, parts: usize, times: usize) -> f64 {
    let bytes = |parts: usize| {
        let options = Options { no_minify: true, ..Options::default() };
        let site =
            fixture::build(&fixture::files(&shape(parts)), &Config::default(), options);
        let sizes = site.files.values().map(Vec::len);
        u32::try_from(sizes.sum::<usize>()).unwrap()
    };
    let usual = bytes(0);
    f64::from(bytes(parts * times) - usual) / f64::from(bytes(parts) - usual)
}

fn assert_linear(name: &str, shape: impl Fn(usize) -> String) {
    let growth = growth(shape, 60, 4);
    assert!(growth < 4.8, "{name}: four times as much gives {growth:.1} times the bytes");
}

fn each(parts: usize, part: impl Fn(usize) -> String) -> String {
    (0..parts).map(part).collect()
}

#[test]
fn a_paragraph_of_many_links_is_quoted_in_part() {
    assert_linear("links to one note", |n| {
        let links = each(n, |it| format!("[link {it}](b.md) "));
        format!("//- a.md\n# A\n{links}\n//- b.md\n# B\n")
    });
    assert_linear("links to a note each", |n| {
        let links = each(n, |it| format!("[link {it}](b{it}.md) "));
        let notes = each(n, |it| format!("//- b{it}.md\n# B{it}\n"));
        format!("//- a.md\n# A\n{links}\n{notes}")
    });
}

#[test]
fn a_note_of_many_tags_is_listed_with_some() {
    assert_linear("tags in front matter", |n| {
        let tags = each(n, |it| format!("tag{it}x, "));
        format!("//- a.md\n---\ntags: [{tags}]\n---\n# A\n")
    });
    assert_linear("a line of tags", |n| {
        let tags = each(n, |it| format!("`#tag{it}x` "));
        format!("//- a.md\n# A\n\n**Tags:** `#first` {tags}\n")
    });
}

#[test]
fn excerpts_are_cut_between_words_and_keep_their_sentence() {
    let before = "word ".repeat(200);
    let notes = format!(
        "//- a.md\n# A\n\nOne. {before}[b](b.md) after. Two.\n\nShort [b](b.md) one. Other.\n\
         //- b.md\n# B\n"
    );
    let site = fixture::site(&notes);
    let page = site.page("b.html");
    assert!(page.contains("\">… word word"), "{page}");
    assert!(page.contains("</a> after.</div>") && !page.contains("Two."), "{page}");
    assert!(page.contains("\">Short <a href=\"b.html\">b</a> one.</div>"), "{page}");
}
