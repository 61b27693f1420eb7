//! `crib cards`: the practice cards as a file for Anki, for spreadsheets or to print.
//! Gives the number of cards written, or the reason that nothing was.
//! Must not know how a card is made.

use std::path::Path;

use super::{args::Cards, commands::Session, sheet::has_suffix, shown, usage};
use crate::{
    build::{self, Input, Options},
    config::{Sheets, site_address},
    deck::{Deck, Question},
    diag::counted,
    engine::Engine,
    error::Error,
    export::cards,
    library::Library,
    output,
    query::Query,
    sheet,
};

/// What the file is for.
#[derive(Clone, Copy)]
enum Form {
    Anki,
    Csv,
    Paper,
}

impl Session<'_> {
    /// Writes the cards into a file.
    pub(super) fn cards(&mut self, args: &Cards) -> Result<u8, Error> {
        let form = form(&args.output)?;
        let asked = args.query.as_deref().map(str::trim).filter(|it| !it.is_empty());
        let parse = |it| Query::parse(it).map_err(|why| usage(format!("`{it}`: {why}")));
        let query = asked.map(parse).transpose()?;
        let mut project = self.project(&args.content, None)?;
        if let Some(url) = &args.base_url {
            let url = site_address("--base-url", url).map_err(usage)?;
            project.config.base_url = Some(url);
        }
        // Sheets are not needed here.
        project.config.sheets = Sheets::Off;
        let (config, engine) = (&project.config, &Engine::new(0)?);
        let theme = engine.theme(&project.themes(), config)?;
        let options = Options {
            drafts: args.drafts || config.drafts.unwrap_or(false),
            ..Options::default()
        };
        let (files, name) = (&project.files()?, &*project.name());
        let input = Input { engine, files, config, name, options };
        let resolved = build::resolve(input)?;
        let (library, sources) = resolved.notes();
        let found = build::find(input, &library)?;
        let extracted = build::extract(input, (&library, &found.parts), &sources)?;
        let planned = build::plan(input, &theme, &resolved.library, &extracted.study)?;
        let renderer = &planned.renderer;
        let deck = &renderer.site().deck;
        let taken = engine.run(|| choose(&library, deck, query));
        if taken.is_empty() {
            return Err(nothing(&library, deck.questions.len(), asked));
        }
        let text = engine.run(|| match form {
            Form::Anki => Ok(cards::anki(renderer, &taken)),
            Form::Csv => Ok(cards::csv(renderer, &taken)),
            Form::Paper => cards::paper(renderer, &taken),
        })?;
        output::save(&args.output, text.as_bytes())?;
        if !self.global.quiet {
            let (file, cards) = (shown(&args.output), counted(taken.len(), "card"));
            self.output.say(&format!("{file} written ({cards})"));
        }
        Ok(0)
    }
}

fn form(path: &Path) -> Result<Form, Error> {
    match path {
        _ if has_suffix(path, "txt") => Ok(Form::Anki),
        _ if has_suffix(path, "csv") => Ok(Form::Csv),
        _ if has_suffix(path, "html") || has_suffix(path, "htm") => Ok(Form::Paper),
        _ => Err(usage(format!(
            "the name `{}` must end in `.txt` (for Anki), `.csv` or `.html` (to print)",
            path.display()
        ))),
    }
}

/// The questions that a query selects, by the names that its tags have.
fn choose<'q, 'lib>(
    library: &'lib Library,
    deck: &'q Deck<'lib>,
    query: Option<Query>,
) -> Vec<&'q Question<'lib>> {
    let meant = |word: &str| library.tags().meant_by(word).map(ToString::to_string);
    let query = query.unwrap_or(Query::All).renamed(&meant);
    let is_taken = |it: &&Question<'lib>| query.holds(&deck.facts(library, it));
    deck.questions.iter().filter(is_taken).collect()
}

/// The error for a file without a card.
fn nothing(library: &Library, all: usize, asked: Option<&str>) -> Error {
    usage(match asked.filter(|_| all > 0) {
        Some(query) => sheet::nothing_for(library, query, "none of the cards"),
        None => String::from(
            "the notes have no practice cards: no decision rules, definitions or tables of situations",
        ),
    })
}
