//! Names in an output folder that people give to files of their own.
//! Gives which a build neither overwrites nor removes, however they are spelled.
//! Touches no file.

/// What may lie in an empty output folder. Builds neither overwrite nor remove these.
pub(super) const KEEPERS: [&str; 4] = [".gitkeep", ".gitignore", ".git", "CNAME"];

/// Whether a place is that of a file people put into an output folder themselves.
pub(super) fn is_keeper(place: &str) -> bool {
    KEEPERS.iter().any(|it| it.eq_ignore_ascii_case(place))
}
