//! What the cells and headers of a table hold that nobody compares: endpoints, columns of a
//! database, duties, hours, rows of data, examples with their results.
//! Gives signals, by shape where shape can tell, else by words.
//! Must not weigh anything.

use std::collections::BTreeSet;

use super::shape::{Grid, distinct, is_mark, ratio, share};
use crate::{
    study::lexicon::{self, List, Text},
    text::is_joined,
};

/// Signals that a table compares nothing; each lies between 0 and 1.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Contents {
    /// A column holds paths, or methods of HTTP.
    pub(super) addresses: f64,
    /// A column holds types of data, or says which columns are keys.
    pub(super) schema: f64,
    /// The share of rows that go on with what the row above names.
    pub(super) gaps: f64,
    /// How much the first cells repeat each other.
    pub(super) repeats: f64,
    /// The cells are marks or a few letters that say what somebody must do or may do.
    pub(super) duties: f64,
    /// Days or hours stand in the headers or first cells.
    pub(super) calendar: f64,
    /// The headers are names of fields, and the rows are data.
    pub(super) records: f64,
    /// What is worked out stands first, and what comes of it behind.
    pub(super) examples: f64,
    /// A second header turns the first into its opposite, or says it in another language.
    pub(super) pairs: f64,
}

impl Contents {
    /// Reads a table below a heading or caption.
    pub(super) fn new(grid: &Grid<'_>, around: &[&str]) -> Self {
        let columns: Vec<Vec<&str>> =
            (0..grid.header.len()).map(|at| cells(grid, at)).collect();
        let first = columns.first().map_or(&[][..], Vec::as_slice);
        let items = columns.get(1..).unwrap_or_default();
        Self {
            addresses: addresses(first, items),
            schema: types(first, items).max(keys(&columns)),
            gaps: gaps(grid),
            repeats: if first.len() < 3 { 0.0 } else { 1.0 - distinct(first) },
            duties: duties(grid, first, items, around),
            calendar: calendar(grid, first),
            records: records(grid, &columns),
            examples: truth(&columns).max(examples(grid, first)),
            pairs: flag(are_opposite(grid.header) || are_translated(grid.header)),
        }
    }
}

fn flag(signal: bool) -> f64 {
    if signal { 1.0 } else { 0.0 }
}

/// The cells of a column that hold something.
fn cells<'a>(grid: &Grid<'a>, at: usize) -> Vec<&'a str> {
    let cells = grid.rows.iter().filter_map(|row| row.get(at));
    cells.map(|it| it.trim()).filter(|it| !it.is_empty()).collect()
}

/// A share, if most are meant.
fn most(share: f64) -> f64 {
    if share >= 0.6 { share } else { 0.0 }
}

fn addresses(first: &[&str], items: &[Vec<&str>]) -> f64 {
    let is_named = |it: &str| is_path(it) || it.contains("://");
    let others = items.iter().map(|it| share(it, |it| is_path(it) || is_method(it)));
    most(others.fold(share(first, is_named), f64::max))
}

/// Whether a cell is a path from a root, alone or behind a method: `GET /users/{id}`.
fn is_path(cell: &str) -> bool {
    let path = match cell.split_once(' ') {
        Some((method, path)) if is_method(method) => path.trim(),
        _ => cell,
    };
    let is_name =
        |c: char| c.is_alphabetic() || matches!(c, '_' | '{' | ':' | '<' | '*' | '.');
    let rooted = path.trim_start_matches(['.', '~']).strip_prefix('/');
    let has_space = path.contains(char::is_whitespace);
    let has_variable =
        || ["/{", "/:", "/<", "}/", ":\\"].iter().any(|it| path.contains(it));
    !has_space && has_variable()
        || rooted.is_some_and(|it| it.is_empty() || it.starts_with(is_name))
}

/// Whether a word is a method of HTTP: without paths beside it, a thing of its own.
pub(super) fn is_method(word: &str) -> bool {
    matches!(word, "GET" | "POST" | "PUT" | "PATCH" | "DELETE" | "HEAD" | "OPTIONS")
}

/// Whether one column says which type of data each row is.
fn types(first: &[&str], items: &[Vec<&str>]) -> f64 {
    let is_type = |cell: &str, lists: &[List]| {
        let cell = cell.trim_start_matches(['<', '?', '*', '[']).to_lowercase();
        let ends = |c: char| matches!(c, '(' | '[' | '<' | '?' | '>' | ']' | ',' | '|');
        let name = cell.split(ends).next().unwrap_or_default().trim();
        let word = name.rsplit([' ', '.']).next().unwrap_or_default();
        lexicon::has_any(lists, name) || lexicon::has_any(lists, word)
    };
    let of_types = |cells: &[&str]| {
        let is_sure = cells.iter().any(|it| is_type(it, &[List::Types]));
        let all = || share(cells, |it| is_type(it, &[List::Types, List::TypeWords]));
        if is_sure { most(all()) } else { 0.0 }
    };
    let found: Vec<f64> = items.iter().map(|it| of_types(it)).collect();
    // Types of two languages side by side are compared.
    let count = found.iter().filter(|it| **it > 0.0).count();
    if count != 1 || of_types(first) > 0.0 {
        return 0.0;
    }
    found.into_iter().fold(0.0, f64::max)
}

/// Whether a column says which columns of a database are keys, or must hold something.
fn keys(columns: &[Vec<&str>]) -> f64 {
    let is_key = |it: &&&str| matches!(**it, "PK" | "FK" | "PK, FK" | "PK/FK");
    let has_key = columns.iter().flatten().any(|it| is_key(&it));
    let is_constraint = |cell: &str| {
        cell.split_whitespace().count() <= 6
            && Text::new(cell).begins_with(List::Constraints)
    };
    let others = columns.iter().skip(1).map(|it| share(it, is_constraint));
    flag(has_key).max(most(others.fold(0.0, f64::max)))
}

/// The share of rows that have no first cell, and others.
fn gaps(grid: &Grid<'_>) -> f64 {
    let is_empty = |it: &String| it.trim().is_empty();
    let goes_on = |row: &&Vec<String>| {
        row.first().is_some_and(is_empty) && !row.iter().all(is_empty)
    };
    ratio(grid.rows.iter().filter(goes_on).count(), grid.rows.len())
}

/// Whether the cells say who must do or may do what.
fn duties(grid: &Grid<'_>, first: &[&str], items: &[Vec<&str>], around: &[&str]) -> f64 {
    let said: Vec<&str> = items.iter().flatten().copied().collect();
    if are_letters(&said) {
        return 1.0;
    }
    let is_access = |it: &str| lexicon::has(List::Access, &it.to_lowercase());
    let is_right = |it: &str| is_dash(it) || is_mark(it) || is_access(it);
    let headers: Vec<&str> = grid.header.iter().skip(1).map(String::as_str).collect();
    if headers.len() > 2 && share(&headers, is_access) >= 0.75 {
        return 1.0;
    }
    let are_rights = share(&said, is_right) >= 0.7;
    let are_people = || share(&headers, is_role).max(share(first, is_role)) >= 0.6;
    let speaks = |it: &str| Text::with_parts(it).holds(List::Duties);
    let opening = grid.header.first().map(String::as_str);
    let are_duties = || around.iter().copied().chain(opening).any(speaks);
    flag(are_rights && (are_people() || are_duties()))
}

/// Whether somebody is named by what they do: `Product owner`.
fn is_role(name: &str) -> bool {
    let text = Text::with_parts(name);
    let last = name.split_whitespace().next_back().unwrap_or_default();
    text.is(List::Roles)
        || Text::new(last).is(List::Roles)
        || name.chars().any(is_joined) && text.holds(List::Roles)
}

/// Letters that say yes or no, or how much, in many languages: such cells compare.
const GRADES: [&str; 8] = ["HML", "AMB", "EMF", "ABCDEFS", "ВСН", "SML", "TF", "VF"];

/// Whether cells hold a few letters again and again, one or several in each: `R`, `A/C`, `rw`.
fn are_letters(cells: &[&str]) -> bool {
    let codes: Vec<&str> = cells.iter().copied().filter(|it| !is_dash(it)).collect();
    let parts = |cell: &str| -> Vec<String> {
        let code = cell.split(['(', '（']).next().unwrap_or_default();
        let parts = code.split(|c: char| !c.is_alphabetic()).filter(|it| !it.is_empty());
        parts.map(str::to_uppercase).collect()
    };
    let is_letter =
        |it: &str| it.chars().count() == 1 && it.chars().all(char::is_uppercase);
    let is_code = |cell: &str| {
        let parts = parts(cell);
        !parts.is_empty() && parts.iter().all(|it| it.chars().count() <= 4)
    };
    if codes.len() < 4 || share(&codes, is_code) < 0.85 {
        return false;
    }
    let letters: BTreeSet<String> =
        codes.iter().flat_map(|it| parts(it)).filter(|it| is_letter(it)).collect();
    let is_known = |c: char| {
        letters.contains(c.encode_utf8(&mut [0; 4])) || matches!(c, 'R' | 'W' | 'X')
    };
    let is_made_of_them = |cell: &str| {
        let parts = parts(cell);
        is_code(cell)
            && parts.iter().all(|it| {
                it.chars().all(is_known) || it.chars().all(|c| "CRUD".contains(c))
            })
    };
    let used: BTreeSet<char> = codes
        .iter()
        .flat_map(|it| parts(it))
        .flat_map(|it| it.chars().collect::<Vec<_>>())
        .collect();
    let is_grade = |set: &&str| used.iter().all(|c| set.contains(*c));
    let says_no = used.len() <= 3 && (used.contains(&'N') || used.contains(&'Н'));
    share(&codes, is_made_of_them) >= 0.85
        && (2..=6).contains(&used.len())
        && !says_no
        && !GRADES.iter().any(is_grade)
}

fn is_dash(cell: &str) -> bool {
    cell.chars().all(|c| !c.is_alphanumeric())
}

/// Whether days or hours stand in the headers or in the first cells.
fn calendar(grid: &Grid<'_>, first: &[&str]) -> f64 {
    let headers: Vec<&str> = grid.header.iter().skip(1).map(String::as_str).collect();
    let of = |cells: &[&str]| {
        if cells.len() < 2 { 0.0 } else { most(share(cells, is_time)) }
    };
    of(&headers).max(of(first))
}

/// Whether a cell is a day, a month or an hour: `Mo.`, `Week 3`, `8:00–9:30`, `第一节`.
fn is_time(cell: &str) -> bool {
    let first = cell.split([' ', '(', ',', '.']).next().unwrap_or_default();
    if Text::new(cell).is(List::Days) || Text::new(first).is(List::Days) {
        return true;
    }
    let is_numeral = |c: char| c.is_ascii_digit() || "一二三四五六七八九十".contains(c);
    if !cell.contains(is_numeral) {
        return false;
    }
    let is_sign =
        |c: char| is_numeral(c) || c.is_whitespace() || ":.-–—~第到至".contains(c);
    let words: Vec<&str> = cell.split(is_sign).filter(|it| !it.is_empty()).collect();
    if words.is_empty() {
        let ends: Vec<&str> = cell.split(['-', '–', '—', '~']).map(str::trim).collect();
        let is_hour = |it: &&str| it.parse::<u8>().is_ok_and(|it| it <= 24);
        let is_clock = |it: &&str| {
            let parts: Vec<&str> = it.split([':', '.']).collect();
            parts.len() == 2
                && it.contains(':')
                && parts.iter().all(|it| it.parse::<u8>().is_ok())
        };
        let is_range = ends.len() == 2 && ends.iter().all(is_hour);
        return is_range || ends.iter().all(is_clock);
    }
    let is_of_time = |it: &&str| {
        lexicon::has(List::Times, &it.to_lowercase()) || it.eq_ignore_ascii_case("h")
    };
    words.iter().all(is_of_time)
}

/// Whether rows are data: headers name fields, or cells hold nulls, addresses or dates.
fn records(grid: &Grid<'_>, columns: &[Vec<&str>]) -> f64 {
    let is_field = |it: &&String| {
        !it.is_empty() && !it.contains(char::is_whitespace) && it.is_ascii()
    };
    let is_joined = |it: &String| {
        it.trim_matches('_').contains('_') && !it.contains(char::is_whitespace)
    };
    let fields = grid.header.iter().filter(is_field).count();
    let is_begun = grid.header.first().is_some_and(|it| {
        !it.is_empty() && !it.contains(char::is_whitespace) && it.to_lowercase() == *it
            || is_joined(it)
    });
    let has_fields = is_begun
        && ratio(fields, grid.header.len()) >= 0.75
        && grid.header.iter().any(is_joined);
    let holds = |test: &dyn Fn(&str) -> bool| {
        let columns = columns.iter().filter(|it| it.len() > 1);
        columns.map(|it| share(it, test)).fold(0.0, f64::max)
    };
    let are_nulls = holds(&|it| matches!(it, "NULL" | "NaN" | "<null>" | "(null)"));
    let are_addresses = holds(&|it| is_email(it) || is_host(it));
    let are_dates = holds(&is_date);
    flag(has_fields)
        .max(if are_nulls >= 0.3 { 0.7 } else { 0.0 })
        .max(most(are_addresses))
        .max(0.7 * most(are_dates))
}

fn is_email(cell: &str) -> bool {
    let parts = cell.split_once('@');
    !cell.contains(char::is_whitespace)
        && parts.is_some_and(|(name, host)| !name.is_empty() && host.contains('.'))
}

/// Whether a cell is the address of a machine, such as `10.0.0.1:80`.
fn is_host(cell: &str) -> bool {
    let host = cell.split([':', '/']).next().unwrap_or_default();
    host.split('.').count() == 4 && host.split('.').all(|it| it.parse::<u8>().is_ok())
}

/// Whether a cell is a date with numbers alone, such as `2024-03-01`, or also says the hour.
fn is_date(cell: &str) -> bool {
    let date = cell.split(['T', ' ']).next().unwrap_or_default();
    let parts: Vec<&str> = date.split(['-', '/', '.']).collect();
    let is_number = |it: &&str| !it.is_empty() && it.chars().all(|c| c.is_ascii_digit());
    let lengths: Vec<usize> = parts.iter().map(|it| it.len()).collect();
    let is_other = |c: char| !c.is_ascii_digit() && !":-/.+TZ ".contains(c);
    parts.iter().all(is_number)
        && matches!(lengths.as_slice(), [4, 1..=2, 1..=2] | [1..=2, 1..=2, 4])
        && !cell.contains(is_other)
}

/// Whether all cells are of very few values, those of a table of truth.
fn truth(columns: &[Vec<&str>]) -> f64 {
    let all: Vec<&str> = columns.iter().flatten().copied().collect();
    let is_value = |cell: &str| {
        let is_bits = cell.len() <= 4 && cell.chars().all(|c| matches!(c, '0' | '1'));
        let lower = cell.to_lowercase();
        is_bits
            || cell.chars().count() == 1
            || matches!(lower.as_str(), "true" | "false" | "vero" | "falso" | "wahr")
            || matches!(lower.as_str(), "falsch" | "vrai" | "faux" | "verdadero")
    };
    let first = columns.first().map_or(&[][..], Vec::as_slice);
    let rows = first.len();
    flag(
        rows >= 2
            && share(first, is_value) >= 1.0
            && share(&all, is_value) >= 0.9
            && all.iter().map(|it| it.to_lowercase()).collect::<BTreeSet<_>>().len() <= 4,
    )
}

/// Whether headers say that examples stand before their results, or the first cells are code that
/// is worked out.
fn examples(grid: &Grid<'_>, first: &[&str]) -> f64 {
    let of = |header: &String, list: List| {
        Text::with_parts(header).hints(&[list]).contains(&list)
    };
    let begins = grid.header.first().is_some_and(|it| of(it, List::Samples));
    let ends = grid.header.iter().skip(1).any(|it| of(it, List::Results));
    if begins && ends {
        return 1.0;
    }
    0.5 * most(share(first, is_expression))
}

/// Whether a cell is code with operands: `7 / 2`, `round(2.5)`, `a == b`.
fn is_expression(cell: &str) -> bool {
    let is_operator =
        |it: &str| !it.is_empty() && it.chars().all(|c| "=<>+*/%^&|!-".contains(c));
    // In prose, names stand beside such signs: `RAG + search`, `read / write`.
    let is_value = |it: &str| {
        it.chars().count() == 1 || it.contains(|c: char| "0123456789\"'(".contains(c))
    };
    let words: Vec<&str> = cell.split_whitespace().collect();
    let is_worked = words.windows(3).any(|it| match it {
        [a, sign, b] => {
            is_operator(sign)
                && (matches!(*sign, "==" | "===" | "!=" | "!==" | "&&" | "||")
                    || is_value(a) && is_value(b))
        }
        _ => false,
    });
    let parted = cell.strip_suffix(')').and_then(|it| it.split_once('('));
    let is_call = parted.is_some_and(|(name, given)| {
        given.contains(|c: char| c.is_ascii_digit() || "\"'[".contains(c))
            && name.ends_with(|c: char| c.is_ascii_alphanumeric() || c == '_')
    });
    is_worked && words.len() <= 8 || is_call
}

/// Whether one of two headers is the other with a word that negates it: `Use`, `Don't use`.
fn are_opposite(header: &[String]) -> bool {
    let [a, b] = header else { return false };
    let (a, b) = (a.to_lowercase(), b.to_lowercase());
    let (long, short) = if a.len() < b.len() { (&b, &a) } else { (&a, &b) };
    let rest =
        long.strip_suffix(short.as_str()).or_else(|| long.strip_prefix(short.as_str()));
    !short.is_empty() && rest.is_some_and(|it| Text::new(it.trim()).is(List::Negations))
}

/// Whether all headers are words for words, or languages: one thing is said in several ways.
fn are_translated(header: &[String]) -> bool {
    const LISTS: [List; 2] = [List::Vocabulary, List::Languages];
    let is_name = |it: &String| !Text::with_parts(it).hints(&LISTS).is_empty();
    header.len() > 1 && header.iter().all(is_name)
}
