//! What labels and headings speak of, in the languages notes are written in.
//! Gives weak signals: words that open a list of rules, terms, tips or pitfalls.
//! Must not decide anything.

use std::sync::LazyLock;

use super::{lexicon::Lexicon, words::speaks_of_decisions};

/// A list of words that is read once.
type Words = LazyLock<Lexicon>;

/// Words over rules to decide by, beside those over tables of situations.
static RULES: Words = Words::new(|| {
    Lexicon::new(
        "rule | rules | rule of thumb | distinction | distinctions | principle | principles |
        tip | tips | scenario | situations | key difference | key differences | exam | when |
        if | keywords | triggers | cheat sheet |
        regel | regeln | faustregel | faustregeln | merke | unterscheidung | grundsatz |
        grundsätze | prüfung | tipp | tipps | prüfungstipp | prüfungstipps |
        règle | règles | principe | principes | astuce | astuces | conseil | conseils |
        examen | scénario | scénarios | si |
        regla | reglas | consejo | consejos | escenario | escenarios | principio | principios |
        regra | regras | dica | dicas | cenário | cenários | princípio | princípios | exame |
        regola | regole | consiglio | consigli | scenari | suggerimenti | esame | principi |
        правило | правила | совет | советы | сценарий | сценарии | принцип | принципы | экзамен |
        规则 | 法则 | 原则 | 提示 | 技巧 | 考点 | 判断 | 口诀 | 規則 | 原則 |
        ルール | ヒント | コツ | 試験 | 見分け方 | ポイント |
        규칙 | 원칙 | 팁 | 시험 | 판단 | 구분 | 기준 |
        zasada | zasady | wskazówka | wskazówki | kural | kurallar | ipucu | quy tắc | mẹo |
        قاعدة | قواعد | نصيحة",
    )
});

/// Words a condition begins with.
static CONDITION: Words = Words::new(|| {
    Lexicon::new(
        "if | when | need | want | wenn | falls | bei | si | quand | lorsque | cuando | se |
        quando | если | когда | при | 如果 | 当 | 若 | 當 | もし | 만약 | jeśli | eğer | nếu | khi |
        إذا | عند",
    )
});

/// Words that stand for something named elsewhere, and so name nothing.
static PRONOUNS: Words = Words::new(|| {
    Lexicon::new(
        "which | what | it | this | that | these | each | both | either | one | them | something |
        welche | welcher | welches | es | diese | dieser | dieses | beide | was | man |
        quel | quelle | lequel | ceci | cela | ce | les deux | cuál | qué | esto | este | esta |
        ambos | qual | isto | isso | ambas | quale | questo | entrambi |
        какой | что | это | его | оба | 哪个 | 哪種 | 它 | 这个 | どれ | どちら | それ | これ |
        어떤 | 이것 | 그것 | nào | który | hangi",
    )
});

/// Labels that say what kind of remark follows, whatever it is about.
static GENERIC: Words = Words::new(|| {
    Lexicon::new(
        "purpose | definition | example | examples | use case | use cases | overview | benefit |
        benefits | features | key features | characteristics | key characteristics | limitations |
        best practices | note | notes | requires | pros | cons | summary | introduction",
    )
});

/// Whether words can name a thing: they are no pronoun.
#[must_use]
pub(super) fn is_name(text: &str) -> bool {
    !PRONOUNS.begins(text)
}

/// Whether words can be a term of their own: they say more than what kind of remark follows.
#[must_use]
pub(super) fn is_term(text: &str) -> bool {
    is_name(text) && !GENERIC.is(text)
}

/// Whether a label or heading speaks of rules to decide by.
#[must_use]
pub(super) fn speaks_of_rules(text: &str) -> bool {
    RULES.within(text) || speaks_of_decisions(text)
}

/// Whether words begin like a condition.
#[must_use]
pub(super) fn begins_condition(text: &str) -> bool {
    CONDITION.begins(text)
}
