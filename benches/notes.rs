//! Study notes that are made up for benchmarks: the same ones each time, in words of our own.
//! Gives notes of 8 to 20 kB in folders of 50, with what people write: tables, code, tags and links.
//! Must not know Cribsheet: `rustc -O benches/notes.rs` makes a program of it that writes the notes.

use std::{env, fmt::Write as _, fs, path::Path, process::ExitCode};

/// Who reads the notes; only front matter and links differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    /// Plain Markdown with links to files. mdBook, `MkDocs` and Zensical read it, too.
    Plain,
    /// With front matter, and links to finished pages.
    Hugo,
}

/// One file of a collection.
pub(crate) struct File {
    /// Its path below the content folder.
    pub(crate) path: String,
    /// Its text.
    pub(crate) text: String,
}

/// So many notes lie in one folder.
const FOLDER: usize = 50;

/// The first halves of the names of products.
const TREES: [&str; 8] =
    ["Alder", "Birch", "Cedar", "Elm", "Hazel", "Linden", "Maple", "Rowan"];

/// What the products are.
const KINDS: [&str; 12] = [
    "Queue",
    "Stream",
    "Cache",
    "Index",
    "Ledger",
    "Gateway",
    "Scheduler",
    "Vault",
    "Mesh",
    "Lake",
    "Registry",
    "Balancer",
];

/// What products are compared by, and what may be said of it. In all texts `~w` is a made-up word,
/// `~n` a number, `~t` a product and `~a` an aspect.
const ASPECTS: [(&str, [&str; 4]); 16] = [
    ("Delivery", ["at least once", "at most once", "exactly once", "once per reader"]),
    ("Order", ["kept per key", "kept per shard", "not kept", "by time of arrival"]),
    ("Retention", ["~n days", "until it is read", "~n hours", "without limit"]),
    ("Largest item", ["~n kB", "~n MB", "~n MB, in parts", "no limit"]),
    ("Scaling", ["by shards", "on its own", "by hand", "up to ~n nodes"]),
    ("Price", ["per request", "per hour", "per GB stored", "per GB read"]),
    ("Latency", ["below ~n ms", "a few seconds", "~n ms at most", "minutes"]),
    ("Encryption", ["always", "with your own key", "in transit only", "optional"]),
    ("Copies", ["~n zones", "one zone", "~n regions", "none"]),
    ("Backup", ["nightly", "continuous", "every ~n hours", "by export"]),
    ("Access", ["roles", "tokens", "network rules", "roles and tokens"]),
    ("Query", ["by key", "by range", "by full text", "by key and range"]),
    ("Failover", ["automatic", "by hand", "within ~n s", "to another region"]),
    ("Best for", ["bursts", "steady load", "archives", "dashboards"]),
    ("Schema", ["fixed", "checked on read", "free", "versioned"]),
    (
        "Throughput",
        ["~n MB/s", "~n requests/s", "~n items/s per shard", "as the disk allows"],
    ),
];

/// What one has to decide.
const SITUATIONS: [&str; 16] = [
    "Events of one ~w customer must stay in sequence",
    "Reads of `~w` are far more frequent than writes",
    "A nightly job reads ~n GB of the ~w archive once",
    "The ~w team has nobody to operate servers",
    "Two services must not handle the same ~w twice",
    "Auditors ask for every change of ~w in the last ~n years",
    "The load of ~w grows tenfold on ~n days a year",
    "Pages of ~w must open within ~n ms on every continent",
    "The ~w report may be ~n hours late",
    "Secrets of the ~w service change every ~n days",
    "Old data of ~w is almost never read",
    "A ~w reader must be able to start again from last week",
    "Full text of ~n million ~w documents has to be searched",
    "Traffic of ~w must never leave the private network",
    "The budget for ~w is fixed",
    "Clients of ~w retry a request up to ~n times",
];

/// Sentences of paragraphs and items.
const SENTENCES: [&str; 24] = [
    "~t keeps what it receives until the ~w reader has confirmed it.",
    "The default of ~n is rarely right for a ~w workload.",
    "Measure before you change `~w_limit`, and change one thing at a time.",
    "A second copy of ~w costs less than a lost hour.",
    "With more than ~n clients, ~t becomes slower than ~t.",
    "What is written once and read often belongs into ~t.",
    "If ~w fails, the last ~n items are sent again.",
    "The name `~w` must be unique within a region.",
    "~a is the first question to ask when somebody suggests ~t.",
    "An alarm on ~w would have shown the problem ~n minutes earlier.",
    "Retries without a pause turn a short failure into a long one.",
    "It is easy to confuse ~t with ~t, because both answer within ~n ms.",
    "Every *~w* has an owner, a version and a date on which it ends.",
    "Nothing is deleted before **~n** days have passed.",
    "Costs follow the number of requests, not the size of `~w`.",
    "Use the ~w mode only for tests.",
    "Clocks of two machines never agree; compare versions instead.",
    "The older ~w format is read, but no longer written.",
    "Start with one shard and add others when it is ~n % busy.",
    "A key that all writers share makes one shard hot.",
    "~t and ~t are often used together: one holds data, the other moves it.",
    "Test a restore of ~w twice a year.",
    "Limits apply per account, so a busy neighbour in the same account matters.",
    "Without a time limit, a stuck ~w call holds its connection for ~n s.",
];

/// Code: the name of its language, and the code.
const CODE: [(&str, &str); 8] = [
    (
        "python",
        "import json\nfrom ~w import Client\n\n# Sends items in groups of ~n.\nclient = Client(region=\"~w\", retries=~n)\n\ndef send(items: list[dict]) -> int:\n    sent = 0\n    for start in range(0, len(items), ~n):\n        group = items[start:start + ~n]\n        answer = client.put(\"~w\", json.dumps(group))\n        if answer.status != 200:\n            raise RuntimeError(f\"~w: {answer.status}\")\n        sent += len(group)\n    return sent\n",
    ),
    (
        "sql",
        "SELECT ~w_id, count(*) AS uses, max(changed_at) AS last\nFROM ~w_events AS e\nJOIN ~w AS o ON o.id = e.~w_id\nWHERE e.changed_at > now() - INTERVAL '~n days'\n  AND o.state <> 'closed' -- ~w\nGROUP BY ~w_id\nHAVING count(*) > ~n\nORDER BY uses DESC\nLIMIT ~n;\n",
    ),
    (
        "yaml",
        "service: ~w\nreplicas: ~n\nlimits:\n  memory: ~nMi\n  requests: ~n\nretry:\n  times: ~n\n  pause: ~ns # doubled each time\nroutes:\n  - path: /~w\n    target: ~w:~n\n  - path: /~w\n    target: ~w:~n\n",
    ),
    (
        "json",
        "{\n  \"name\": \"~w\",\n  \"version\": ~n,\n  \"rules\": [\n    { \"allow\": \"read\", \"on\": \"~w/*\", \"ttl\": ~n },\n    { \"allow\": \"write\", \"on\": \"~w/~w\", \"ttl\": ~n }\n  ],\n  \"audit\": true\n}\n",
    ),
    (
        "bash",
        "#!/usr/bin/env bash\nset -euo pipefail\n\nregion=~w\nfor name in ~w ~w ~w; do\n  if ! tool describe \"$name\" --region \"$region\" >/dev/null; then\n    echo \"creating $name\" >&2\n    tool create \"$name\" --size ~n --region \"$region\"\n  fi\ndone\ntool wait --all --timeout ~n\n",
    ),
    (
        "rust",
        "/// Waits longer after each failure.\nfn pause(attempt: u32) -> Duration {\n    let millis = ~n_u64 << attempt.min(~n);\n    Duration::from_millis(millis.min(MAX_~n))\n}\n\nfn ~w(items: &[Item]) -> Result<usize, Error> {\n    let mut done = 0;\n    for item in items.iter().filter(|it| it.size < ~n) {\n        store(\"~w\", item)?;\n        done += 1;\n    }\n    Ok(done)\n}\n",
    ),
    (
        "js",
        "const limit = ~n;\n\nexport async function ~w(items) {\n  const seen = new Map();\n  for (const item of items) {\n    const key = `${item.~w}:${item.id}`;\n    if (seen.has(key) || seen.size > limit) continue;\n    seen.set(key, await load(item, { timeout: ~n }));\n  }\n  return [...seen.values()]; // ~w\n}\n",
    ),
    (
        "",
        "writer --> ~w --> shard ~n --> reader ~w\n             |\n             +--> archive ~w (after ~n days)\n",
    ),
];

/// Formulas of a line of their own.
const FORMULAS: [&str; 6] = [
    r"L = \lambda W = ~n \cdot \frac{1}{\mu - \lambda}",
    r"P(\text{hit}) = \frac{\sum_{i=1}^{c} i^{-s}}{\sum_{i=1}^{n} i^{-s}}, \quad c \le ~n",
    r"p_k = 1 - \left(1 - e^{-kn/m}\right)^{k}, \quad k = ~n",
    r"S(n) = \frac{1}{(1 - p) + \frac{p}{n}} \le ~n",
    r"\sigma = \sqrt{\frac{1}{~n} \sum_{i=1}^{~n} (x_i - \bar{x})^2}",
    r"A = \prod_{j=1}^{~n} a_j, \qquad a_j = \frac{u_j}{u_j + d_j}",
];

const INLINE_FORMULAS: [&str; 5] =
    [r"$O(n \log n)$", "$2^{10}$", r"$\alpha \le 0.05$", "$n + 1$", r"$\frac{r}{r + w}$"];

/// Tags of all notes; those of products and aspects come on top.
const TAGS: [&str; 6] =
    ["exam-tip", "gotcha", "important", "core", "hands-on", "compare/limits"];

const SYLLABLES: [&str; 20] = [
    "la", "mo", "ri", "ten", "ka", "vo", "su", "del", "pi", "ra", "no", "fe", "gu",
    "lin", "ba", "to", "ze", "har", "mi", "do",
];

/// Headings that every note has, without tags, for others to link to.
const ANCHORS: [&str; 3] = ["key-points", "limits", "related-notes"];

/// So many notes, and a page that lists their folders.
pub(crate) fn notes(count: usize, form: Form) -> Vec<File> {
    let home = match form {
        Form::Plain => "README.md",
        Form::Hugo => "_index.md",
    };
    let mut text = match form {
        Form::Plain => String::from("# Study notes\n\n"),
        Form::Hugo => {
            String::from("---\ntitle: \"Study notes\"\n---\n\n# Study notes\n\n")
        }
    };
    for first in (0..count).step_by(FOLDER) {
        let _ = writeln!(text, "- {}", link(None, first, "", form));
    }
    let mut files = vec![File { path: home.into(), text }];
    files.extend(
        (0..count).map(|it| File { path: path(it), text: note(it, count, form) }),
    );
    files
}

fn path(note: usize) -> String {
    format!("topic-{:03}/note-{note:05}.md", note / FOLDER)
}

fn title(note: usize) -> String {
    let mut random = Random(note as u64);
    let (product, aspect) = (random.product(), random.pick(&ASPECTS).0);
    format!("{product}: {} {note:05}", aspect.to_lowercase())
}

/// A link in the note `from`, or on the home page.
fn link(from: Option<usize>, to: usize, anchor: &str, form: Form) -> String {
    let path = path(to);
    let to_folder = match (from, form) {
        (None, _) => "",
        (Some(_), Form::Plain) => "../",
        (Some(_), Form::Hugo) => "../../",
    };
    let path = match form {
        Form::Plain => path,
        Form::Hugo => path.replace(".md", "/"),
    };
    format!("[{}]({to_folder}{path}{anchor})", title(to))
}

fn note(number: usize, count: usize, form: Form) -> String {
    let mut random = Random(number as u64 ^ 0x5eed_0000_0000);
    let title = title(number);
    let tags: Vec<String> = (0..3 + random.below(4)).map(|_| random.tag()).collect();
    let mut text = String::new();
    if form == Form::Hugo {
        let weight = number + 1;
        let _ = writeln!(
            text,
            "---\ntitle: \"{title}\"\nweight: {weight}\ntags: {tags:?}\n---\n"
        );
    }
    let shown: Vec<String> = tags.iter().map(|it| format!("`#{it}`")).collect();
    let _ = writeln!(text, "# {title}\n\n**Tags:** {}\n", shown.join(" "));
    paragraph(&mut random, &mut text);
    text.push_str("## Key points\n\n");
    items(&mut random, &mut text);
    let mut parts: Vec<fn(&mut Random, &mut String)> = Vec::new();
    let tables = [decisions, comparison, situations];
    parts.extend((0..2 + random.below(6)).map(|it| tables[it % tables.len()]));
    parts.extend(
        [code as fn(&mut Random, &mut String); 5].iter().take(2 + random.below(4)),
    );
    parts.extend(
        [callout as fn(&mut Random, &mut String); 3].iter().take(1 + random.below(3)),
    );
    parts.extend(
        [formula as fn(&mut Random, &mut String); 2].iter().take(random.below(3)),
    );
    let length = 8_000 + random.below(9_500);
    while !parts.is_empty() || text.len() < length {
        heading(&mut random, &mut text);
        paragraph(&mut random, &mut text);
        if random.below(3) == 0 {
            let (to, anchor) = (random.below(count), random.pick(&["", "", "#"]));
            let anchor = match anchor {
                "" => String::new(),
                _ => format!("#{}", random.pick(&ANCHORS)),
            };
            let _ = writeln!(text, "See {}.\n", link(Some(number), to, &anchor, form));
        }
        if !parts.is_empty() {
            parts.swap_remove(random.below(parts.len()))(&mut random, &mut text);
        }
        if parts.is_empty() || random.below(3) == 0 {
            items(&mut random, &mut text);
            paragraph(&mut random, &mut text);
        }
    }
    text.push_str("## Limits\n\n");
    limits(&mut random, &mut text);
    text.push_str("## Related notes\n\n");
    for _ in 0..2 + random.below(3) {
        let to = link(Some(number), random.below(count), "", form);
        let sentence = random.pick(&SENTENCES);
        let _ = writeln!(text, "- {to}: {}", random.fill(sentence));
    }
    text
}

fn heading(random: &mut Random, text: &mut String) {
    let level = random.pick(&["##", "##", "###"]);
    let (product, aspect) = (random.product(), random.pick(&ASPECTS).0.to_lowercase());
    let words = match random.below(4) {
        0 => format!("When to use {product}"),
        1 => format!("{product} and its {aspect}"),
        2 => format!("How {product} handles {}", random.word()),
        _ => format!("Common mistakes with {aspect}"),
    };
    let tag = if random.below(3) == 0 {
        format!(" `#{}`", random.tag())
    } else {
        String::new()
    };
    let _ = writeln!(text, "{level} {words}{tag}\n");
}

fn paragraph(random: &mut Random, text: &mut String) {
    if random.below(4) == 0 {
        let label = random.pick(&["Remember", "Purpose", "Trap", "In short"]);
        let tag = random.tag();
        let _ = write!(text, "**{label}:** `#{tag}` ");
    }
    for _ in 0..2 + random.below(3) {
        let sentence = random.pick(&SENTENCES);
        let _ = write!(text, "{} ", random.fill(sentence));
    }
    if random.below(8) == 0 {
        let _ = write!(text, "The cost is {}.", random.pick(&INLINE_FORMULAS));
    }
    text.truncate(text.trim_end().len());
    text.push_str("\n\n");
}

fn items(random: &mut Random, text: &mut String) {
    for _ in 0..3 + random.below(4) {
        match random.below(4) {
            0 => {
                let (situation, product) = situation(random);
                let _ = write!(text, "- \"{situation}?\" → {product}");
            }
            1 => {
                let (product, sentence) = (random.product(), random.pick(&SENTENCES));
                let _ = write!(text, "- **{product}**: {}", random.fill(sentence));
            }
            _ => {
                let sentence = random.pick(&SENTENCES);
                let _ = write!(text, "- {}", random.fill(sentence));
            }
        }
        if random.below(5) == 0 {
            let _ = write!(text, " `#{}`", random.tag());
        }
        text.push('\n');
    }
    text.push('\n');
}

/// What one has to decide, and the product to choose.
fn situation(random: &mut Random) -> (String, String) {
    let situation = random.pick(&SITUATIONS);
    let situation = random.fill(situation);
    let product = random.known(&situation).product();
    (situation, product)
}

fn decisions(random: &mut Random, text: &mut String) {
    text.push_str("| Scenario | Choice |\n|---|---|\n");
    for _ in 0..4 + random.below(4) {
        let (situation, product) = situation(random);
        let tag = if random.below(6) == 0 {
            format!(" `#{}`", random.tag())
        } else {
            String::new()
        };
        let _ = writeln!(text, "| {situation} | **{product}**{tag} |");
    }
    text.push('\n');
}

fn comparison(random: &mut Random, text: &mut String) {
    // Products of one kind, or there would be nothing to compare.
    let kind = random.pick(&KINDS);
    let (first, width) = (random.below(TREES.len()), 2 + random.below(2));
    let trees: Vec<&str> =
        (first..first + width).map(|it| TREES[it % TREES.len()]).collect();
    text.push_str("| Aspect |");
    for tree in &trees {
        let _ = write!(text, " {tree} {kind} |");
    }
    let _ = writeln!(text, "\n|---|{}", "---|".repeat(width));
    let first = random.below(ASPECTS.len());
    for at in first..first + 4 + random.below(5) {
        let (aspect, values) = ASPECTS[at % ASPECTS.len()];
        let _ = write!(text, "| {aspect} |");
        for tree in &trees {
            let mut known = random.known(&format!("{tree} {kind} {aspect}"));
            let value = known.pick(&values);
            let _ = write!(text, " {} |", known.fill(value));
        }
        text.push('\n');
    }
    text.push('\n');
}

fn situations(random: &mut Random, text: &mut String) {
    text.push_str("| Symptom | Cause | What to do |\n|---|---|---|\n");
    for _ in 0..3 + random.below(4) {
        let (word, aspect) = (random.word(), random.pick(&ASPECTS).0.to_lowercase());
        let (cause, action) = (random.pick(&SITUATIONS), random.pick(&SENTENCES));
        let (cause, action) = (random.fill(cause), random.fill(action));
        let _ = writeln!(text, "| `{word}` has a wrong {aspect} | {cause} | {action} |");
    }
    text.push('\n');
}

fn limits(random: &mut Random, text: &mut String) {
    text.push_str("| Limit | Value |\n|---|---|\n");
    for _ in 0..4 + random.below(3) {
        let (product, word, number) = (random.product(), random.word(), random.number());
        let _ = writeln!(text, "| {product}: {word} per region | {number} |");
    }
    text.push('\n');
}

fn code(random: &mut Random, text: &mut String) {
    let (language, code) = random.pick(&CODE);
    let _ = writeln!(text, "```{language}\n{}```\n", random.fill(code));
}

fn callout(random: &mut Random, text: &mut String) {
    let kind = random.pick(&["NOTE", "TIP", "WARNING", "IMPORTANT"]);
    let (first, second) = (random.pick(&SENTENCES), random.pick(&SENTENCES));
    let (first, second) = (random.fill(first), random.fill(second));
    let _ = writeln!(text, "> [!{kind}]\n> {first}\n> {second}\n");
}

fn formula(random: &mut Random, text: &mut String) {
    let formula = random.pick(&FORMULAS);
    let _ = writeln!(text, "$$\n{}\n$$\n", random.fill(formula));
}

/// Numbers that look random and are the same each time (`SplitMix64`).
#[derive(Clone)]
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut it = self.0;
        it = (it ^ (it >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        it = (it ^ (it >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        it ^ (it >> 31)
    }

    fn below(&mut self, limit: usize) -> usize {
        (self.next() % limit as u64) as usize
    }

    fn pick<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.below(of.len())]
    }

    /// What is the same in all notes, with a mistake now and then.
    fn known(&mut self, of: &str) -> Self {
        if self.below(200) == 0 {
            return self.clone();
        }
        Self(
            of.bytes()
                .fold(0, |sum: u64, it| sum.wrapping_mul(31).wrapping_add(it.into())),
        )
    }

    fn product(&mut self) -> String {
        format!("{} {}", self.pick(&TREES), self.pick(&KINDS))
    }

    fn tag(&mut self) -> String {
        if self.below(3) > 0 {
            return self.pick(&TAGS).into();
        }
        let (kind, aspect) = (self.pick(&KINDS), self.pick(&ASPECTS).0);
        format!("{kind}/{}", aspect.replace(' ', "-")).to_lowercase()
    }

    /// A made-up word: real notes have many that stand only once.
    fn word(&mut self) -> String {
        (0..2 + self.below(2)).map(|_| self.pick(&SYLLABLES)).collect()
    }

    fn number(&mut self) -> usize {
        2 + self.below(98) * [1, 1, 1, 10][self.below(4)]
    }

    fn fill(&mut self, template: &str) -> String {
        let mut text = String::with_capacity(template.len() + 32);
        let mut parts = template.split('~');
        text.push_str(parts.next().unwrap_or_default());
        for part in parts {
            let (sign, rest) = part.split_at(1);
            match sign {
                "w" => text.push_str(&self.word()),
                "t" => text.push_str(&self.product()),
                "a" => text.push_str(self.pick(&ASPECTS).0),
                _ => {
                    let _ = write!(text, "{}", self.number());
                }
            }
            text.push_str(rest);
        }
        text
    }
}

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [folder, count, form] = arguments.as_slice() else {
        eprintln!("usage: notes FOLDER COUNT plain|hugo");
        return ExitCode::from(2);
    };
    let form = if form == "hugo" { Form::Hugo } else { Form::Plain };
    let count = count.parse().expect("a number of notes");
    for File { path, text } in notes(count, form) {
        let path = Path::new(folder).join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder for notes");
        fs::write(path, text).expect("a note");
    }
    ExitCode::SUCCESS
}
