//! Comparisons as templates see them: the index, one comparison, one item.
//! Gives every value with a link to the place it comes from.
//! Must not decide what is compared.

use serde::Serialize;

use super::{LinkView, Ways};
use crate::{
    library::{Library, NoteId},
    note::Node,
    path::Anchor,
    render::html::{self, Scene},
    study::{
        Comparison, ComparisonId, ItemId, Mention, Phrase, Place, Side, Study,
        compare::{Criterion, Value},
    },
};

/// What the views of comparisons are made from.
pub struct Desk<'a> {
    /// All notes.
    pub library: &'a Library,
    /// What there is to study.
    pub study: &'a Study<'a>,
    /// The ways from the page.
    pub ways: &'a Ways<'a>,
    /// Text of a note, shown on the page.
    pub scene: Box<dyn Fn(NoteId) -> Scene<'a> + 'a>,
}

/// A thing that is compared.
#[derive(Debug, Serialize)]
pub struct ItemLinkView {
    pub(super) name: String,
    pub(super) hue: u32,
    pub(super) url: Option<String>,
}

/// Where something stands.
#[derive(Debug, Serialize)]
pub struct SourceView {
    title: String,
    section: Vec<String>,
    url: String,
}

/// The index of comparisons, known to templates as `comparisons`.
#[derive(Debug, Serialize)]
pub struct ComparisonsView {
    picker: Option<String>,
    list: Vec<ComparisonEntryView>,
    items: Vec<CountedItemView>,
}

/// A comparison in a list.
#[derive(Debug, Serialize)]
pub struct ComparisonEntryView {
    title: String,
    url: Option<String>,
    items: Vec<ItemLinkView>,
    criteria: usize,
}

/// An item with the number of its comparisons.
#[derive(Debug, Serialize)]
pub struct CountedItemView {
    item: ItemLinkView,
    count: usize,
}

/// A comparison's page, known to templates as `comparison`.
#[derive(Debug, Serialize)]
pub struct ComparisonView {
    items: Vec<ItemLinkView>,
    rows: Vec<CriterionView>,
    sides: Vec<SideView>,
    answers: Vec<AnswerView>,
    sources: Vec<SourceView>,
    related: Vec<ComparisonEntryView>,
    picker: Option<String>,
}

/// A line of a comparison.
#[derive(Debug, Serialize)]
pub struct CriterionView {
    name: String,
    cells: Vec<CellView>,
}

/// What is said of an item in one line.
#[derive(Debug, Serialize)]
pub struct CellView {
    values: Vec<ValueView>,
    differs: bool,
}

/// What one table says.
#[derive(Debug, Serialize)]
pub struct ValueView {
    pub(super) html: String,
    pub(super) url: String,
    pub(super) title: String,
}

/// What is said for or against an item outside of tables.
#[derive(Debug, Serialize)]
pub struct SideView {
    item: ItemLinkView,
    against: bool,
    html: String,
    source: SourceView,
}

/// A situation that is answered with an item.
#[derive(Debug, Serialize)]
pub struct AnswerView {
    item: ItemLinkView,
    situation: String,
    answer: String,
    why: Option<String>,
    source: SourceView,
}

/// An item's page, known to templates as `item`.
#[derive(Debug, Serialize)]
pub struct ItemView {
    name: String,
    hue: u32,
    names: Vec<String>,
    notes: Vec<LinkView>,
    comparisons: Vec<ComparisonEntryView>,
    rows: Vec<ItemCriterionView>,
    sides: Vec<SideView>,
    answers: Vec<AnswerView>,
    picker: Option<String>,
}

/// Something known of an item.
#[derive(Debug, Serialize)]
pub struct ItemCriterionView {
    name: String,
    values: Vec<ValueView>,
}

impl Desk<'_> {
    pub(super) fn html(&self, origin: NoteId, nodes: &[Node]) -> String {
        html::piece((self.scene)(origin), nodes).trim().to_owned()
    }

    pub(super) fn item(&self, id: ItemId) -> ItemLinkView {
        item_link(self.study, self.ways, id)
    }

    fn picker(&self) -> Option<String> {
        let (page, _) = self.ways.site.picker.as_ref()?;
        Some(self.ways.link(*page).url)
    }

    /// The place with a link to the heading above it.
    pub(super) fn source(&self, place: &Place<'_>) -> SourceView {
        let heading = place.section.headings.last();
        let anchor = heading.map(|it| Anchor::fragment(&it.id)).unwrap_or_default();
        let url = self.library.route(place.id).map(|it| self.ways.url(it) + &anchor);
        let path = place.section.path();
        let is_title = |it: &String| *it == place.note.title;
        SourceView {
            title: self.ways.plain(&place.note.title),
            section: path
                .iter()
                .filter(|it| !is_title(it))
                .map(|it| self.ways.plain(it))
                .collect(),
            url: url.unwrap_or_default(),
        }
    }

    pub(super) fn value(&self, value: &Value<'_>) -> Option<ValueView> {
        let table = self.study.tables.get(value.table)?;
        let phrase = Phrase::new(self.library, value.cell?.inline);
        let SourceView { title, section, url } = self.source(&table.place);
        let title = [vec![title], section].concat().join(" › ");
        let html = self.html(table.place.id, phrase.nodes);
        (!html.is_empty()).then_some(ValueView { html, url, title })
    }

    /// A criterion's name as HTML; empty where the table has none.
    pub(super) fn criterion(&self, name: &Value<'_>) -> String {
        self.value(name).map(|it| it.html).unwrap_or_default()
    }

    fn side(&self, side: &Side<'_>) -> Option<SideView> {
        Some(SideView {
            item: self.item(self.study.items.id(&side.item)?),
            against: side.is_against,
            html: self.html(side.place.id, &side.body.nodes),
            source: self.source(&side.place),
        })
    }

    fn answer(&self, mention: &Mention<'_>) -> AnswerView {
        let html = |nodes| self.html(mention.place.id, nodes);
        AnswerView {
            item: self.item(mention.item),
            situation: html(&mention.situation.nodes),
            answer: html(&mention.answer.nodes),
            why: mention.why.as_ref().map(|it| html(&it.nodes)),
            source: self.source(&mention.place),
        }
    }
}

fn item_link(study: &Study<'_>, ways: &Ways<'_>, id: ItemId) -> ItemLinkView {
    let item = study.items.item(id);
    let url = ways.site.items.get(&id).map(|it| ways.link(*it).url);
    ItemLinkView { name: ways.plain(&item.name), hue: item.hue, url }
}

fn entry(study: &Study<'_>, ways: &Ways<'_>, id: ComparisonId) -> ComparisonEntryView {
    let comparison = study.comparison(id);
    ComparisonEntryView {
        title: ways.plain(&comparison.title),
        url: ways.site.comparisons.get(&id).map(|it| ways.link(*it).url),
        items: comparison.items.iter().map(|it| item_link(study, ways, *it)).collect(),
        criteria: comparison.criteria.len(),
    }
}

/// The items with the number of comparisons each is in.
pub(super) fn counted(study: &Study<'_>, ways: &Ways<'_>) -> Vec<CountedItemView> {
    let count =
        |id: ItemId| study.comparisons.iter().filter(|it| it.items.contains(&id)).count();
    let items = study.items.all();
    items
        .map(|(id, _)| CountedItemView {
            item: item_link(study, ways, id),
            count: count(id),
        })
        .collect()
}

impl ComparisonsView {
    /// The values of the index.
    #[must_use]
    pub fn new(study: &Study<'_>, ways: &Ways<'_>) -> Self {
        let picker = ways.site.picker.as_ref();
        Self {
            picker: picker.map(|(page, _)| ways.link(*page).url),
            list: study.comparisons().map(|(id, _)| entry(study, ways, id)).collect(),
            items: counted(study, ways),
        }
    }
}

impl ComparisonView {
    /// The values of a comparison's page.
    #[must_use]
    pub fn new(desk: &Desk<'_>, id: ComparisonId) -> Self {
        let study = desk.study;
        let comparison = study.comparison(id);
        let own = comparison.sides.iter().filter_map(|at| study.sides.get(*at));
        let choosers = comparison.items.iter().flat_map(|it| study.sides_of(*it));
        let choosers = choosers.filter(|it| it.opponents.is_empty());
        let shared = |other: &Comparison<'_>| {
            other.items.iter().filter(|it| comparison.items.contains(it)).count()
        };
        let related =
            study.comparisons().filter(|(other, it)| *other != id && shared(it) > 1);
        let mentions = comparison.items.iter().flat_map(|it| study.mentions_of(*it));
        let tables = comparison.tables.iter().filter_map(|at| study.tables.get(*at));
        let mut places: Vec<&Place<'_>> = tables.map(|it| &it.place).collect();
        places.extend(
            comparison
                .sides
                .iter()
                .take(1)
                .filter_map(|at| Some(&study.sides.get(*at)?.place)),
        );
        Self {
            items: comparison.items.iter().map(|it| desk.item(*it)).collect(),
            rows: rows(desk, comparison),
            sides: own.chain(choosers).filter_map(|it| desk.side(it)).collect(),
            answers: mentions.map(|it| desk.answer(it)).collect(),
            sources: places.into_iter().map(|it| desk.source(it)).collect(),
            related: related.map(|(id, _)| entry(study, desk.ways, id)).collect(),
            picker: desk.picker(),
        }
    }
}

fn rows(desk: &Desk<'_>, comparison: &Comparison<'_>) -> Vec<CriterionView> {
    let row = |criterion: &Criterion<'_>| CriterionView {
        name: desk.criterion(&criterion.name),
        cells: (0..comparison.items.len())
            .map(|at| CellView {
                values: criterion
                    .values
                    .get(at)
                    .into_iter()
                    .flatten()
                    .filter_map(|it| desk.value(it))
                    .collect(),
                differs: criterion.differs(desk.library, at),
            })
            .collect(),
    };
    comparison.criteria.iter().map(row).collect()
}

impl ItemView {
    /// The values of an item's page.
    #[must_use]
    pub fn new(desk: &Desk<'_>, id: ItemId) -> Self {
        let study = desk.study;
        let item = study.items.item(id);
        let own = study.comparisons().filter(|(_, it)| it.items.contains(&id));
        let titled = desk
            .library
            .published()
            .filter(|(_, note, _)| study.items.id(&note.title) == Some(id));
        let notes = titled
            .filter_map(|(note, ..)| Some(desk.ways.link(desk.ways.site.page_of(note)?)));
        Self {
            name: desk.ways.plain(&item.name),
            hue: item.hue,
            names: item.forms.iter().skip(1).cloned().collect(),
            notes: notes.collect(),
            comparisons: own.map(|(id, _)| entry(study, desk.ways, id)).collect(),
            rows: item_rows(desk, id),
            sides: study.sides_of(id).filter_map(|it| desk.side(it)).collect(),
            answers: study.mentions_of(id).iter().map(|it| desk.answer(it)).collect(),
            picker: desk.picker(),
        }
    }
}

/// Everything any comparison says of an item, criteria of one name together.
fn item_rows(desk: &Desk<'_>, id: ItemId) -> Vec<ItemCriterionView> {
    let mut rows: Vec<(String, ItemCriterionView)> = Vec::new();
    for comparison in &desk.study.comparisons {
        let Some(at) = comparison.items.iter().position(|it| *it == id) else { continue };
        for criterion in &comparison.criteria {
            let values = criterion.values.get(at).into_iter().flatten();
            let values: Vec<ValueView> = values.filter_map(|it| desk.value(it)).collect();
            if values.is_empty() {
                continue;
            }
            let known = rows
                .iter_mut()
                .find(|(key, _)| !key.is_empty() && key == criterion.key());
            match known {
                Some((_, row)) => row.values.extend(values),
                None => {
                    let name = desk.criterion(&criterion.name);
                    rows.push((
                        criterion.key().to_owned(),
                        ItemCriterionView { name, values },
                    ));
                }
            }
        }
    }
    rows.into_iter().map(|(_, row)| row).collect()
}
