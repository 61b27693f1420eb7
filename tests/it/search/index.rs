//! What the files of the search say.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::fixture::{self, Site};

/// What a file of the search hands over.
fn handed(site: &Site, name: &str) -> Value {
    let text = site.page(&format!("search/{name}.js"));
    let (call, rest) = text.split_once(',').unwrap();
    assert_eq!(call, format!("cribSearchFile(\"{name}\""));
    serde_json::from_str(rest.strip_suffix(");\n").unwrap()).unwrap()
}

fn texts(value: &Value) -> Vec<String> {
    let texts = value.as_array().unwrap().iter();
    texts.map(|it| it.as_str().unwrap_or_default().to_owned()).collect()
}

/// Numbers as `numbers.rs` writes them.
fn numbers(text: &Value) -> Vec<usize> {
    let (mut numbers, mut number, mut unit) = (Vec::new(), 0, 1);
    for code in text.as_str().unwrap().bytes() {
        let digit = usize::from(code - b'#' - u8::from(code > b'\\'));
        number += digit * unit;
        unit *= 46;
        if digit < 45 {
            numbers.push(number);
            (number, unit) = (0, 1);
        }
    }
    numbers
}

/// The words of an index in order.
fn words(index: &Value) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut units: Vec<u16> = Vec::new();
    for c in index["words"].as_str().unwrap().chars() {
        if c.is_ascii_uppercase() {
            words.extend(String::from_utf16(&units).ok().filter(|it| !it.is_empty()));
            units.truncate(usize::try_from(u32::from(c) - u32::from('A')).unwrap());
        } else {
            units.extend(c.encode_utf16(&mut [0; 2]).iter());
        }
    }
    words.extend(String::from_utf16(&units).ok().filter(|it| !it.is_empty()));
    words
}

/// The sections of a site, each as its note, heading, text, and what it asks and answers.
fn sections(site: &Site) -> Vec<String> {
    let index = handed(site, "index");
    let parts = index["texts"].as_array().unwrap().iter();
    let quotes: Vec<Vec<String>> = parts
        .flat_map(|part| {
            let sections = handed(site, part[0].as_str().unwrap());
            let sections: Vec<Vec<String>> =
                sections.as_array().unwrap().iter().map(texts).collect();
            assert_eq!(part[1], sections.len());
            sections
        })
        .collect();
    let mut headings = texts(&index["headings"]).into_iter();
    let mut quotes = quotes.into_iter();
    let mut sections = Vec::new();
    for (note, size) in
        index["notes"].as_array().unwrap().iter().zip(numbers(&index["sizes"]))
    {
        for at in 0..size {
            let heading = if at == 0 { String::new() } else { headings.next().unwrap() };
            let quote = quotes.next().unwrap().join(" / ");
            let note = note[0].as_str().unwrap();
            sections.push(format!("{note} # {heading} # {quote}"));
        }
    }
    assert_eq!((headings.next(), quotes.next()), (None, None));
    sections
}

/// Reads all that the files of a search say, which fails where they do not fit together.
pub fn read(site: &Site) {
    let count = sections(site).len();
    for (word, places) in places(site) {
        assert!(places.is_sorted() && places.iter().all(|it| it.0 < count), "{word}");
    }
}

#[test]
fn a_section_is_what_is_read_below_its_heading() {
    let site = fixture::site(
        "//- a.md
---
tags: [whole]
---
# Storage `#core`

Objects[^1] live in **buckets**. ^intro

> ## Limits `#gotcha`
> 5 TB <!-- not seen --> each %%nor this%%

<details><summary>More</summary>

### Inside

| Class | Price |
|---|---|
| Standard | high |
| Glacier | low |

</details>

```sh
aws s3 ls # list
```

Tags: #line

- “Cold data” → Glacier `#exam-tip`
- “Hot data” → Standard

[^1]: At most 5 TB.
",
    );
    assert_eq!(
        sections(&site),
        [
            "Storage #  # Objects live in buckets.",
            "Storage # Limits # 5 TB each More",
            "Storage # Inside # Class · Price · Standard · high · Glacier · low aws s3 ls # list \
             “Cold data” → Glacier “Hot data” → Standard At most 5 TB. / “Cold data” / \
             Glacier / “Hot data” / Standard",
        ]
    );
}

#[test]
fn formulas_are_found_by_their_tex_and_their_letters() {
    let site = fixture::site(
        "//- a.md\n# A\n\nText.\n\n## The $\\alpha$ test\n\nIf $\\lambda^2 > 1$ and\n\
         $\\frac{\\omega}{2}$.\n",
    );
    let index = handed(&site, "index");
    assert_eq!(texts(&index["headings"]), ["The α test"]);
    let words = words(&index);
    for word in ["alpha", "λ", "lambda", "ω", "omega", "frac"] {
        assert!(words.iter().any(|it| it.starts_with(word)), "{word}: {words:?}");
    }
    assert_eq!(
        sections(&site),
        ["A #  # Text.", "A # The α test # If λ² > 1 and \\frac{\\omega}{2}."]
    );
}

#[test]
fn what_is_not_for_readers_is_not_found() {
    let notes = "//- a.md\n# A\n\nalpha\n//- b.md\n---\nsearch: false\n---\n# B\n\nbeta\n\
        //- c.md\n---\ndraft: true\n---\n# C\n\ngamma\n\
        //- templates/d.md\n---\ntitle: \"{{title}}\"\n---\n\ndelta {{date}}\n";
    let site = fixture::site(notes);
    let index = handed(&site, "index");
    assert_eq!(words(&index), ["alpha"]);
    assert_eq!(sections(&site), ["A #  # alpha"]);
}

#[test]
fn an_index_names_folders_tags_comparisons_and_items() {
    let site = fixture::site(
        "//- cloud/deep/a.md
# A `#core`

## Compared

| | S3 | EBS |
|---|---|---|
| Kind | objects | blocks |
| Price | low | high |
",
    );
    let index = handed(&site, "index");
    assert_eq!(index["folders"], serde_json::json!([["Cloud", 0], ["Deep", 1]]));
    assert_eq!(index["notes"], serde_json::json!([["A", "cloud/deep/a", 2]]));
    assert_eq!(index["tags"], serde_json::json!([["core", "tags/core", 1, 6]]));
    // One section has it: the first, and what is below that.
    assert_eq!(numbers(&index["tagged"]), [1, 1]);
    assert_eq!(
        index["comparisons"],
        serde_json::json!([["S3 vs EBS", "compare/s3-vs-ebs", 2]])
    );
    let items: Vec<&str> = index["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| it[0].as_str().unwrap())
        .collect();
    assert_eq!(items, ["EBS", "S3"]);
}

#[test]
fn ids_are_written_only_where_headings_do_not_give_them() {
    let site = fixture::site(
        "//- a.md\n# A\n\n## Plain words_here 2\n\n## Über Größe\n\n## É\n\n## Twice\n\n## Twice\n\n## Own {#mine}\n",
    );
    let index = handed(&site, "index");
    assert_eq!(
        index["ids"],
        serde_json::json!([[1, "über-größe"], [2, "é"], [4, "twice-1"], [5, "mine"]])
    );
}

/// The sections of every word, from the index or its parts.
fn places(site: &Site) -> BTreeMap<String, Vec<(usize, usize)>> {
    let index = handed(site, "index");
    let parts = index["shards"].as_array().unwrap().iter();
    let parts = parts.map(|it| numbers(&handed(site, it[0].as_str().unwrap())));
    let all: Vec<usize> = match &index["postings"] {
        Value::Null => parts.flatten().collect(),
        postings => numbers(postings),
    };
    let mut all = all.into_iter();
    let mut places = BTreeMap::new();
    for word in words(&index) {
        let mut section = 0;
        let count = all.next().unwrap();
        let mut next = || {
            let step = all.next().unwrap();
            section += step / 2;
            (section, if step % 2 == 1 { all.next().unwrap() + 2 } else { 1 })
        };
        places.insert(word, (0..count).map(|_| next()).collect());
    }
    assert_eq!(all.next(), None);
    places
}

#[test]
fn words_know_their_sections() {
    let site = fixture::site(
        "//- a.md\n# A\n\none two two\n\n## B\n\nthe two and the 𝒯wo ﬁn\n//- b.md\n# C\n\n二つの 二つ\n",
    );
    let expected = [
        ("fin", vec![(1, 1)]),
        ("one", vec![(0, 1)]),
        ("two", vec![(0, 2), (1, 2)]),
        ("つの", vec![(2, 1)]),
        ("二つ", vec![(2, 2)]),
    ];
    let expected: BTreeMap<String, Vec<_>> =
        expected.map(|(word, places)| (word.to_owned(), places)).into();
    assert_eq!(places(&site), expected);
}

#[test]
fn a_large_site_has_its_postings_in_parts() {
    let section = |note: usize, section: usize| {
        let word =
            |word| format!("w{}x{}", (note * 7 + section) % 50, word * (note % 40));
        format!(
            "\n## Part {section}\n\n{}\n",
            (0..60).map(word).collect::<Vec<_>>().join(" ")
        )
    };
    let note = |note| {
        let sections: String = (0..10).map(|it| section(note, it)).collect();
        format!("//- n{note}.md\n# Note {note}\n{sections}")
    };
    let notes: String = (0..120).map(note).collect();
    let site = fixture::site(&notes);
    let index = handed(&site, "index");
    assert_eq!(index["postings"], Value::Null);
    let parts = index["shards"].as_array().unwrap();
    assert!(parts.len() > 3, "{}", parts.len());
    for part in parts {
        let size = site.page(&format!("search/{}.js", part[0].as_str().unwrap())).len();
        assert!(size < 9_000, "{size}");
    }
    let all = places(&site);
    assert_eq!(all["w0x0"].first(), Some(&(1, 60)));
    // Whatever the search loads was planned, and nothing lies beside it.
    let named: BTreeSet<String> = ["shards", "texts"]
        .iter()
        .flat_map(|it| index[it].as_array().unwrap())
        .map(|it| format!("search/{}.js", it[0].as_str().unwrap()))
        .chain([String::from("search/index.js")])
        .collect();
    let there = site.files.keys().filter(|it| it.starts_with("search/"));
    assert_eq!(there.cloned().collect::<BTreeSet<_>>(), named);
}
