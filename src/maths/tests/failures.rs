//! Why formulas cannot be set: what is said, where, and what is refused before the crate sees it.
//! Gives TeX and the message with its place.
//! Must not know what formulas become.

use super::{failure, inside, maths};
use crate::maths::Maths;

#[test]
fn failures_say_what_is_wrong_and_where() {
    for (tex, message, at) in [
        (r"a \foo b", "`\\foo` is unknown", r"\foo"),
        (r"\begin{foo} x \end{foo}", "environment `foo` is unknown", "{foo}"),
        ("{a", "the end of the formula where `}` should be", ""),
        ("a & b", "`&` where the end of the formula should be", "&"),
        ("x^a^b", "a second superscript follows the first", "^"),
        (r"\href{https://example.com}{x}", "`\\href` is not supported", r"\href"),
        (
            r"é \includegraphics{a.png}",
            "`\\includegraphics` is not supported",
            r"\includegraphics",
        ),
        (r"\hrefs\href{a}{x}", "`\\hrefs` is unknown", r"\hrefs"),
        (r"\def\hrefs{}\hrefs\href{a}{x}", "`\\href` is not supported", r"\href"),
        (r"\edef\a{b}", "`\\edef` is not supported", r"\edef"),
        (
            "\\verb\u{338}x\u{338}",
            "`\\verb` needs a sign such as `|` around its words",
            "\\verb\u{338}x\u{338}",
        ),
        (r"\message{hi}", "`\\message` is not supported", r"\message"),
        (r"x^{\errmessage{hi}}", "`\\errmessage` is not supported", r"\errmessage"),
        (r"\let\a=\show \a b", "`\\show` is not supported", r"\a"),
        (r"x}", "a `}` has no `{`", "}"),
        (
            r"\textcolor{1}{x}",
            "`1` is not a colour: write a name, `#rgb` or `#rrggbb`",
            "{1}",
        ),
        (r"a \left x \right)", "`\\left` needs a bracket or `.` behind it", r"\left"),
        ("a &lt; b", "`&lt;` is HTML: in a formula write `<`", "&"),
        (
            r"\newcommand{\x}{y}",
            "its macros are unknown to other formulas",
            r"\newcommand{\x}{y}",
        ),
        (r"\frac{1}", "the formula ends before an argument or its `}`", ""),
        (r"\begin{matrix} a", "an environment has no `\\end`", r"\begin{matrix} a"),
        (r"\hline", "`\\hline` belongs in a table", r"\hline"),
        (r"a $x$", "`$` cannot be used here", "$"),
        ("a\0", "the formula contains a null character", "\0"),
    ] {
        let failure = failure(tex);
        assert_eq!(failure.message, message, "{tex}");
        assert_eq!(tex.get(failure.at.clone()), Some(at), "{tex}");
    }
}

#[test]
fn failures_name_the_author_s_environment() {
    for (tex, message) in [
        (
            r"\begin{flalign} a \end{flalign}",
            "`flalign` needs a display formula, between `$$`",
        ),
        (
            r"\begin{multline} a \end{multline}",
            "`multline` needs a display formula, between `$$`",
        ),
        (r"\begin{align} a \end{align}", "`align` needs a display formula, between `$$`"),
        (r"\begin{eqnarray} a \end{x}", "`\\begin{eqnarray}` is closed by `\\end{x}`"),
    ] {
        assert_eq!(maths().set(tex, false).unwrap_err().message, message, "{tex}");
    }
}

#[test]
fn a_macro_would_mend_what_is_unknown() {
    for (tex, wants_macro) in [(r"\foo", true), (r"\def\a{b}", true), ("x^a^b", false)] {
        assert_eq!(failure(tex).wants_macro, wants_macro, "{tex}");
    }
}

#[test]
fn a_failure_in_a_macro_is_at_its_call() {
    let macros = [("a".to_owned(), r"x \foo".to_owned())].into_iter().collect();
    let failure = Maths::new(&macros).set(r"é + \a + c", false).unwrap_err();
    assert_eq!(failure.message, "`\\foo` is unknown");
    assert_eq!(r"é + \a + c".get(failure.at), Some(r"\a"));
}

#[test]
fn nesting_is_limited_whatever_it_is_made_of() {
    let openers = [
        "{",
        r"\left(",
        r"\begin{matrix}",
        "x^{",
        "x_{",
        r"\frac{",
        r"\sqrt{",
        r"\sqrt[",
        r"\hat",
        r"\mathrm",
        r"\color{red}",
        r"\displaystyle",
        r"\bf ",
        r"\large ",
        r"\text{$",
        r"\dots",
        r"\pmod",
        r"\boxed{",
        r"\begin{cases}",
        r"\phantom{",
        r"\not",
        r"\bgroup ",
    ];
    for opener in openers {
        for count in [100, 600] {
            let failure = failure(&format!("{}x", opener.repeat(count)));
            assert_eq!(failure.message, "the formula nests too deep", "{opener} {count}");
        }
    }
    // As deep as may be, in the small stack of a test's thread.
    for (open, close) in [
        (r"\left(", r"\right)"),
        (r"\frac{", "}{y}"),
        (r"\begin{matrix}", r"\end{matrix}"),
        ("x^{", "}"),
        (r"\phantom{", "}"),
        (r"\boxed{", "}"),
        (r"\color{red}", ""),
    ] {
        let tex = format!("{}x{}", open.repeat(59), close.repeat(59));
        assert!(inside(&tex).contains("<mi>x</mi>"), "{open}");
    }
}

#[test]
fn flat_formulas_do_not_nest() {
    for tex in [
        r"\textcolor{red}a+".repeat(100),
        r"\mathrm{a}+".repeat(100),
        r"\sqrt x".repeat(100),
        format!(
            r"\begin{{matrix}} {} \end{{matrix}}",
            format!(r"{} \\", [r"\displaystyle \bf x"; 5].join(" & ")).repeat(40)
        ),
    ] {
        assert!(maths().set(&tex, true).is_ok(), "{tex}: {:?}", maths().set(&tex, true));
    }
    // Here the switches contain each other.
    let lines = r"\displaystyle a \\ ".repeat(100);
    assert_eq!(failure(&lines).message, "the formula nests too deep");
    let groups = format!("\\begin{{matrix}}{}", r"{\bf a \\ ".repeat(100));
    assert_eq!(failure(&groups).message, "the formula nests too deep");
}

#[test]
fn macros_and_lengths_are_limited() {
    for tex in [r"\def\a{\a\a}\a", r"\def\a{\a}\a", r"\def\a#1{\a{#1#1}}\a{x}"] {
        assert_eq!(
            failure(tex).message,
            "the macros of this formula have no end",
            "{tex}"
        );
    }
    assert_eq!(failure(&"x".repeat(10_001)).message, "the formula is too long");
    let grown = format!(r"\def\a{{{}}}{}", "x".repeat(100), r"\a".repeat(200));
    assert_eq!(failure(&grown).message, "the formula is too long");
    assert!(
        failure(r"\begin{alignat}{99999999} a \end{alignat}").message.contains("number")
    );
    assert!(inside(r"\kern 1000em").contains("50em"));
    assert_eq!(inside(r"\raisebox{1000em}{x}"), "<mtext>x</mtext>");
    assert!(inside(r"\raisebox{60pt}{x}").contains("60pt"));
    assert!(inside(r"\raisebox{9mu}{x}").contains("0.5000em"));
}
