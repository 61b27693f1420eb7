//! What formulas become: one test for each mend of what the crate makes.
//! Gives small TeX and the whole of its `MathML`.
//! Must not know pages.

use std::{collections::BTreeMap, sync::Arc};

use super::{Failure, Maths, plain};

mod failures;

fn maths() -> Maths {
    Maths::new(&BTreeMap::new())
}

/// What is between the tags of a display formula.
fn inside(tex: &str) -> String {
    let text = maths().set(tex, true).unwrap();
    let text = text.strip_prefix("<math display=\"block\">").unwrap();
    text.strip_suffix("</math>").unwrap().to_owned()
}

fn failure(tex: &str) -> Failure {
    maths().set(tex, true).unwrap_err()
}

#[test]
fn a_formula_is_inline_or_has_a_line_of_its_own() {
    assert_eq!(&*maths().set("x", false).unwrap(), "<math><mi>x</mi></math>");
    assert_eq!(
        &*maths().set("x", true).unwrap(),
        "<math display=\"block\"><mi>x</mi></math>"
    );
}

#[test]
fn letters_of_other_alphabets_are_characters_of_their_own() {
    assert_eq!(
        inside(
            r"\mathbb{R} \mathbf{W} \mathcal{L} \mathfrak{g} \boldsymbol{\alpha} \mathit{h}"
        ),
        "<mi>ℝ</mi><mi>𝐖</mi><mi>ℒ</mi><mi>𝔤</mi><mi>𝜶</mi><mi>h</mi>"
    );
    assert_eq!(
        inside(r"\mathbf{12} \mathsf{T} \mathtt{x}"),
        "<mn>𝟏𝟐</mn><mi>𝖳</mi><mi>𝚡</mi>"
    );
    assert_eq!(
        inside(r"\mathrm{d} \Gamma \infty"),
        "<mi mathvariant=\"normal\">d</mi><mi mathvariant=\"normal\">Γ</mi><mi>∞</mi>"
    );
    assert_eq!(
        inside(r"\boldsymbol{\phi\epsilon\partial\vartheta\varkappa\varrho\varpi\nabla}"),
        "<mi>𝝓𝝐𝛛𝝑𝛞𝝔𝝕𝛁</mi>"
    );
    assert_eq!(inside(r"\bm\phi \partial"), "<mi>𝝓</mi><mi>∂</mi>");
    assert_eq!(inside("ℝ ∋ ℓ"), "<mi>ℝ</mi><mo>∋</mo><mi>ℓ</mi>");
    assert_eq!(
        inside(r"x_ℕ \text{in ℤ}"),
        "<msub><mi>x</mi><mi>ℕ</mi></msub><mrow><mtext>in\u{a0}</mtext><mi>ℤ</mi></mrow>"
    );
}

#[test]
fn upright_letters_are_one_name() {
    assert_eq!(inside(r"\mathrm{Var}"), "<mi>Var</mi>");
    assert_eq!(inside(r"\mathbf{Ax}"), "<mi>𝐀𝐱</mi>");
    assert_eq!(
        inside(r"a \bmod b"),
        "<mi>a</mi><mspace width=\"0.0556em\"></mspace><mo lspace=\"0.22em\" rspace=\"0.22em\">mod</mo><mspace width=\"0.0556em\"></mspace><mi>b</mi>"
    );
}

#[test]
fn text_keeps_its_accents_and_its_fonts() {
    assert_eq!(
        inside(r"\text{café, naïve} \textbf{b} \textit{i} \texttt{m} \textsf{s}"),
        "<mtext>café,\u{a0}naïve</mtext><mtext class=\"m-bold\">b</mtext>\
         <mtext class=\"m-italic\">i</mtext><mtext class=\"m-mono\">m</mtext>\
         <mtext class=\"m-sans\">s</mtext>"
    );
    assert_eq!(inside(r"\text{for $n$}"), "<mtext>for\u{a0}</mtext><mi>n</mi>");
    assert_eq!(inside(r"\pmb{x}"), "<mstyle class=\"m-bold\"><mi>x</mi></mstyle>");
}

#[test]
fn struck_signs_are_characters_of_their_own() {
    assert_eq!(inside(r"a \not\in b \not= c").matches("<mo>∉</mo>").count(), 1);
    assert!(inside(r"a \not= b").contains("<mo>≠</mo>"));
}

#[test]
fn bars_grow_where_they_are_brackets() {
    assert_eq!(inside(r"\left| x \right|"), "<mo>|</mo><mi>x</mi><mo>|</mo>");
    assert_eq!(
        inside(r"|x| \lVert y \rVert"),
        "<mi>|</mi><mi>x</mi><mi>|</mi><mi>‖</mi><mi>y</mi><mi>‖</mi>"
    );
    assert_eq!(
        inside(r"\left( a \middle| b \right)"),
        "<mo>(</mo><mi>a</mi>\
         <mo lspace=\"0.05em\" rspace=\"0.05em\" stretchy=\"true\" symmetric=\"true\">|</mo>\
         <mi>b</mi><mo>)</mo>"
    );
    assert_eq!(
        inside(r"\big| \big("),
        "<mo form=\"prefix\" maxsize=\"1.2em\" minsize=\"1.2em\">|</mo>\
         <mo maxsize=\"1.2em\" minsize=\"1.2em\">(</mo>"
    );
    // In a sentence a row holds them together.
    let row = "<math><mrow><mo>(</mo><mi>x</mi><mo>)</mo></mrow></math>";
    assert_eq!(&*maths().set(r"\left( x \right)", false).unwrap(), row);
    assert!(!maths().set("(x)", false).unwrap().contains("<mrow>"));
    assert_eq!(inside(r"P(A \mid B)").matches("<mo>∣</mo>").count(), 1);
}

#[test]
fn functions_keep_their_distance() {
    let thin = "<mspace width=\"0.1667em\"></mspace>";
    assert_eq!(
        inside(r"2\sin x"),
        format!("<mn>2</mn>{thin}<mi>sin</mi>{thin}<mi>x</mi>")
    );
    assert_eq!(
        inside(r"\log(n)"),
        "<mi>log</mi><mo stretchy=\"false\">(</mo><mi>n</mi><mo stretchy=\"false\">)</mo>"
    );
    assert_eq!(
        inside(r"\max_i a"),
        format!("<munder><mi>max</mi><mi>i</mi></munder>{thin}<mi>a</mi>")
    );
    assert_eq!(inside(r"= \exp"), "<mo>=</mo><mi>exp</mi>");
}

#[test]
fn the_sign_of_a_number_is_close_to_it() {
    let sign = "<mo form=\"prefix\">−</mo>";
    assert_eq!(inside("a = -b"), format!("<mi>a</mi><mo>=</mo>{sign}<mi>b</mi>"));
    assert_eq!(inside("a - b"), "<mi>a</mi><mo>−</mo><mi>b</mi>");
    assert!(inside("(-1)").contains(sign));
    for tex in [
        r"a + \cdots + b",
        r"1 + 2 + \dots + n",
        r"a - \ldots - b",
        r"\llbracket x \rrbracket - 1",
        r"\lVert x \rVert - 1",
        r"f' - 1",
        r"x_n - 1",
    ] {
        assert!(!inside(tex).contains("prefix"), "{tex}: {}", inside(tex));
    }
    // What follows `&` in an aligned equation is a difference, whose first part is elsewhere.
    assert!(
        inside(r"\begin{aligned} a &- b \end{aligned}")
            .contains("<mrow></mrow><mo>−</mo>")
    );
}

#[test]
fn signs_in_scripts_are_close() {
    let close = |sign| format!("<mo lspace=\"0\" rspace=\"0\">{sign}</mo>");
    assert_eq!(
        inside("x^{n+1}"),
        format!("<msup><mi>x</mi><mrow><mi>n</mi>{}<mn>1</mn></mrow></msup>", close("+"))
    );
    assert!(inside(r"\sum_{i=1}^n").contains(&close("=")));
    assert!(inside(r"\mathbb{R}_{\ge 0}").contains(&close("≥")));
    assert!(inside(r"\mathrm{O^{2-}}").contains(&close("−")));
    assert!(inside(r"\sum_{\substack{i<m \\ j}} x").contains(&close("&lt;")));
    assert!(inside("x_{i,j}").contains("<mo rspace=\"0\">,</mo>"));
    // Browsers set none around the first sign of a row, and know what a bracket is.
    assert!(inside("x^{-1}").contains("<mo>−</mo>"));
    assert!(inside("x^{(n)}").contains("<mo stretchy=\"false\">(</mo>"));
    assert!(inside("x + 1").contains("<mo>+</mo>"));
}

#[test]
fn sums_keep_their_distance_from_factors_only() {
    let (sum, first) = ("<mo>∑</mo>", "<mo lspace=\"0\">∑</mo>");
    assert!(inside(r"a \sum x").contains(sum));
    assert!(inside(r"(a) \sum x").contains(sum));
    for tex in [r"\sum x", r"a = \sum_i x", r"(\sum_{i=1}^n x)", r"\int \sum x"] {
        assert!(inside(tex).contains(first), "{tex}: {}", inside(tex));
    }
}

#[test]
fn dots_are_one_of_what_they_stand_for() {
    let thin = "<mspace width=\"0.1667em\"></mspace>";
    assert_eq!(
        inside(r"a + \dots + b"),
        "<mi>a</mi><mo>+</mo><mi>⋯</mi><mo>+</mo><mi>b</mi>"
    );
    assert_eq!(
        inside(r"a, \dots, b"),
        format!("<mi>a</mi><mo>,</mo><mi>…</mi>{thin}<mo>,</mo><mi>b</mi>")
    );
    assert_eq!(
        inside(r"a \cdots b"),
        format!("<mi>a</mi>{thin}<mi>⋯</mi>{thin}<mi>b</mi>")
    );
    assert!(
        inside(r"\begin{matrix} \ddots \end{matrix}").contains("<mtd><mi>⋱</mi></mtd>")
    );
}

#[test]
fn primes_are_one_sign() {
    let prime = |sign| {
        format!(
            "<msup><mi>f</mi>\
             <mo class=\"m-prime\" lspace=\"0\" rspace=\"0\">{sign}</mo></msup>"
        )
    };
    assert_eq!(inside("f'"), prime("′"));
    assert_eq!(inside("f'''"), prime("‴"));
    assert_eq!(inside("f^'"), prime("′"));
}

#[test]
fn spaces_go_forth_and_back() {
    assert_eq!(
        inside(r"a\,b\!c\quad d"),
        "<mi>a</mi><mspace width=\"0.1667em\"></mspace><mi>b</mi>\
         <mspace class=\"m-back\"></mspace><mi>c</mi><mspace width=\"1em\"></mspace><mi>d</mi>"
    );
}

#[test]
fn wide_negative_spaces_are_several_narrow_ones() {
    for (tex, count) in [
        (r"\negthinspace", 1),
        (r"\negmedspace", 1),
        (r"\negthickspace", 2),
        (r"\hspace{-1em}", 6),
        (r"\kern-10pt", 6),
        (r"\hspace{-99em}", 24),
    ] {
        let text = inside(&format!("a{tex} b"));
        assert_eq!(text.matches("<mspace class=\"m-back\">").count(), count, "{tex}");
        assert!(!text.contains("<mrow>"), "{text}");
    }
}

#[test]
fn columns_are_aligned_by_classes() {
    let aligned = inside(r"\begin{align} a &= b \\ &= \sum c \end{align}");
    assert_eq!(
        aligned,
        "<mtable class=\"m-tight\" displaystyle=\"true\">\
         <mtr><mtd class=\"m-right\"><mi>a</mi></mtd>\
         <mtd class=\"m-left\"><mo>=</mo><mi>b</mi></mtd></mtr>\
         <mtr><mtd class=\"m-right\"></mtd>\
         <mtd class=\"m-left\"><mo>=</mo><mo lspace=\"0\">∑</mo><mi>c</mi></mtd></mtr></mtable>"
    );
    assert!(inside(r"\begin{align} a &= b & c &= d \end{align}").contains("\"m-pairs\""));
    assert_eq!(
        inside(r"\begin{cases} a & b \\ c \end{cases}"),
        "<mo>{</mo><mtable><mtr><mtd class=\"m-left\"><mi>a</mi></mtd>\
         <mtd class=\"m-left\"><mi>b</mi></mtd></mtr>\
         <mtr><mtd class=\"m-left\"><mi>c</mi></mtd></mtr></mtable>"
    );
    assert!(
        inside(r"\begin{smallmatrix} a & b \end{smallmatrix}").contains("\"m-small\"")
    );
}

#[test]
fn arrays_have_rules() {
    assert_eq!(
        inside(r"\begin{array}{|c:c} a & b \\ \hline c & d \\ \hline \end{array}"),
        "<mrow class=\"m-before m-under\"><mtable>\
         <mtr><mtd><mi>a</mi></mtd><mtd class=\"m-bar m-dashed\"><mi>b</mi></mtd></mtr>\
         <mtr class=\"m-rule\"><mtd><mi>c</mi></mtd>\
         <mtd class=\"m-bar m-dashed\"><mi>d</mi></mtd></mtr></mtable></mrow>"
    );
}

#[test]
fn tags_are_at_the_right_edge_and_numbers_are_left_out() {
    assert_eq!(
        inside(r"x \tag{3}"),
        "<mtable class=\"m-tagged\" displaystyle=\"true\"><mtr><mtd class=\"m-pad\"></mtd>\
         <mtd><mi>x</mi></mtd><mtd class=\"m-pad\"></mtd><mtd><mtext>(3)</mtext></mtd></mtr>\
         </mtable>"
    );
    let tagged = inside(r"\begin{align} a &= b \tag{7} \\ c &= d \end{align}");
    assert!(
        tagged.contains("<mtd class=\"m-pad\"></mtd><mtd><mtext>(7)</mtext></mtd></mtr>")
    );
    // A row without a tag has as many cells.
    assert!(tagged.ends_with("<mtd class=\"m-pad\"></mtd><mtd></mtd></mtr></mtable>"));
    assert!(!inside(r"\begin{align} a &= b \end{align}").contains("m-tagged"));
}

#[test]
fn tags_are_kept_wherever_their_environment_stands() {
    let align = |tag| format!(r"\begin{{align}} a &= b \tag{{{tag}}} \end{{align}}");
    let text = inside(&format!("{}.", align(1)));
    assert!(text.contains("<mi>b</mi><mi>.</mi></mtd>"), "{text}");
    assert_eq!(text, inside(r"\begin{align} a &= b. \tag{1} \end{align}"));
    for tex in [
        format!("{} {}", align(1), align(2)),
        format!(r"\text{{Let }} {} + 1 {}", align(1), align(2)),
        format!(r"{{\displaystyle {}}} \left. {} \right|", align(1), align(2)),
        format!(r"\color{{red}} {} {}", align(1), align(2)),
        format!(r"\begin{{gather}} {} \tag{{2}} \end{{gather}}", align(1)),
    ] {
        let text = inside(&tex);
        assert!(
            text.contains("(1)</mtext>") && text.contains("(2)</mtext>"),
            "{tex}: {text}"
        );
        assert!(!text.contains("tag!"), "{text}");
    }
    let text = inside(&format!("x {}", align(1)));
    assert!(
        text.contains("<mtd><mspace width=\"2em\"></mspace><mtext>(1)</mtext></mtd>"),
        "{text}"
    );
    let failure = failure(&format!(r"\sqrt{{{}}}", align(1)));
    assert_eq!(failure.message, "`\\tag` cannot be used here");
}

#[test]
fn lines_outside_environments_are_rows() {
    assert_eq!(
        inside(r"a \\ b \\ "),
        "<mtable displaystyle=\"true\"><mtr><mtd><mi>a</mi></mtd></mtr>\
         <mtr><mtd><mi>b</mi></mtd></mtr></mtable>"
    );
}

#[test]
fn other_names_of_environments_are_known() {
    for (tex, part) in [
        (r"\begin{flalign} a &= b \end{flalign}", "m-right"),
        (r"\begin{multline*} a \\ b \end{multline*}", "m-tight"),
        (
            r"\begin{eqnarray} a &=& b \end{eqnarray}",
            "<mtd class=\"m-left\"><mi>b</mi></mtd>",
        ),
    ] {
        assert!(inside(tex).contains(part), "{tex}: {}", inside(tex));
    }
    assert_eq!(inside(r"\label{eq:one} x"), "<mi>x</mi>");
}

#[test]
fn lines_above_and_below_are_borders() {
    assert_eq!(
        inside(r"\overline{ab} \underline{x}"),
        "<mrow class=\"m-over\"><mi>a</mi><mi>b</mi></mrow>\
         <mrow class=\"m-under\"><mi>x</mi></mrow>"
    );
}

#[test]
fn accents_grow_and_stand_above_their_letters() {
    assert!(
        inside(r"\widehat{ab}").ends_with("<mo stretchy=\"true\">\u{302}</mo></mover>")
    );
    assert!(
        inside(r"\vec{v}").ends_with(
            "<mi>v</mi><mo mathsize=\"60%\" stretchy=\"false\">→</mo></mover>"
        )
    );
}

#[test]
fn labels_of_arrows_have_room() {
    assert_eq!(
        inside(r"\xrightarrow{f}"),
        "<mover><mo stretchy=\"true\">→</mo><mrow><mspace width=\"0.3em\"></mspace><mi>f</mi>\
         <mspace width=\"0.3em\"></mspace></mrow></mover>"
    );
    assert_eq!(inside(r"\stackrel{a}{=}"), "<mover><mo>=</mo><mi>a</mi></mover>");
}

#[test]
fn arrows_of_a_diagram_are_on_one_line() {
    let diagram = inside(r"\begin{CD} A @>a>> B \\ @VbVV @VVcV \\ C @>>d> D \end{CD}");
    let arrow = "minsize=\"1.8em\" stretchy=\"true\" symmetric=\"true\">↓</mo>";
    assert_eq!(diagram.matches(arrow).count(), 2, "{diagram}");
}

#[test]
fn boxes_and_strikes_are_classes() {
    for (tex, class) in [
        (r"\boxed{x}", "m-box"),
        (r"\cancel{x}", "m-rising"),
        (r"\bcancel{x}", "m-falling"),
        (r"\xcancel{x}", "m-rising m-falling"),
        (r"\sout{x}", "m-strike"),
        (r"\colorbox{yellow}{$x$}", "m-mark"),
        (r"\fcolorbox{red}{white}{$x$}", "m-mark m-box"),
        (r"\llap{x}", "m-llap"),
    ] {
        let text = inside(tex);
        assert!(text.contains(&format!(" class=\"{class}\"")), "{tex}: {text}");
    }
    assert!(
        inside(r"\rule{1em}{2em}")
            .contains("class=\"m-ink\" height=\"2em\" width=\"1em\"")
    );
}

#[test]
fn colours_are_classes_of_hues() {
    for (color, class) in [
        ("red", "m-red"),
        ("darkgreen", "m-green"),
        ("#00f", "m-blue"),
        ("#ff8800", "m-orange"),
        ("magenta", "m-pink"),
        ("#888", "m-gray"),
        ("#f00f", "m-red"),
        ("chartreuse", "m-green"),
        ("orchid", "m-pink"),
        ("khaki", "m-yellow"),
        ("tan", "m-orange"),
        ("refused", "m-black"),
        ("black", "m-black"),
        ("#fff", "m-black"),
    ] {
        let text = inside(&format!(r"\textcolor{{{color}}}{{x}}"));
        assert_eq!(
            text,
            format!("<mstyle class=\"{class}\"><mi>x</mi></mstyle>"),
            "{color}"
        );
    }
}

#[test]
fn macros_of_the_author_are_known() {
    let macros = [("R", r"\mathbb{R}"), (r"\norm", r"\lVert #1 \rVert"), ("half", "12")];
    let macros = macros.map(|(name, body)| (name.to_owned(), body.to_owned()));
    let maths = Maths::new(&macros.into_iter().collect());
    let set = |tex: &str| maths.set(tex, false).unwrap();
    assert_eq!(&*set(r"\R x"), "<math><mi>ℝ</mi><mi>x</mi></math>");
    assert_eq!(set(r"\norm{a}"), set(r"\lVert a \rVert"));
    assert_eq!(set(r"x^\half"), set("x^{12}"));
    assert_eq!(set(r"\frac\half\R"), set(r"\frac{12}{\mathbb{R}}"));
    let note = [("R".to_owned(), "r".to_owned())].into_iter().collect();
    assert_eq!(
        &*maths.with(&note).set(r"\R\half", false).unwrap(),
        "<math><mi>r</mi><mn>12</mn></math>"
    );
    assert_eq!(&*set(r"\R"), "<math><mi>ℝ</mi></math>");
}

#[test]
fn commands_of_packages_are_known() {
    for (tex, same) in [
        (r"\abs{\frac{a}{b}}", r"\left\lvert \frac{a}{b}\right\rvert"),
        (r"\abs*{x}", r"\abs{x}"),
        (r"\norm{x}", r"\left\lVert x\right\rVert"),
        (r"\int f \dd x \dd{y}", r"\int f \mathrm{d} x \mathrm{d}{y}"),
        (r"\dv{f}{x}", r"\frac{\mathrm{d} f}{\mathrm{d} x}"),
        (r"\dv{x} f", r"\frac{\mathrm{d}}{\mathrm{d} x} f"),
        (r"\dv[2]{f}{x}", r"\frac{\mathrm{d}^{2} f}{\mathrm{d} x^{2}}"),
        (r"\pdv{f}{x}{y}", r"\frac{\partial^2 f}{\partial x \partial y}"),
        (r"\pdv{f}{x} y", r"\frac{\partial f}{\partial x} y"),
        (r"\sgn x", r"\operatorname{sgn} x"),
        (r"\mathds 1_A", r"\mathbb{1}_A"),
        (r"\SI{5}{kg} \qty{3}{m/s}", r"5\,\mathrm{kg} 3\,\mathrm{m/s}"),
        (r"\mbox{if } x", r"\text{if } x"),
        (r"\eqref{eq:a_b} \ref{x}\label{y}", r"\text{(eq:a\_b)} \text{x}"),
        (r"\newcommand{\abs}[1]{[#1]} \abs{x}", "[x]"),
        (r"\def\norm{n} \norm{x}", "n{x}"),
    ] {
        assert_eq!(inside(tex), inside(same), "{tex}");
    }
    assert_eq!(failure(r"\qty(x)").message, "`\\qty` is unknown");
    let macros = [("abs".to_owned(), "[#1]".to_owned())].into_iter().collect();
    let set = |tex: &str| Maths::new(&macros).set(tex, true).unwrap();
    assert_eq!(set(r"\abs{x}"), set("[x]"));
}

#[test]
fn words_in_formulas_keep_their_signs() {
    for (tex, text) in [
        (r"\text{learning_rate}", "learning_rate"),
        (r"\text{a & b}", "a&amp; b"),
        (r"\text{C#}", "C#"),
        (r"\text{2^n}", "2^n"),
        (r"\textbf{\textit{a_b}}", "a_b"),
        (r"\text{a\_b}", "a_b"),
        (r"\mbox{a_b}", "a_b"),
    ] {
        let set = inside(tex).replace('\u{a0}', " ").replace("a &amp;", "a&amp;");
        assert!(set.contains(&format!(">{text}</mtext>")), "{tex}: {set}");
    }
    for tex in [r"\text{a_b $x_1$ c_d}", r"\text{a_b \(x_1\) c_d}"] {
        let text = inside(tex);
        for part in ["a_b\u{a0}<", "<msub><mi>x</mi><mn>1</mn></msub>", ">\u{a0}c_d<"] {
            assert!(text.contains(part), "{tex}: {text}");
        }
    }
    assert!(inside(r"x \tag{a_1}").contains("(a_1)"));
    assert!(inside(r"x \tag*{a_1}").contains(">a_1<"));
    assert!(
        inside(r"\begin{aligned} \text{a & b} &= c \end{aligned}")
            .contains("a\u{a0}&amp;")
    );
}

#[test]
fn comments_are_told_from_percent_signs() {
    let message = "`%` begins a comment: for a percent sign write `\\%`";
    for tex in ["5%", "x = 50% of y", r"\text{50%}", "\\text{50%} of y\n= 1", "x % note"]
    {
        let failure = failure(tex);
        assert_eq!(failure.message, message, "{tex}");
        assert_eq!(tex.get(failure.at), Some("%"), "{tex}");
    }
    for tex in ["x % one {more}\n+ y", "x\n+ y % two", "x %\n+ y", r"\ x + y"] {
        assert!(inside(tex).contains("<mi>x</mi>"), "{tex}");
    }
    assert!(inside(r"5\%").contains('%'));
}

#[test]
fn formulas_define_macros() {
    for (tex, same) in [
        (r"\newcommand{\x}[1]{#1#1} \x{ab}", "abab"),
        (r"\newcommand\x[2][c]{#1_#2} \x2 \x[d]{3}", "c_2 d_3"),
        (r"\renewcommand{\alpha}{b} \alpha", "b"),
        (r"\DeclareMathOperator{\tr}{tr} \tr x", r"\operatorname{tr} x"),
        (r"\DeclareMathOperator*{\am}{am} \am_x", r"\operatorname*{am}_x"),
        (r"\def\x#1#2{#2#1} \x a{bc}", "bca"),
        (r"\let\x=\beta \x", r"\beta"),
    ] {
        assert_eq!(inside(tex), inside(same), "{tex}");
    }
}

#[test]
fn formulas_are_remembered() {
    let maths = maths();
    let first = maths.set("x", false).unwrap();
    assert!(Arc::ptr_eq(&first, &maths.set("x", false).unwrap()));
    assert!(!Arc::ptr_eq(&first, &maths.set("x", true).unwrap()));
}

#[test]
fn simple_formulas_are_text() {
    for (tex, text) in [
        ("x^2", "x²"),
        (r"\lambda", "λ"),
        (r"a \le b", "a ≤ b"),
        (r"O(n \log n)", "O(n log n)"),
        ("x_{i+1} = -1", "xᵢ₊₁ = −1"),
        (r"\mathbb{R}^n", "ℝⁿ"),
        (r"2\sin x, \cos(y)", "2 sin x, cos(y)"),
        (r"\text{if } \mathbf{x} > 0", "if x > 0"),
        ("f'(x)", "f′(x)"),
        (r"\{a, b\}", "{a, b}"),
        (r"a\ \text{or}\ b", "a or b"),
        (r"a \text{ or } b", "a or b"),
        (r"x \;\text{for}\; y", "x for y"),
        (r"x = \text{if }\, y", "x = if y"),
        (r"5\,\text{kg}", "5 kg"),
        (r"\text{learning_rate}", "learning_rate"),
        (r"\left. x \right|_0", "x|₀"),
        (r"\operatorname*{argmin} f", "argmin f"),
        (r"f: A \to B", "f: A → B"),
        (r"f\colon A \to B", "f: A → B"),
        ("x := 1:2", "x := 1:2"),
    ] {
        assert_eq!(plain(tex).as_deref(), Some(text), "{tex}");
    }
    for tex in [r"\frac{a}{b}", "x^{y^z}", "a & b", r"\foo", "", "x^", "x^{ab", "W^{[l]}"]
    {
        assert_eq!(plain(tex), None, "{tex}");
    }
}
