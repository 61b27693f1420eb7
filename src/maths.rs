//! Formulas: TeX to `MathML` Core, which browsers draw without scripts or fonts of ours.
//! Gives `Maths`, which sets formulas and remembers them, and `plain`, the simple ones as text.
//! Must not know notes or pages, nor where in a note a formula stands.

mod comments;
mod expand;
mod failure;
mod guard;
mod packages;
mod tokens;

mod tree;

mod color;
mod letters;
mod operators;
mod rows;
mod spaces;
mod tables;
mod tags;

mod plain;
mod portable;
mod signs;
mod simplify;

#[cfg(test)]
mod tests;

use std::{
    collections::BTreeMap,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{Arc, LazyLock, Mutex, PoisonError},
};

use katex::{KatexContext, OutputFormat, ParseError, Settings, build_tree::build_tree};

use self::{expand::Macros, tree::Element};

pub use self::{
    failure::Failure,
    plain::{letters, plain, shown},
    portable::portable,
    signs::signs,
};

/// How many bytes of formulas are remembered, theirs and those of their `MathML`.
const MEMORY: usize = 8 << 20;

/// The longest space, and the longest side of a rule, in em.
const LONGEST: f64 = 50.0;

/// How often macros of the crate's own may be expanded in a formula. The author's are expanded
/// before, so none of them grows.
const MOST_EXPANSIONS: usize = 20_000;

/// A colour that no author can write: that of what the crate refuses to set.
const REFUSED: &str = "refused!";

/// Sets formulas: TeX to `MathML` Core.
pub struct Maths {
    context: Arc<LazyLock<KatexContext>>,
    macros: Macros,
    memo: Mutex<Memo>,
}

/// The formulas that have been set; forgotten all at once when they become too many.
#[derive(Debug, Default)]
struct Memo {
    sizes: usize,
    inline: BTreeMap<String, Outcome>,
    display: BTreeMap<String, Outcome>,
}

type Outcome = Result<Arc<str>, Failure>;

impl Default for Maths {
    fn default() -> Self {
        Self::new(&BTreeMap::new())
    }
}

/// Shows nothing of what it remembers.
impl std::fmt::Debug for Maths {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Maths")
    }
}

impl Maths {
    /// With the author's macros: their names, with or without a backslash, and what they stand
    /// for. A macro has as many arguments as the highest `#` in it says.
    #[must_use]
    pub fn new(macros: &BTreeMap<String, String>) -> Self {
        Self {
            context: Arc::new(LazyLock::new(KatexContext::default)),
            macros: Macros::default().with(macros),
            memo: Mutex::default(),
        }
    }

    /// The same with more macros, those of one note.
    #[must_use]
    pub fn with(&self, macros: &BTreeMap<String, String>) -> Self {
        Self {
            context: Arc::clone(&self.context),
            macros: self.macros.clone().with(macros),
            memo: Mutex::default(),
        }
    }

    /// A formula as `<math>…</math>`; `display` if it has lines of its own.
    ///
    /// # Errors
    ///
    /// If TeX would complain about it, or if it is too long, too deep or too large to be set.
    pub fn set(&self, tex: &str, display: bool) -> Result<Arc<str>, Failure> {
        if let Some(known) = self.memo().of(display).get(tex) {
            return known.clone();
        }
        let outcome = self.set_anew(tex, display).map(Arc::from);
        self.memo().remember(tex, display, outcome.clone());
        outcome
    }

    fn memo(&self) -> std::sync::MutexGuard<'_, Memo> {
        self.memo.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn set_anew(&self, tex: &str, display: bool) -> Result<String, Failure> {
        guard::length(tex)?;
        comments::last(tex)?;
        let outcome = self.set_whole(tex, display);
        outcome.map_err(|it| comments::closing(tex).unwrap_or(it))
    }

    fn set_whole(&self, tex: &str, display: bool) -> Result<String, Failure> {
        let context: &KatexContext = &self.context;
        let expanded = expand::expand(tex, &self.macros, context)?;
        if expanded.only_defines() {
            return Err(Failure {
                wants_macro: true,
                ..Failure::of("its macros are unknown to other formulas", tex)
            });
        }
        guard::nesting(&expanded, context)?;
        // The crate is young, and a note must not end the program that reads it.
        let outcome =
            catch_unwind(AssertUnwindSafe(|| formula(context, &expanded.text, display)));
        let (element, tags) = match outcome {
            Ok(Ok(set)) => set,
            Ok(Err(error)) => return Err(failure::of_crate(&error, &expanded)),
            Err(_) => return Err(Failure::of("this formula cannot be set", tex)),
        };
        if let Some(command) = element.refused(REFUSED) {
            let at = expanded.place_of(&command).unwrap_or(0..tex.len());
            return Err(Failure::new(format!("`{command}` is not supported"), at));
        }
        if tags < expanded.places_of("\\tag").count() {
            let at = expanded.place_of("\\tag").unwrap_or(0..tex.len());
            return Err(Failure::new("`\\tag` cannot be used here", at));
        }
        Ok(element.mended(display).written(display))
    }
}

/// A formula as the crate sets it, and how many tags it has.
fn formula(
    context: &KatexContext,
    tex: &str,
    display: bool,
) -> Result<(Element, usize), Box<ParseError>> {
    let settings = Settings::builder()
        .display_mode(display)
        .output(OutputFormat::Mathml)
        .error_color(REFUSED.to_owned())
        .max_size(LONGEST)
        .max_expand(MOST_EXPANSIONS)
        .build();
    let mut nodes = katex::core::parse(context, tex, &settings)?;
    let tags = tags::to_cells(&mut nodes);
    let span = build_tree(context, &nodes, "", &settings)?;
    let mut element = Element::from_span(span);
    if tags > 0 {
        tables::mark_tags(&mut element);
    }
    Ok((element, tags))
}

impl Memo {
    fn of(&mut self, display: bool) -> &mut BTreeMap<String, Outcome> {
        if display { &mut self.display } else { &mut self.inline }
    }

    fn remember(&mut self, tex: &str, display: bool, outcome: Outcome) {
        let size = tex.len() + outcome.as_ref().map_or(64, |it| it.len());
        if self.sizes + size > MEMORY {
            *self = Self::default();
        }
        self.sizes += size;
        self.of(display).insert(tex.to_owned(), outcome);
    }
}
