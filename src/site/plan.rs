//! Planning: notes, folders, tags and files become pages in reading order.
//! Gives the site its order: weight first, then names as people count.
//! Must not know templates or URLs.

use std::collections::{BTreeMap, BTreeSet};

use xxhash_rust::xxh3::xxh3_64;

use super::{
    Extra, Page, PageId, PlanOptions, Practice, PracticePart, SheetPage, Site, View,
    address::Addresses,
    practice,
    tags::{self, Use},
};
use crate::{
    config::{self, Config},
    deck::Deck,
    diag::{Code, Diagnostic, Span},
    library::{
        Library, NoteId, Target,
        tags::{FOLDER, named_by},
    },
    note::{Note, TagName, TitleSource},
    paper::Metrics,
    path::{NotePath, Route, complaint, fold, natural_order},
    sheet::{self, Covered, Sheet, Spec, Verdict},
    study::{Comparison, ComparisonId, ItemId, Study},
    words::Words,
};

/// Plans the site.
#[must_use]
pub fn plan<'lib>(
    library: &'lib Library,
    study: &'lib Study<'lib>,
    options: PlanOptions<'_>,
) -> Site<'lib> {
    let mut addresses = Addresses::default();
    for (.., route) in library.published() {
        addresses.take(route);
    }
    for route in library.folder_routes() {
        addresses.take(&route);
    }
    let uses = tags::uses(library);
    let mut planner = Planner {
        library,
        study,
        words: options.words,
        name: options.config.title.as_deref().unwrap_or(options.name),
        comparisons: BTreeMap::new(),
        items: BTreeMap::new(),
        picker: None,
        sheets: Vec::new(),
        sheets_are_due: options.known_sheets.is_some(),
        covered: Covered::default(),
        extras: BTreeMap::new(),
        folded_tags: folded_names(&uses),
        uses,
        tags: BTreeMap::new(),
        addresses,
        pages: Vec::new(),
        findings: Vec::new(),
    };
    let home = planner.folder(&NotePath::default(), None);
    planner.tags(home);
    planner.comparisons(home);
    planner.sheets(home, options);
    let notes = planner.pages.iter().filter_map(|it| Some(it.note()?.1));
    let deck = Deck::new((library, study), notes);
    let practice = planner.practice(home, &deck, &options.config.practice);
    if options.preview && !study.conflicts.is_empty() {
        planner.generated(
            home,
            "conflicts.html",
            options.words.text("conflicts_title"),
            View::Conflicts,
        );
    }
    let route = planner.claim("404.html");
    planner.push(route, options.words.text("not_found").to_owned(), View::NotFound, None);
    let assets = assets(library, &mut planner.addresses);
    planner.redirects();
    planner.extras(options.config.base_url.is_some());
    let has_search = options.config.search.unwrap_or(true);
    let search = has_search.then(|| planner.claim("search/index.js"));
    let ids = (0..).map(PageId).zip(&planner.pages);
    let of_notes = ids.filter_map(|(id, page)| Some((page.note()?.1, id))).collect();
    let tag_index = planner.tag_index();
    let home_title = planner.pages.first().map_or("", |it| &it.title);
    let id = options.config.id.clone().unwrap_or_else(|| id_of(home_title));
    Site {
        id,
        pages: planner.pages,
        assets,
        of_notes,
        tags: planner.tags,
        tag_index,
        comparisons: planner.comparisons,
        items: planner.items,
        picker: planner.picker,
        sheets: planner.sheets,
        sheets_are_due: planner.sheets_are_due,
        covered: planner.covered,
        deck,
        practice,
        extras: planner.extras,
        search,
        findings: planner.findings,
    }
}

/// The id of a site whose configuration gives none.
fn id_of(title: &str) -> String {
    let digest = format!("{:016x}", xxh3_64(title.as_bytes()));
    format!("t-{}", digest.get(..10).unwrap_or_default())
}

/// The cheat sheets of a site with these pages; the default one only if it has entries.
#[must_use]
pub fn sheets<'lib>(
    (library, study): (&'lib Library, &Study<'lib>),
    pages: &[Page<'lib>],
    (config, words, metrics): (&Config, &Words, &Metrics),
) -> Vec<Sheet<'lib>> {
    let specs = Spec::configured(config, words);
    if specs.is_empty() {
        return Vec::new();
    }
    let notes = pages.iter().filter_map(Page::note).map(|(_, id)| id);
    let order: BTreeMap<NoteId, usize> = notes.zip(0..).collect();
    let order = |id| order.get(&id).copied().unwrap_or(usize::MAX);
    let mut sheets = sheet::compose(library, study, specs, metrics, order);
    sheets.retain(|it| it.spec.query.is_some() || !it.entries.is_empty());
    sheets
}

struct Planner<'lib, 'n> {
    library: &'lib Library,
    study: &'lib Study<'lib>,
    name: &'n str,
    /// What each tag's page lists.
    uses: BTreeMap<TagName, Vec<Use>>,
    /// The tags by their names in lower case, the first one of each.
    folded_tags: BTreeMap<String, TagName>,
    tags: BTreeMap<TagName, PageId>,
    comparisons: BTreeMap<ComparisonId, PageId>,
    items: BTreeMap<ItemId, PageId>,
    picker: Option<PageId>,
    words: &'n Words,
    sheets: Vec<SheetPage<'lib>>,
    sheets_are_due: bool,
    covered: Covered,
    extras: BTreeMap<Extra, Route>,
    addresses: Addresses,
    pages: Vec<Page<'lib>>,
    findings: Vec<Diagnostic>,
}

/// An entry of a folder while its order is decided.
enum Entry<'lib> {
    Note(NoteId, &'lib Note),
    Folder(&'lib NotePath, Option<&'lib Note>),
}

impl<'lib> Entry<'lib> {
    fn weight(&self) -> i64 {
        let note = match self {
            Self::Note(_, note) => Some(*note),
            Self::Folder(_, index) => *index,
        };
        note.and_then(|it| it.meta.weight).unwrap_or(i64::MAX)
    }

    /// Whether it is not there to be studied, so that it comes last.
    fn is_aside(&self) -> bool {
        matches!(self, Self::Note(_, note) if note.is_of_repository())
    }

    fn name(&self) -> &'lib str {
        match self {
            Self::Note(_, note) => note.path.stem(),
            Self::Folder(path, _) => path.name(),
        }
    }
}

impl<'lib> Planner<'lib, '_> {
    /// Adds the page of a folder and everything below it; returns its id.
    fn folder(&mut self, path: &NotePath, parent: Option<PageId>) -> PageId {
        let library = self.library;
        let folder = library.folder(path);
        let index = folder.and_then(|it| it.index).map(|id| (library.note(id), id));
        let title = match index {
            Some((note, id))
                if !path.is_root() || note.title_source != TitleSource::Name =>
            {
                library.shown_title(id).to_owned()
            }
            _ if path.is_root() => self.name.to_owned(),
            _ => library.title_of(path.name()),
        };
        let route = library.folder_route(path);
        let is_tags = path.as_str() == FOLDER && !self.uses.is_empty();
        let view = if is_tags {
            View::Tags(Some(path.clone()), index)
        } else {
            View::Folder(path.clone(), index)
        };
        let id = self.push(route, title, view, parent);
        let notes = folder.into_iter().flat_map(|it| &it.notes);
        let mut entries: Vec<Entry<'lib>> =
            notes.map(|id| Entry::Note(*id, library.note(*id))).collect();
        entries.extend(folder.into_iter().flat_map(|it| &it.folders).map(|path| {
            let index = library.folder(path).and_then(|it| it.index);
            Entry::Folder(path, index.map(|id| library.note(id)))
        }));
        entries.sort_by(|a, b| {
            let key = |it: &Entry<'_>| (it.weight(), it.is_aside());
            key(a).cmp(&key(b)).then_with(|| natural_order(a.name(), b.name()))
        });
        let mut children = Vec::with_capacity(entries.len());
        for entry in entries {
            match entry {
                Entry::Folder(path, _) => {
                    let folder = self.folder(path, Some(id));
                    // One of nothing but templates is not for readers either.
                    children.extend((self.count(folder) > 0).then_some(folder));
                }
                Entry::Note(note, body) => {
                    let Some(route) = library.route(note) else { continue };
                    let page = if let Some(name) = self.tag_of(body) {
                        self.tag(&name, Some((body, note)), Some(id))
                    } else {
                        let view = View::Note(body, note);
                        let title = library.shown_title(note).to_owned();
                        self.push(route.clone(), title, view, Some(id))
                    };
                    children.extend((!body.is_template).then_some(page));
                }
            }
        }
        let below: usize = children.iter().map(|id| self.count(*id)).sum();
        if let Some(page) = self.pages.get_mut(id.0) {
            page.children = children;
            page.count = below + usize::from(page.note().is_some());
        }
        id
    }

    /// The tag whose page a note is: `tags/NAME.md` is that of NAME.
    fn tag_of(&self, note: &Note) -> Option<TagName> {
        let name = named_by(&note.path)?;
        let exact = self.uses.get_key_value(name.as_str()).map(|it| it.0);
        exact.or_else(|| self.folded_tags.get(&fold(&name))).cloned()
    }

    /// Adds the index of tags, unless a folder is it, and the tags that no note is the page of.
    fn tags(&mut self, home: PageId) {
        let rest: Vec<TagName> =
            self.uses.keys().filter(|it| !self.tags.contains_key(*it)).cloned().collect();
        if rest.is_empty() {
            return;
        }
        let title = self.words.text("tags_title");
        let index = self.tag_index().unwrap_or_else(|| {
            self.generated(home, "tags/index.html", title, View::Tags(None, None))
        });
        for name in rest {
            let id = self.tag(&name, None, Some(index));
            if let Some(index) = self.pages.get_mut(index.0) {
                index.children.push(id);
            }
        }
    }

    /// The page that is the index of tags, once it is there.
    fn tag_index(&self) -> Option<PageId> {
        let is_index = |page: &Page<'_>| matches!(page.view, View::Tags(..));
        self.pages.iter().position(is_index).map(PageId)
    }

    /// Adds the pages of a tag; returns the first of them.
    fn tag(
        &mut self,
        name: &TagName,
        note: Option<(&'lib Note, NoteId)>,
        parent: Option<PageId>,
    ) -> PageId {
        let uses = self.uses.get(name).cloned().unwrap_or_default();
        let first = PageId(self.pages.len());
        for part in tags::parts(self.library, name, &uses) {
            let own = note.filter(|_| part.number == 1);
            let route = own.and_then(|(_, id)| self.library.route(id).cloned());
            let number =
                if part.number > 1 { format!("-{}", part.number) } else { String::new() };
            let route = route.unwrap_or_else(|| {
                let place = uses.first().and_then(|(id, at)| {
                    let note = self.library.note(*id);
                    Some((&note.path, note.tags.get(at.0)?.span.clone()))
                });
                self.claim_for(place, &format!("{FOLDER}/{name}{number}.html"))
            });
            let title = match own {
                Some((_, id)) => self.library.shown_title(id).to_owned(),
                None => format!("#{name}"),
            };
            self.push(route, title, View::Tag(part, own), parent);
        }
        self.tags.insert(name.clone(), first);
        first
    }

    /// Adds every page of comparisons, if there are any.
    fn comparisons(&mut self, home: PageId) {
        let study = self.study;
        if study.comparisons.is_empty() {
            return;
        }
        let (wanted, title) =
            ("compare/index.html", self.words.text("comparisons_title"));
        let index = self.generated(home, wanted, title, View::Comparisons);
        let mut children = Vec::new();
        for (id, comparison) in study.comparisons() {
            let place = place_of(study, comparison);
            let route =
                self.claim_for(place, &format!("compare/{}.html", comparison.slug));
            let view = View::Comparison(id);
            let page = self.push(route, comparison.title.clone(), view, Some(index));
            self.comparisons.insert(id, page);
            children.push(page);
        }
        for (id, item) in study.items.all() {
            let first = study.comparisons_of(id).first();
            let place = first.and_then(|it| place_of(study, study.comparison(*it)));
            let route =
                self.claim_for(place, &format!("compare/items/{}.html", item.slug));
            let page = self.push(route, item.name.clone(), View::Item(id), Some(index));
            self.items.insert(id, page);
        }
        let route = self.claim("compare/pick.html");
        let title = self.words.text("build_comparison").to_owned();
        let picker = self.push(route, title, View::Picker, Some(index));
        children.push(picker);
        let data = self.claim(Extra::PickerData.place());
        self.extras.insert(Extra::PickerData, data);
        self.picker = Some(picker);
        if let Some(page) = self.pages.get_mut(index.0) {
            page.children = children;
        }
    }

    /// Adds every cheat sheet.
    fn sheets(&mut self, home: PageId, options: PlanOptions<'_>) {
        let sheets = if let Some((known, covered)) = options.known_sheets {
            self.covered.clone_from(covered);
            let mut specs = Spec::configured(options.config, self.words);
            specs.retain(|it| known.contains(&it.name));
            specs.into_iter().map(Sheet::due).collect()
        } else {
            let notes = (self.library, self.study);
            let form = (options.config, self.words, options.metrics);
            let sheets = sheets(notes, &self.pages, form);
            let first = sheets.iter().find(|it| it.spec.query.is_none());
            self.covered = first.map(|it| it.covered(self.library)).unwrap_or_default();
            sheets
        };
        let mut parent = home;
        if sheets.len() > 1 {
            let wanted = "sheets/index.html";
            let title = self.words.text("sheets_title");
            parent = self.generated(home, wanted, title, View::Sheets);
        }
        for (at, sheet) in sheets.into_iter().enumerate() {
            let (address, title) =
                (format!("sheets/{}.html", sheet.spec.name), sheet.spec.title.clone());
            let page = self.generated(parent, &address, &title, View::Sheet(at));
            let pdf = format!("sheets/{}.pdf", sheet.spec.name);
            let is_empty = !sheet.entries.iter().any(|it| it.verdict == Verdict::In);
            let pdf = (options.pdf && !is_empty).then(|| self.claim(&pdf));
            if !self.sheets_are_due {
                let tags = &options.config.tags;
                self.findings.extend(sheet.findings(self.library, tags));
            }
            self.sheets.push(SheetPage { page, sheet, pdf });
        }
    }

    /// Adds the page where readers practise, and one for each part of the questions; nothing if there
    /// are no questions.
    fn practice(
        &mut self,
        home: PageId,
        deck: &Deck<'lib>,
        config: &config::Practice,
    ) -> Option<Practice> {
        let title = self.words.text("practice_title");
        if deck.questions.is_empty() || !config.is_on() {
            return None;
        }
        let page = self.generated(home, "practice/index.html", title, View::Practice);
        for extra in [Extra::PracticeIndex, Extra::PracticeWords, Extra::Anki] {
            let route = self.claim(extra.place());
            self.extras.insert(extra, route);
        }
        let library = self.library;
        let name_of = |folder: &NotePath| {
            let index = library.folder(folder).and_then(|it| it.index);
            match index {
                _ if folder.is_root() => self.words.text("notes_title").to_owned(),
                Some(id) => library.shown_title(id).to_owned(),
                None => library.title_of(folder.name()),
            }
        };
        // Folders in different places can have one name.
        let path_of = |folder: &NotePath| {
            let above = folder.ancestors().into_iter().filter(|it| !it.is_root());
            let names = above.map(|it| name_of(&it)).chain([name_of(folder)]);
            (folder.clone(), names.collect::<Vec<_>>().join(" › "))
        };
        let folders = deck.folders().iter().map(path_of).collect();
        let parts = practice::parts(deck, page.after(1), &folders);
        for (at, part) in parts.iter().enumerate() {
            let wanted = format!("practice/questions-{}", at + 1);
            let title = self.title_of(part);
            self.generated(page, &format!("{wanted}.html"), &title, View::Questions(at));
            let data = self.claim(&format!("{wanted}.js"));
            self.extras.insert(Extra::PracticePart(at), data);
        }
        Some(Practice { page, parts, folders, in_notes: config.is_in_notes() })
    }

    /// The title of a page of questions.
    fn title_of(&self, part: &PracticePart) -> String {
        let value = |key: &str| {
            Some(match key {
                "folder" => part.title.clone(),
                "number" => self.words.number(part.number as u64),
                _ => self.words.number(part.of as u64),
            })
        };
        let key = if part.of > 1 { "questions_part" } else { "questions_on" };
        self.words.say(key, None, value).unwrap_or_default()
    }

    /// Adds a redirect page at each old address of a note, unless a page or file is already
    /// there.
    fn redirects(&mut self) {
        for (id, note, _) in self.library.published() {
            for (wanted, span) in note.redirects() {
                if let Some(route) = self.addresses.claim_exactly(&wanted) {
                    let title = self.library.shown_title(id).to_owned();
                    self.push(route, title, View::Redirect(id), None);
                    continue;
                }
                // What lies at the place of a note or folder is known to the library.
                let is_known = self.pages.iter().any(|it| {
                    let is_special =
                        matches!(it.view, View::Redirect(_) | View::Folder(..));
                    it.route.folded() == wanted.folded()
                        && (is_special || it.note().is_some())
                });
                if !is_known {
                    let message =
                        format!("`{wanted}` is already a page or file of the site");
                    let finding =
                        Diagnostic::new(Code::F002, &note.path, span.clone(), message);
                    let help = "remove the address here; the page or file keeps it";
                    self.findings.push(finding.with_help(help));
                }
            }
        }
    }

    /// Gives the well-known files for machines their exact places, or none where something of the
    /// author's lies there; some need to know the site's own address.
    fn extras(&mut self, has_address: bool) {
        let wanted = Extra::WELL_KNOWN.into_iter();
        for extra in wanted.filter(|it| has_address || !it.is_absolute()) {
            let route = Route::new(extra.place());
            let route = route.and_then(|it| self.addresses.claim_exactly(&it));
            self.extras.extend(route.map(|it| (extra, it)));
        }
    }

    /// Adds a generated page below another one.
    fn generated(
        &mut self,
        above: PageId,
        wanted: &str,
        title: &str,
        view: View<'lib>,
    ) -> PageId {
        let route = self.claim(wanted);
        let id = self.push(route, title.to_owned(), view, Some(above));
        if let Some(above) = self.pages.get_mut(above.0) {
            above.children.push(id);
        }
        id
    }

    fn claim(&mut self, wanted: &str) -> Route {
        let wanted = NotePath::new(wanted).unwrap_or_default().file_route();
        self.addresses.claim(&wanted)
    }

    /// Gives an address made from a place in a note; if not every system accepts it, that place gets
    /// a finding.
    fn claim_for(&mut self, place: Option<(&NotePath, Span)>, wanted: &str) -> Route {
        let route = self.claim(wanted);
        if let (Some(why), Some((path, span))) = (complaint(wanted), place) {
            let message = format!("the name of its page {why}");
            let finding = Diagnostic::new(Code::N004, path, span, message);
            self.findings.push(
                finding.with_help(format!("rename it; until then the page is `{route}`")),
            );
        }
        route
    }

    fn push(
        &mut self,
        route: Route,
        title: String,
        view: View<'lib>,
        parent: Option<PageId>,
    ) -> PageId {
        let count = usize::from(matches!(view, View::Note(..)));
        let id = PageId(self.pages.len());
        self.pages.push(Page { route, title, view, parent, children: Vec::new(), count });
        id
    }

    fn count(&self, id: PageId) -> usize {
        self.pages.get(id.0).map_or(0, |it| it.count)
    }
}

/// Where a comparison is made first, for a finding on its address.
fn place_of<'lib>(
    study: &Study<'lib>,
    comparison: &Comparison<'lib>,
) -> Option<(&'lib NotePath, Span)> {
    let place = study.first_place(comparison)?;
    Some((&place.note().path, place.position.span()))
}

fn folded_names(uses: &BTreeMap<TagName, Vec<Use>>) -> BTreeMap<String, TagName> {
    let mut names = BTreeMap::new();
    for name in uses.keys() {
        names.entry(fold(name.as_str())).or_insert_with(|| name.clone());
    }
    names
}

/// The files that published notes link or show, and everything below `static/`.
fn assets(library: &Library, addresses: &mut Addresses) -> BTreeMap<NotePath, Route> {
    let linked =
        library.published().flat_map(|(id, ..)| library.links(id)).filter_map(|it| {
            match &it.target {
                Target::Asset(path, _) => Some(path),
                _ => None,
            }
        });
    let is_static = |it: &&NotePath| it.as_str().starts_with("static/");
    let all: BTreeSet<&NotePath> =
        linked.chain(library.assets().iter().filter(is_static)).collect();
    let claim = |path: &NotePath| addresses.claim(&path.file_route());
    let routes: Vec<Route> = all.iter().copied().map(claim).collect();
    all.into_iter().cloned().zip(routes).collect()
}
