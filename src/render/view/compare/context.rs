//! What the pages of comparisons quote: values, arguments and answers as HTML, with their sources.
//! Gives every source a number on the page.
//! Must not decide which of them a page shows.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    AnswerView, ArgumentView, ArgumentsView, FromView, ItemLinkView, SharedFrom,
    SourceView, ValueView,
};
use crate::{
    library::{Library, NoteId},
    note::{
        NodeId, Scope,
        doc::{Inlines, Nodes},
    },
    path::Anchor,
    render::{
        html::{self, RenderContext},
        view::{LinkView, PageUrls},
    },
    study::{Argument, ItemId, Mention, Place, Rule, Study, compare::Value},
};

/// What the views of comparisons are made from.
pub struct CompareContext<'a> {
    /// All notes.
    pub library: &'a Library,
    /// What there is to study.
    pub study: &'a Study<'a>,
    /// The URLs from the page.
    pub urls: &'a PageUrls<'a>,
    /// Text of a note, shown on the page.
    pub render: Box<dyn Fn(NoteId) -> RenderContext<'a> + Sync + 'a>,
}

/// How many places a page names that say the same.
const MAX_SOURCES: usize = 5;

/// How many different values a cell shows, and how many situations a page; what is said that
/// often is not a comparison any more.
const MAX_VALUES: usize = 12;
const MAX_ANSWERS: usize = 80;
/// How many answers with one item are looked at for them.
const MAX_MENTIONS: usize = 400;

/// The places a page quotes, in the order of their numbers.
#[derive(Default)]
pub(in crate::render::view) struct Quoted {
    pub(in crate::render::view) sources: Vec<SourceView>,
    by_url: BTreeMap<String, usize>,
    by_place: BTreeMap<Spot, SharedFrom>,
}

/// What decides how a place is named: its note, and the heading and the bold line above it.
type Spot = (NoteId, Option<NodeId>, Option<Scope>);

impl Quoted {
    /// The number of a place. Most places of a page have another one beside them.
    pub(super) fn place(
        &mut self,
        context: &CompareContext<'_>,
        place: &Place<'_>,
    ) -> SharedFrom {
        let heading = place.section.heading().map(|it| it.node);
        let topic = place.section.topic().map(Nodes::scope);
        let spot = (place.id, heading, topic);
        if let Some(from) = self.by_place.get(&spot) {
            return from.clone();
        }
        let from = SharedFrom::from(self.add(context.source(place)));
        self.by_place.insert(spot, from.clone());
        from
    }

    fn add(&mut self, source: SourceView) -> FromView {
        let (title, short, url) = (source.path(), source.short(), source.url.clone());
        let at = *self.by_url.entry(url.clone()).or_insert(self.sources.len());
        if at == self.sources.len() {
            self.sources.push(source);
        }
        FromView { number: at + 1, url, title, short }
    }
}

impl SourceView {
    /// The note and the headings above the place, in one line.
    pub(in crate::render::view) fn path(&self) -> String {
        let title = std::iter::once(self.title.as_str());
        let parts: Vec<&str> =
            title.chain(self.section.iter().map(String::as_str)).collect();
        parts.join(" › ")
    }

    /// The note and the heading right above the place.
    fn short(&self) -> String {
        let section = self.section.last().map(|it| format!(" › {it}"));
        format!("{}{}", self.title, section.unwrap_or_default())
    }

    pub(in crate::render::view) fn into_link(self) -> LinkView {
        LinkView { title: self.path(), url: self.url }
    }
}

impl CompareContext<'_> {
    pub(in crate::render::view) fn html(
        &self,
        origin: NoteId,
        words: &Inlines<'_>,
    ) -> String {
        html::piece((self.render)(origin), words).trim().to_owned()
    }

    pub(in crate::render::view) fn item(&self, id: ItemId) -> ItemLinkView {
        item_link(self.study, self.urls, id)
    }

    pub(super) fn picker(&self) -> Option<String> {
        let page = self.urls.site.picker?;
        Some(self.urls.page_url(page))
    }

    /// The place with a link to the heading above it.
    pub(in crate::render::view) fn source(&self, place: &Place<'_>) -> SourceView {
        let heading = place.section.heading();
        let anchor = heading.map(|it| Anchor::fragment(&it.id)).unwrap_or_default();
        let url = self.library.route(place.id).map(|it| self.urls.url(it) + &anchor);
        let path = place.section.path_below_title();
        SourceView {
            title: self.urls.plain(place.section.title),
            section: path.iter().map(|it| self.urls.plain(it)).collect(),
            url: url.unwrap_or_default(),
        }
    }

    /// What a cell says, as HTML; none for an empty cell.
    fn value(&self, value: &Value<'_>) -> Option<String> {
        let table = self.study.tables.get(value.table)?;
        let words = self.library.words(value.cell?.children());
        let html = self.html(table.place.id, &words.into());
        (!html.is_empty()).then_some(html)
    }

    /// The values of a cell; those in the same words are one with several sources.
    pub(in crate::render::view) fn values<'v>(
        &self,
        values: impl Iterator<Item = &'v Value<'v>>,
        quoted: &mut Quoted,
    ) -> Vec<ValueView> {
        let mut order: Vec<(&Value<'_>, Vec<&Value<'_>>)> = Vec::new();
        let mut known: BTreeMap<String, usize> = BTreeMap::new();
        for value in values {
            let Some(text) = value.text(self.library) else { continue };
            let at = *known.entry(text).or_insert_with(|| {
                order.push((value, Vec::new()));
                order.len() - 1
            });
            if let Some((_, same)) = order.get_mut(at) {
                same.push(value);
            }
        }
        let view = |(first, same): (&Value<'_>, Vec<&Value<'_>>)| {
            let html = self.value(first)?;
            let places = same.iter().filter_map(|it| self.study.tables.get(it.table));
            let (from, more) = self.from(places.map(|it| &it.place), quoted);
            Some(ValueView { html, from, more })
        };
        order.into_iter().take(MAX_VALUES).filter_map(view).collect()
    }

    /// A criterion's name as HTML; empty where the table has none.
    pub(in crate::render::view) fn criterion(&self, name: &Value<'_>) -> String {
        self.value(name).unwrap_or_default()
    }

    /// What notes say outside of tables, by item in the given order.
    pub(super) fn arguments<'s>(
        &self,
        arguments: impl Iterator<Item = &'s Argument<'s>>,
        items: &[ItemId],
        quoted: &mut Quoted,
    ) -> Vec<ArgumentsView> {
        let mut of_items: Vec<ArgumentsView> = items
            .iter()
            .map(|it| ArgumentsView { item: self.item(*it), parts: Vec::new() })
            .collect();
        let places: BTreeMap<ItemId, usize> =
            items.iter().enumerate().map(|(at, it)| (*it, at)).collect();
        let mut known = BTreeSet::new();
        for argument in arguments {
            let item = self.study.items.id(&argument.item);
            let at = item.and_then(|it| places.get(&it)).copied();
            let Some(of_item) = at.and_then(|it| of_items.get_mut(it)) else { continue };
            let html = self.html(argument.place.id, &argument.body);
            let from = quoted.place(self, &argument.place);
            // A section in a section is read once for each of the two.
            if !known.insert((at, from.number, html.clone())) {
                continue;
            }
            let opponents = argument.opponents.iter();
            of_item.parts.push(ArgumentView {
                chooser: argument.rule == Rule::Chooser,
                against: argument.is_against,
                opponents: opponents
                    .filter_map(|it| Some(self.item(self.study.items.id(it)?)))
                    .collect(),
                html,
                from,
            });
        }
        of_items.retain(|it| !it.parts.is_empty());
        of_items
    }

    /// The situations that are answered with any of the items, each answer once, as they stand
    /// in the notes; and how many more there are than a page takes.
    pub(super) fn answers(
        &self,
        items: &[ItemId],
        quoted: &mut Quoted,
    ) -> (Vec<AnswerView>, usize) {
        let mut places: BTreeMap<(NoteId, usize), Vec<&Mention<'_>>> = BTreeMap::new();
        // Each item may be in very many comparisons, and in very many answers.
        let mentions =
            |it: &ItemId| self.study.mentions_of(*it).iter().take(MAX_MENTIONS);
        for mention in items.iter().flat_map(mentions) {
            let place = (mention.place.id, mention.place.start());
            places.entry(place).or_default().push(mention);
        }
        // Places that say the same are one answer with several sources.
        let mut order: Vec<Vec<Vec<&Mention<'_>>>> = Vec::new();
        let mut known: BTreeMap<u128, usize> = BTreeMap::new();
        for mentions in places.into_values() {
            let Some(first) = mentions.first() else { continue };
            let at = *known.entry(first.words()).or_insert_with(|| {
                order.push(Vec::new());
                order.len() - 1
            });
            if let Some(same) = order.get_mut(at) {
                same.push(mentions);
            }
        }
        let all = items.iter().map(|it| self.study.mentions_of(*it).len());
        let unseen: usize = all.map(|it| it.saturating_sub(MAX_MENTIONS)).sum();
        let more = order.len().saturating_sub(MAX_ANSWERS) + unseen;
        let answer = |same: Vec<Vec<&Mention<'_>>>| {
            let mentions = same.first()?;
            let first = *mentions.first()?;
            let html = |it: Nodes<'_>| self.html(first.place.id, &it.into());
            let places = same.iter().filter_map(|it| it.first()).map(|it| &it.place);
            let (from, more) = self.from(places, quoted);
            Some(AnswerView {
                items: mentions.iter().map(|it| self.item(it.item)).collect(),
                situation: html(first.situation),
                answer: html(first.answer),
                why: first.why.map(html),
                from,
                more,
            })
        };
        (order.into_iter().take(MAX_ANSWERS).filter_map(answer).collect(), more)
    }

    /// The numbers of places that say the same, and how many more there are than a page names.
    fn from<'p>(
        &self,
        places: impl Iterator<Item = &'p Place<'p>>,
        quoted: &mut Quoted,
    ) -> (Vec<SharedFrom>, usize) {
        let mut from: Vec<SharedFrom> = Vec::new();
        let mut more = 0;
        for place in places {
            if from.len() == MAX_SOURCES {
                more += 1;
                continue;
            }
            let source = quoted.place(self, place);
            if !from.iter().any(|it| it.number == source.number) {
                from.push(source);
            }
        }
        (from, more)
    }
}

pub(super) fn item_link(
    study: &Study<'_>,
    urls: &PageUrls<'_>,
    id: ItemId,
) -> ItemLinkView {
    let item = study.items.item(id);
    let url = urls.site.items.get(&id).map(|it| urls.page_url(*it));
    let name = urls.plain(&item.name);
    ItemLinkView { name, hue: item.hue, url, slug: item.slug.clone() }
}
