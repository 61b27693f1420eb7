//! Dates as authors write them in front matter.
//! Gives them as RFC 3339 does, which feeds and sitemaps need.
//! Never guesses: anything in another form is not a date.

/// `2026-11-24`, with a time and an offset if there are any, as an instant.
///
/// A date without a time is its first moment; a time without an offset is taken as UTC.
#[must_use]
pub fn instant(text: &str) -> Option<String> {
    let text = text.trim();
    let (day, rest) = text.split_at_checked(10)?;
    if !is_day(day) {
        return None;
    }
    if rest.is_empty() {
        return Some(format!("{day}T00:00:00Z"));
    }
    let rest = rest.strip_prefix(['T', 't', ' '])?.trim();
    let at = rest.find(['Z', 'z', '+', '-']).unwrap_or(rest.len());
    let (time, offset) = rest.split_at_checked(at)?;
    // A fraction of a second says nothing here.
    let time = time.split('.').next().unwrap_or_default().trim();
    let parts: Vec<u32> = numbers(time, ':')?;
    let (hour, minute, second) = match parts[..] {
        [hour, minute] => (hour, minute, 0),
        [hour, minute, second] => (hour, minute, second),
        _ => return None,
    };
    if hour > 23 || minute > 59 || second > 60 {
        return None;
    }
    let offset = match offset.trim() {
        "" | "Z" | "z" => String::from("Z"),
        offset => {
            let (sign, digits) = offset.split_at_checked(1)?;
            let digits: String = digits.chars().filter(|it| *it != ':').collect();
            let (hours, minutes) = digits.split_at_checked(2)?;
            let minutes = if minutes.is_empty() { "00" } else { minutes };
            let is_valid = |it: &str, most: u32| {
                it.len() == 2 && it.parse::<u32>().is_ok_and(|it| it <= most)
            };
            if !is_valid(hours, 23) || !is_valid(minutes, 59) {
                return None;
            }
            format!("{sign}{hours}:{minutes}")
        }
    };
    Some(format!("{day}T{hour:02}:{minute:02}:{second:02}{offset}"))
}

/// Whether a text is a day of the calendar, `YYYY-MM-DD`.
fn is_day(text: &str) -> bool {
    let lengths: Vec<usize> = text.split('-').map(str::len).collect();
    let parts = numbers(text, '-').unwrap_or_default();
    let ([4, 2, 2], [year, month, day]) = (&lengths[..], &parts[..]) else {
        return false;
    };
    let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if is_leap => 29,
        2 => 28,
        _ => return false,
    };
    (1..=days).contains(day)
}

fn numbers(text: &str, separator: char) -> Option<Vec<u32>> {
    let is_digits = |it: &str| !it.is_empty() && it.bytes().all(|it| it.is_ascii_digit());
    let number = |it: &str| is_digits(it).then(|| it.parse().ok()).flatten();
    text.split(separator).map(number).collect()
}

#[cfg(test)]
mod tests {
    use super::instant;

    #[test]
    fn dates_become_instants_and_nothing_else_does() {
        for (text, expected) in [
            ("2026-11-24", Some("2026-11-24T00:00:00Z")),
            ("2026-11-24 08:30", Some("2026-11-24T08:30:00Z")),
            ("2026-11-24T08:30:05.123Z", Some("2026-11-24T08:30:05Z")),
            ("2026-11-24T08:30:05+0900", Some("2026-11-24T08:30:05+09:00")),
            ("2026-11-24T08:30:05-03:00", Some("2026-11-24T08:30:05-03:00")),
            ("2024-02-29", Some("2024-02-29T00:00:00Z")),
            ("2026-02-29", None),
            ("2026-13-01", None),
            ("24.11.2026", None),
            ("2026-1-2", None),
            ("2026-11-24T25:00", None),
            ("2026-11-2410:00", None),
            ("2026-11-24T", None),
            ("2026-11-24T08:30:05+99", None),
            ("2026-11-2é", None),
            ("soon", None),
            ("", None),
        ] {
            assert_eq!(instant(text).as_deref(), expected, "{text}");
        }
    }
}
