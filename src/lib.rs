//! Cribsheet turns a folder of Markdown notes into a website to study from.
//!
//! Data flows one way; each arrow is a verb, each stage a type:
//!
//! ```text
//! Source ─parse→ Note ─resolve→ Library ─find→ Parts ─extract→ Study ─plan→ Site ─render→ Artifact ─put→ output/
//!  load          one note,       all notes,    what each     what one      which pages  one page at   disk or
//!                pure, total     links         note gives    drills        exist        a time        memory
//! ```
//!
//! [`build`] shows the whole pipeline on one screen.

pub mod path;
pub mod text;

pub mod diag;
pub mod error;
mod yaml;

pub mod words;

pub mod maths;
pub mod paper;
pub mod program;
pub mod query;
pub mod rule;

pub mod config;
pub mod output;
pub mod press;
pub mod source;

pub mod note;

pub mod library;

pub mod study;

pub mod deck;
pub mod search;
pub mod sheet;

pub mod site;

pub mod render;

pub mod export;

pub mod advice;
pub mod engine;

pub mod build;
pub mod cli;
pub mod fix;
pub mod init;
pub mod list;
pub mod memo;
pub mod report;
#[cfg(feature = "serve")]
pub mod serve;
