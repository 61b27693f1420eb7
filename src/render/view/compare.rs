//! Comparisons as templates see them: the index, one comparison, one item.
//! Gives every value with a link to the place it comes from.
//! Must not decide what is compared.

mod context;

use std::collections::BTreeMap;

use serde::{Serialize, Serializer};

pub use self::context::CompareContext;
pub(super) use self::context::Quoted;
use self::context::item_link;
use super::{LinkView, PageUrls};
use crate::{
    library::Library,
    site::PageId,
    study::{
        Comparison, ComparisonId, ItemId, Study,
        compare::{Criterion, Value},
    },
};

/// A thing that is compared.
#[derive(Debug, Serialize)]
pub struct ItemLinkView {
    pub(super) name: String,
    pub(super) hue: u32,
    pub(super) url: Option<String>,
    pub(super) slug: String,
}

/// Where something stands; its place in the list of sources is its number.
#[derive(Debug, Serialize)]
pub struct SourceView {
    pub(super) title: String,
    pub(super) section: Vec<String>,
    url: String,
}

/// A reference to a source by its number.
#[derive(Debug, Serialize)]
pub struct FromView {
    number: usize,
    url: String,
    title: String,
    short: String,
}

/// A [`FromView`] as templates get it, for all who quote one place.
#[derive(Debug, Clone)]
pub(super) struct SharedFrom {
    pub(super) number: usize,
    view: tera::Value,
}

impl From<FromView> for SharedFrom {
    fn from(it: FromView) -> Self {
        Self { number: it.number, view: tera::Value::from_serializable(&it) }
    }
}

impl Serialize for SharedFrom {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.view.serialize(serializer)
    }
}

/// The index of comparisons, known to templates as `comparisons`.
#[derive(Debug, Serialize)]
pub struct ComparisonsView {
    picker: Option<String>,
    count: usize,
    kinds: Vec<CountedKindView>,
    groups: Vec<ComparisonGroupView>,
    items: Vec<CountedItemView>,
}

/// What a comparison consists of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum ComparisonKind {
    /// A table of a few items, called by their names.
    Versus,
    /// Any other table.
    Matrix,
    /// Sections, but no table.
    Text,
}

/// A kind with the number of comparisons of it.
#[derive(Debug, Serialize)]
pub(super) struct CountedKindView {
    kind: ComparisonKind,
    count: usize,
}

/// The comparisons that begin in one note.
#[derive(Debug, Serialize)]
pub struct ComparisonGroupView {
    title: String,
    url: String,
    list: Vec<ComparisonEntryView>,
}

/// A comparison in a list.
#[derive(Debug, Serialize)]
pub struct ComparisonEntryView {
    title: String,
    url: Option<String>,
    items: Vec<ItemLinkView>,
    more: usize,
    kind: ComparisonKind,
    versus: bool,
    criteria: usize,
    by: Vec<String>,
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
    versus: bool,
    tables: usize,
    differing: usize,
    rows: Vec<CriterionView>,
    sides: Vec<ArgumentsView>,
    answers: Vec<AnswerView>,
    more_answers: usize,
    sources: Vec<SourceView>,
    main_source: Option<usize>,
    related: Vec<ComparisonEntryView>,
    picker: Option<String>,
}

/// A line of a comparison.
#[derive(Debug, Serialize)]
pub struct CriterionView {
    name: String,
    cells: Vec<CellView>,
    /// The sources of all its cells, if they have the same.
    from: Vec<SharedFrom>,
    more: usize,
}

/// What is said of an item in one line.
#[derive(Debug, Serialize)]
pub struct CellView {
    values: Vec<ValueView>,
    differs: bool,
}

/// What one or more tables say in the same words.
#[derive(Debug, Serialize)]
pub struct ValueView {
    pub(super) html: String,
    pub(super) from: Vec<SharedFrom>,
    more: usize,
}

/// What is said of an item outside of tables.
#[derive(Debug, Serialize)]
pub struct ArgumentsView {
    item: ItemLinkView,
    parts: Vec<ArgumentView>,
}

/// What is said for or against an item in one place.
#[derive(Debug, Serialize)]
pub struct ArgumentView {
    chooser: bool,
    against: bool,
    opponents: Vec<ItemLinkView>,
    html: String,
    from: SharedFrom,
}

/// A situation that is answered with items.
#[derive(Debug, Serialize)]
pub struct AnswerView {
    items: Vec<ItemLinkView>,
    situation: String,
    answer: String,
    why: Option<String>,
    from: Vec<SharedFrom>,
    more: usize,
}

/// An item's page, known to templates as `item`.
#[derive(Debug, Serialize)]
pub struct ItemView {
    name: String,
    hue: u32,
    slug: String,
    names: Vec<String>,
    notes: Vec<LinkView>,
    comparisons: Vec<ComparisonEntryView>,
    rows: Vec<ItemCriterionView>,
    sides: Vec<ArgumentsView>,
    answers: Vec<AnswerView>,
    more_answers: usize,
    sources: Vec<SourceView>,
    main_source: Option<usize>,
    picker: Option<String>,
}

/// Something known of an item.
#[derive(Debug, Serialize)]
pub struct ItemCriterionView {
    name: String,
    differs: bool,
    values: Vec<ValueView>,
}

/// How many items of a comparison are named in a list.
const NAMED_ITEMS: usize = 6;
/// How many criteria are named in a list of comparisons.
const NAMED_CRITERIA: usize = 4;

pub(super) fn entry(
    library: &Library,
    study: &Study<'_>,
    urls: &PageUrls<'_>,
    id: ComparisonId,
    all_items: bool,
) -> ComparisonEntryView {
    let comparison = study.comparison(id);
    let versus = is_versus(study, comparison);
    let most = if versus || all_items { usize::MAX } else { NAMED_ITEMS };
    let items = comparison.items.iter().take(most);
    let names = comparison.criteria.iter().filter_map(|it| it.name.cell);
    let names = names.map(|it| urls.plain(&library.words(it.children()).text()));
    ComparisonEntryView {
        title: urls.plain(&comparison.title),
        url: urls.site.comparisons.get(&id).map(|it| urls.page_url(*it)),
        items: items.map(|it| item_link(study, urls, *it)).collect(),
        more: comparison.items.len().saturating_sub(NAMED_ITEMS),
        kind: match (comparison.criteria.len(), versus) {
            (0, _) => ComparisonKind::Text,
            (_, true) => ComparisonKind::Versus,
            (_, false) => ComparisonKind::Matrix,
        },
        versus,
        criteria: comparison.criteria.len(),
        by: names.filter(|it| !it.is_empty()).take(NAMED_CRITERIA).collect(),
    }
}

/// Whether the title is nothing but the names of the items.
fn is_versus(study: &Study<'_>, comparison: &Comparison<'_>) -> bool {
    let mut rest = Some(comparison.title.as_str());
    for (at, item) in comparison.items.iter().enumerate() {
        let between = if at > 0 { " vs " } else { "" };
        let name = &study.items.item(*item).name;
        rest = rest.and_then(|it| it.strip_prefix(between)?.strip_prefix(name.as_str()));
        if rest.is_none() {
            return false;
        }
    }
    rest == Some("")
}

/// The items with the number of comparisons each is in.
pub(super) fn counted(study: &Study<'_>, urls: &PageUrls<'_>) -> Vec<CountedItemView> {
    let count = |id: ItemId| study.comparisons_of(id).len();
    let items = study.items.all();
    items
        .map(|(id, _)| CountedItemView {
            item: item_link(study, urls, id),
            count: count(id),
        })
        .collect()
}

impl ComparisonsView {
    /// The values of the index.
    #[must_use]
    pub fn new(library: &Library, study: &Study<'_>, urls: &PageUrls<'_>) -> Self {
        // By the page of the note, so in reading order.
        let mut groups: BTreeMap<Option<PageId>, ComparisonGroupView> = BTreeMap::new();
        for (id, comparison) in study.comparisons() {
            let page =
                study.first_place(comparison).and_then(|it| urls.site.page_of(it.id));
            let group = groups.entry(page).or_insert_with(|| {
                let link = page.map(|it| urls.link(it));
                let (title, url) = link.map(|it| (it.title, it.url)).unwrap_or_default();
                ComparisonGroupView { title, url, list: Vec::new() }
            });
            group.list.push(entry(library, study, urls, id, true));
        }
        let picker = urls.site.picker;
        let all = || groups.values().flat_map(|it| &it.list);
        let kinds =
            [ComparisonKind::Versus, ComparisonKind::Matrix, ComparisonKind::Text];
        let kinds = kinds.map(|kind| CountedKindView {
            kind,
            count: all().filter(|it| it.kind == kind).count(),
        });
        Self {
            picker: picker.map(|page| urls.page_url(page)),
            count: study.comparisons.len(),
            kinds: kinds.into_iter().filter(|it| it.count > 0).collect(),
            groups: groups.into_values().collect(),
            items: counted(study, urls),
        }
    }
}

impl ComparisonView {
    /// The values of a comparison's page.
    #[must_use]
    pub fn new(context: &CompareContext<'_>, id: ComparisonId) -> Self {
        let study = context.study;
        let comparison = study.comparison(id);
        let items = &comparison.items;
        let own = comparison
            .arguments
            .iter()
            .filter_map(|at| study.arguments.get(*at).copied());
        let choosers = items.iter().flat_map(|it| study.arguments_of(*it));
        // Not what is said of them against something else.
        let is_here = |it: &String| {
            study.items.id(it).is_some_and(|it| comparison.column(it).is_some())
        };
        let choosers = choosers.filter(|it| it.opponents.iter().all(is_here));
        let related = study.related(id);
        let mut quoted = Quoted::default();
        for table in comparison.tables.iter().filter_map(|at| study.tables.get(*at)) {
            quoted.place(context, &table.place);
        }
        let rows = rows(context, comparison, &mut quoted);
        let cells = rows.iter().flat_map(|it| &it.cells);
        let differing = cells.filter(|it| it.differs).count();
        let values = rows.iter().flat_map(|it| &it.cells).flat_map(|it| &it.values);
        let main_source = main_source(values);
        let sides = context.arguments(own.chain(choosers), items, &mut quoted);
        let (answers, more_answers) = context.answers(items, &mut quoted);
        Self {
            items: items.iter().map(|it| context.item(*it)).collect(),
            versus: is_versus(study, comparison),
            tables: comparison.tables.len(),
            differing,
            rows,
            sides,
            answers,
            more_answers,
            sources: quoted.sources,
            main_source,
            related: related
                .into_iter()
                .map(|id| entry(context.library, study, context.urls, id, false))
                .collect(),
            picker: context.picker(),
        }
    }
}

fn rows(
    context: &CompareContext<'_>,
    comparison: &Comparison<'_>,
    quoted: &mut Quoted,
) -> Vec<CriterionView> {
    let mut cell = |criterion: &Criterion<'_>, at: usize| {
        let values =
            context.values(criterion.values.get(at).into_iter().flatten(), quoted);
        CellView { values, differs: criterion.differs(context.library, at) }
    };
    let mut row = |criterion: &Criterion<'_>| {
        let cells: Vec<CellView> =
            (0..comparison.items.len()).map(|at| cell(criterion, at)).collect();
        let (from, more) = shared_sources(&cells);
        CriterionView { name: context.criterion(&criterion.name), cells, from, more }
    };
    comparison.criteria.iter().map(&mut row).collect()
}

/// The sources of some cells, if every one of them has the same.
fn shared_sources(cells: &[CellView]) -> (Vec<SharedFrom>, usize) {
    let numbers = |it: &ValueView| -> (Vec<usize>, usize) {
        (it.from.iter().map(|it| it.number).collect(), it.more)
    };
    let mut values = cells.iter().flat_map(|it| &it.values);
    let first = values.next();
    let first = first.filter(|it| values.all(|other| numbers(other) == numbers(it)));
    first.map_or_else(Default::default, |it| (it.from.clone(), it.more))
}

/// The number of the source of most values, the first of several.
fn main_source<'v>(values: impl Iterator<Item = &'v ValueView>) -> Option<usize> {
    let mut counts: BTreeMap<usize, usize> = BTreeMap::new();
    for from in values.flat_map(|it| &it.from) {
        *counts.entry(from.number).or_default() += 1;
    }
    counts.into_iter().rev().max_by_key(|it| it.1).map(|it| it.0)
}

impl ItemView {
    /// The values of an item's page.
    #[must_use]
    pub fn new(context: &CompareContext<'_>, id: ItemId) -> Self {
        let study = context.study;
        let item = study.items.item(id);
        let own = study.comparisons_of(id).iter();
        let pages = study.notes_of(id).iter();
        let pages = pages.filter_map(|note| context.urls.site.page_of(*note));
        let notes = pages.map(|it| context.urls.link(it));
        let mut quoted = Quoted::default();
        let rows = item_rows(context, id, &mut quoted);
        let main_source = main_source(rows.iter().flat_map(|it| &it.values));
        let sides = context.arguments(study.arguments_of(id), &[id], &mut quoted);
        let (answers, more_answers) = context.answers(&[id], &mut quoted);
        Self {
            name: context.urls.plain(&item.name),
            hue: item.hue,
            slug: item.slug.clone(),
            names: item.others.iter().map(|it| context.urls.plain(it)).collect(),
            notes: notes.collect(),
            comparisons: own
                .map(|id| entry(context.library, study, context.urls, *id, false))
                .collect(),
            rows,
            sides,
            answers,
            more_answers,
            sources: quoted.sources,
            main_source,
            picker: context.picker(),
        }
    }
}

/// Everything any comparison says of an item, criteria of one name together.
fn item_rows(
    context: &CompareContext<'_>,
    id: ItemId,
    quoted: &mut Quoted,
) -> Vec<ItemCriterionView> {
    let mut rows: Vec<ItemRow<'_>> = Vec::new();
    let mut known: BTreeMap<&str, usize> = BTreeMap::new();
    let own =
        context.study.comparisons_of(id).iter().map(|it| context.study.comparison(*it));
    for comparison in own {
        let Some(at) = comparison.column(id) else { continue };
        for criterion in &comparison.criteria {
            let mut add = || {
                rows.push(ItemRow { criterion, differs: false, said: Vec::new() });
                rows.len() - 1
            };
            let row = match criterion.key() {
                "" => add(),
                key => *known.entry(key).or_insert_with(add),
            };
            if let Some(row) = rows.get_mut(row) {
                row.differs |= criterion.differs(context.library, at);
                row.said.extend(criterion.values.get(at).into_iter().flatten());
            }
        }
    }
    let view = |row: ItemRow<'_>| ItemCriterionView {
        name: context.criterion(&row.criterion.name),
        differs: row.differs,
        values: context.values(row.said.into_iter(), quoted),
    };
    rows.into_iter().map(view).filter(|it| !it.values.is_empty()).collect()
}

/// What comparisons say of an item under one name.
struct ItemRow<'s> {
    criterion: &'s Criterion<'s>,
    differs: bool,
    said: Vec<&'s Value<'s>>,
}
