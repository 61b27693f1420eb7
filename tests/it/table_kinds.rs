//! What tables are for: those that only look as if they compared, and those that do.

use cribsheet::{config::Config, list, study::Parts};

use crate::fixture;

/// The kinds of the tables of a note, each with the direction it is read in.
fn kinds(note: &str) -> Vec<String> {
    let config = Config::default();
    let checked = fixture::check(&fixture::files(&format!("//- a.md\n{note}")), &config);
    let parts = Parts::new(&checked.library, &config, &Parts::default());
    let study = fixture::study((&checked.library, &parts), &checked.sources, &config);
    let rows = serde_json::to_value(list::tables(&checked, &study)).unwrap();
    let line = |row: &serde_json::Value| {
        let word = |key: &str| row[key].as_str().unwrap_or_default().to_owned();
        format!("{} {}", word("kind"), word("orientation")).trim().to_owned()
    };
    rows.as_array().unwrap().iter().map(line).collect()
}

/// Reads a table below a heading; rows stand between semicolons.
fn kind(heading: &str, rows: &str) -> String {
    let mut rows: Vec<String> = rows.split(';').map(|it| format!("|{it}|")).collect();
    let columns = rows[0].matches('|').count() - 1;
    rows.insert(1, format!("|{}", "---|".repeat(columns)));
    kinds(&format!("# Notes\n\n## {heading}\n\n{}\n", rows.join("\n"))).remove(0)
}

/// Expects tables to be there to look things up in.
fn are_looked_up(tables: &[(&str, &str)]) {
    for (heading, rows) in tables {
        assert_eq!(kind(heading, rows), "reference", "{heading}: {rows}");
    }
}

#[test]
fn endpoints_are_not_compared() {
    are_looked_up(&[
        (
            "Resources",
            "Resource|Verb|Body|Answer;/tea|GET|–|Tea[];/tea/{id}|PUT|Tea|Tea;/tea/{id}|DELETE|–|–",
        ),
        (
            "Types of calls",
            "Methode|Pfad|Eingabe|Ausgabe;GET|`/tee`|–|Liste;POST|`/tee`|Tee|Nummer;GET|`/kaffee`|–|Liste",
        ),
        ("Permessi", "Risorsa|GET|POST|DELETE;/tè|✓|✓|✗;/tè/{id}|✓|✗|✓;/caffè|✓|✓|✗"),
        ("接口", "资源|方法|输入|输出;/api/tea|GET|id|Tea;/api/tea|POST|Tea|id"),
        (
            "Files compared",
            "File|Owner|Mode|Cost;/etc/tea|root|0644|low;/var/tea|tea|0600|high",
        ),
    ]);
}

#[test]
fn schemas_are_not_compared() {
    are_looked_up(&[
        (
            "Table of cups",
            "Key|Attribute|Type|Limits|Description;PK|id|BigInt||by the engine;|colour|Varchar|not null|free;FK|shelf|BigInt|not null|of a shelf",
        ),
        (
            "Request",
            "Name|Type|Required|Default;cupSize|string|yes|–;sugar|integer|no|2;isHot|boolean|no|true",
        ),
        (
            "Tabella delle tazze",
            "Chiave|Campo|Tipo|Vincoli;PK|id_tazza|INTEGER|non nullo;|colore|VARCHAR(20)|non nullo;FK|id_ripiano|INTEGER|non nullo",
        ),
        (
            "杯子",
            "字段|类型|长度|是否为空|说明;cup_id|int|11|否|主键;colour|varchar|20|否|颜色;made_at|datetime||是|时间",
        ),
        (
            "Phases",
            "Phase|Step|Output|Cost;Plan|collect|list|low;|order|queue|low;Build|brew|pot|high;|taste|notes|low",
        ),
    ]);
}

#[test]
fn duties_and_rights_are_not_compared() {
    are_looked_up(&[
        ("Duties", "Activity|Cook|Waiter|Owner;Menu|R|C|A;Service|I|R|A;Opening|C|R|A"),
        (
            "Aufgaben",
            "Aufgabe|Küche|Theke|Büro;Karte|A|R|C;Bestellung|I|R/A|I;Rechnung|I|C|A/R",
        ),
        ("Access", "Object|Ann|Ben|Cem;till|R/W|R|–;safe|R|R/W|R;door|W|–|W"),
        ("Matrix", "|till|safe|door;Ann|rw|r|w;Ben|r|rw|–;Cem|–|r|w"),
        (
            "Who may do what",
            "Permission|Admin|Editor|Guest;Add|✓|✓|✗;Remove|✓|✗|✗;Read|✓|✓|✓",
        ),
        (
            "Rechte",
            "Recht|Verwalter|Mitglied|Gast;Anlegen|ja|ja|nein;Löschen|ja|nein|nein",
        ),
        ("权限", "功能|管理员|编辑|访客;新建|✅|✅|❌;删除|✅|❌|❌;浏览|✅|✅|✅"),
    ]);
}

#[test]
fn timetables_are_not_compared() {
    are_looked_up(&[
        (
            "Shifts",
            "|Monday|Tuesday|Wednesday;8–10|bar|kitchen|bar;10–12|kitchen|bar|kitchen",
        ),
        ("Turni", "Ora|Lun|Mar|Mer|Gio;09:00|sala|cucina||sala;11:00|cucina|sala|sala|"),
        ("Plan", "Tag|Vormittag|Nachmittag;Montag|backen|ruhen;Dienstag|kochen|backen"),
        ("課程", "節次|週一|週二|週三;第一節|泡茶|烘焙|泡茶;第二節|烘焙|泡茶|品茶"),
        ("시간표", "시간|월|화|수;9시|차|빵|차;10시|빵|차|빵"),
    ]);
}

#[test]
fn rows_of_data_are_not_compared() {
    are_looked_up(&[
        (
            "EXPLAIN",
            "id|select_type|table|possible_keys|rows|Extra;1|SIMPLE|cups|idx_shelf|12|Using where;1|SIMPLE|shelves|NULL|3|NULL",
        ),
        (
            "LEFT JOIN vs RIGHT JOIN",
            "name|city|cup_id|price;Ann|Rome|17|30;Ben|Oslo|18|12;Cem|NULL|NULL|NULL",
        ),
        (
            "Types of guests",
            "guest|mail|cost;Ann|ann@example.org|3;Ben|ben@example.org|5",
        ),
        (
            "Sales compared",
            "cup|sold|cost|size;c01|2024-03-01|3|12;c02|2024-03-02|5|14;c03|2024-03-05|4|12",
        ),
    ]);
}

#[test]
fn examples_with_their_results_are_not_compared() {
    are_looked_up(&[
        ("Comparison operators", "Example|Result;`2 == \"2\"`|true;`2 === \"2\"`|false"),
        ("When to use rounding", "Input|Output;round(2.5)|2;floor(-1.5)|-2"),
        ("Деление", "Выражение|Результат;`7 / 2`|3;`7 % 2`|1"),
        ("演算子", "式|結果;`1 + 1`|2;`\"1\" + 1`|\"11\""),
        ("AND vs OR", "p|q|p ∧ q|p ∨ q;T|T|T|T;T|F|F|T;F|T|F|T;F|F|F|F"),
        ("NAND vs NOR", "A|B|NAND|NOR;0|0|1|1;0|1|1|0;1|0|1|0;1|1|0|0"),
    ]);
}

#[test]
fn words_for_words_and_halves_of_one_rule_are_not_compared() {
    are_looked_up(&[
        ("Names", "Course term|Industry term;worker|thread;mailbox|queue"),
        ("Palabras", "Palabra en inglés|Palabra en español;cup|taza;tea|té"),
        ("Vokabeln", "Deutsch|Englisch;Tasse|cup;Tee|tea"),
        (
            "When to use a kettle",
            "Use|Don't use;For many cups at once.|For a single cup.;When guests come.|When you are alone.",
        ),
        (
            "Wann verwenden",
            "Verwenden|Nicht verwenden;Für viele Tassen auf einmal.|Für eine einzige Tasse.",
        ),
        (
            "Choosing",
            "Practice|Why it matters;Small pots|fresher tea;Clean cups|better taste",
        ),
        ("Which key", "Action|Behavior;Press A|opens the lid;Hold A|locks the lid"),
        (
            "Costs",
            "Operation|Time complexity|Space complexity;Insert|O(1)|O(1);Delete|O(n)|O(1)",
        ),
    ]);
}

#[test]
fn tables_of_the_same_shapes_still_compare() {
    for (heading, rows, expected) in [
        (
            "REST vs GraphQL",
            "Aspect|REST|GraphQL;Endpoints|`/cups`, `/teas`|`/graphql`;Caching|HTTP|client",
            "columns",
        ),
        (
            "HTTP methods compared",
            "Method|Safe|Idempotent|Has body;GET|yes|yes|no;POST|no|no|yes;PUT|no|yes|yes",
            "rows",
        ),
        (
            "HTTP methods",
            "Method|Safe|Idempotent|Request body;GET|✅|✅|❌;POST|❌|❌|✅;PUT|❌|✅|✅;DELETE|❌|✅|❌",
            "rows",
        ),
        (
            "Python vs JavaScript",
            "Type|Python|JavaScript;Text|str|string;Truth|bool|boolean",
            "columns",
        ),
        (
            "Queues compared",
            "Criterion|Kafka|RabbitMQ|SQS;Speed|H|M|M;Effort|H|M|L;Order|M|L|L",
            "columns",
        ),
        (
            "Plans",
            "Feature|Free|Pro|Team;Private notes|✗|✓|✓;Single sign-on|✗|✗|✓",
            "columns",
        ),
        (
            "Structures",
            "Structure|Insert|Delete|Search;Array|O(n)|O(n)|O(n);Linked List|O(1)|O(1)|O(n)",
            "rows",
        ),
        (
            "Keys",
            "Private key|Public key;is kept secret|is given away;decrypts|encrypts",
            "columns",
        ),
    ] {
        assert_eq!(kind(heading, rows), format!("comparison {expected}"), "{rows}");
    }
    assert_eq!(
        kind(
            "Which pot",
            "Scenario|Choice|Why;One cup|Infuser|quick;Guests|Kettle|enough"
        ),
        "scenario"
    );
}

#[test]
fn tables_with_one_header_are_read_in_one_direction() {
    let head = "| Kind | Price | Good for | Pros |\n|---|---|---|---|\n";
    let table = |rows: &str| format!("{head}{rows}\n");
    let rows = "| Green tea | low | mornings | fresh |\n| White tea | high | evenings | mild |\n";
    let data =
        "| 1 | 3 | 1 | 2 |\n| 1 | 3 | 2 | 2 |\n| 1 | 5 | 1 | 1 |\n| 2 | 3 | 1 | 1 |\n";
    let note = |tables: &[&str]| {
        let tables: Vec<String> = tables.iter().map(|it| table(it)).collect();
        kinds(&format!("# Teas compared\n\n{}", tables.join("\n")))
    };
    let alone = [note(&[rows]), note(&[data])].concat();
    assert_eq!(alone, ["comparison rows", "reference"]);
    assert_eq!(note(&[rows, data, rows]), ["comparison rows"; 3]);
    assert_eq!(note(&[data, rows, data]), ["reference"; 3]);
}
