//! What a search knows of a site without its texts: folders, notes, headings, tags and names.
//! Gives lists by column, since they are shorter so.
//! Must not know the words of texts.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{Numbers, SearchNote};
use crate::{
    note::{HeadingId, Level},
    path::Route,
    render::Renderer,
    search::{is_found, section_of},
    site::{PageId, View},
};

/// The columns.
#[derive(Debug, Serialize)]
pub(super) struct Table {
    /// Title and number of the folder above, from 1, of every folder.
    folders: Vec<(String, usize)>,
    /// Title, address and folder of every note.
    notes: Vec<(String, String, usize)>,
    /// How many sections each note has.
    sizes: String,
    /// The headings of all sections but the first of each note.
    headings: Vec<String>,
    /// Their levels.
    levels: String,
    /// Their ids, where these do not follow from the headings, by the numbers of headings.
    ids: Vec<(usize, String)>,
    /// How long the text of each section is: four times the binary logarithm of its words.
    lengths: String,
    /// The sections that are lists of links.
    links: String,
    /// Name, address, number of uses and hue of each tag.
    tags: Vec<(String, String, usize, u32)>,
    /// For each tag the number of its places, then gaps of `3 × section + level`: 0 for the note,
    /// 1 for the section and those below it, 2 for something in it.
    tagged: String,
    /// Title, address and number of items of each comparison.
    comparisons: Vec<(String, String, usize)>,
    /// Name, address and number of comparisons of each item.
    items: Vec<(String, String, usize)>,
}

impl Table {
    /// The table of some notes.
    pub(super) fn new(renderer: &Renderer<'_>, notes: &[SearchNote<'_>]) -> Self {
        let mut folders = Folders { renderer, numbers: BTreeMap::new(), all: Vec::new() };
        let mut table = Self {
            folders: Vec::new(),
            notes: Vec::new(),
            sizes: String::new(),
            headings: Vec::new(),
            levels: String::new(),
            ids: Vec::new(),
            lengths: String::new(),
            links: String::new(),
            tags: Vec::new(),
            tagged: String::new(),
            comparisons: Vec::new(),
            items: Vec::new(),
        };
        let site = renderer.site();
        let [mut sizes, mut levels, mut lengths, mut links] =
            [(); 4].map(|()| Numbers::default());
        let (mut list, mut first) = (Vec::new(), 0);
        for it in notes {
            let page = site.page(it.page);
            let above = if page.is_folder() { Some(it.page) } else { page.parent };
            let folder = above.map_or(0, |it| folders.number(it));
            let title = renderer.plain(renderer.library().shown_title(it.id));
            table.notes.push((title, address(&page.route), folder));
            sizes.push(number(it.sections.len()));
            for section in &it.sections {
                lengths
                    .push(4 * (section.length + 1).ilog2() + quarter(section.length + 1));
                list.extend(section.is_links.then_some(first));
                first += 1;
                if let Some(id) = section.heading {
                    table.heading(renderer, it, id, &mut levels);
                }
            }
        }
        links.push_growing(list);
        table.sizes = sizes.into_text();
        table.levels = levels.into_text();
        table.lengths = lengths.into_text();
        table.links = links.into_text();
        table.folders = folders.all;
        table.tags(renderer, notes);
        table.names(renderer);
        table
    }

    fn heading(
        &mut self,
        renderer: &Renderer<'_>,
        it: &SearchNote<'_>,
        id: HeadingId,
        levels: &mut Numbers,
    ) {
        let Some(heading) = it.note.heading(id) else { return };
        let text = renderer.plain(heading.shown());
        if plain_id(&text) != heading.id.as_str() {
            self.ids.push((self.headings.len(), heading.id.to_string()));
        }
        levels.push(u32::from(heading.level));
        self.headings.push(text);
    }

    fn tags(&mut self, renderer: &Renderer<'_>, notes: &[SearchNote<'_>]) {
        let mut tagged: BTreeMap<&str, Vec<u32>> = BTreeMap::new();
        let mut first = 0;
        for it in notes {
            for tag in renderer.library().tags_of(it.id) {
                let (section, level) = match tag.level {
                    Level::Note => (0, 0),
                    Level::Section => (section_of(it.note, tag.scope.first), 1),
                    Level::Block => (section_of(it.note, tag.scope.first), 2),
                };
                let place = (first + number(section)) * 3 + level;
                tagged.entry(tag.name.as_str()).or_default().push(place);
            }
            first += number(it.sections.len());
        }
        let site = renderer.site();
        let mut text = Numbers::default();
        for (name, page) in &site.tags {
            let page = site.page(*page);
            let View::Tag(part, _) = &page.view else { continue };
            self.tags.push((
                name.to_string(),
                address(&page.route),
                part.whole.total,
                name.hue(),
            ));
            let mut places = tagged.remove(name.as_str()).unwrap_or_default();
            places.sort_unstable();
            places.dedup();
            text.push(number(places.len()));
            text.push_growing(places);
        }
        self.tagged = text.into_text();
    }

    fn names(&mut self, renderer: &Renderer<'_>) {
        let (site, study) = (renderer.site(), renderer.study());
        for (id, comparison) in study.comparisons() {
            if !is_found(study, comparison) {
                continue;
            }
            let Some(page) = site.comparisons.get(&id) else { continue };
            let page = site.page(*page);
            let title = renderer.plain(&page.title);
            self.comparisons.push((title, address(&page.route), comparison.items.len()));
        }
        for (id, _) in study.items.all() {
            let Some(page) = site.items.get(&id) else { continue };
            let page = site.page(*page);
            let comparisons = study.comparisons_of(id).iter();
            let count =
                comparisons.filter(|it| is_found(study, study.comparison(**it))).count();
            if count == 0 {
                continue;
            }
            self.items.push((renderer.plain(&page.title), address(&page.route), count));
        }
    }
}

/// The folders above notes, each with a number from 1; 0 is the top.
struct Folders<'r> {
    renderer: &'r Renderer<'r>,
    numbers: BTreeMap<PageId, usize>,
    all: Vec<(String, usize)>,
}

impl Folders<'_> {
    fn number(&mut self, page: PageId) -> usize {
        let site = self.renderer.site();
        if page == site.home() {
            return 0;
        }
        if let Some(number) = self.numbers.get(&page) {
            return *number;
        }
        let above = site.page(page).parent.map_or(0, |it| self.number(it));
        self.all.push((self.renderer.plain(&site.page(page).title), above));
        self.numbers.insert(page, self.all.len());
        self.all.len()
    }
}

/// The id that most headings have: ASCII letters small, hyphens for spaces, no other ASCII signs.
/// The engine makes the same of the words of a heading.
fn plain_id(heading: &str) -> String {
    let plain = |c: char| match c {
        ' ' => Some('-'),
        '_' | '-' => Some(c),
        _ if c.is_ascii() => c.is_ascii_alphanumeric().then(|| c.to_ascii_lowercase()),
        _ => Some(c),
    };
    heading.chars().filter_map(plain).collect()
}

/// How many quarters of the way to the next power of two a number is.
fn quarter(number: u32) -> u32 {
    let power = 1 << number.ilog2();
    (number - power) * 4 / power
}

/// The path of a page from the root of the site; `.html` left out.
fn address(route: &Route) -> String {
    let path = route.as_str();
    path.strip_suffix(".html").unwrap_or(path).to_owned()
}

fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}
