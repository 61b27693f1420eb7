//! Cards on paper as templates see them: sheets with fronts, and the backs that belong behind them.
//! Gives every side with the size of its type; what is too long continues on another card.
//! Must not decide which cards are printed.

use rayon::prelude::*;
use serde::Serialize;

use super::{CompareContext, site_title};
use crate::{
    config::Config,
    deck::Question,
    paper::{Metrics, Paper, count},
    render::{
        fit::{Area, fit, height},
        html,
    },
    text::Direction,
};

/// How many cards lie side by side and one below the other on a sheet of paper.
const COLUMNS: usize = 2;
const ROWS: usize = 4;

/// The space between the edge of a card and its words, in mm: left and right, above and below.
const PADDING: (f64, f64) = (7.0, 6.0);

/// The size of the type above a question and below it, in pt, and the space there in mm.
const SMALL: f64 = 7.0;
const BESIDE: f64 = 1.5;

/// What the line below takes, in mm.
const BELOW: f64 = 4.0;

/// Cards to print on both sides, known to templates as `cards`.
#[derive(Debug, Serialize)]
pub struct CardsView {
    title: String,
    language: String,
    direction: &'static str,
    paper: &'static str,
    count: usize,
    css: String,
    sheets: Vec<CardsSheetView>,
}

/// A sheet of paper; every side is a list of rows from top to bottom, row by row.
#[derive(Debug, Serialize)]
pub struct CardsSheetView {
    fronts: Vec<Option<SideView>>,
    backs: Vec<Option<SideView>>,
}

/// A side of a card.
#[derive(Debug, Serialize)]
pub struct SideView {
    number: usize,
    part: usize,
    of: usize,
    size: usize,
    context: String,
    html: String,
    language: Option<String>,
    direction: &'static str,
}

impl CardsView {
    /// The cards of questions; their context is what stands above each.
    #[must_use]
    pub fn new(
        context: &CompareContext<'_>,
        config: &Config,
        questions: &[(&Question<'_>, Vec<String>)],
        metrics: &Metrics,
    ) -> Self {
        let paper = Paper::usual(config.language());
        let numbered = questions.par_iter().enumerate();
        let sides = numbered.map(|(at, (question, above))| {
            sides(context, (at + 1, question, above), paper, metrics)
        });
        let sides: Vec<Vec<(SideView, SideView)>> = sides.collect();
        let mut sides = sides.into_iter().flatten().peekable();
        let mut sheets = Vec::new();
        while sides.peek().is_some() {
            sheets.push(CardsSheetView::new(sides.by_ref().take(COLUMNS * ROWS)));
        }
        Self {
            title: site_title(config, context.urls.site),
            language: config.language().to_owned(),
            direction: Direction::of_language(config.language()).name(),
            paper: paper.name(),
            count: questions.len(),
            css: css(paper),
            sheets,
        }
    }
}

impl CardsSheetView {
    /// Sides in reading order. The paper is turned over its long edge, so backs lie the other way
    /// round in every row.
    fn new(sides: impl Iterator<Item = (SideView, SideView)>) -> Self {
        let sides = sides.map(|(front, back)| (Some(front), Some(back)));
        let (mut fronts, mut backs): (Vec<_>, Vec<_>) = sides.unzip();
        for side in [&mut fronts, &mut backs] {
            side.resize_with(COLUMNS * ROWS, || None);
        }
        backs.chunks_mut(COLUMNS).for_each(<[_]>::reverse);
        Self { fronts, backs }
    }
}

/// The sides of a card, several if it is long.
fn sides(
    context: &CompareContext<'_>,
    (number, question, above): (usize, &Question<'_>, &[String]),
    paper: Paper,
    metrics: &Metrics,
) -> Vec<(SideView, SideView)> {
    let card = question.card;
    let shown = (context.render)(card.place.id);
    let (front, mut back) = (
        html::on_paper(shown, &card.prompt, false),
        html::on_paper(shown, &card.answer, false),
    );
    for (header, words) in &card.why {
        let header = header.as_ref().map(|it| context.urls.plain(it));
        let header = header.map(|it| context.urls.words.labelled(&it) + " ");
        let header = header.unwrap_or_default();
        let header = html::escaped(&header);
        let words = html::on_paper(shown, words, true);
        back.extend(["<p class=\"why\">", &header, &words, "</p>"]);
    }
    let (width, high) = inside(paper);
    let small = above.join(" › ");
    let head = height(&small, width, SMALL, metrics) + BESIDE;
    let (front_size, fronts) = fit(&front, Area { width, height: high - head }, metrics);
    let (back_size, backs) = fit(&back, Area { width, height: high }, metrics);
    let of = fronts.len().max(backs.len());
    let language = card.place.note().language(shown.language);
    let side = |part: usize, size: usize, above: &str, parts: &[String]| SideView {
        number,
        part: part + 1,
        of,
        size: size + 1,
        context: above.to_owned(),
        html: parts.get(part).or_else(|| parts.last()).cloned().unwrap_or_default(),
        language: (language != shown.language).then(|| language.to_owned()),
        direction: Direction::of_language(language).name(),
    };
    let both = |part: usize| {
        (side(part, front_size, &small, &fronts), side(part, back_size, "", &backs))
    };
    (0..of).map(both).collect()
}

/// The width and the height of what is between the edges of a card, in mm.
fn inside(paper: Paper) -> (f64, f64) {
    let (width, height) = size(paper);
    (width - 2.0 * PADDING.0, height - 2.0 * PADDING.1 - BELOW)
}

/// The width and the height of a card in mm.
fn size(paper: Paper) -> (f64, f64) {
    let (short, long) = paper.sides();
    (short / count(COLUMNS), long / count(ROWS))
}

/// The rules for the paper.
fn css(paper: Paper) -> String {
    let ((short, long), (width, height)) = (paper.sides(), size(paper));
    format!(
        "@page{{size:{short}mm {long}mm;margin:0}}.cards{{--width:{width}mm;--height:{height}mm;\
         --beside:{}mm;--above:{}mm;--below:{BELOW}mm;--small:{SMALL}pt;--space:{BESIDE}mm}}",
        PADDING.0, PADDING.1
    )
}
