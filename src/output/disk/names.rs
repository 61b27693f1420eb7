//! Names in an output folder that are no part of a site.
//! Gives which of them a build may neither write nor remove, however they are spelled.
//! Touches no file.

use super::{lock, manifest, staging};

/// What may lie in an empty output folder. Builds neither overwrite nor remove these.
pub(super) const KEEPERS: [&str; 4] = [".gitkeep", ".gitignore", ".git", "CNAME"];

/// What builds keep in an output folder for themselves.
pub(super) const OWN: [&str; 3] = [manifest::NAME, lock::NAME, staging::NAME];

/// Whether a place lies in a repository of Git's, or is a file of ours that is no page.
pub(super) fn is_reserved(place: &str) -> bool {
    let parts = || place.split('/').map(folded);
    parts().any(|it| it == ".git" || it == "git~1" || OWN.contains(&it.as_str()))
}

/// Whether a place is that of a file people put into an output folder themselves.
pub(super) fn is_keeper(place: &str) -> bool {
    let name = folded(place);
    KEEPERS.iter().any(|it| it.eq_ignore_ascii_case(&name))
}

/// A name as the least particular of file systems read it: in any letter case, without dots and
/// spaces at its end, without characters that macOS ignores, and without a stream of NTFS.
fn folded(name: &str) -> String {
    let is_ignored = |it: &char| {
        matches!(it, '\u{200c}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
            | '\u{206a}'..='\u{206f}' | '\u{feff}')
    };
    let name = name.split(':').next().unwrap_or_default();
    let name: String = name.chars().filter(|it| !is_ignored(it)).collect();
    name.trim_end_matches(['.', ' ']).to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reserved_names_are_known_in_every_spelling() {
        for name in [
            ".git/config",
            ".GIT/config",
            "x/.git/HEAD",
            ".git./config",
            ".git /config",
            "GIT~1/config",
            ".g\u{200c}it/config",
            ".git::$INDEX_ALLOCATION/config",
            ".crib-manifest",
            "x/.crib-manifest",
            ".Crib-Lock",
            ".crib-tmp/1.part",
        ] {
            assert!(is_reserved(name), "{name}");
        }
        for name in ["git/config", ".github/x", "a.git", ".gitignore", "crib-manifest"] {
            assert!(!is_reserved(name), "{name}");
        }
        for name in ["CNAME", "cname", ".gitignore", ".GitKeep", "CNAME."] {
            assert!(is_keeper(name), "{name}");
        }
        for name in ["cname/index.html", "x/CNAME", "cname.html"] {
            assert!(!is_keeper(name), "{name}");
        }
    }
}
