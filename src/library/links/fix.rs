//! What a wrong link surely means, and how to write it.
//! Gives a change only when there is one candidate and the changed link leads to it.
//! Touches no more of a destination than is wrong, and keeps the author's way of writing it.

use super::{
    Request,
    index::{Index, Naming},
    places::in_wikilink,
};
use crate::{
    diag::Fix,
    library::NoteId,
    note::{
        index_rank,
        links::{Dest, Form, is_liquid},
    },
    path::{Anchor, NotePath, fold, percent_decode, push_path},
};

impl Index<'_> {
    /// The change that makes a link lead to the file it names in another letter case.
    pub(super) fn fix_case(&self, request: &Request<'_>, to: &NotePath) -> Option<Fix> {
        let dest = self.fixable(request)?;
        let path = [recased(&request.path, to), relative(request, to, to.name())]
            .into_iter()
            .find(|it| self.means(request, it, to))?;
        Some(Fix { span: dest.path.clone(), text: written_path(request, dest, &path)? })
    }

    /// The change that writes the path of a link with `/` between its folders.
    pub(super) fn fix_slashes(&self, slashed: &Request<'_>) -> Option<Fix> {
        let dest = self.fixable(slashed)?;
        let text = written_path(slashed, dest, &slashed.path)?;
        Some(Fix { span: dest.path.clone(), text })
    }

    /// The change that makes a link lead to the only file of the name it ends in.
    pub(super) fn fix_path(&self, request: &Request<'_>) -> Option<Fix> {
        let dest = self.fixable(request)?;
        let name = request.path.rsplit('/').next().filter(|it| !it.is_empty())?;
        let to = self.only_named(name)?;
        let target = self.library.find(to);
        // A folder's page and a draft are never meant by their names alone.
        if index_rank(to).is_some()
            || target.is_some_and(|it| self.library.route(it).is_none())
        {
            return None;
        }
        let path = relative(request, to, name);
        if !self.means(request, &path, to) {
            return None;
        }
        let fix =
            Fix { span: dest.path.clone(), text: written_path(request, dest, &path)? };
        let (Some(id), Some(fragment)) = (target, request.place()) else {
            return Some(fix);
        };
        if matches!(self.anchor(request, id, fragment), Some((_, Naming::Exact))) {
            return Some(fix);
        }
        // Both are fixed at once, so that nothing is left to fix the next time.
        let Some(second) = self.fix_anchor(request, id, fragment) else {
            return Some(fix);
        };
        (fix.span.end == second.span.start).then(|| Fix {
            span: fix.span.start..second.span.end,
            text: fix.text + &second.text,
        })
    }

    /// The change that makes a link name a place of the note it leads to.
    pub(super) fn fix_anchor(
        &self,
        request: &Request<'_>,
        id: NoteId,
        fragment: &str,
    ) -> Option<Fix> {
        let dest = self.fixable(request)?;
        let span = dest.fragment.clone()?;
        let note = self.library.note(id);
        let (outer, last) = match fragment.rsplit_once('#') {
            Some((outer, last)) if dest.form == Form::Wiki => (Some(outer), last.trim()),
            _ => (None, fragment),
        };
        let meant = self.places.get(id.0)?.only_meant(last)?;
        let heading = note.heading_named(&Anchor::new(meant));
        if heading.is_none() && fold(meant) != fold(last) {
            return None;
        }
        let text = match (dest.form, heading) {
            (Form::Wiki, Some(heading)) => {
                let outer = outer.map(|it| format!("{it}#")).unwrap_or_default();
                let words = format!("{outer}{}", in_wikilink(heading));
                let leads_there = self.anchor(request, id, &words)?.0 == meant;
                leads_there.then(|| dest.form.write(&words)).flatten()?
            }
            (Form::Wiki, _) => return None,
            _ => {
                let old = request.link.href.split_once('#').map_or("", |it| it.1);
                dest.form.write(&encoded(meant, old, false))?
            }
        };
        Some(Fix { span, text: format!("#{text}") })
    }

    /// The place of a destination that may be changed.
    ///
    /// What stands in a draft that is left out is still being written. A wikilink in a
    /// heading may be the heading's words, and so its id. What Jekyll puts together is not
    /// ours to write.
    fn fixable<'a>(&self, request: &Request<'a>) -> Option<&'a Dest> {
        self.library.route(request.id)?;
        let start = request.link.span.start;
        let in_heading = || {
            let above = request.note.headings_above(request.link.node);
            above.last().is_some_and(|it| it.span.contains(&start))
        };
        if request.link.kind.is_wiki() && in_heading() || is_liquid(&request.link.href) {
            return None;
        }
        request.link.dest.as_ref()
    }

    /// Whether a link with this path would lead exactly there.
    fn means(&self, request: &Request<'_>, path: &str, to: &NotePath) -> bool {
        let path = path.to_owned();
        let request = Request { path, fragment: None, ..request.clone() };
        matches!(self.find(&request), super::Lookup::One(it) if it == to)
    }
}

/// The path from a link's note to a file whose name is written as `name`, absolute if
/// the link's was.
fn relative(request: &Request<'_>, to: &NotePath, name: &str) -> String {
    if request.path.starts_with('/') {
        return format!("/{}", to.folder().child(name));
    }
    if request.link.kind.is_wiki() {
        return to.folder().child(name).to_string();
    }
    let path = percent_decode(&super::link_to(request.note, to));
    let folder = path.rfind('/').and_then(|at| path.get(..=at)).unwrap_or_default();
    let is_explicit = request.path.starts_with("./") && !folder.starts_with('.');
    format!("{}{folder}{name}", if is_explicit { "./" } else { "" })
}

/// The path with the letter case of the file it means; folders that `..` leaves stay.
fn recased(path: &str, to: &NotePath) -> String {
    let mut parts: Vec<String> = path.split('/').map(str::to_owned).collect();
    let stem = to.name().rsplit_once('.').map_or(to.name(), |(stem, _)| stem);
    let (stem, page) = (stem.to_owned(), format!("{stem}.html"));
    let names = to.as_str().rsplit('/');
    let written = parts.iter_mut().rev().skip_while(|it| it.is_empty());
    for (at, (part, name)) in written.zip(names).enumerate() {
        let folded = fold(part);
        let spellings = if at == 0 { vec![name, &stem, &page] } else { vec![name] };
        let Some(name) = spellings.iter().find(|it| fold(it) == folded) else {
            break;
        };
        (*name).clone_into(part);
    }
    parts.join("/")
}

/// How a path is written in place of the old one.
fn written_path(request: &Request<'_>, dest: &Dest, path: &str) -> Option<String> {
    if dest.form == Form::Wiki {
        return dest.form.write(path);
    }
    let href = request.link.href.trim();
    let old = href.split(['#', '?']).next().unwrap_or_default();
    let Some(before) = &request.before else {
        // A plain space can only stand where the old path could have one.
        let spaces = match dest.form {
            Form::Angle => !old.contains('%'),
            _ => old.contains(' '),
        };
        return dest.form.write(&encoded(path, old, spaces));
    };
    let old = old.strip_prefix(before.as_str()).unwrap_or_default();
    let path = encoded(path.trim_start_matches('/'), old, old.contains(' '));
    dest.form.write(&format!("{before}{path}"))
}

/// Percent-encodes a path or fragment as the old one was; parts that stay are kept as written.
fn encoded(new: &str, old: &str, spaces: bool) -> String {
    let letters = !old.is_ascii() || !old.contains('%');
    let part = |it: &str| {
        let same = old.split('/').find(|old| percent_decode(old) == it);
        same.map_or_else(|| encoded_part(it, letters, spaces), str::to_owned)
    };
    new.split('/').map(part).collect::<Vec<_>>().join("/")
}

/// Percent-encodes what would end a path or mean something else in it; letters of other
/// scripts stay if they may.
fn encoded_part(part: &str, letters: bool, spaces: bool) -> String {
    let mut url = String::with_capacity(part.len());
    for c in part.chars() {
        let stays = match c {
            ' ' => spaces,
            '"' | '#' | '%' | ':' | '<' | '>' | '?' | '\\' | '^' | '`' | '{' | '|'
            | '}' => false,
            c if c.is_ascii() => !c.is_ascii_control(),
            c => letters && !c.is_whitespace() && !c.is_control(),
        };
        if stays {
            url.push(c);
        } else {
            push_path(&mut url, c.encode_utf8(&mut [0; 4]));
        }
    }
    url
}
