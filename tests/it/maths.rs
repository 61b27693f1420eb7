//! Laws of formulas: whatever an author writes, what is drawn is sound, small and known to themes.

use std::{collections::BTreeMap, fs, path::Path, sync::LazyLock};

use cribsheet::maths::{Maths, plain};
use proptest::prelude::*;

use crate::fixture;

static MATHS: LazyLock<Maths> = LazyLock::new(|| Maths::new(&BTreeMap::new()));

/// Parts that break a formula.
const PIECES: &[&str] = &[
    "{",
    "}",
    "\\",
    "^",
    "_",
    "$",
    "&",
    "\\\\",
    "\\left",
    "\\right",
    "\\begin{",
    "\\frac",
    "#1",
    "\\end{align}",
    "\\sqrt[",
    "]",
    "%",
    "\0",
    "\\def\\a{\\a\\a}\\a",
    "\\color{",
    "\\text{",
    "é",
    "𝔸",
    "'",
    "\\middle|",
    "\\tag{1}",
    "\\hline",
    "\\over",
    "<",
    ">",
    "\"",
    "\\verb|",
    "\\char",
    "\\kern-3em",
    "\\newcommand{\\x}[2][a]{#1#2}\\x",
    "\\let\\b=\\frac",
    "\\limits",
    "\\not",
    "\u{338}",
    "\u{2061}",
    "\\begin{alignat}{9999999}",
    "\\dots",
    "\\message{x}",
    "\\abs{",
    "\\dv[",
    "\\text{a_b",
    "\\mbox{$",
    "\\(",
    "&lt;",
    "\\begin{align}a\\tag{1}\\end{align}",
    "\\displaystyle",
    "\\left.",
    ":",
];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn formulas() -> Vec<String> {
    let text = fs::read_to_string(root().join("tests/maths/formulas.txt")).unwrap();
    text.lines().filter(|it| !it.starts_with('#')).map(str::to_owned).collect()
}

/// A formula, cut off or with pieces in it.
fn broken() -> impl Strategy<Value = String> {
    let pieces = prop::collection::vec(
        (any::<prop::sample::Index>(), prop::sample::select(PIECES)),
        0..4,
    );
    let cut = prop::option::of(any::<prop::sample::Index>());
    (prop::sample::select(formulas()), pieces, cut).prop_map(|(formula, pieces, cut)| {
        let mut letters: Vec<char> = formula.chars().collect();
        for (at, piece) in pieces {
            let at = at.index(letters.len() + 1);
            letters.splice(at..at, piece.chars());
        }
        if let Some(cut) = cut {
            letters.truncate(cut.index(letters.len() + 1));
        }
        letters.into_iter().collect()
    })
}

/// The elements of a formula, each closed in its place.
fn assert_sound(text: &str) {
    let mut open = Vec::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('<') {
        assert!(!before.contains('>'), "{text}");
        let (tag, after) = after.split_once('>').unwrap();
        match tag.strip_prefix('/') {
            Some(name) => assert_eq!(open.pop(), Some(name), "{text}"),
            None => open.push(tag.split(' ').next().unwrap()),
        }
        rest = after;
    }
    assert!(open.is_empty() && rest.is_empty(), "{text}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn broken_formulas_are_sound_or_have_a_place(tex in broken(), display: bool) {
        match MATHS.set(&tex, display) {
            Ok(text) => {
                assert_sound(&text);
                prop_assert!(!text.contains(" style="));
                let again = MATHS.with(&BTreeMap::new()).set(&tex, display);
                prop_assert_eq!(again.unwrap(), text);
            }
            Err(failure) => {
                prop_assert!(tex.get(failure.at.clone()).is_some(), "{:?}", failure);
                prop_assert!(!failure.message.contains("cannot be set"), "{:?}", failure);
            }
        }
        let text = plain(&tex).unwrap_or_default();
        prop_assert!(!text.contains('\\'), "{text}");
    }
}

#[test]
fn formulas_of_many_kinds_are_set() {
    let formulas = formulas();
    assert!(formulas.len() >= 110);
    for tex in &formulas {
        let text = MATHS.set(tex, true).unwrap_or_else(|it| panic!("{tex}: {it:?}"));
        assert_sound(&text);
        assert!(text.len() < 60 + 25 * tex.len(), "{tex}: {text}");
    }
}

/// A theme has to style the classes of formulas, so each is documented and the default has it.
#[test]
fn themes_know_the_classes_of_formulas() {
    let docs = fs::read_to_string(root().join("themes/README.md")).unwrap();
    let css =
        fs::read_to_string(root().join("themes/default/static/crib-math.css")).unwrap();
    let mut sources = vec![root().join("src/maths.rs")];
    for entry in fs::read_dir(root().join("src/maths")).unwrap() {
        sources.push(entry.unwrap().path());
    }
    let mut count = 0;
    let is_code = |it: &std::path::PathBuf| it.is_file() && !it.ends_with("tests.rs");
    for source in sources.into_iter().filter(is_code) {
        let text = fs::read_to_string(source).unwrap();
        for class in text.split('"').flat_map(|it| it.split(' ')) {
            let name = class.strip_prefix("m-").unwrap_or_default();
            if !name.is_empty() && name.chars().all(|it| it.is_ascii_lowercase()) {
                assert!(
                    docs.contains(&format!("`{class}`")),
                    "{class} is not documented"
                );
                assert!(css.contains(&format!(".{class}")), "{class} is not styled");
                count += 1;
            }
        }
    }
    assert!(count > 40, "{count}");
}

#[test]
fn simple_formulas_are_text_in_contents_and_on_sheets() {
    let site = fixture::site(
        "//- a.md\n# A\n\n## The $x_1^2$ of $\\frac{1}{2}$\n\n## Next\n\n\
         - \"Costs $O(n \\log n)$\" → $\\lambda$\n- \"Costs $\\frac{1}{2}$\" → nothing\n",
    );
    let page = site.page("a.html");
    assert!(page.contains(">The x₁² of \\frac{1}{2}</a>"), "{page}");
    assert!(site.main("a.html").contains("<math alttext="), "{page}");
    let sheet = site.main("sheets/cheat-sheet.html");
    assert!(sheet.contains("Costs O(n log n)") && sheet.contains("<b>λ</b>"), "{sheet}");
    assert!(sheet.contains("<mfrac>"), "{sheet}");
}

#[test]
fn titles_and_descriptions_show_simple_formulas_as_signs() {
    let site = fixture::site(
        "//- a.md\n# The $x^2$ law\n\nWhy $\\lambda \\le 2$ holds for $\\sqrt{3}$ too.\n\n\
         //- b.md\n---\ntitle: Sums in $O(n)$ for $5\ndescription: Where $n^2$ is too slow\n---\n\
         See [[a]] first.\n\n//- index.md\n# Home\n",
    );
    let page = site.page("a.html");
    assert!(page.contains("<title>The x² law"), "{page}");
    assert!(page.contains("content=\"Why λ ≤ 2 holds for \\sqrt{3} too.\""), "{page}");
    assert!(page.contains("id=\"the-x2-law\""), "{page}");
    assert!(site.main("a.html").contains(">Sums in O(n) for $5</a>"), "backlinks");
    let page = site.page("b.html");
    assert!(page.contains("<title>Sums in O(n) for $5"), "{page}");
    assert!(page.contains("content=\"Where n² is too slow\""), "{page}");
    assert!(site.page("index.html").contains(">The x² law</a>"));
}
