//! Practice as templates and its script see it: questions with their answers, and the list of all.
//! Gives the text of a question as HTML, and what the script needs before it loads any.
//! Must not decide when a question is due.

mod script;

use serde::Serialize;

pub use self::script::{practice_index, practice_part, practice_words};
use super::{CompareContext, LinkView, PageUrls, WhyView};
use crate::{
    deck::{MAX_PLACES, Question},
    library::NoteId,
    path::query_value,
    render::html,
    site::{Extra, Page, Practice, PracticePart, View},
    study::Study,
    text::Direction,
};

/// A question with its answer.
#[derive(Debug, Clone, Serialize)]
pub struct QuestionView {
    key: String,
    kind: &'static str,
    rule: &'static str,
    reason: String,
    language: Option<String>,
    direction: &'static str,
    note: String,
    context: Vec<String>,
    html: String,
    answer: String,
    why: Vec<WhyView>,
    places: Vec<LinkView>,
}

/// The page where readers practise, known to templates as `practice`.
#[derive(Debug, Serialize)]
pub struct PracticeView {
    site: String,
    index: Option<String>,
    words: Option<String>,
    anki: Option<String>,
    count: usize,
    parts: Vec<PracticePartView>,
}

/// A part of the questions: those of a folder, or some of them.
#[derive(Debug, Serialize)]
pub struct PracticePartView {
    link: LinkView,
    count: usize,
}

/// Questions with folded answers, known to templates as `questions`.
#[derive(Debug, Serialize)]
pub struct QuestionsView {
    practice: LinkView,
    notes: Vec<NoteQuestionsView>,
    previous: Option<LinkView>,
    next: Option<LinkView>,
}

/// The questions of one note.
#[derive(Debug, Serialize)]
pub struct NoteQuestionsView {
    link: LinkView,
    practice: String,
    questions: Vec<QuestionView>,
}

impl QuestionView {
    /// A question as a page shows it.
    #[must_use]
    pub fn new<'q>(context: &CompareContext<'q>, question: &Question<'q>) -> Self {
        let card = question.card;
        let place = &card.place;
        let shown = (context.render)(place.id);
        let language = place.note().language(shown.language);
        let html = |words| context.html(place.id, words);
        let why = card.why.iter().map(|(header, words)| WhyView {
            header: header.as_ref().map(|it| context.urls.plain(it)),
            html: html(words),
        });
        let above = question.context(context.library).iter();
        let places = question.places().take(MAX_PLACES);
        Self {
            key: question.key().to_owned(),
            kind: card.kind.name(),
            rule: card.rule.name(),
            reason: context.urls.words.text(&reason(card.rule.name())).to_owned(),
            language: (language != shown.language).then(|| language.to_owned()),
            direction: Direction::of_language(language).name(),
            note: context.urls.plain(question.title().unwrap_or_default()),
            context: above.map(|it| context.urls.plain(it)).collect(),
            html: html::question(shown, &card.prompt),
            answer: html(&card.answer),
            why: why.collect(),
            places: places.map(|it| context.source(it).into_link()).collect(),
        }
    }
}

/// The key of the words that say why something is a card.
fn reason(rule: &str) -> String {
    format!("rule_{}", rule.replace('-', "_"))
}

impl PracticeView {
    /// The values of the page from which readers start.
    #[must_use]
    pub fn new(urls: &PageUrls<'_>, practice: &Practice) -> Self {
        let site = urls.site;
        let url = |it| site.extras.get(&it).map(|it| urls.url(it));
        let part = |it: &PracticePart| PracticePartView {
            link: urls.link(it.page),
            count: it.questions.len(),
        };
        Self {
            site: site.id.clone(),
            index: url(Extra::PracticeIndex),
            words: url(Extra::PracticeWords),
            anki: url(Extra::Anki),
            count: site.deck.questions.len(),
            parts: practice.parts.iter().map(part).collect(),
        }
    }
}

impl QuestionsView {
    /// The values of a page of questions, which were rendered before.
    #[must_use]
    pub fn new(
        urls: &PageUrls<'_>,
        (practice, at): (&Practice, usize),
        questions: &[QuestionView],
    ) -> Self {
        let site = urls.site;
        let part = practice.parts.get(at);
        let asked = part.into_iter().flat_map(|it| &it.questions);
        let asked = asked.filter_map(|it| site.deck.questions.get(*it));
        let mut notes: Vec<(NoteId, NoteQuestionsView)> = Vec::new();
        for (question, view) in asked.zip(questions) {
            let note = question.card.place.id;
            if notes.last().is_none_or(|it| it.0 != note)
                && let Some(page) = site.page_of(note)
            {
                let link = urls.link(page);
                let practice = of_note(urls, practice, site.page(page));
                let questions = Vec::new();
                notes.push((note, NoteQuestionsView { link, practice, questions }));
            }
            if let Some((_, last)) = notes.last_mut() {
                last.questions.push(view.clone());
            }
        }
        let beside = |at: Option<usize>| {
            at.and_then(|it| practice.parts.get(it)).map(|it| urls.link(it.page))
        };
        Self {
            practice: urls.link(practice.page),
            notes: notes.into_iter().map(|it| it.1).collect(),
            previous: beside(at.checked_sub(1)),
            next: beside(Some(at + 1)),
        }
    }
}

/// The URL that begins with the questions of a note's page.
fn of_note(urls: &PageUrls<'_>, practice: &Practice, page: &Page<'_>) -> String {
    let url = urls.page_url(practice.page);
    format!("{url}?note={}", query_value(page.route.as_str()))
}

/// The URL that begins with the questions of a note, folder, tag, comparison or item; none if it has
/// no questions.
///
/// What they are of stands in the query: a fragment would name a place that the page does not have.
pub(super) fn start(
    study: &Study<'_>,
    urls: &PageUrls<'_>,
    page: &Page<'_>,
) -> Option<String> {
    let site = urls.site;
    let practice = site.practice.as_ref()?;
    let url = urls.page_url(practice.page);
    match (&page.view, page.note()) {
        (View::Tag(part, _), _) => {
            let name = &part.whole.name;
            let has_any = site.deck.tags(urls.library).contains(name);
            has_any.then(|| format!("{url}?tag={}", query_value(name.as_str())))
        }
        (View::Folder(path, _), _) if !path.is_root() => {
            let has_any = site.deck.folders().contains(path);
            has_any.then(|| format!("{url}?in={}", query_value(path.as_str())))
        }
        (View::Comparison(_) | View::Item(_), _) => {
            let of_items = site.deck.of_items(study);
            let items = match &page.view {
                View::Item(id) => vec![*id],
                View::Comparison(id) => study.comparison(*id).items.clone(),
                _ => Vec::new(),
            };
            let items = items.iter().filter(|it| of_items.contains_key(it));
            let slugs = items.map(|it| query_value(&study.items.item(*it).slug));
            let slugs: Vec<String> = slugs.map(|it| format!("item={it}")).collect();
            (!slugs.is_empty()).then(|| format!("{url}?{}", slugs.join("&")))
        }
        (_, Some((_, id))) => {
            let any = site.deck.of_note(id).next();
            any.map(|_| of_note(urls, practice, page))
        }
        _ => None,
    }
}
