//! Links and pictures: relative from the page they are shown on, marked when they miss.
//! Gives no `<a>` that leads nowhere and no URL that runs a script.
//! Resolves nothing: where a link leads was decided before.

use pulldown_cmark::{CowStr, Event, LinkType, Tag};

use super::{
    Medium, Writer, attribute, escaped,
    media::{File, FileKind},
    push_attribute,
};
use crate::{
    library::{Status, Target},
    note::{LinkId, Node, plain::plain_text},
    path::{Anchor, Route, percent_decode},
    site::PageId,
};

/// Where a link leads on the page it is shown on.
pub(super) enum Place {
    /// A URL, not yet escaped for HTML, and whether the place in the page is missing.
    Url(String, bool),
    /// Nothing that is published; why.
    Nowhere(&'static str),
    /// It says nothing at all: `[text]()`.
    Empty,
}

impl Writer<'_> {
    pub(super) fn link(&mut self, node: &Node) {
        let Node::Elem(Tag::Link { link_type, dest_url, title, .. }, _, children) = node
        else {
            return;
        };
        let href = if *link_type == LinkType::Email {
            CowStr::from(format!("mailto:{dest_url}"))
        } else {
            dest_url.clone()
        };
        if self.medium == Medium::Paper {
            return self.link_text(&href, children);
        }
        match self.place(self.note.link_of(node.id()), &href) {
            Place::Url(..) if self.in_link => self.link_text(&href, children),
            Place::Empty => self.inline(children),
            Place::Nowhere(why) => self.nowhere(&href, why, children),
            Place::Url(url, anchor_missing) => {
                let mut html = format!("<a href=\"{}\"", escaped(&url));
                if anchor_missing {
                    html.push_str(" class=\"broken-anchor\"");
                }
                if !title.is_empty() {
                    push_attribute(&mut html, "title", title);
                }
                self.html(html + ">");
                self.in_link = true;
                self.link_text(&href, children);
                self.in_link = false;
                self.html("</a>");
            }
        }
    }

    /// The words of a link; a link without any shows where it leads.
    fn link_text(&mut self, href: &str, children: &[Node]) {
        let is_blank = |it: &Node| matches!(it, Node::Leaf(Event::Text(text), _) if text.trim().is_empty());
        if children.iter().all(is_blank) {
            self.events.push(Event::Text(href.to_owned().into()));
        } else {
            self.inline(children);
        }
    }

    fn nowhere(&mut self, href: &str, why: &str, children: &[Node]) {
        let title = attribute(&format!("{why}: {href}")).into_owned();
        self.html(format!("<span class=\"broken\" title=\"{title}\">"));
        self.link_text(href, children);
        self.html("</span>");
    }

    pub(super) fn image(&mut self, node: &Node) {
        let Node::Elem(Tag::Image { link_type, dest_url, title, .. }, _, children) = node
        else {
            return;
        };
        let words = plain_text(children);
        let is_wiki = matches!(link_type, LinkType::WikiLink { .. });
        // In a table the bar of a wikilink is escaped: `![[name\|300]]`.
        let escaped_bar = dest_url.strip_suffix('\\').filter(|_| is_wiki);
        let dest_url = escaped_bar.unwrap_or(dest_url);
        let size = if is_wiki { wiki_size(&words) } else { None };
        let is_unnamed = is_wiki && (size.is_some() || words == dest_url);
        let alt = if is_unnamed { file_stem(dest_url) } else { words.trim().to_owned() };
        if self.medium == Medium::Paper {
            return self.events.push(Event::Text(alt.into()));
        }
        let link = self.note.link_of(node.id());
        let resolved =
            link.and_then(|it| self.context.library.link(self.context.origin, it));
        if matches!(
            resolved.map(|it| &it.target),
            Some(Target::Note(..) | Target::Folder(_))
        ) {
            return self.embedded_note(link, dest_url);
        }
        match self.place(link, dest_url) {
            Place::Url(url, _) => {
                // What Obsidian embeds is a picture only if it is called like one.
                let other = if is_wiki { FileKind::Other } else { FileKind::Picture };
                let kind = FileKind::of(dest_url).unwrap_or(other);
                // A viewer would run what a page of another site says it is.
                let is_ours =
                    matches!(resolved.map(|it| &it.target), Some(Target::Asset(..)));
                let kind = match kind {
                    FileKind::Pdf if !is_ours => FileKind::Other,
                    kind => kind,
                };
                if kind != FileKind::Picture {
                    let is_unnamed = is_unnamed || alt.is_empty();
                    let name = if is_unnamed {
                        percent_decode(file_name(dest_url))
                    } else {
                        alt
                    };
                    let size = size.unwrap_or_default();
                    return self
                        .file(kind, &File { url: &url, name: &name, size: &size });
                }
                let mut html =
                    format!("<img src=\"{}\" alt=\"{}\"", escaped(&url), attribute(&alt));
                if !title.is_empty() {
                    push_attribute(&mut html, "title", title);
                }
                for (name, value) in size.iter().flatten() {
                    push_attribute(&mut html, name, &value.to_string());
                }
                self.html(html + " loading=\"lazy\">");
            }
            Place::Nowhere(why) => {
                let title = attribute(&format!("{why}: {dest_url}")).into_owned();
                let alt = if alt.is_empty() { file_stem(dest_url) } else { alt };
                let alt = attribute(&alt).into_owned();
                self.html(format!(
                    "<span class=\"broken broken-image\" title=\"{title}\">{alt}</span>"
                ));
            }
            Place::Empty => self.events.push(Event::Text(alt.into())),
        }
    }

    /// A note where a picture is meant is linked.
    fn embedded_note(&mut self, link: Option<LinkId>, href: &str) {
        if let Place::Url(url, _) = self.place(link, href) {
            let (url, words) = (escaped(&url), attribute(href).into_owned());
            if self.in_link {
                return self.html(words);
            }
            self.html(format!("<a href=\"{url}\">{words}</a>"));
        }
    }

    /// Where a link of the note leads.
    pub(super) fn place(&self, link: Option<LinkId>, href: &str) -> Place {
        let (library, origin) = (self.context.library, self.context.origin);
        let Some(resolved) = link.and_then(|it| library.link(origin, it)) else {
            return Place::Nowhere("not resolved");
        };
        if resolved.status == Status::Draft {
            return Place::Nowhere("a draft");
        }
        let missing = resolved.status == Status::AnchorMissing;
        let site = self.context.site;
        let route_of = |page: PageId| site.page(page).route.clone();
        let route = match &resolved.target {
            Target::External if href.trim().is_empty() => return Place::Empty,
            Target::External if !is_harmless(href) => return Place::Nowhere("left out"),
            Target::External => return Place::Url(href.trim().to_owned(), false),
            Target::Note(id, anchor) => {
                let Some(route) = self.context.library.route(*id) else {
                    return Place::Nowhere("not published");
                };
                return Place::Url(self.url(route, anchor.as_ref()), missing);
            }
            Target::Asset(path, fragment) => {
                let Some(route) = site.assets.get(path) else {
                    return Place::Nowhere("not published");
                };
                let anchor = fragment.as_deref().map(Anchor::new);
                return Place::Url(self.url(route, anchor.as_ref()), false);
            }
            Target::Folder(path) => Some(self.context.library.folder_route(path)),
            Target::Tag(name) => site.tags.get(name).copied().map(route_of),
            Target::Tags => site.tag_index.map(route_of),
            Target::Nothing => return Place::Nowhere(reason(resolved.status)),
        };
        route.map_or(Place::Nowhere("not published"), |it| {
            Place::Url(self.url(&it, None), missing)
        })
    }

    fn url(&self, route: &Route, anchor: Option<&Anchor>) -> String {
        let fragment = anchor.map(Anchor::fragment).unwrap_or_default();
        if route == self.context.page && !fragment.is_empty() {
            return fragment;
        }
        self.context.page.url_to(route) + &fragment
    }
}

fn reason(status: Status) -> &'static str {
    match status {
        Status::AssetMissing => "file missing",
        Status::Outside => "outside the notes",
        _ => "page missing",
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

/// The size of `![[picture.png|300]]` or `|300x200]]`, as attributes.
fn wiki_size(words: &str) -> Option<Vec<(&'static str, u32)>> {
    let (width, height) = match words.split_once('x') {
        Some((width, height)) => {
            (width.trim().parse().ok()?, Some(height.trim().parse().ok()?))
        }
        None => (words.trim().parse().ok()?, None),
    };
    Some(
        std::iter::once(("width", width))
            .chain(height.map(|it| ("height", it)))
            .collect(),
    )
}

/// A file's name without folders.
fn file_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// A file's name without folders and suffix, to stand for a picture.
fn file_stem(path: &str) -> String {
    let name = file_name(path);
    name.rsplit_once('.').map_or(name, |(stem, _)| stem).to_owned()
}
