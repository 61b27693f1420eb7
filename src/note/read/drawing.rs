//! Drawings and formulas of HTML: `<svg>` and `<math>`.
//! Gives their shapes and words; scripts, styles and everything that loads something go.
//! Must not judge: `shapes` says what may be there; of any other element the words stay.

use super::{Reader, html::OpenElement, narrowed, shapes::canonical};
use crate::{
    diag::Span,
    note::raw::{Part, Piece, RawTag},
    text::single_spaced,
};

/// A drawing that has not ended.
#[derive(Debug)]
pub(super) struct Drawing {
    /// The node it is.
    pub(super) node: u32,
    /// Its name.
    name: String,
    /// How many nodes were open before it.
    depth: usize,
    /// How many elements are open that hold HTML in it.
    foreign: usize,
    /// Words of HTML in it, which stand behind it.
    behind: String,
    /// The places that links may name of elements which do not stay, behind it, too.
    places: Vec<(String, Span)>,
    /// The element whose inside is neither picture nor words.
    skipped: Option<String>,
}

impl Drawing {
    /// How many nodes were open before it.
    pub(super) fn depth(&self) -> usize {
        self.depth
    }

    fn keep_place(&mut self, piece: &Piece, tag: &RawTag) {
        let place = piece.place(tag.span.start)..piece.place(tag.span.end);
        self.places.extend(tag.place_name().map(|id| (id.to_owned(), place)));
    }
}

impl Reader<'_> {
    /// Whether a tag begins a drawing: the name of an element in a sentence about it does not, nor
    /// does one that does not end.
    pub(super) fn draws(
        &self,
        tag: &RawTag,
        behind: &[Part],
        span: &Span,
        inline: bool,
    ) -> bool {
        let is_meant = tag.name != "svg" || !tag.attributes.is_empty();
        !tag.empty && is_meant && self.ends_here(&tag.name, behind, span.end, inline)
    }

    pub(super) fn begin_drawing(&mut self, piece: &Piece, tag: &RawTag, inline: bool) {
        self.imply_cell();
        let name = if tag.name == "svg" { "svg" } else { "math" };
        let node = self.add_shape(piece, tag, name, inline);
        let element = Some(OpenElement::new(name));
        let depth = self.open.len();
        self.keep_open(node, element);
        self.html.drawing = Some(Drawing {
            node,
            name: name.to_owned(),
            depth,
            foreign: 0,
            behind: String::new(),
            places: Vec::new(),
            skipped: None,
        });
    }

    /// A tag in a drawing.
    pub(super) fn draw(
        &mut self,
        piece: &Piece,
        tag: &RawTag,
        behind: &[Part],
        inline: bool,
    ) {
        self.flush();
        let end = piece.place(tag.span.end);
        let ends = is_dropped(tag) && self.ends_here(&tag.name, behind, end, inline);
        let Some(drawing) = self.html.drawing.as_mut() else { return };
        if let Some(name) = &drawing.skipped {
            if tag.closing && *name == tag.name {
                drawing.skipped = None;
            } else {
                drawing.keep_place(piece, tag);
            }
            return;
        }
        if is_dropped(tag) {
            drawing.keep_place(piece, tag);
            drawing.skipped = ends.then(|| tag.name.clone());
        } else if tag.name == "foreignobject" {
            drawing.foreign = if tag.closing {
                drawing.foreign.saturating_sub(1)
            } else {
                drawing.foreign + usize::from(!tag.empty)
            };
        } else if drawing.foreign == 0 || tag.name == drawing.name {
            self.shape(piece, tag, inline);
        }
    }

    fn shape(&mut self, piece: &Piece, tag: &RawTag, inline: bool) {
        let Some(depth) = self.html.drawing.as_ref().map(|it| it.depth) else { return };
        let end = narrowed(piece.place(tag.span.end));
        let open = self.open.get(depth..).unwrap_or_default().iter();
        let names: Vec<&str> =
            open.map(|it| it.element.as_ref().map_or("", OpenElement::name)).collect();
        if tag.closing {
            let found = names.iter().rposition(|it| it.eq_ignore_ascii_case(&tag.name));
            if let Some(at) = found {
                let node = self.open.get(depth + at).map_or(0, |it| it.node);
                if let Some(entry) = self.entry_mut(node) {
                    entry.end = entry.end.max(end);
                }
                self.close_from(depth + at);
            }
            return;
        }
        let Some(name) = canonical(&tag.name, &names) else {
            let drawing = self.html.drawing.as_mut();
            return drawing.into_iter().for_each(|it| it.keep_place(piece, tag));
        };
        if self.open.len() >= super::MAX_DEPTH {
            return;
        }
        let node = self.add_shape(piece, tag, name, inline);
        if !tag.empty {
            let element = Some(OpenElement::new(name));
            self.keep_open(node, element);
        }
    }

    /// Words in a drawing.
    pub(super) fn draw_text(&mut self, words: &str, span: Span) {
        let Some(drawing) = self.html.drawing.as_mut() else { return };
        if drawing.skipped.is_some() {
            return;
        }
        if drawing.foreign > 0 {
            drawing.behind.push_str(words);
        } else if !words.trim().is_empty() || !words.contains('\n') {
            self.literal(words, span);
            self.flush();
        }
    }

    /// Words that HTML would set within a drawing stand behind it.
    pub(super) fn end_drawing(&mut self, drawing: &Drawing) {
        let behind = single_spaced(&drawing.behind);
        if !behind.is_empty() {
            let end = self.entry(drawing.node).end;
            let end = super::widened(end);
            self.literal(&format!(" {behind}"), end..end);
            self.flush();
        }
        for (id, span) in &drawing.places {
            self.add_place(id, span, true);
        }
    }
}

/// Whether the inside of an element is neither picture nor words, so that it goes with it.
fn is_dropped(tag: &RawTag) -> bool {
    let name = tag.name.as_str();
    !tag.closing
        && !tag.empty
        && matches!(name, "script" | "style" | "title" | "annotation" | "annotation-xml")
}
