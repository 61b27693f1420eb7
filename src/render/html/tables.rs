//! Tables: scrolling boxes with names, answers that can be hidden, items that are links.
//! Gives the markup that `themes/README.md` describes, class by class.
//! Must not decide what a table is for.

use std::fmt::Write as _;

use super::{Medium, RenderContext, Writer, ends_in_space};
use crate::{
    note::doc::{self, Alignment, Node, Nodes},
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

impl<'a> Writer<'a> {
    /// Writes rows of a table, below its head.
    pub(super) fn table(&mut self, table: Node<'a>, rows: Nodes<'a>) {
        let is_head = |it: &Node<'_>| matches!(it.kind(), doc::Kind::TableHead);
        let head = rows.first().filter(is_head);
        let body = head.map_or(rows, |it| rows.behind(it));
        let head = head.or_else(|| table.children().first().filter(is_head));
        let alignments = match table.kind() {
            doc::Kind::Table(it) if !self.medium.is_bare() => it,
            _ => &[],
        };
        let role = self.table_start(table);
        if let Some(head) = head {
            self.columns(role, head);
            self.html.markup("<thead>");
            self.row(Role::Plain.or_comparison(role), alignments, head, true);
            self.html.markup("</thead>");
        }
        if !body.is_empty() {
            self.html.markup("<tbody>");
            for row in body {
                self.row(role, alignments, row, false);
            }
            self.html.markup("</tbody>");
        }
        let is_on_paper = self.medium.is_bare();
        self.html.markup(if is_on_paper { "</table>\n" } else { "</table></div>\n" });
        if self.medium == Medium::Page && !self.in_link {
            self.merged(table);
        }
    }

    /// A link below a table to what it says together with the tables of others.
    fn merged(&mut self, table: Node<'_>) {
        let RenderContext { site, study, origin, page, words, .. } = self.context;
        let Some((comparison, notes)) = study.merged(origin, table.id()) else { return };
        let Some(at) = site.comparisons.get(&comparison) else { return };
        let url = page.url_to(&site.page(*at).route);
        self.html.tag("<p class=\"merged\"><a", &[("href", &url)]);
        self.html.value(&words.count("merged", notes));
        self.html.markup("</a></p>\n");
    }

    /// Begins a table and what helps with it on a screen.
    fn table_start(&mut self, table: Node<'_>) -> Role {
        if self.medium.is_bare() {
            // Other programs draw no lines of their own.
            let is_away = self.medium != Medium::Paper;
            self.html.markup(if is_away { "<table border=\"1\">" } else { "<table>" });
            return Role::Plain;
        }
        let known = self.context.study.table_of(self.context.origin, table.id());
        let (role, start) = match known.map(|it| &it.kind) {
            Some(Kind::Scenario { answer, .. }) => (
                Role::Scenario(*answer),
                "<div class=\"table scenarios\" data-crib=\"scenarios\"",
            ),
            Some(Kind::Comparison(Items::Columns(_))) => {
                (Role::Comparison, "<div class=\"table comparison by-column\"")
            }
            Some(Kind::Comparison(Items::Rows(_))) => {
                (Role::Comparison, "<div class=\"table comparison by-row\"")
            }
            _ => (Role::Plain, "<div class=\"table\""),
        };
        let count = self.tables.0.entry(self.section.clone()).or_default();
        *count += 1;
        self.html.markup(start);
        let title = if *count > 1 {
            format!("{} ({count})", self.section)
        } else {
            self.section.clone()
        };
        let label = self.context.words.say("table", None, |_| Some(title.clone()));
        self.html.markup(" role=\"region\" tabindex=\"0\"");
        self.html.attribute("aria-label", &label.unwrap_or(title));
        self.html.markup("><table>");
        role
    }

    /// Columns in the hue of their items, where items are columns.
    fn columns(&mut self, role: Role, head: Node<'a>) {
        let of_items: Vec<_> =
            head.children().iter().map(|it| self.item_page(it)).collect();
        if role != Role::Comparison || of_items.iter().all(Option::is_none) {
            return;
        }
        self.html.markup("<colgroup>");
        for item in of_items {
            match item {
                Some((hue, _)) => self.html.number("<col class=\"hue-", hue, "\">"),
                None => self.html.markup("<col>"),
            }
        }
        self.html.markup("</colgroup>");
    }

    fn row(
        &mut self,
        role: Role,
        alignments: &[Alignment],
        row: Node<'a>,
        is_head: bool,
    ) {
        self.html.markup("<tr");
        self.tagged_id(row);
        self.html.markup(">");
        for (at, cell) in row.children().iter().enumerate() {
            let inside = cell.children();
            // A header cell without words names nothing.
            let is_header = is_head && !inside.is_empty();
            self.html.markup(if is_header { "<th scope=\"col\"" } else { "<td" });
            let aligned = match alignments.get(at) {
                Some(Alignment::Left) => "left",
                Some(Alignment::Center) => "center",
                Some(Alignment::Right) => "right",
                Some(Alignment::None) | None => "",
            };
            let is_answer = matches!(role, Role::Scenario(answer) if at >= answer);
            let item = match role {
                Role::Comparison => self.item_page(cell),
                Role::Plain | Role::Scenario(_) => None,
            };
            let mut class = String::from(aligned);
            class.push_str(if is_answer { " answer" } else { "" });
            if let Some((hue, _)) = &item {
                // Writing to a string cannot fail.
                let _ = write!(class, " hue-{hue}");
            }
            if !class.is_empty() {
                self.html.attribute("class", class.trim_start());
            }
            self.html.markup(self.dir);
            self.html.markup(if is_answer { " data-crib=\"answer\">" } else { ">" });
            match item {
                Some((hue, url)) => self.item_name(inside, hue, &url),
                None => self.line(inside),
            }
            self.html.markup(if is_header { "</th>" } else { "</td>" });
        }
        self.html.markup("</tr>\n");
    }

    /// The hue and the page of the item that a cell names; a cell with a link of its own
    /// keeps that.
    fn item_page(&self, cell: Node<'_>) -> Option<(u32, String)> {
        let RenderContext { site, study, origin, .. } = self.context;
        let (item, page) = site.item_of(study, origin, cell.id())?;
        let is_link =
            |it: Node<'_>| matches!(it.kind(), doc::Kind::Link(_) | doc::Kind::Image(_));
        let has_link = self.in_link || cell.children().walk().any(is_link);
        let url = self.context.page.url_to(&self.context.site.page(page).route);
        (!has_link).then_some((item.hue, url))
    }

    fn item_name(&mut self, inside: Nodes<'a>, hue: u32, url: &str) {
        let line = self.context.library.line(inside);
        self.html.number("<a class=\"item hue-", hue, "\"");
        self.html.tag("", &[("href", url)]);
        self.in_link = true;
        self.inline(line.words);
        self.in_link = false;
        self.html.markup("</a>");
        self.chips(ends_in_space(line.words), line.names());
        self.tagged_link(inside);
    }
}

impl Role {
    /// What a header row is: the answers are below it, items may be in it.
    fn or_comparison(self, of_table: Self) -> Self {
        if of_table == Self::Comparison { of_table } else { self }
    }
}
