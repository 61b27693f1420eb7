//! The page on which readers build their own comparison, and its data file.
//! Gives the list of items to the template, and everything said about them to the script.
//! Must not decide what is compared.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{
    LinkView, PageUrls,
    compare::{
        CompareContext, CountedItemView, ItemLinkView, Quoted, SourceView, ValueView,
        counted,
    },
};
use crate::{
    site::Extra,
    study::{ItemId, Study, compare::Criterion},
};

/// The page where readers pick, known to templates as `picker`.
#[derive(Debug, Serialize)]
pub struct PickerView {
    data: Option<String>,
    items: Vec<CountedItemView>,
}

impl PickerView {
    /// The values of the page where readers pick.
    #[must_use]
    pub fn new(study: &Study<'_>, urls: &PageUrls<'_>) -> Self {
        let data = urls.site.extras.get(&Extra::PickerData).map(|it| urls.url(it));
        let all = study.items.all().zip(counted(study, urls));
        let items = all.filter(|((id, _), _)| has_values(study, *id)).map(|(_, it)| it);
        Self { data, items: items.collect() }
    }
}

/// Whether some table says something about an item; otherwise there is nothing to show side by side.
fn has_values(study: &Study<'_>, id: ItemId) -> bool {
    study.comparisons_of(id).iter().map(|it| study.comparison(*it)).any(|comparison| {
        let at = comparison.column(id);
        let says = |it: &Criterion<'_>| {
            let values = at.and_then(|at| it.values.get(at));
            !it.key().is_empty() && values.is_some_and(|it| !it.is_empty())
        };
        comparison.criteria.iter().any(says)
    })
}

/// What the picker knows, as the script that hands it over.
#[derive(Debug, Serialize)]
struct PickerData {
    items: Vec<PickerItem>,
    /// The names of criteria, as HTML.
    criteria: Vec<String>,
    sources: Vec<LinkView>,
}

#[derive(Debug, Serialize)]
struct PickerItem {
    /// What stands for it in the address of the page.
    slug: String,
    name: String,
    url: Option<String>,
    hue: u32,
    /// Criterion, HTML and source of every value.
    values: Vec<(usize, String, usize)>,
}

/// The script with everything that comparisons say, for the picker to lay out.
#[must_use]
pub fn picker_data(context: &CompareContext<'_>) -> String {
    let study = context.study;
    let mut data =
        PickerData { items: Vec::new(), criteria: Vec::new(), sources: Vec::new() };
    let mut criteria: BTreeMap<&str, usize> = BTreeMap::new();
    let mut quoted = Quoted::default();
    for (id, _) in study.items.all() {
        let ItemLinkView { name, hue, url, slug } = context.item(id);
        data.items.push(PickerItem { slug, name, url, hue, values: Vec::new() });
    }
    for comparison in &study.comparisons {
        for criterion in comparison.criteria.iter().filter(|it| !it.key().is_empty()) {
            let row = *criteria.entry(criterion.key()).or_insert_with(|| {
                data.criteria.push(context.criterion(&criterion.name));
                data.criteria.len() - 1
            });
            for (item, values) in comparison.items.iter().zip(&criterion.values) {
                let Some(item) = data.items.get_mut(item.0) else { continue };
                for ValueView { html, from, .. } in
                    context.values(values.iter(), &mut quoted)
                {
                    let sources = from.iter().map(|it| it.number - 1);
                    item.values.extend(sources.map(|it| (row, html.clone(), it)));
                }
            }
        }
    }
    data.sources = quoted.sources.into_iter().map(SourceView::into_link).collect();
    // These values are numbers and texts, which always can be written.
    let json = serde_json::to_string(&data).unwrap_or_default();
    // Whichever of the two scripts runs first, the other finds what it left.
    format!(
        "(window.cribCompare = window.cribCompare && window.cribCompare.push ? \
         window.cribCompare : []).push({json});\n"
    )
}
