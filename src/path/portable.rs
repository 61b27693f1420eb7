//! Names that every system keeps as they are: what Windows, macOS and Linux agree on.
//! Gives for any name one that all of them store, and says what was wrong with the old one.
//! Knows nothing of disks: a name is judged alike wherever a site is built.

use std::borrow::Cow;

use xxhash_rust::xxh3::xxh3_64;

/// How long a name may be, in bytes: file systems take 255, and a number may be added to it.
const MAX_NAME: usize = 240;
/// How long the path of a file may be below the site's root, in bytes: macOS takes 1,024 in all.
pub const MAX_PATH: usize = 800;
/// A suffix that a shortened name keeps is no longer, with its dot.
const MAX_SUFFIX: usize = 12;

/// The names of devices, which Windows opens in any folder and with any suffix
/// ("Naming Files, Paths, and Namespaces" of the Windows documentation); `0` to `9`, `¹`, `²` and
/// `³` may follow the last two.
const DEVICES: [&str; 8] =
    ["con", "prn", "aux", "nul", "conin$", "conout$", "com", "lpt"];

/// Why a name cannot be kept everywhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flaw {
    /// A character that separates folders, drives or streams on Windows, or a control character.
    Character(char),
    /// It ends with a dot or a space, which Windows drops.
    End,
    /// It is the name of a device.
    Device,
    /// Some system takes it for the name of Git's own folder, or of a file that builds keep.
    Reserved,
    /// It is longer than file systems take.
    Length,
}

impl Flaw {
    /// What is wrong, as the rest of a sentence about the name.
    #[must_use]
    pub fn describe(self) -> String {
        match self {
            Self::Character(it) if it.is_control() => {
                String::from("contains a control character")
            }
            Self::Character(it) => {
                format!("contains `{it}`, which Windows does not allow in names")
            }
            Self::End => String::from("ends with a dot or a space, which Windows drops"),
            Self::Device => String::from("is a device name on Windows"),
            Self::Reserved => String::from("is reserved for Git or Cribsheet"),
            Self::Length => format!("is longer than {MAX_NAME} bytes"),
        }
    }
}

/// What is wrong with one part of a path, if anything is.
#[must_use]
pub fn flaw(name: &str) -> Option<Flaw> {
    if let Some(it) = name.chars().find(|it| is_foreign(*it)) {
        return Some(Flaw::Character(it));
    }
    if name.ends_with(['.', ' ']) {
        return Some(Flaw::End);
    }
    if is_device(name) {
        return Some(Flaw::Device);
    }
    if is_reserved(name) {
        return Some(Flaw::Reserved);
    }
    (name.len() > MAX_NAME).then_some(Flaw::Length)
}

/// What is wrong with a path, as the rest of a sentence about it: with one of its parts, or with its
/// length.
#[must_use]
pub fn complaint(path: &str) -> Option<String> {
    let flaw = path.split('/').find_map(flaw).map(Flaw::describe);
    flaw.or_else(|| {
        (path.len() > MAX_PATH).then(|| format!("is longer than {MAX_PATH} bytes"))
    })
}

/// The name itself, or the one nearest to it that every system keeps.
pub(super) fn portable(name: &str) -> Cow<'_, str> {
    let mut fixed = Cow::Borrowed(name);
    while let Some(flaw) = flaw(&fixed) {
        let next = match flaw {
            Flaw::Character(_) => fixed.replace(is_foreign, "-"),
            Flaw::End => fixed.trim_end_matches(['.', ' ']).to_owned(),
            Flaw::Device => match fixed.split_once('.') {
                Some((stem, suffix)) => format!("{}_.{suffix}", stem.trim_end()),
                None => format!("{fixed}_"),
            },
            Flaw::Reserved => format!("_{fixed}"),
            Flaw::Length => shortened(&fixed, name),
        };
        fixed = Cow::Owned(if next.is_empty() { String::from("_") } else { next });
    }
    fixed
}

/// The beginning of a name with a digest of `whole`, so that different names stay different; the
/// suffix is kept.
pub(super) fn shortened(name: &str, whole: &str) -> String {
    let (stem, suffix) = name
        .rfind('.')
        .and_then(|at| name.split_at_checked(at))
        .filter(|(stem, suffix)| !stem.is_empty() && suffix.len() <= MAX_SUFFIX)
        .unwrap_or((name, ""));
    let end = format!("-{:016x}{suffix}", xxh3_64(whole.as_bytes()));
    let room = stem.floor_char_boundary(MAX_NAME - end.len());
    stem.get(..room).unwrap_or_default().to_owned() + &end
}

/// `?`, `*` and their like may stay: no file of such a name comes from Windows, or goes there.
fn is_foreign(it: char) -> bool {
    it.is_control() || matches!(it, '\\' | ':')
}

/// What lies below an output folder besides the site: a repository, and the files of builds.
const RESERVED: [&str; 5] =
    [".git", "git~1", ".crib-manifest", ".crib-lock", ".crib-tmp"];

/// Whether some system takes a name for a reserved one: letter case does not count, nor characters
/// that macOS passes over.
fn is_reserved(name: &str) -> bool {
    let is_passed_over = |it: &char| {
        matches!(it, '\u{200c}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
            | '\u{206a}'..='\u{206f}' | '\u{feff}')
    };
    let plain: String = name.chars().filter(|it| !is_passed_over(it)).collect();
    RESERVED.contains(&plain.to_lowercase().as_str())
}

fn is_device(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or_default().trim_end().to_lowercase();
    let numbered = |it: &str| {
        let number = stem.strip_prefix(it);
        let mut digits = number.into_iter().flat_map(str::chars);
        let is_number = |it: char| it.is_ascii_digit() || matches!(it, '¹' | '²' | '³');
        digits.next().is_some_and(is_number) && digits.next().is_none()
    };
    let (numbers, names) = DEVICES.split_at(6);
    numbers.contains(&stem.as_str()) || names.iter().any(|it| numbered(it))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_fixed_until_every_system_keeps_them() {
        let cases = [
            ("a b.html", "a b.html"),
            ("What is it?.html", "What is it?.html"),
            ("a\\b.html", "a-b.html"),
            ("C:", "C-"),
            ("https:", "https-"),
            ("a\u{1}b", "a-b"),
            ("a. . ", "a"),
            ("...", "_"),
            ("con", "con_"),
            ("NUL.html", "NUL_.html"),
            ("aux .tar.gz", "aux_.tar.gz"),
            ("lpt¹.html", "lpt¹_.html"),
            ("com10.html", "com10.html"),
            ("console.html", "console.html"),
            ("conin$", "conin$_"),
            ("com.html", "com.html"),
            ("con:", "con-"),
            (":con. ", "-con"),
            (".GIT", "_.GIT"),
            ("git~1", "_git~1"),
            (".g\u{200c}it. ", "_.g\u{200c}it"),
            (".crib-manifest", "_.crib-manifest"),
            (".gitignore", ".gitignore"),
        ];
        for (name, kept) in cases {
            assert_eq!(portable(name), kept, "{name:?}");
            assert_eq!(flaw(&portable(name)), None, "{name:?}");
            assert_eq!(flaw(name).is_none(), name == kept, "{name:?}");
        }
    }

    #[test]
    fn long_names_are_shortened_and_stay_different() {
        let long = |last: char| format!("{}{last}.html", "ü".repeat(200));
        let (a, b) = (long('a'), long('b'));
        let (short_a, short_b) = (portable(&a), portable(&b));
        assert!(short_a.len() <= MAX_NAME && short_a.ends_with(".html"), "{short_a}");
        assert_ne!(short_a, short_b);
        assert_eq!(short_a, portable(&a));
        // A sentence is not a suffix.
        let sentence = format!("{}. {}", "a".repeat(120), "b".repeat(140));
        assert!(portable(&sentence).len() <= MAX_NAME);
    }
}
