//! The words of the interface in one language, as the files `text/LANG.yaml` of themes have them.
//! Gives messages with their values in place, numbers and dates as the language writes them.
//! Must not know where a message is shown.

use std::{collections::BTreeMap, fmt};

use icu_locale_core::Locale;
use icu_plurals::{PluralCategory, PluralRuleType, PluralRules};
use serde::{Deserialize, Serialize};

use crate::yaml::complaint;

/// The language whose file has every message.
pub const COMPLETE: &str = "en";

/// The words of the interface in one language.
pub struct Words {
    language: String,
    plurals: Option<PluralRules>,
    file: WordsFile,
}

/// A file `text/LANG.yaml`; every part may be missing.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct WordsFile {
    /// How numbers are written.
    numbers: Option<Numbers>,
    /// How dates are written.
    dates: Option<Dates>,
    /// What pages say.
    pages: BTreeMap<String, Message>,
    /// What scripts say.
    scripts: BTreeMap<String, Message>,
    /// What the scripts of practice say, which few pages load.
    practice: BTreeMap<String, Message>,
}

/// How a language groups the digits of a number.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct Numbers {
    /// What stands between groups of three digits.
    group: String,
    /// The number of digits from which they are grouped.
    from: usize,
}

/// How a language writes dates.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Dates {
    /// A pattern with `{year}`, `{month}` and `{day}`.
    pattern: String,
    months: [String; 12],
}

/// A message; one with a number has a text for each plural form of its language.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
#[serde(untagged)]
enum Message {
    Text(String),
    Forms(BTreeMap<Form, String>),
}

/// The plural forms of Unicode CLDR (Unicode Technical Standard #35, part 3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
enum Form {
    Zero,
    One,
    Two,
    Few,
    Many,
    Other,
}

impl From<PluralCategory> for Form {
    fn from(category: PluralCategory) -> Self {
        match category {
            PluralCategory::Zero => Self::Zero,
            PluralCategory::One => Self::One,
            PluralCategory::Two => Self::Two,
            PluralCategory::Few => Self::Few,
            PluralCategory::Many => Self::Many,
            PluralCategory::Other => Self::Other,
        }
    }
}

impl WordsFile {
    /// Reads a file.
    ///
    /// # Errors
    /// What is wrong with it, in words for its author.
    pub fn parse(text: &str) -> Result<Self, String> {
        let file: Self = serde_yaml::from_str(text).map_err(|it| complaint(&it))?;
        for (key, message) in file.messages() {
            let Message::Forms(forms) = message else { continue };
            if !forms.contains_key(&Form::Other) {
                return Err(format!("`{key}` has plural forms, but not `other`"));
            }
        }
        Ok(file)
    }

    /// All messages by their keys.
    fn messages(&self) -> impl Iterator<Item = (&String, &Message)> {
        self.pages.iter().chain(&self.scripts).chain(&self.practice)
    }

    /// Adds what another file has and this one has not.
    fn fill(&mut self, other: &Self) {
        self.numbers = self.numbers.take().or_else(|| other.numbers.clone());
        self.dates = self.dates.take().or_else(|| other.dates.clone());
        for (own, others) in [
            (&mut self.pages, &other.pages),
            (&mut self.scripts, &other.scripts),
            (&mut self.practice, &other.practice),
        ] {
            for (key, message) in others {
                own.entry(key.clone()).or_insert_with(|| message.clone());
            }
        }
    }
}

/// The languages whose files serve a site in `language`, the best one first: `pt-BR`, `pt`, `en`.
pub fn fallbacks(language: &str) -> impl Iterator<Item = String> {
    let mut code = Some(language.to_ascii_lowercase());
    let shorter = std::iter::from_fn(move || {
        let now = code.take()?;
        code = now.rsplit_once('-').map(|(rest, _)| rest.to_owned());
        Some(now)
    });
    shorter.chain([COMPLETE.to_owned()])
}

impl Words {
    /// The words of a language from its files, the best one first, each with the code of its
    /// language.
    #[must_use]
    pub fn new<'f>(files: impl Iterator<Item = (&'f str, &'f WordsFile)>) -> Self {
        let mut language = None;
        let mut all = WordsFile::default();
        for (code, file) in files {
            language = language.or(Some(code));
            all.fill(file);
        }
        let language = language.unwrap_or(COMPLETE).to_owned();
        let locale = language.parse::<Locale>().ok();
        let rules = locale.and_then(|it| {
            PluralRules::try_new(it.into(), PluralRuleType::Cardinal.into()).ok()
        });
        Self { language, plurals: rules, file: all }
    }

    /// All keys of messages.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.file.messages().map(|(key, _)| key.as_str())
    }

    /// A message without values; an unknown key stands for itself.
    #[must_use]
    pub fn text<'w>(&'w self, key: &'w str) -> &'w str {
        self.message(key, None).unwrap_or(key)
    }

    /// A message about a number of things, `{n}`.
    #[must_use]
    pub fn count(&self, key: &str, n: usize) -> String {
        self.say(key, Some(n as u64), |_| None).unwrap_or_default()
    }

    /// A message with values in place of `{name}`, its plural form chosen by `n`; none if there is
    /// no such message.
    #[must_use]
    pub fn say(
        &self,
        key: &str,
        n: Option<u64>,
        value: impl Fn(&str) -> Option<String>,
    ) -> Option<String> {
        let value = |name: &str| match n.filter(|_| name == "n") {
            Some(n) => Some(self.number(n)),
            None => value(name),
        };
        Some(filled(self.message(key, n)?, value))
    }

    /// A label with the sign that ends labels.
    #[must_use]
    pub fn labelled(&self, label: &str) -> String {
        self.say("labelled", None, |_| Some(label.to_owned())).unwrap_or_default()
    }

    /// A number with its digits in groups, such as `1,707`.
    #[must_use]
    pub fn number(&self, number: u64) -> String {
        let digits = number.to_string();
        let Some(Numbers { group, from }) = &self.file.numbers else { return digits };
        let mut text = String::new();
        for (at, digit) in digits.chars().enumerate() {
            let left = digits.len() - at;
            if at > 0 && left.is_multiple_of(3) && digits.len() >= *from {
                text.push_str(group);
            }
            text.push(digit);
        }
        text
    }

    /// A date that begins with `YYYY-MM-DD`; others stay as they are.
    #[must_use]
    pub fn date(&self, date: &str) -> String {
        let written = || {
            let day = date.get(..10)?;
            let mut parts = day.split('-');
            let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
            let dates = self.file.dates.as_ref()?;
            let month = dates.months.get(month.parse::<usize>().ok()?.checked_sub(1)?)?;
            let day = day.parse::<u8>().ok()?;
            Some(filled(&dates.pattern, |name| match name {
                "year" => Some(year.to_owned()),
                "month" => Some(month.clone()),
                "day" => Some(day.to_string()),
                _ => None,
            }))
        };
        written().unwrap_or_else(|| date.to_owned())
    }

    /// A script that says in `cribWords` what scripts need.
    ///
    /// # Errors
    /// Never in practice: texts and numbers can always be written as JSON.
    pub fn script(&self) -> serde_json::Result<String> {
        let WordsFile { numbers, scripts, .. } = &self.file;
        let language = &self.language;
        let words = serde_json::json!({"language": language, "numbers": numbers, "texts": scripts});
        Ok(format!("globalThis.cribWords={};\n", json(&words)?))
    }

    /// A script that adds to `cribWords` what the scripts of practice need.
    ///
    /// # Errors
    /// Never in practice, as for [`Words::script`].
    pub fn practice_script(&self) -> serde_json::Result<String> {
        let texts = json(&self.file.practice)?;
        Ok(format!("Object.assign(cribWords.texts,{texts});\n"))
    }

    fn message(&self, key: &str, n: Option<u64>) -> Option<&str> {
        let WordsFile { pages, scripts, practice, .. } = &self.file;
        let message = pages.get(key).or_else(|| scripts.get(key));
        match message.or_else(|| practice.get(key))? {
            Message::Text(text) => Some(text),
            Message::Forms(forms) => {
                let rules = self.plurals.as_ref().zip(n);
                let form =
                    rules.map_or(Form::Other, |(rules, n)| rules.category_for(n).into());
                forms.get(&form).or_else(|| forms.get(&Form::Other)).map(String::as_str)
            }
        }
    }
}

impl fmt::Debug for Words {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Words").field(&self.language).finish()
    }
}

/// A value as JSON within a script. Within HTML, `</script>` would end the script.
fn json(value: &impl Serialize) -> serde_json::Result<String> {
    Ok(serde_json::to_string(value)?.replace('<', "\\u003c"))
}

/// A text with values in place of `{name}`; what has no value stays.
fn filled(text: &str, value: impl Fn(&str) -> Option<String>) -> String {
    let mut rest = text;
    let mut filled = String::with_capacity(text.len());
    while let Some((before, behind)) = rest.split_once('{') {
        filled.push_str(before);
        let named = behind.split_once('}');
        let known = named.and_then(|(name, after)| Some((value(name)?, after)));
        if let Some((value, after)) = known {
            filled.push_str(&value);
            rest = after;
        } else {
            filled.push('{');
            rest = behind;
        }
    }
    filled.push_str(rest);
    filled
}

#[cfg(test)]
mod tests {
    use super::{Words, WordsFile, fallbacks};

    fn words(language: &str, text: &str) -> Words {
        let file = WordsFile::parse(text).unwrap();
        Words::new([(language, &file)].into_iter())
    }

    #[test]
    fn plural_forms_follow_the_language() {
        let text = "pages:\n  notes: {one: '{n} uwaga', few: '{n} uwagi', many: '{n} uwag', other: '{n} uwagi'}";
        let words = words("pl", text);
        let said = [1, 2, 5, 22].map(|n| words.count("notes", n));
        assert_eq!(said, ["1 uwaga", "2 uwagi", "5 uwag", "22 uwagi"]);
    }

    #[test]
    fn forms_that_a_file_lacks_are_its_other_one() {
        let words = words("ar", "pages: {notes: {one: واحد, other: '{n} ×'}}");
        assert_eq!([1, 2, 3].map(|n| words.count("notes", n)), ["واحد", "2 ×", "3 ×"]);
        let wrong = WordsFile::parse("pages: {notes: {one: x}}").unwrap_err();
        assert!(wrong.contains("`notes`") && wrong.contains("`other`"), "{wrong}");
    }

    #[test]
    fn numbers_and_dates_are_written_as_the_language_does() {
        let words = words(
            "es",
            "numbers: {group: '.', from: 5}\ndates:\n  pattern: '{day} {month} {year}'\n  \
             months: [ene, feb, mar, abr, may, jun, jul, ago, sept, oct, nov, dic]",
        );
        assert_eq!([7, 1707, 12_345].map(|n| words.number(n)), ["7", "1707", "12.345"]);
        assert_eq!(words.number(1_234_567), "1.234.567");
        let dates = ["2026-03-07", "2026-11-28T10:00:00Z", "spring", "2026-13-01", ""];
        let said = dates.map(|it| words.date(it));
        assert_eq!(said, ["7 mar 2026", "28 nov 2026", "spring", "2026-13-01", ""]);
    }

    #[test]
    fn values_stand_where_they_are_named() {
        let words = words("en", "pages: {found: '{n} of {all} in {place}'}");
        let value = |name: &str| (name == "all").then(|| String::from("{n}"));
        let said = words.say("found", Some(3), value);
        assert_eq!(said.as_deref(), Some("3 of {n} in {place}"));
        assert_eq!(
            (words.text("lost"), words.say("lost", None, |_| None)),
            ("lost", None)
        );
    }

    #[test]
    fn languages_fall_back_to_shorter_codes_and_english() {
        let codes = |it: &str| fallbacks(it).collect::<Vec<_>>();
        assert_eq!(codes("pt-BR"), ["pt-br", "pt", "en"]);
        assert_eq!(codes("en"), ["en", "en"]);
    }
}
