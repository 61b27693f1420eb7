//! What a formula is: TeX between signs, told from money, variables of shells and other words.
//! Gives a verdict on what stands between two signs, and the TeX as its author means it.
//! Must not know where in a text signs may stand.

use pulldown_cmark::{Event, Parser};

use super::{
    mask::{content_of, is_blank},
    read::dialect,
};
use crate::diag::Span;

/// A formula where it is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Formula {
    /// Its bytes, the signs around it included.
    pub(super) span: Span,
    /// The bytes between the signs.
    pub(super) tex: Span,
    /// Whether it is set on a line of its own.
    pub(super) display: bool,
    /// How its TeX is written.
    pub(super) writing: Writing,
    /// How many quotes it stands in, whose signs begin its lines.
    pub(super) quotes: usize,
}

/// How TeX is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Writing {
    /// As it is.
    Plain,
    /// In a cell of a table, where a bar is escaped.
    Cell,
    /// Between `\\(` and `\\)`, where backslashes are those of Markdown.
    Escaped,
}

impl Formula {
    /// Its TeX; `None` if it is the same as what is written between the signs.
    pub(super) fn decoded(&self, written: &str) -> Option<String> {
        let is_quoted = self.quotes > 0 && written.contains('\n');
        if !is_quoted && !written.contains('\r') && self.writing == Writing::Plain {
            return None;
        }
        let tex = without_quotes(written, self.quotes);
        let tex = match self.writing {
            Writing::Plain => tex,
            Writing::Cell => tex.replace("\\|", "|"),
            Writing::Escaped => unescaped(&tex),
        };
        (tex != written).then_some(tex)
    }
}

/// Lines of which all but the first begin with the signs of some quotes, without these.
pub(super) fn without_quotes(written: &str, quotes: usize) -> String {
    let mut plain = String::with_capacity(written.len());
    for (at, line) in written.split('\n').enumerate() {
        let line = line.strip_suffix('\r').unwrap_or(line);
        plain.push_str(if at > 0 { "\n" } else { "" });
        plain.push_str(if at > 0 { unquoted(line, quotes) } else { line });
    }
    plain
}

/// A line without the signs of some quotes.
fn unquoted(line: &str, quotes: usize) -> &str {
    let mut rest = line;
    for _ in 0..quotes {
        let Some(behind) = rest.trim_start().strip_prefix('>') else { return rest };
        rest = behind.strip_prefix(' ').unwrap_or(behind);
    }
    rest
}

/// TeX without the backslashes that it needs in Markdown: `\\alpha`, `\\{`, `x\_i`.
fn unescaped(tex: &str) -> String {
    let mut plain = String::with_capacity(tex.len());
    let mut rest = tex;
    while let Some(at) = rest.find('\\') {
        let (before, run) = rest.split_at_checked(at).unwrap_or_default();
        let behind = run.trim_start_matches('\\');
        let length = run.len() - behind.len();
        let next = behind.chars().next();
        let ends_row = length == 2 && next.is_none_or(char::is_whitespace);
        let escapes = length % 2 == 1 && matches!(next, Some('_' | '*' | '|'));
        let kept = match length {
            2 if ends_row => 2,
            _ => length / 2 + length % 2 - usize::from(escapes),
        };
        plain.push_str(before);
        plain.extend(std::iter::repeat_n('\\', kept));
        rest = behind;
    }
    plain + rest
}

/// What a reader of Markdown without formulas reads of one as it is written. Ids of headings and
/// cards are made of it.
#[must_use]
pub(super) fn read_as_words(written: &str) -> String {
    let mut words = String::with_capacity(written.len());
    for event in Parser::new_ext(written, dialect()) {
        match event {
            Event::Text(it) | Event::Code(it) => words.push_str(&it),
            Event::SoftBreak | Event::HardBreak => words.push(' '),
            _ => (),
        }
    }
    words
}

/// Signs that only TeX has; words and amounts have none of them.
const TEX: [char; 4] = ['\\', '^', '_', '{'];

/// Signs that no formula ends with, but the words between two names of shells do.
const JOINTS: &str = "/:.,-=+(\"'|;&<>_^";

/// Names of functions, which stand in formulas as words do.
const FUNCTIONS: [&str; 15] = [
    "arg", "cos", "det", "dim", "exp", "ker", "lim", "ln", "log", "max", "min", "mod",
    "sin", "sup", "tan",
];

/// Words between the parts of a formula.
const CONJUNCTIONS: [&str; 12] =
    ["and", "else", "for", "if", "in", "is", "not", "or", "then", "to", "where", "with"];

/// Whether what stands between two `$` is a formula, by the signs before and behind them.
pub(super) fn is_inline(before: Option<char>, tex: &str, behind: Option<char>) -> bool {
    let is = |sign: Option<char>, of: fn(&char) -> bool| sign.as_ref().is_some_and(of);
    let is_word = |it: &char| it.is_ascii_alphanumeric() || matches!(it, '_' | '{' | '(');
    let has_backslash = tex.contains('\\');
    let is_tex = tex.contains(TEX);
    let is_loose = tex.trim() != tex;
    if tex.trim().is_empty() || tex.starts_with('\u{200b}') || !has_balanced_braces(tex) {
        return false;
    }
    if is_loose {
        let touches = |sign| is(sign, char::is_ascii_alphanumeric);
        return is_spaced(tex) && !touches(before) && !touches(behind);
    }
    // The end of a link and what follows it, or of code.
    if tex.contains("](http") || !has_backslash && tex.contains('`') {
        return false;
    }
    // `$5 to $10` and `US$5 to US$10`; `$x$5` is an odd formula.
    let is_amount = tex.starts_with(|it: char| it.is_ascii_digit());
    if has_backslash {
        let is_path = is(behind, is_word) && begins_path(tex);
        return !(is_path || is_amount && is(behind, char::is_ascii_digit));
    }
    if is(behind, char::is_ascii_digit) && !tex.contains(['^', '{'])
        || is_amount && is(before, char::is_ascii_alphabetic)
    {
        return false;
    }
    // `$HOME/bin:$PATH`, `${a}${b}`, `$(a)$(b)`.
    let is_of_shell = tex.ends_with(|it| JOINTS.contains(it))
        || tex.starts_with(['{', '(']) && matches!(behind, Some('{' | '('));
    if is(behind, is_word) && is_of_shell || tex.ends_with(['^', '_']) {
        return false;
    }
    if is_tex {
        return true;
    }
    !is(before, char::is_ascii_alphabetic) && !is_prose(tex, is_amount)
}

/// Whether TeX with spaces at both of its ends, which prices and prompts have as well, is meant as
/// a formula: it has a command, and no word stands beside the commands.
fn is_spaced(tex: &str) -> bool {
    let is_one_line = !tex.contains(['\n', '`', '\u{a0}']);
    let has_spaces = tex.starts_with(' ') && tex.ends_with(' ');
    // `$ 5 \sim $ 6`.
    let is_range = tex.trim_start().starts_with(|it: char| it.is_ascii_digit())
        && tex.trim_end().ends_with(|it: char| it.is_ascii_alphabetic());
    let is_of_system = tex.contains(":\\") || tex.contains("\\\\");
    is_one_line
        && has_spaces
        && !is_of_system
        && !is_range
        && has_command(tex)
        && !has_bare_word(tex, 1)
}

/// Whether TeX has the name of a command. One letter may be a class of a regular expression.
pub(super) fn has_command(tex: &str) -> bool {
    let mut names = tex.match_indices('\\').map(|(at, _)| name_at(tex, at + 1));
    let is_macro = |it: &str| {
        it.starts_with(|it: char| it.is_ascii_uppercase() && !"BDSW".contains(it))
    };
    names.any(|it| it.len() > 1 || is_macro(it))
}

/// The letters that stand at a byte.
fn name_at(tex: &str, at: usize) -> &str {
    let rest = tex.get(at..).unwrap_or_default();
    let end = rest.find(|it: char| !it.is_ascii_alphabetic());
    rest.get(..end.unwrap_or(rest.len())).unwrap_or_default()
}

/// Whether a word of more letters stands in TeX that is no command, no function and not in braces.
fn has_bare_word(tex: &str, longest: usize) -> bool {
    let (mut depth, mut is_command, mut word) = (0_usize, false, String::new());
    for sign in tex.chars().chain([' ']) {
        if sign.is_alphabetic() {
            word.push(sign);
            continue;
        }
        let is_long =
            word.chars().count() > longest && !FUNCTIONS.contains(&word.as_str());
        if is_long && !is_command && depth == 0 {
            return true;
        }
        word.clear();
        is_command = sign == '\\';
        match sign {
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            _ => (),
        }
    }
    false
}

/// Whether TeX begins as a path of Windows does whose folder is in a variable:
/// `$HOME\bin;$PATH`, `$env:TEMP\a;$b`.
fn begins_path(tex: &str) -> bool {
    let is_of_name = |it: char| it.is_ascii_alphanumeric() || it == '_';
    let behind = tex.trim_start_matches(is_of_name);
    let name = tex.strip_suffix(behind).unwrap_or_default();
    let is_name = name.len() > 2 && name.starts_with(|it: char| it.is_ascii_alphabetic());
    is_name && (behind.starts_with('\\') || name == "env" && behind.starts_with(':'))
}

/// Whether words without a sign of TeX are those of a sentence between two prices or names.
fn is_prose(words: &str, is_amount: bool) -> bool {
    if words.contains("**") || words.contains("](") || words.contains("</") {
        return true;
    }
    let is_long = |it: &&str| it.chars().filter(|it| it.is_alphabetic()).count() > 1;
    let is_part = |it: &&str| FUNCTIONS.contains(it) || CONJUNCTIONS.contains(it);
    let parts = words.split(|it: char| !it.is_alphanumeric());
    let long = parts.filter(is_long).filter(|it| is_amount || !is_part(it)).count();
    let goes_on = words.starts_with([')', ']', '.', ',', ';', ':', '/', '!', '?', '%']);
    let relates = words.contains(['=', '+', '<', '>', '*', '/', '|', '≤', '≥', '∈', '→']);
    long > 1 && (is_amount || goes_on || !relates)
}

/// Whether what stands between two `$$` is a formula. Parts with a blank line between them are
/// paragraphs if they have no sign of TeX.
pub(super) fn is_display(tex: &str) -> bool {
    if tex.trim().is_empty() {
        return false;
    }
    let is_sign = |it: char| TEX.contains(&it) || "=+<>&≤≥∈→".contains(it);
    let is_long = |it: &str| it.chars().filter(|it| it.is_alphabetic()).count() > 1;
    let has_words = |it: &str| {
        it.split(|it: char| !it.is_alphanumeric()).filter(|it| is_long(it)).count()
            > usize::from(!it.contains([' ', '\t']))
    };
    let (mut part, mut parts) = (String::new(), Vec::new());
    for line in tex.lines() {
        if is_blank(line) {
            parts.push(std::mem::take(&mut part));
        } else {
            part.push_str(line.get(content_of(line)..).unwrap_or_default());
            part.push('\n');
        }
    }
    parts.push(part);
    parts.iter().all(|it| it.contains(is_sign) || !has_words(it))
}

/// Whether what stands in escaped brackets is a formula.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    /// It is one.
    Formula,
    /// It is one if the note has others that are TeX without doubt.
    Possible,
    /// It is text.
    Text,
}

/// Whether what stands between `\(` and `\)` is a formula and not words in parentheses that are
/// escaped, by the text before and behind it.
pub(super) fn in_parentheses(before: &str, tex: &str, behind: &str) -> Verdict {
    // The words of a link; a regular expression.
    if tex.trim().is_empty() || behind.starts_with(['(', '[']) || is_pattern(tex) {
        return Verdict::Text;
    }
    if is_tex(tex) {
        return Verdict::Formula;
    }
    let is_of_word = before.ends_with(|it: char| it.is_ascii_alphanumeric() || it == '/')
        || behind.starts_with(['/', '\\']);
    let has_other_signs = tex.contains(['&', '#', '@', '"']) || is_shortened(tex);
    if is_of_word || has_other_signs || is_prose(tex, false) {
        return Verdict::Text;
    }
    // `(a) The first`, `(x) yes`.
    let is_label = matches!(tex.trim(), "x" | "X" | "i" | "v")
        || tex.trim().len() == 1 && tex.trim().to_ascii_lowercase().as_str() < "i";
    if is_likely(tex.trim()) && !is_label { Verdict::Formula } else { Verdict::Possible }
}

/// Whether a short text without signs of TeX is a formula: letters of variables, functions of them,
/// and what relates them.
fn is_likely(tex: &str) -> bool {
    const LONGEST: usize = 40;
    let is_letter =
        |it: char| it.is_ascii_alphabetic() || matches!(it, 'α'..='ω' | 'Α'..='Ω');
    let is_foreign = |it: char| it.is_alphabetic() && !is_letter(it);
    let is_operator = |it: char| "+-*/=<>|!,:'()[]≤≥≠∈∉⊂⊆→×·±∞∪∩ ".contains(it);
    let is_of_formula =
        |it: char| is_letter(it) || it.is_ascii_digit() || it == '.' || is_operator(it);
    let has_operator = tex.contains(is_operator);
    if tex.len() > LONGEST || tex.contains(is_foreign) || !tex.chars().all(is_of_formula)
    {
        return false;
    }
    let words = || tex.split(|it: char| !is_letter(it)).filter(|it| !it.is_empty());
    let is_variable = |it: &str| it.chars().count() == 1;
    let is_known = |it: &str| is_variable(it) || FUNCTIONS.contains(&it);
    // `(c)`, `(R)`, `(p)` of copyright and trade marks.
    let is_mark = matches!(tex, "c" | "C" | "r" | "R" | "p" | "P" | "I");
    // `5 m`, `10s`, `v2`; `y/n`; `A+`.
    let without =
        tex.trim_matches(|it: char| it.is_ascii_digit() || matches!(it, '.' | ' '));
    let is_unit = without.len() < tex.len() && is_variable(without);
    let parts = tex.split_once('/');
    let is_choice = parts.is_some_and(|it| is_variable(it.0) && is_variable(it.1));
    let is_open = tex.ends_with(['+', '-', '*', '/', '=', ':', ','])
        || tex.starts_with(['*', '/', '=', ':', ',']);
    words().any(is_variable)
        && words().all(is_known)
        && (has_operator || is_variable(tex))
        && !is_mark
        && !is_unit
        && !is_choice
        && !is_open
}

/// Whether words are shortened: `e.g.`, `p. 5`.
fn is_shortened(words: &str) -> bool {
    let before = |(at, _)| words.get(..at).and_then(|it| it.chars().next_back());
    let mut before = words.match_indices('.').filter_map(before);
    before.any(char::is_alphabetic)
}

/// Whether what stands between `\[` and `\]` is a formula and not a citation, a box to be ticked
/// or the words of a link, by the text before and behind it.
pub(super) fn in_brackets(before: &str, tex: &str, behind: &str) -> Verdict {
    if tex.trim().is_empty() || behind.starts_with(['(', '[']) || is_pattern(tex) {
        return Verdict::Text;
    }
    if is_tex(tex) {
        return Verdict::Formula;
    }
    let marks = before.trim_end_matches([' ', '\t', '>']);
    let spaces = behind.trim_start_matches([' ', '\t', '\r']);
    let begins_line = marks.is_empty() || marks.ends_with('\n');
    let ends_line = spaces.is_empty() || spaces.starts_with('\n');
    let is_loose =
        tex.starts_with(char::is_whitespace) && tex.ends_with(char::is_whitespace);
    let relates = tex.contains(['+', '<', '>', '/', '≤', '≥', '∈', '→'])
        || tex.contains(" - ")
        || tex.starts_with(['\n', '\r']);
    let is_maths = tex.contains('=') || relates && !has_bare_word(tex, 1);
    let is_alone = begins_line && ends_line && (is_loose || tex.contains(" = "));
    if is_alone && is_maths { Verdict::Formula } else { Verdict::Text }
}

/// Whether TeX between brackets says that its note writes formulas in them.
pub(super) fn shows_tex(tex: &str) -> bool {
    let is_base = |it: char| it.is_alphanumeric() || matches!(it, ')' | '}');
    let mut raised = tex.match_indices('^').map(|(at, _)| tex.split_at_checked(at));
    has_command(tex)
        || tex.contains("_{")
        || raised.any(|it| {
            it.is_some_and(|(before, behind)| {
                before.ends_with(is_base) && behind.len() > 1
            })
        })
}

/// Whether a text between brackets has signs of TeX, or is an equation.
fn is_tex(tex: &str) -> bool {
    let inside = tex.trim();
    let around = |sign: char| {
        let places = inside.match_indices(sign);
        places.filter_map(move |(at, _)| Some((inside.get(..at)?, inside.get(at + 1..)?)))
    };
    let is_name = |it: char| it.is_alphanumeric();
    let first = |it: &'_ str| {
        it.split(|it| !is_name(it)).next().map_or(0, |it| it.chars().count())
    };
    let last = |it: &'_ str| {
        it.rsplit(|it| !is_name(it)).next().map_or(0, |it| it.chars().count())
    };
    let is_index = |it: &str| it.starts_with('{') || first(it) == 1;
    let is_raised = around('^').any(|(before, behind)| {
        is_index(behind) || !before.is_empty() && !behind.is_empty()
    });
    // `user_id` and `_words_` are words.
    let is_lowered = around('_').any(|(before, behind)| {
        is_index(behind)
            || last(before) == 1 && first(behind) > 0
            || before.ends_with(['}', ')']) && !behind.is_empty()
    });
    // `F = ma`, but not `key=value`.
    let longest = if inside.contains(" = ") { 3 } else { 1 };
    let equals = inside.contains('=') && !has_bare_word(inside, longest);
    let is_open = inside.ends_with(['^', '_']);
    has_command(inside) || (is_raised || is_lowered) && !is_open || equals
}

/// Whether a text is part of a regular expression, whose groups stand in the same brackets.
fn is_pattern(text: &str) -> bool {
    const PARTS: [&str; 9] =
        [".*", ".+", "[^", "(?", "]\\{", "\\.", "\\w", "\\d+", "\\s"];
    let has_part = || PARTS.iter().any(|it| text.contains(it));
    let is_repeated = ["]*", "]+", "$"].iter().any(|it| text.ends_with(it));
    // Norms have two bars.
    let has_choice = text.matches("\\|").count() % 2 == 1;
    !has_command(text) && (has_part() || is_repeated || has_choice)
}

/// Whether each brace of some TeX has its other one.
fn has_balanced_braces(tex: &str) -> bool {
    let (mut depth, mut is_escaped) = (0_usize, false);
    for sign in tex.chars() {
        match sign {
            '\\' => {
                is_escaped = !is_escaped;
                continue;
            }
            '{' if !is_escaped => depth += 1,
            '}' if !is_escaped => match depth.checked_sub(1) {
                Some(less) => depth = less,
                None => return false,
            },
            _ => (),
        }
        is_escaped = false;
    }
    depth == 0
}

#[cfg(test)]
mod tests {
    use super::{Verdict, in_brackets, in_parentheses, is_display, is_inline, unescaped};

    /// Whether `$…$` is a formula in a text that holds it as its first two single dollars.
    fn holds(text: &str) -> bool {
        let mut parts = text.splitn(3, '$');
        let before = parts.next().and_then(|it| it.chars().next_back());
        let tex = parts.next().unwrap();
        is_inline(before, tex, parts.next().unwrap().chars().next())
    }

    #[test]
    fn formulas_between_dollars() {
        for text in [
            "for $x$ and",
            "$O(n \\log n)$",
            "$n log n$",
            "the $i$th",
            "$p$-value",
            "n$^2$",
            "3$x$",
            "값은$x$이다",
            "$5x + 3$",
            "$\\sim$6000",
            "$0.5$",
            "$2^{10}$",
            "${n \\choose k}$",
            "$f: A \\to B$",
            "$x = 5$,",
            "$P(A | B)$",
            "$precision = TP / (TP + FP)$",
            "$[0, 1)$",
            "$x,y$",
            "$\\$5$",
            "$ \\frac{1}{2} $",
            "($ n \\log n $)",
            "$ \\text{if it is} = 5 $",
            "$\\alpha;\\beta$",
            "$A\\to B$",
            "$AB\\cap CD$",
        ] {
            assert!(holds(text), "{text}");
        }
    }

    #[test]
    fn money_and_variables_are_no_formulas() {
        for text in [
            "costs $5 to $10",
            "$0.01-$1.00",
            "a $100 fee ($20 + $5)",
            "$120 total cost ($100",
            "US$5 and US$6",
            "US$5 or so (A$ is less)",
            "from $5M up to (10M$)",
            "$), to on-prem (15$",
            "$HOME and $PATH",
            "$HOME/bin:$PATH",
            "$MY_VAR/$OTHER",
            "${a} and ${b}",
            "${a}/${b}",
            "${a}${b}",
            "$(a)$(b)",
            "{{$x}} and {{$y}}",
            "Ke$ha and A$AP",
            "$('a') and $('b')",
            "a $10_000 b (c$5",
            "$foo and bar, the baz$",
            "[a$](https://a.example/b_c) 5 [b$]",
            "$5 **a** b$",
            "$\u{a0}x$",
            "costs $ 5 and \\$ 6 or $ 7",
            "$ 5 \\to $ 6",
            "$ x $",
            "$ x \\$ y $",
            "$\\alpha $",
            "$ cd C:\\users $",
            "$ ls \\temp and $",
            "$ \\ls\n$ \\pwd",
            "5$ \\to $6",
            "$HOME\\bin;$PATH",
            "$env:X\\y;$z",
            "$env:TEMP\\a\";\"$b",
            "$dir\\file.txt,$other",
        ] {
            assert!(!holds(text), "{text}");
        }
    }

    #[test]
    fn formulas_on_lines_of_their_own() {
        for tex in [
            "x",
            "ABC",
            "\nABC\n",
            "a = b",
            "\nprecision = recall\n",
            "a_1\n\n\\text{or so}\n\nb",
        ] {
            assert!(is_display(tex), "{tex}");
        }
        for tex in
            ["", " ", " to ", " or so ", " moderate\n- cheap\n- ", "a_1\n\nor so\n\nb_1"]
        {
            assert!(!is_display(tex), "{tex}");
        }
    }

    /// What the first `\(…\)` or `\[…\]` of a text is.
    fn verdict(text: &str) -> Verdict {
        let mut signs = text.match_indices('\\').map(|it| it.0 + 1);
        let opens = |at: &usize| text.get(*at..).unwrap().starts_with(['(', '[']);
        let at = signs.find(opens).unwrap();
        let (close, judge) = match text.get(at..=at).unwrap() {
            "(" => ("\\)", in_parentheses as fn(&str, &str, &str) -> Verdict),
            _ => ("\\]", in_brackets as fn(&str, &str, &str) -> Verdict),
        };
        let before = text.get(..at - 1).unwrap();
        let (tex, behind) = text.get(at + 1..).unwrap().split_once(close).unwrap();
        judge(before, tex, behind)
    }

    #[test]
    fn formulas_between_escaped_brackets() {
        for text in [
            r"\( x^2 \)",
            r"\(\alpha\)",
            r"\(\R\)",
            r"R\(^2\)",
            r"H\(_2\)O",
            r"\(x_{max}\)",
            r"\(\|x\|_2\)",
            r"\(n = 5\)",
            r"\[x_1\]",
            r"\[ E = mc \]",
            r"\[F = ma\]",
            r"\(F = ma\)",
            r"\(\alpha\)\(\beta\)",
            r"of \(n\) items",
            r"\(n\) items",
            r"- \(k\): how many",
            r"takes \(O(n)\).",
            r"\(O(n log n)\)",
            r"값은 \(a + b\)이다",
            r"\(f: A\)",
            r"\(x > 0\)",
            r"\(f(x, y)\)",
            r"\(α\)",
            "\\[\na + b\n\\]",
            r"\[ a + b \]",
            r"\[ precision = TP / P \]",
        ] {
            assert_eq!(verdict(text), Verdict::Formula, "{text}");
        }
        for text in [r"\(precision\)", r"\(2\)", r"\(a\) The first", r"\(c\) 2024"] {
            assert_eq!(verdict(text), Verdict::Possible, "{text}");
        }
    }

    #[test]
    fn words_between_escaped_brackets_are_no_formulas() {
        for text in [
            r"\(see below\)",
            r"\(a_b\)(b.md)",
            r"file\(s\)",
            r"s/\(a\)/\1/",
            r"\(.*\)\n",
            r"\([^)]*\)",
            r"\([0-9]+\)",
            r"\(foo\|bar\)",
            r"\([0-9]\{3\}\)",
            r"\(^abc$\)",
            r"\(bar\)/\2",
            r"\(\w+\)",
            r"\[x\] done",
            r"\[ \] to do",
            r"\[ x \]",
            r"\[1\]",
            r"\[link\]",
            r"\[...\]",
            r"\[A-Z\]",
            r"\[see a + b\]",
            r"\[user_id\]",
            r"#\[proc\_macro\]",
            r"\[x^2\](a.md)",
        ] {
            assert_eq!(verdict(text), Verdict::Text, "{text}");
        }
        for text in [
            r"\(optional\)",
            r"\(e.g. a\)",
            r"\(i.e.\)",
            r"\(5 m\)",
            r"\(v2\)",
            r"\(555\) 123-4567",
            r"\(a or b\)",
            r"\(Q&A\)",
            r"\(в\)",
            r"\(R\)",
            r"\(user_id\)",
            r"\(default=5\)",
            r"\(min 3\)",
            r"\(y/n\)",
            r"\(A+\)",
            r"\(^o^\)",
            r"- \(x\) yes",
        ] {
            assert_ne!(verdict(text), Verdict::Formula, "{text}");
        }
    }

    #[test]
    fn backslashes_of_markdown_are_left_out() {
        assert_eq!(
            unescaped(r"\\alpha\_1 \\{ a \\\\ b \\} \frac"),
            r"\alpha_1 \{ a \\ b \} \frac"
        );
        assert_eq!(unescaped(r"a \\ b"), r"a \\ b");
    }
}
