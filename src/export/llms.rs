//! `llms.txt`: the site in one short text, for programs that read before they answer.
//! Gives title, description and every note with what it is about.
//! Must not hold the notes themselves.

use std::fmt::Write as _;

use super::Published;
use crate::render::view::site_title;

pub(super) fn llms(published: Published<'_>) -> String {
    let mut text =
        format!("# {}\n", one_line(&site_title(published.config, published.site)));
    if let Some(description) = &published.config.description {
        // Writing to a string cannot fail.
        let _ = write!(text, "\n> {}\n", one_line(description));
    }
    text.push_str("\n## Notes\n\n");
    for (note, route) in published.notes() {
        let title = one_line(&published.title(note)).replace(['[', ']'], "");
        let url = published.absolute(route);
        let url = if url.is_empty() { String::from("index.html") } else { url };
        // Markdown takes a bracket without its partner for the end.
        let url = url.replace('(', "%28").replace(')', "%29");
        let about = one_line(&published.description(note));
        let about = if about.is_empty() { about } else { format!(": {about}") };
        // Writing to a string cannot fail.
        let _ = writeln!(text, "- [{title}]({url}){about}");
    }
    text
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
