//! Names of files that people put into an output folder themselves.
//! Tells which files a build neither overwrites nor removes, however they are spelled.
//! Touches no file.

/// Files that may be in an empty output folder. Builds neither overwrite nor remove them.
pub(super) const KEEPERS: [&str; 4] = [".gitkeep", ".gitignore", ".git", "CNAME"];

/// Whether a place is that of such a file.
pub(super) fn is_keeper(place: &str) -> bool {
    KEEPERS.iter().any(|it| it.eq_ignore_ascii_case(place))
}
