//! One test binary: behaviour through the public boundary, laws, and the tree's tidiness.

#![expect(
    clippy::unwrap_used,
    clippy::string_slice,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    clippy::panic,
    clippy::similar_names,
    clippy::case_sensitive_file_extension_comparisons,
    unreachable_pub,
    reason = "a test may stop the test run, and writes where it likes"
)]

mod asked;
mod bad_input;
mod beside;
mod cards;
mod cases;
mod cli;
mod commonmark;
mod compare;
mod composed;
mod corpora;
mod direction;
mod eject;
mod export;
mod fixture;
mod growth;
mod hostile;
mod html;
mod init;
mod judge;
mod kills;
mod laws;
mod links;
mod manual;
mod maths;
mod memo;
mod output;
mod own_theme;
mod parts;
mod pieces;
mod policy;
mod practice;
mod press;
mod revisions;
mod search;
#[cfg(feature = "serve")]
mod serve;
mod sheet;
mod stop;
mod study;
mod table_kinds;
mod tags;
mod theme;
mod tidy;
mod words;
