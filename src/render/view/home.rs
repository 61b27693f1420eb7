//! The home page as templates see it: where to start, and samples of what there is.
//! Gives a few comparisons, tips and notes, with links to all of them.
//! Must not decide what is a tip or a comparison.

use std::{cmp::Reverse, collections::BTreeSet};

use serde::Serialize;

use super::{
    CompareContext, LinkView,
    compare::{ComparisonEntryView, entry},
    note::shortened,
};
use crate::{
    library::Target,
    note::Note,
    site::{PageId, View},
    study::{Rule, Tip},
    text::folded,
};

/// How many comparisons, tips and notes the home page names.
const MOST: usize = 4;

/// A tip says no more on the home page.
const LONGEST: usize = 160;

/// What the home page offers besides its text, known to templates as `home`.
#[derive(Debug, Serialize)]
pub struct HomeView {
    first: Option<LinkView>,
    sheets: Vec<LinkView>,
    practice: Option<LinkView>,
    comparisons: Option<SampleView<ComparisonEntryView>>,
    tips: Option<SampleView<TipView>>,
    changed: Vec<ChangedView>,
}

/// A few of many, and where all of them are.
#[derive(Debug, Serialize)]
struct SampleView<T> {
    url: Option<String>,
    count: usize,
    list: Vec<T>,
}

/// What a tip says, and where.
#[derive(Debug, Serialize)]
struct TipView {
    text: String,
    title: String,
    url: String,
}

/// A note with the day on which it changed, as written.
#[derive(Debug, Serialize)]
struct ChangedView {
    link: LinkView,
    date: String,
}

impl HomeView {
    /// The values of the home page.
    #[must_use]
    pub fn new(context: &CompareContext<'_>) -> Self {
        let (urls, study) = (context.urls, context.study);
        let site = urls.site;
        let index = site.pages().find(|(_, it)| matches!(it.view, View::Comparisons));
        let mut merged: Vec<_> = study.comparisons().collect();
        merged.sort_by_key(|(_, it)| {
            (Reverse(it.tables.len()), Reverse(it.criteria.len()))
        });
        let merged = merged.iter().take(MOST);
        let comparisons = SampleView {
            url: index.map(|(id, _)| urls.page_url(id)),
            count: study.comparisons.len(),
            list: merged
                .map(|(id, _)| entry(context.library, study, urls, *id, false))
                .collect(),
        };
        let notes = || {
            site.pages().filter_map(|(id, it)| match it.view {
                View::Note(note, _) if !note.is_template => Some((id, note)),
                _ => None,
            })
        };
        // The note that the home page names first is where its author would begin.
        let home = site.page(site.home()).note().map(|it| it.1);
        let links = home.into_iter().flat_map(|it| context.library.links(it));
        let named = links.filter_map(|it| match it.target {
            Target::Note(id, _) => site.page_of(id),
            _ => None,
        });
        let named = named.into_iter().find(|id| notes().any(|it| it.0 == *id));
        let date = |it: &Note| it.meta.updated.clone().or_else(|| it.meta.date.clone());
        let mut changed: Vec<(String, PageId)> =
            notes().filter_map(|(id, note)| Some((date(note)?, id))).collect();
        changed.sort_by(|a, b| b.cmp(a));
        let changed = changed.into_iter().take(MOST);
        Self {
            first: named
                .or_else(|| notes().next().map(|it| it.0))
                .map(|id| urls.link(id)),
            sheets: site.sheets.iter().map(|it| urls.link(it.page)).collect(),
            practice: site.practice.as_ref().map(|it| urls.link(it.page)),
            comparisons: Some(comparisons).filter(|it| it.count > 0),
            tips: tips(context),
            changed: changed
                .map(|(date, page)| ChangedView { link: urls.link(page), date })
                .collect(),
        }
    }
}

/// The tips of the notes: the first one of each note that has some.
fn tips(context: &CompareContext<'_>) -> Option<SampleView<TipView>> {
    let mut met = BTreeSet::new();
    let all = || context.study.tips.iter().filter(|it| it.rule == Rule::Tip);
    let view = |it: &&Tip<'_>| {
        let source = context.source(&it.place).into_link();
        let text = context.urls.plain(&it.body.text());
        let text = shortened(&text, LONGEST);
        TipView { text, title: source.title, url: source.url }
    };
    let first = all().filter(|it| met.insert(it.place.id)).take(MOST);
    let list: Vec<TipView> = first.map(view).collect();
    let tags = context.library.tags().all();
    let tip = tags.filter(|(name, _)| folded(name.as_str()).ends_with("tip"));
    let tip = tip.max_by_key(|it| it.1.uses.len());
    let url = tip.and_then(|(name, _)| context.urls.tag(name).url);
    (!list.is_empty()).then(|| SampleView { url, count: all().count(), list })
}
