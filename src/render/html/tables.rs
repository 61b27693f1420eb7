//! Tables: scrolling boxes with names, answers that can be hidden, items that are links.
//! Gives the markup that `themes/README.md` describes, class by class.
//! Must not decide what a table is for.

use pulldown_cmark::{Alignment, Tag};

use super::{Medium, RenderContext, Writer, attribute};
use crate::{
    note::{Node, NodeId, tree},
    study::{Items, Kind},
};

/// What a table is for, as far as its markup shows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Role {
    /// Nothing that shows.
    Plain,
    /// Answers from this column on, which a reader may hide.
    Scenario(usize),
    /// Items that have pages of their own.
    Comparison,
}

impl Writer<'_> {
    /// Writes rows of a table of the note.
    pub(super) fn table(
        &mut self,
        table: NodeId,
        alignments: &[Alignment],
        rows: &[Node],
    ) {
        let table = self.context.study.table_of(self.context.origin, table);
        let (role, class) = match table.map(|it| &it.kind) {
            Some(Kind::Scenario { answer, .. }) => {
                (Role::Scenario(*answer), "table scenarios")
            }
            Some(Kind::Comparison(Items::Columns(_))) => {
                (Role::Comparison, "table comparison by-column")
            }
            Some(Kind::Comparison(Items::Rows(_))) => {
                (Role::Comparison, "table comparison by-row")
            }
            _ => (Role::Plain, "table"),
        };
        if self.medium == Medium::Paper {
            return self.wrapped(&Tag::Table(alignments.to_vec()), |it| {
                it.paper_rows(rows);
            });
        }
        let section = self.section.clone();
        let count = self.tables.0.entry(section.clone()).or_default();
        *count += 1;
        let number = if *count > 1 { format!(" ({count})") } else { String::new() };
        let label = attribute(&section).into_owned();
        let mark = match role {
            Role::Scenario(_) => " data-crib=\"scenarios\"",
            Role::Plain | Role::Comparison => "",
        };
        self.html(format!(
            "<div class=\"{class}\"{mark} role=\"region\" tabindex=\"0\" \
             aria-label=\"Table: {label}{number}\"><table>"
        ));
        let (head, body) = rows.split_at(usize::from(!rows.is_empty()));
        for row in head {
            self.columns(role, row);
            self.html("<thead>");
            self.row(
                Role::Plain.or_comparison(role),
                alignments,
                row,
                "th scope=\"col\"",
            );
            self.html("</thead>");
        }
        if !body.is_empty() {
            self.html("<tbody>");
            for row in body {
                self.row(role, alignments, row, "td");
            }
            self.html("</tbody>");
        }
        self.html("</table></div>\n");
    }

    /// Rows without anything that helps on a screen.
    fn paper_rows(&mut self, rows: &[Node]) {
        for row in rows {
            let Node::Elem(tag, _, cells) = row else { continue };
            self.wrapped(tag, |it| {
                for cell in cells {
                    it.wrapped(&Tag::TableCell, |it| it.line(cell.children()));
                }
            });
        }
    }

    /// Columns in the hue of their items, where items are columns.
    fn columns(&mut self, role: Role, head: &Node) {
        let of_items: Vec<_> =
            head.children().iter().map(|it| self.item_page(it)).collect();
        if role != Role::Comparison || of_items.iter().all(Option::is_none) {
            return;
        }
        self.html("<colgroup>");
        for item in of_items {
            self.html(item.map_or(String::from("<col>"), |(hue, _)| {
                format!("<col class=\"hue-{hue}\">")
            }));
        }
        self.html("</colgroup>");
    }

    fn row(&mut self, role: Role, alignments: &[Alignment], row: &Node, element: &str) {
        self.html("<tr>");
        for (at, cell) in row.children().iter().enumerate() {
            let mut classes = Vec::new();
            match alignments.get(at) {
                Some(Alignment::Left) => classes.push("left"),
                Some(Alignment::Center) => classes.push("center"),
                Some(Alignment::Right) => classes.push("right"),
                Some(Alignment::None) | None => (),
            }
            let is_answer = matches!(role, Role::Scenario(answer) if at >= answer);
            if is_answer {
                classes.push("answer");
            }
            let mark = if is_answer { " data-crib=\"answer\"" } else { "" };
            let item = self.item_page(cell).filter(|_| role == Role::Comparison);
            let hue = item.as_ref().map(|(hue, _)| format!("hue-{hue}"));
            classes.extend(hue.as_deref());
            let class = if classes.is_empty() {
                String::new()
            } else {
                format!(" class=\"{}\"", classes.join(" "))
            };
            // A header cell without words names nothing.
            let is_empty = cell.children().is_empty();
            let element = if is_empty { "td" } else { element };
            self.html(format!("<{element}{class}{mark}>"));
            match item {
                Some((hue, url)) => self.item_name(cell, hue, &url),
                None => self.line(cell.children()),
            }
            self.html(if element == "td" { "</td>" } else { "</th>" });
        }
        self.html("</tr>\n");
    }

    /// The hue and the page of the item that a cell names; a cell with a link of its own
    /// keeps that.
    fn item_page(&self, cell: &Node) -> Option<(u32, String)> {
        let RenderContext { site, study, origin, .. } = self.context;
        let (item, page) = site.item_of(study, origin, cell.id())?;
        let mut has_link = self.in_link;
        tree::walk(cell.children(), &mut |it| {
            has_link |=
                matches!(it, Node::Elem(Tag::Link { .. } | Tag::Image { .. }, ..));
        });
        let url = self.context.page.url_to(&self.context.site.page(page).route);
        (!has_link).then_some((item.hue, url))
    }

    fn item_name(&mut self, cell: &Node, hue: u32, url: &str) {
        let (words, tags) = self.words_and_tags(cell.children());
        let url = attribute(url).into_owned();
        self.html(format!("<a class=\"item hue-{hue}\" href=\"{url}\">"));
        self.in_link = true;
        self.inline(words);
        self.in_link = false;
        self.html("</a>");
        self.chips(words, &tags);
    }
}

impl Role {
    /// What a header row is: the answers are below it, items may be in it.
    fn or_comparison(self, of_table: Self) -> Self {
        if of_table == Self::Comparison { of_table } else { self }
    }
}
