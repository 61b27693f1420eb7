//! The feed: the notes that changed last (Atom, RFC 4287).
//! Gives one entry a note, newest first; undated notes stay out.
//! Must not hold what the notes say, only what they are about.

use std::{cmp::Reverse, fmt::Write as _};

use super::{Published, xml};
use crate::{render::view::site_title, site::Extra};

/// How many notes a feed names.
const MOST: usize = 30;

/// When nothing is dated, the feed was never changed.
const NEVER: &str = "1970-01-01T00:00:00Z";

pub(super) fn feed(published: Published<'_>) -> String {
    let mut notes: Vec<_> = published
        .notes()
        .filter_map(|(id, note, route)| {
            let (updated, date) = published.dates(note);
            Some((updated?, date, (id, note), route))
        })
        .collect();
    notes
        .sort_by_key(|(updated, _, (_, note), _)| (Reverse(moment(updated)), &note.path));
    notes.truncate(MOST);
    let home = published.absolute(&published.site.page(published.site.home()).route);
    let own = published.site.extras.get(&Extra::Feed);
    let own = own.map(|it| published.absolute(it)).unwrap_or_default();
    let title = site_title(published.config, published.site);
    let author = published.config.author.as_deref().unwrap_or(&title);
    let updated = notes.first().map_or(NEVER, |(updated, ..)| updated.as_str());
    let mut text = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"{}\">\n\
         <id>{home}</id>\n<title>{}</title>\n<updated>{updated}</updated>\n\
         <author><name>{}</name></author>\n\
         <link rel=\"self\" href=\"{}\"/>\n<link href=\"{home}\"/>\n",
        xml(published.config.language()),
        xml(&title),
        xml(author),
        xml(&own),
        home = xml(&home),
    );
    for (updated, date, (id, note), route) in &notes {
        let url = xml(&published.absolute(route));
        let published_on =
            date.as_ref().map(|it| format!("<published>{it}</published>\n"));
        let summary = xml(&published.description(*id, note));
        // Writing to a string cannot fail.
        let _ = write!(
            text,
            "<entry>\n<id>{url}</id>\n<title>{}</title>\n<link href=\"{url}\"/>\n\
             <updated>{updated}</updated>\n{}<summary>{summary}</summary>\n</entry>\n",
            xml(&published.title(*id)),
            published_on.unwrap_or_default(),
        );
    }
    text + "</feed>\n"
}

/// An instant as one that can be compared: its seconds since the year 0, offset taken off.
fn moment(instant: &str) -> i64 {
    let number = |range: std::ops::Range<usize>| -> i64 {
        instant.get(range).and_then(|it| it.parse().ok()).unwrap_or(0)
    };
    let (year, month, day) = (number(0..4), number(5..7), number(8..10));
    // Days by the civil calendar (Howard Hinnant, "chrono-compatible low-level date algorithms").
    let year = if month <= 2 { year - 1 } else { year };
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let days = year * 365 + year / 4 - year / 100 + year / 400 + of_year;
    let offset = match instant.get(19..20) {
        Some("+") => -(number(20..22) * 60 + number(23..25)),
        Some("-") => number(20..22) * 60 + number(23..25),
        _ => 0,
    };
    let minutes = days * 1440 + number(11..13) * 60 + number(14..16) + offset;
    minutes * 60 + number(17..19)
}

#[cfg(test)]
mod tests {
    use super::moment;

    #[test]
    fn instants_are_compared_whatever_their_offsets() {
        let order = [
            "2024-02-29T23:59:00Z",
            "2024-03-01T00:30:00+00:00",
            "2024-03-01T10:00:00+09:00",
            "2024-03-01T10:00:01+09:00",
            "2024-03-01T00:00:00-03:00",
            "2025-01-01T00:00:00Z",
        ];
        assert!(order.is_sorted_by(|a, b| moment(a) < moment(b)));
        let (before, after) = ("2024-02-29T00:00:00Z", "2024-03-01T00:00:00Z");
        assert_eq!(moment(after) - moment(before), 24 * 60 * 60);
    }
}
