//! Labels such as `Choose A when` or `When to use A`, and what follows them.
//! Gives the thing to choose and the list of reasons.
//! The patterns are words of many languages; whatever they surround is the thing.

use std::{collections::BTreeMap, sync::LazyLock};

use super::Side;
use crate::{
    note::{Node, NodeId},
    study::{
        labels,
        lead::{Lead, Sign, Style, unnumbered},
        names::is_versus,
        outline::{Block, Line, Outline},
        rule::Rule,
    },
    text::{is_joined, without_colon},
};

/// Words before and after a thing to choose; `false` says when not to.
///
/// Where both are given, more words may follow; an empty first part stands for the beginning.
const PATTERNS: &[(bool, &str, &str)] = &[
    (
        false,
        "don't use|do not use|don't choose|do not choose|avoid|never use",
        "when|if|for",
    ),
    (false, "when not to use|when to avoid|when not to choose", ""),
    (true, "when to use|when to choose|when to pick|when to prefer|when to go with", ""),
    (
        true,
        "when should you use|when should i use|when do you use|when would you use",
        "",
    ),
    (true, "choose|use|pick|select|prefer|go with|opt for|reach for|consider", "when|if"),
    (
        false,
        "wann kein|wann keine|wann keinen|wann nicht",
        "verwenden|nutzen|einsetzen|wählen",
    ),
    (true, "wann", "verwenden|nutzen|einsetzen|wählen|nehmen|benutzen"),
    (true, "wähle|nimm|nutze|verwende|wählen sie|verwenden sie|nutzen sie", "wenn|falls"),
    (false, "", " nicht verwenden, wenn| nicht nutzen, wenn| vermeiden, wenn"),
    (
        true,
        "",
        " verwenden, wenn| nutzen, wenn| einsetzen, wenn| wählen, wenn| nehmen, wenn",
    ),
    (false, "quand ne pas utiliser|quand éviter", ""),
    (true, "quand utiliser|quand choisir|quand préférer|quand prendre", ""),
    (true, "choisir|choisissez|utiliser|utilisez|préférer|préférez", "quand|si|lorsque"),
    (false, "cuándo no usar|cuando no usar|cuándo evitar", ""),
    (true, "cuándo usar|cuando usar|cuándo elegir|cuándo utilizar", ""),
    (true, "elige|elegir|elija|usa|usar|utiliza|utilizar|escoge", "cuando|si"),
    (false, "quando não usar|quando evitar|quando non usare", ""),
    (
        true,
        "quando usar|quando escolher|quando utilizar|quando usare|quando scegliere",
        "",
    ),
    (true, "escolha|use|usar|utilize|prefira|scegli|scegliere|usa|usare", "quando|se"),
    (false, "когда не использовать|когда не стоит использовать|когда не применять", ""),
    (true, "когда использовать|когда применять|когда выбирать|когда выбрать", ""),
    (true, "выбирайте|выбирай|используйте|используй|применяйте|берите", "когда|если"),
    (true, "kiedy używać|kiedy wybrać|kiedy stosować", ""),
    (true, "wybierz|użyj|stosuj", "gdy|kiedy|jeśli"),
    (true, "khi nào dùng|khi nào nên dùng|khi nào chọn|khi nào sử dụng", ""),
    (true, "chọn|dùng|sử dụng", "khi|nếu"),
    (true, "متى تستخدم|متى نستخدم|متى تختار", ""),
    (true, "استخدم|اختر", "عندما|إذا"),
    (false, "何时不使用|什么时候不用|不要使用|何時不使用", ""),
    (
        true,
        "何时使用|何时选择|什么时候用|什么时候使用|什么时候选择|何時使用|何時選擇",
        "",
    ),
    (true, "选择|使用|选用|選擇", "的场景|的情况|的时候|的时机|的情況|的場景|的時候"),
    (true, "", "的适用场景|的使用场景|的適用場景|的使用場景"),
    (
        true,
        "",
        "を選ぶとき|を選ぶ場合|を選ぶべき場合|を選択する場合|を使うべき場合|の使いどころ",
    ),
    (true, "", "を使うとき|を使う場合|を使用する場合|が向いている場合|が適している場合"),
    (
        true,
        "",
        "를 선택하는 경우|을 선택하는 경우|를 선택할 때|을 선택할 때|선택 시|사용 시",
    ),
    (
        true,
        "",
        "를 사용하는 경우|을 사용하는 경우|를 사용할 때|을 사용할 때|를 써야 할 때",
    ),
    (true, "", "을 써야 할 때|를 사용해야 할 때|을 사용해야 할 때|를 사용해야 하는 경우"),
];

/// A name of more words is a sentence.
const MAX_WORDS: usize = 6;

/// The lists and texts under labels that say when to choose something.
pub(super) fn read<'lib>(outline: &Outline<'_, 'lib>) -> Vec<Side<'lib>> {
    let mut sides: Vec<(Option<NodeId>, Side<'lib>)> = Vec::new();
    for block in outline.blocks {
        let section = block.section.headings.last().map(|it| it.node);
        if outline.switches.allow(Rule::Chooser, &block.instructions) {
            sides.extend(of_block(outline, block).map(|it| (section, it)));
        }
        for line in &block.lines {
            if outline.switches.allow(Rule::Chooser, &line.instructions) {
                let side = of_line(outline, block, line);
                sides.extend(side.map(|it| (section, it)));
            }
        }
    }
    let items: Vec<(Option<NodeId>, String)> =
        sides.iter().map(|(section, it)| (*section, it.item.clone())).collect();
    for (section, side) in &mut sides {
        let others = items.iter().filter(|(at, it)| at == section && *it != side.item);
        for (_, item) in others {
            if !side.opponents.contains(item) {
                side.opponents.push(item.clone());
            }
        }
    }
    sides.into_iter().map(|(_, it)| it).collect()
}

/// A list under such a label or heading.
fn of_block<'lib>(
    outline: &Outline<'_, 'lib>,
    block: &Block<'lib>,
) -> Option<Side<'lib>> {
    let Node::Elem(pulldown_cmark::Tag::List(_), position, _) = block.node else {
        return None;
    };
    let title = match &block.label {
        Some(label) => label.text(),
        None => block.section.subject()?,
    };
    let (favours, item) = chosen(&title)?;
    let item = if item.is_empty() { over(block)? } else { item };
    Some(Side {
        place: outline.place(block, position),
        item,
        opponents: Vec::new(),
        body: std::slice::from_ref(block.node).into(),
        is_against: !favours,
        rule: Rule::Chooser,
    })
}

/// A line such as `**Use A when:** reasons`.
fn of_line<'lib>(
    outline: &Outline<'_, 'lib>,
    block: &Block<'lib>,
    line: &Line<'lib>,
) -> Option<Side<'lib>> {
    let is_label = |it: &&Lead<'_>| it.style == Style::Bold && it.sign == Sign::Colon;
    let lead = line.lead.as_ref().filter(is_label)?;
    let (favours, item) = chosen(&lead.name)?;
    let item = if item.is_empty() { over(block)? } else { item };
    (!lead.rest.is_empty()).then(|| Side {
        place: outline.place(block, &line.position),
        item,
        opponents: Vec::new(),
        body: lead.rest.clone(),
        is_against: !favours,
        rule: Rule::Chooser,
    })
}

/// What `When to use:` without a name speaks of: the item or section it stands in.
fn over(block: &Block<'_>) -> Option<String> {
    let label = block.label.filter(|it| it.is_bold).map(|it| it.text());
    let label = label.filter(|it| chosen(it).is_none());
    let name = label.or_else(|| block.section.subject())?;
    let name = unnumbered(&name);
    labels::is_term(name).then(|| name.to_owned())
}

/// A pattern, taken apart.
struct Pattern {
    favours: bool,
    before: Vec<&'static str>,
    after: Vec<&'static str>,
}

/// The patterns by the letter they begin with; those that begin with the thing under `None`.
static BY_LETTER: LazyLock<BTreeMap<Option<char>, Vec<Pattern>>> = LazyLock::new(|| {
    let mut all: BTreeMap<Option<char>, Vec<Pattern>> = BTreeMap::new();
    for (favours, before, after) in PATTERNS {
        let mut parts: BTreeMap<Option<char>, Vec<&str>> = BTreeMap::new();
        for it in before.split('|') {
            parts.entry(it.chars().next()).or_default().push(it);
        }
        for (letter, before) in parts {
            let after = after.split('|').filter(|it| !it.is_empty()).collect();
            all.entry(letter).or_default().push(Pattern {
                favours: *favours,
                before,
                after,
            });
        }
    }
    all
});

/// What a label says to choose, and whether it says to; empty when it names nothing.
pub(super) fn chosen(label: &str) -> Option<(bool, String)> {
    let label = label.trim_start_matches(|c: char| !c.is_alphanumeric());
    let label = without_colon(label).trim_end_matches(['?', '？', '…', '.']).trim_end();
    let letter = label.chars().next()?.to_lowercase().next();
    let may_be_open = !label.is_ascii() || label.ends_with(", wenn");
    let open = BY_LETTER.get(&None).filter(|_| may_be_open);
    let mut patterns = [BY_LETTER.get(&letter), open].into_iter().flatten().flatten();
    patterns.find_map(|pattern| {
        let item = pattern.before.iter().find_map(|before| {
            let rest = after_words(label, before)?;
            let mut ends = pattern.after.iter();
            if pattern.after.is_empty() {
                Some(rest)
            } else if before.is_empty() {
                ends.find_map(|it| rest.strip_suffix(it))
            } else {
                ends.filter_map(|it| before_words(rest, it)).min_by_key(|it| it.len())
            }
        })?;
        let item = item.trim().trim_matches(['"', '“', '”', '`']);
        is_item(item).then(|| (pattern.favours, item.to_owned()))
    })
}

/// What follows words at the beginning of a text, where a word may end.
fn after_words<'t>(text: &'t str, words: &str) -> Option<&'t str> {
    let rest = labels::after(text, words)?;
    let is_end = rest.is_empty() || rest.starts_with(' ') || words.is_empty();
    (is_end || is_unspaced(words)).then_some(rest)
}

/// Whether words may stand inside a longer run of letters.
fn is_unspaced(words: &str) -> bool {
    words.chars().all(|c| is_joined(c) || c == ' ')
}

/// What stands before a word or ending of a text.
fn before_words<'t>(text: &'t str, words: &str) -> Option<&'t str> {
    if is_unspaced(words) {
        return text.strip_suffix(words);
    }
    let starts = text.char_indices().filter(|(at, _)| {
        *at == 0 || text.get(..*at).is_some_and(|it| it.ends_with(' '))
    });
    let mut starts = starts.map(|(at, _)| at);
    starts.find_map(|at| after_words(text.get(at..)?, words).and(text.get(..at)))
}

/// Whether words name one thing to choose, or nothing.
fn is_item(words: &str) -> bool {
    words.split_whitespace().count() <= MAX_WORDS
        && !is_versus(words)
        && (words.is_empty() || labels::is_name(words))
}
