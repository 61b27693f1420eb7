//! Links and pictures: relative from the page they are shown on, marked when they miss.
//! Gives no `<a>` that leads nowhere and no URL that runs a script.
//! Resolves nothing: where a link leads was decided before.

use super::{
    Medium, Writer,
    media::{File, FileKind},
};
use crate::{
    library::{Status, Target},
    note::{
        LeftOut, LinkId,
        doc::{Node, NodeId, Nodes},
        links::shown,
    },
    path::{Anchor, Route, percent_decode},
    site::PageId,
};

/// Whether words of a link are none.
fn is_blank(words: Nodes<'_>) -> bool {
    words.iter().all(|it| it.is_text() && it.words().trim().is_empty())
}

/// Where a link leads on the page it is shown on.
pub(super) enum Place {
    /// A URL, not yet escaped for HTML, and whether the place in the page is missing.
    Url(String, bool),
    /// Nothing that is published; the key of the words that say why.
    Nowhere(&'static str),
    /// It says nothing at all: `[text]()`.
    Empty,
}

impl<'a> Writer<'a> {
    pub(super) fn link(&mut self, id: LinkId, words: Nodes<'a>) {
        let Some(link) = self.note.link(id) else { return self.inline(words) };
        let href = &link.href;
        let shown = shown(href).filter(|_| link.kind.is_wiki());
        let name = shown.as_deref().unwrap_or(href);
        if is_blank(words) && self.stands_beside_words(link.node) {
            return;
        }
        if self.medium == Medium::Paper {
            return self.link_text(name, words);
        }
        match self.place(Some(id), href) {
            Place::Nowhere(_) if self.medium.is_bare() => self.link_text(name, words),
            Place::Url(..) if self.in_link => self.link_text(name, words),
            Place::Empty => self.inline(words),
            Place::Nowhere(why) => {
                let title = self.broken(why, href);
                self.html.tag("<span class=\"broken\"", &[("title", &title)]);
                self.link_text(name, words);
                self.html.markup("</span>");
            }
            Place::Url(url, anchor_missing) => {
                self.html.markup("<a");
                self.html.url("href", &url);
                if anchor_missing {
                    self.html.markup(" class=\"broken-anchor\"");
                }
                if !link.title.is_empty() {
                    self.html.attribute("title", &link.title);
                }
                // Browsers read no formula as a part of a name.
                if words.walk().any(|it| it.tex().is_some()) {
                    self.html.attribute("aria-label", words.shown_text().trim());
                }
                self.html.markup(">");
                self.in_link = true;
                self.link_text(name, words);
                self.in_link = false;
                self.html.markup("</a>");
            }
        }
    }

    /// Whether a node has words beside it, among the first ones of what holds it: a link without
    /// words of its own is a place there, as editors leave it behind, and nothing to be read.
    fn stands_beside_words(&self, node: NodeId) -> bool {
        const LOOKED_AT: usize = 8;
        let holder = self.note.doc.node(node).and_then(Node::parent);
        let beside =
            holder.into_iter().flat_map(|it| it.children().iter().take(LOOKED_AT));
        let mut others = beside.filter(|it| it.id() != node);
        others.any(|it| !it.alone().says_nothing())
    }

    /// The words of a link; a link without any shows where it leads.
    fn link_text(&mut self, href: &str, words: Nodes<'a>) {
        if is_blank(words) {
            self.html.words(href);
        } else {
            self.inline(words);
        }
    }

    pub(super) fn image(&mut self, id: LinkId, words: Nodes<'a>) {
        let words = words.plain_text();
        let Some(link) = self.note.link(id) else { return self.html.words(&words) };
        let (href, is_wiki) = (link.href.trim(), link.kind.is_wiki());
        let is_unnamed = is_wiki && (words.trim().is_empty() || words == href);
        let alt = if is_unnamed { file_stem(href) } else { words.trim() };
        if self.medium == Medium::Paper {
            return self.html.words(alt);
        }
        let target = self.context.library.link(self.context.origin, id);
        let target = target.map(|it| &it.target);
        let place = self.place(Some(id), href);
        if let (Place::Nowhere(_), true) = (&place, self.medium.is_bare()) {
            let name = if alt.is_empty() { file_stem(href) } else { alt };
            return self.picture_away(None, name);
        }
        let is_note = matches!(target, Some(Target::Note(..) | Target::Folder(_)));
        match place {
            Place::Url(url, _) if is_note => self.embedded_note(&url, href),
            Place::Url(url, _) => {
                // What Obsidian embeds is a picture only if it is called like one.
                let other = if is_wiki { FileKind::Other } else { FileKind::Picture };
                // A viewer would run what a page of another site says it is.
                let is_ours = matches!(target, Some(Target::Asset(..)));
                let kind = match FileKind::of(href).unwrap_or(other) {
                    FileKind::Pdf if !is_ours => FileKind::Other,
                    kind => kind,
                };
                let height = link.size.and_then(|it| it.height);
                let size = [("width", link.size.map(|it| it.width)), ("height", height)];
                let size: Vec<_> =
                    size.into_iter().filter_map(|it| Some((it.0, it.1?))).collect();
                if kind != FileKind::Picture {
                    let is_unnamed = is_unnamed || alt.is_empty();
                    let of_file = is_unnamed.then(|| percent_decode(file_name(href)));
                    let name = of_file.as_deref().unwrap_or(alt);
                    return self.file(kind, &File { url: &url, name, size: &size });
                }
                self.html.markup("<img");
                self.html.url("src", &url);
                self.html.attribute("alt", alt);
                if !link.title.is_empty() {
                    self.html.attribute("title", &link.title);
                }
                for (name, value) in size {
                    self.html.attribute(name, &value.to_string());
                }
                self.html.markup(" loading=\"lazy\">");
            }
            Place::Nowhere(why) => {
                let title = self.broken(why, href);
                self.html
                    .tag("<span class=\"broken broken-image\"", &[("title", &title)]);
                self.html.value(if alt.is_empty() { file_stem(href) } else { alt });
                self.html.markup("</span>");
            }
            Place::Empty => self.html.words(alt),
        }
    }

    /// A note where a picture is meant is linked.
    fn embedded_note(&mut self, url: &str, href: &str) {
        let is_link = !self.in_link;
        if is_link {
            self.html.markup("<a");
            self.html.url("href", url);
            self.html.markup(">");
        }
        self.html.value(&shown(href).unwrap_or_else(|| href.to_owned()));
        if is_link {
            self.html.markup("</a>");
        }
    }

    /// Why a link leads nowhere, for whoever points at it.
    pub(super) fn broken(&self, why: &'static str, href: &str) -> String {
        let words = self.context.words;
        let value = |name: &str| match name {
            "reason" => Some(words.text(why).to_owned()),
            _ => Some(href.to_owned()),
        };
        words.say("broken_link", None, value).unwrap_or_default()
    }

    /// Where a link of the note leads.
    pub(super) fn place(&self, link: Option<LinkId>, href: &str) -> Place {
        let (library, origin) = (self.context.library, self.context.origin);
        let Some(resolved) = link.and_then(|it| library.link(origin, it)) else {
            return Place::Nowhere("not_resolved");
        };
        if resolved.status == Status::LeftOut {
            let why = match resolved.target {
                Target::Note(id, _) => library.note(id).left_out(false),
                _ => None,
            };
            return Place::Nowhere(match why {
                Some(LeftOut::Draft) => "a_draft",
                Some(LeftOut::Drawing) => "a_drawing",
                None => "not_published",
            });
        }
        let is_external = matches!(resolved.target, Target::External);
        if self.medium == Medium::Away(None) && !is_external {
            return Place::Nowhere("not_published");
        }
        let missing = resolved.status == Status::AnchorMissing;
        let site = self.context.site;
        let route_of = |page: PageId| site.page(page).route.clone();
        let route = match &resolved.target {
            Target::External if href.trim().is_empty() => return Place::Empty,
            Target::External if !is_harmless(href) => return Place::Nowhere("left_out"),
            Target::External => return Place::Url(href.trim().to_owned(), false),
            Target::Note(id, anchor) => {
                let Some(route) = self.context.library.route(*id) else {
                    return Place::Nowhere("not_published");
                };
                return Place::Url(self.url(route, anchor.as_ref()), missing);
            }
            Target::Asset(path, fragment) => {
                let Some(route) = site.assets.get(path) else {
                    return Place::Nowhere("not_published");
                };
                let anchor = fragment.as_deref().map(Anchor::new);
                return Place::Url(self.url(route, anchor.as_ref()), false);
            }
            Target::Folder(path) => Some(self.context.library.folder_route(path)),
            Target::Tag(name) => site.tags.get(name).copied().map(route_of),
            Target::Tags => site.tag_index.map(route_of),
            Target::Nothing => return Place::Nowhere(reason(resolved.status)),
        };
        route.map_or(Place::Nowhere("not_published"), |it| {
            Place::Url(self.url(&it, None), missing)
        })
    }

    pub(super) fn url(&self, route: &Route, anchor: Option<&Anchor>) -> String {
        let fragment = anchor.map(Anchor::fragment).unwrap_or_default();
        if let Medium::Away(Some(base_url)) = self.medium {
            return route.absolute(base_url) + &fragment;
        }
        if route == self.context.page && !fragment.is_empty() {
            return fragment;
        }
        self.context.page.url_to(route) + &fragment
    }
}

fn reason(status: Status) -> &'static str {
    match status {
        Status::AssetMissing => "file_missing",
        Status::Outside => "outside_notes",
        _ => "page_missing",
    }
}

/// Whether following a URL can do no more than load something.
pub(super) fn is_harmless(href: &str) -> bool {
    // Browsers drop control characters and spaces before they read the scheme.
    let href: String =
        href.chars().filter(|c| !c.is_control() && !c.is_whitespace()).collect();
    let scheme = href.split_once(':').map(|(scheme, _)| scheme.to_ascii_lowercase());
    !matches!(scheme.as_deref(), Some("javascript" | "vbscript"))
        && (scheme.as_deref() != Some("data") || href.starts_with("data:image/"))
}

/// A file's name without folders.
fn file_name(path: &str) -> &str {
    path.rsplit(['/', '\\']).next().unwrap_or(path)
}

/// A file's name without folders and suffix, to stand for a picture.
fn file_stem(path: &str) -> &str {
    let name = file_name(path);
    name.rsplit_once('.').map_or(name, |(stem, _)| stem)
}
