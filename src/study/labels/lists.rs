//! The words behind `labels`, list by list.
//! Gives lists in more than ten languages, `|` between entries, all in lower case.
//! A missing word costs a find in that language and nothing else.

use std::sync::LazyLock;

use crate::study::lexicon::Lexicon;

/// A list of words that is read once.
type Words = LazyLock<Lexicon>;

/// Words over rules to decide by, beside those over tables of situations.
pub(super) static RULES: Words = Words::new(|| {
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
pub(super) static CONDITION: Words = Words::new(|| {
    Lexicon::new(
        "if | when | need | want | wenn | falls | bei | si | quand | lorsque | cuando | se |
        quando | если | когда | при | 如果 | 当 | 若 | 當 | もし | 만약 | jeśli | eğer | nếu | khi |
        إذا | عند",
    )
});

/// Words that stand for something named elsewhere, and so name nothing.
pub(super) static PRONOUNS: Words = Words::new(|| {
    Lexicon::new(
        "which | what | it | this | that | these | each | both | either | them | something |
        welche | welcher | welches | es | diese | dieser | dieses | beide | was | man |
        quel | quelle | lequel | ceci | cela | ce | les deux | cuál | qué | esto | este | esta |
        ambos | qual | isto | isso | ambas | quale | questo | entrambi |
        какой | что | это | его | оба | 哪个 | 哪種 | 它 | 这个 | どれ | どちら | それ | これ |
        어떤 | 이것 | 그것 | nào | który | hangi",
    )
});

/// Labels that say what kind of remark follows, whatever it is about.
pub(super) static GENERIC: Words = Words::new(|| {
    Lexicon::new(
        "example | examples | use case | use cases | use | use for | used for | overview | what |
        benefit | benefits | features | key features | characteristics | key characteristics |
        limit | limits | limitation | limitations | best practice | best practices | note | notes | requires |
        requirement | requirements | pros | cons | summary | introduction | how | how it works |
        technique | technique used | why | when | where | who | key concept | key concepts | key point | key points |
        trade-off | trade-offs | tradeoff | best for | when to use | use when | don't use when |
        how to use | why it matters | steps | step | process | mechanism | solution | problem |
        cost | price | pricing | formula | range | output | input | result | effect | impact |
        default | important | tip | tips | exam tip | exam tips | warning | workflow | answer |
        question | advantages | disadvantages | advantage | disadvantage | implementation |
        related | see also | references | key difference | difference | differences | goal |
        goals | conclusion | details | description | syntax | usage | types | type | options |
        beispiel | beispiele | anwendung | anwendungsfall | einsatz | vorteil | vorteile |
        nachteil | nachteile | hinweis | überblick | merkmale | eigenschaften | warum | wie |
        kosten | einschränkungen | ablauf | ergebnis | lösung | aufgabe | voraussetzung |
        exemple | exemples | cas d'usage | avantage | avantages | inconvénient | inconvénients |
        remarque | aperçu | pourquoi | comment | limites | étapes | coût | résultat |
        ejemplo | ejemplos | caso de uso | casos de uso | ventaja | ventajas | desventaja |
        desventajas | nota | resumen | por qué | cómo | límites | pasos | coste | resultado |
        exemplo | exemplos | vantagem | vantagens | desvantagem | desvantagens | resumo |
        como | limitações | passos | custo | esempio | esempi | caso d'uso | casi d'uso |
        vantaggio | vantaggi | svantaggi | riassunto | perché | come | limiti | passi | costo |
        пример | примеры | применение | преимущества | недостатки | плюсы | минусы | обзор |
        примечание | зачем | как | ограничения | шаги | стоимость | результат |
        例子 | 示例 | 例 | 举例 | 优点 | 缺点 | 特点 | 特征 | 应用 | 应用场景 | 使用场景 | 概述 | 总结 |
        注意 | 为什么 | 步骤 | 限制 | 成本 | 结果 | 優點 | 缺點 | 特點 | 範例 |
        具体例 | 長所 | 短所 | メリット | デメリット | 特徴 | 用例 | 使用例 | 注意点 | まとめ | 理由 |
        手順 | 制限 | コスト | 結果 |
        예 | 예시 | 예제 | 장점 | 단점 | 특징 | 사용 사례 | 활용 | 개요 | 주의 | 주의사항 | 요약 | 이유 |
        방법 | 단계 | 제한 | 비용 | 결과 | 참고 |
        przykład | zalety | wady | örnek | avantajlar | ví dụ | ưu điểm | nhược điểm | مثال",
    )
});

/// Labels before what a thing is.
pub(super) static MEANING: Words = Words::new(|| {
    Lexicon::new(
        "definition | definitions | what it is | what is it | what this is | meaning | defined as |
        begriff | bedeutung | was es ist | was ist das | begriffserklärung |
        définition | signification | ce que c'est | qu'est-ce que c'est |
        definición | significado | qué es | definição | o que é | definizione | cos'è | cosa è |
        определение | значение | что это | что это такое |
        定义 | 含义 | 是什么 | 定義 | 意味 | とは | 意義 | 정의 | 의미 | 뜻 |
        definicja | znaczenie | tanım | định nghĩa | تعريف | التعريف",
    )
});

/// Labels before what a thing is for.
pub(super) static PURPOSE: Words = Words::new(|| {
    Lexicon::new(
        "purpose | what it does | what it is for | what it's for | main purpose | primary purpose |
        zweck | wozu | was es tut | but | finalité | objectif | à quoi ça sert | rôle |
        propósito | finalidad | para qué sirve | qué hace | finalidade | para que serve |
        o que faz | scopo | a cosa serve | cosa fa | finalità |
        назначение | цель | для чего | что делает | 用途 | 目的 | 作用 | 役割 | 목적 | 용도 | 역할 |
        cel | przeznaczenie | amaç | mục đích | الغرض | الهدف",
    )
});

/// Headers of answers that are choices among anything.
pub(super) static CHOICE: Words = Words::new(|| {
    Lexicon::new(
        "solution | solutions | service | services | answer | use | use this | choose | choice |
        pick | recommended | recommendation | best | best choice | best service | tool | tools |
        approach | go with | decision | what to use | suggested | preferred | aws service |
        lösung | antwort | empfehlung | wahl | dienst | werkzeug | nimm | verwende |
        solution | réponse | recommandation | choix | outil | utiliser |
        solución | respuesta | servicio | usar | elegir | recomendación | herramienta |
        solução | resposta | serviço | escolha | recomendação | ferramenta |
        soluzione | risposta | scelta | servizio | strumento |
        решение | ответ | сервис | выбор | рекомендация | инструмент |
        解决方案 | 方案 | 答案 | 服务 | 推荐 | 选择 | 解決方案 | 選擇 | 解決策 | 答え | サービス | 推奨 | 選択 |
        해결책 | 해결 | 답 | 정답 | 서비스 | 추천 | 선택 | 사용",
    )
});

/// Words before a question that is a card.
pub(super) static QUESTION: Words = Words::new(|| {
    Lexicon::new(
        "q | question | f | frage | pregunta | p | pergunta | domanda | d | в | вопрос | 问 | 问题 |
        問 | 問題 | 質問 | 질문 | 문 | 문제 | pytanie | soru | câu hỏi | س | سؤال",
    )
});

/// Words before the answer of a card.
pub(super) static ANSWER: Words = Words::new(|| {
    Lexicon::new(
        "a | answer | antwort | r | réponse | respuesta | resposta | risposta | о | ответ | 答 |
        答案 | 回答 | 答え | 답 | 정답 | 답변 | odpowiedź | cevap | trả lời | đáp | ج | جواب",
    )
});

/// The beginnings of a question for what a thing is.
pub(super) const WHAT_IS_BEFORE: &[&str] = &[
    "what is an ",
    "what is a ",
    "what is the ",
    "what is ",
    "what are the ",
    "what are ",
    "was ist ein ",
    "was ist eine ",
    "was ist ",
    "was sind ",
    "qu'est-ce que ",
    "qu’est-ce que ",
    "qu'est-ce qu'",
    "¿qué es ",
    "qué es ",
    "¿qué son ",
    "o que é ",
    "o que são ",
    "cos'è ",
    "cos’è ",
    "che cos'è ",
    "cosa sono ",
    "что такое ",
    "什么是",
    "何謂",
    "什麼是",
    "co to jest ",
    "czym jest ",
    "nedir ",
    "ما هو ",
    "ما هي ",
];

/// The ends of a question for what a thing is.
pub(super) const WHAT_IS_AFTER: &[&str] = &[
    "是什么",
    "是什麼",
    "とは何か",
    "とは",
    "이란",
    "란 무엇인가",
    "이란 무엇인가",
    "이 뭔가요",
    "란",
    " là gì",
    " nedir",
];

/// Words over lists of terms.
pub(super) static GLOSSARY: Words = Words::new(|| {
    Lexicon::new(
        "glossary | term | terms | terminology | vocabulary | definitions | definition | jargon |
        abbreviations | acronyms | glossar | begriff | begriffe | fachbegriffe | terminologie |
        vokabeln | abkürzungen | definitionen | glossaire | terme | termes | vocabulaire |
        définitions | glosario | término | términos | terminología | vocabulario | definiciones |
        glossário | termo | termos | terminologia | vocabulário | definições | glossario |
        termini | vocabolario | definizioni | глоссарий | термин | термины | терминология |
        определения | словарь | понятия | основные понятия | 术语 | 词汇 | 名词解释 | 概念 | 術語 |
        名詞解釋 | 用語 | 用語集 | 単語 | 용어 | 어휘 | 단어 | 개념 |
        słownik | pojęcia | terimler | thuật ngữ | مصطلحات",
    )
});

/// Words over lists of things of one kind, each with what it is.
pub(super) static KINDS: Words = Words::new(|| {
    Lexicon::new(
        "concepts | component | components | building blocks | elements | parts |
        models to know | services to know | family | families |
        distinctions | techniques | types | kinds | services | algorithms | models | options |
        strategies | methods | roles | phases | stages | layers | tools | parameters |
        hyperparameters | metrics | categories | principles | structures | states |
        konzepte | komponenten | bausteine | elemente | bestandteile | verfahren | arten |
        typen | dienste | algorithmen | modelle | strategien | methoden | rollen | phasen |
        schichten | werkzeuge | concepts clés | composants | éléments | techniques clés |
        types de | modèles | stratégies | méthodes | rôles | couches | outils |
        conceptos | componentes | elementos | técnicas | tipos | servicios | algoritmos |
        modelos | estrategias | métodos | roles clave | fases | capas | herramientas |
        conceitos | serviços | estratégias | camadas | ferramentas | concetti | componenti |
        elementi | tecniche | tipi | servizi | algoritmi | modelli | strategie | metodi | ruoli |
        fasi | livelli | strumenti |
        концепции | компоненты | элементы | методы | типы | виды | сервисы | алгоритмы | модели |
        стратегии | роли | этапы | уровни | инструменты |
        组件 | 组成 | 要素 | 类型 | 种类 | 分类 | 服务 | 算法 | 模型 | 策略 | 方法 | 角色 | 阶段 |
        元件 | 類型 | 種類 | 構成要素 | コンポーネント | 概念一覧 | タイプ | サービス | 手法 |
        구성 요소 | 구성요소 | 종류 | 유형 | 요소 | 기법 | 모델 | 알고리즘 | 단계 | 역할 | 계층 |
        komponenty | typy | rodzaje | bileşenler | türleri | thành phần | các loại | مكونات | أنواع",
    )
});

/// Words that mark what is worth remembering.
pub(super) static TIPS: Words = Words::new(|| {
    Lexicon::new(
        "tip | tips | hint | hints | key takeaway | key takeaways | takeaways | exam note |
        exam notes | mnemonic | mnemonics | rule of thumb |
        tipp | tipps | merksatz | prüfungstipp | prüfungstipps | eselsbrücke |
        astuce | astuces | conseil | conseils | à retenir |
        consejo | consejos | truco | trucos | dica | dicas | suggerimento | suggerimenti |
        consiglio | consigli | da ricordare |
        совет | советы | подсказка | подсказки | 提示 | 小贴士 | 考点 | 考試重點 | 考试重点 | 訣竅 |
        ヒント | コツ | 覚えておく | 試験のポイント | 팁 | 힌트 | 시험 포인트 |
        wskazówka | wskazówki | porada | porady | ipucu | ipuçları | mẹo | نصيحة | نصائح",
    )
});

/// Words that mark what is worth remembering when nothing stands beside them.
pub(super) static TIP_WORDS: Words = Words::new(|| {
    Lexicon::new(
        "important | remember | takeaway | hinweis | merke | wichtig | à noter | recuerda |
        recordar | importante | lembre-se | ricorda | запомни | запомните | важно | 技巧 | 重点 |
        重點 | 记住 | 要点 | ポイント | 重要 | 중요 | 기억 | lưu ý | ważne | önemli | مهم",
    )
});

/// Words that mark what is easy to get wrong when nothing stands beside them.
pub(super) static GOTCHA_WORDS: Words = Words::new(|| {
    Lexicon::new(
        "caution | danger | bug | failure | fail | attention | error | avoid | don't | don'ts |
        achtung | warnung | vorsicht | fehler | falle | fallen | avertissement | prudence |
        erreurs | cuidado | advertencia | atención | errores | aviso | atenção | erros |
        attenzione | avvertenza | errori | ошибка | ошибки | осторожно | внимание |
        предупреждение | 警告 | 坑 | 注意 | 注意事項 | 注意事项 | 間違い | 注意点 | 실수 | 오류 | 주의 |
        주의사항 | 주의점 | 경고 | uwaga | błędy | dikkat | hatalar | cảnh báo | تحذير | احذر",
    )
});

/// Tags that say how much something weighs, not what it is.
pub(super) static WEIGHTS: Words = Words::new(|| {
    Lexicon::new(
        "important | very-important | wichtig | importante | à retenir | важно | 重点 | 重點 | 重要 |
        考点 | 중요 | remember | attention | 注意 | 주의",
    )
});

/// Words that mark what is easy to get wrong.
pub(super) static GOTCHAS: Words = Words::new(|| {
    Lexicon::new(
        "gotcha | gotchas | mistake | mistakes | pitfall | pitfalls | trap | traps |
        anti-pattern | anti-patterns | antipattern | antipatterns | anti pattern | warning |
        warnings | watch out | beware | misconception | misconceptions | common errors |
        häufige fehler | typische fehler | fallstrick | fallstricke | stolperstein |
        stolpersteine | stolperfallen | piège | pièges | erreur fréquente |
        erreurs fréquentes | erreurs courantes | trampa | trampas | errores comunes |
        errores frecuentes | armadilha | armadilhas | erros comuns | errori comuni |
        errori frequenti | trappola | trappole | типичные ошибки | частые ошибки | ловушка |
        ловушки | подводные камни | 陷阱 | 易错点 | 易錯點 | 常见错误 | 常見錯誤 | 误区 | 誤區 |
        落とし穴 | よくある間違い | よくあるミス | 함정 | 흔한 실수 | 자주 하는 실수 |
        pułapka | pułapki | częste błędy | tuzak | tuzaklar | lỗi thường gặp | أخطاء شائعة",
    )
});

/// Words before a colon that say how to get out of what is easy to get wrong.
pub(super) static REMEDIES: Words = Words::new(|| {
    Lexicon::new(
        "solution | solutions | fix | remedy | workaround | mitigation | instead | how to fix |
        how to avoid | lösung | abhilfe | stattdessen | remède | solución | remedio | solução |
        soluzione | rimedio | решение | 解决 | 解决方案 | 解决方法 | 解決 | 解決策 | 解決方法 | 対策 |
        해결 | 해결책 | 해결 방법 | rozwiązanie | çözüm | giải pháp | الحل",
    )
});
