//! The kinds of findings: their names, severities and explanations.
//! Gives every kind once, in the order of their names.
//! Must not know what finds them.

use std::fmt;

use super::Severity;

/// Declares every code once: its name, severity, title and explanation.
macro_rules! codes {
    ($($name:ident $severity:ident $title:literal $explanation:literal)*) => {
        /// Every kind of finding there is; the name is what users type.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Code {
            $(#[doc = $title] $name,)*
        }

        impl Code {
            /// Every code, in the order of their names.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// The code as users type it, such as `L001`.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self { $(Self::$name => stringify!($name),)* }
            }

            /// Its severity outside of templates for new notes.
            #[must_use]
            pub fn severity(self) -> Severity {
                match self { $(Self::$name => Severity::$severity,)* }
            }

            /// What it is about, in a few words.
            #[must_use]
            pub fn title(self) -> &'static str {
                match self { $(Self::$name => $title,)* }
            }

            /// Why it matters and how to fix it, as paragraphs and lists of Markdown.
            #[must_use]
            pub fn explanation(self) -> &'static str {
                match self { $(Self::$name => $explanation,)* }
            }
        }
    };
}

codes! {
    C001 Warning "tables contradict each other"
"Two tables compare the same things but say different things in the same row. The comparison
page shows both values, each with its source.

Correct the table that is wrong. If both are right, give the rows different names, such as
`Cost (training)` and `Cost (inference)`."

    C002 Warning "table loses content"
"A row has more cells than the header row, and Markdown drops the extra ones. Or the row of
dashes has a different number of cells from the header row, and Markdown does not make a table at
all. Readers never see those words, or they see pipes and dashes. Or the `|` of a wikilink such as
`[[name|words]]` cuts it in two.

Often the cause is a `|` inside code or a wikilink: write it as `\\|`. Otherwise add the
missing header, or a dashed cell for each header."

    D001 Info "formula left as TeX"
"A formula is wrong, it uses a command that cannot be set, or nothing closes its `$$`. The page shows
its TeX. The caret points into the formula where that is known.

Correct it. Commands of your own go under `markdown.math.macros` in crib.yaml, or under `math` in the
front matter of the note. If it is not meant as a formula, write `\\$` for each dollar sign."

    D002 Info "diagram left as text"
"A code block says `mermaid`. Diagrams are not drawn: the page shows their text.

For a picture on the site, save the diagram as SVG (mermaid.live, `mmdc`) and link that."

    F001 Error "front matter cannot be read"
"The YAML block between the two `---` lines at the top of the note is not valid, or a key has a
value of the wrong type. A value that is not YAML is read as it stands; what has the wrong type
is left out.

Fix the line the caret points at. Values that contain a colon or a `#`, or begin with `*`, `&`,
`!`, `%` or `@`, need quotes: `title: \"S3: storage\"`."

    F002 Warning "front matter has no effect"
"One of these:

- A key is unknown but close to a known one, so it is probably a typo. Any other unknown key is
  kept for themes as `extra.KEY`.
- A date is not written as year, month and day, such as `2026-11-24`. The page shows it, but the
  feed cannot use it.
- An old address (`aliases`, `permalink`, `redirect_from`) is already the address of another page,
  belongs to another site or is a pattern.
- Another name (`aliases`) is also the name of a file, which wikilinks prefer.
- `tags` has several words without commas, which make one tag.

Correct the key, date, address or name, or rename the key if it is meant for a theme."

    F003 Warning "template missing"
"The front matter asks for a template that the theme does not have, or for one that is only a
part of others (`base`, `components`). The note is shown with the default template.

Correct the name, add the template to the theme's `templates/`, or remove the key."

    G001 Info "no dates from Git"
"The feed and the sitemap say when notes changed. For notes without `date` or `updated`, that
comes from Git, but this repository cannot tell: it is a shallow clone, whose notes would all
look new; or it stores its commits in another repository, which could be anybody's; or `git log`
took longer than a minute. The dates are left out.

Fetch the whole history: `git fetch --unshallow`, or `fetch-depth: 0` for `actions/checkout` in a
GitHub workflow. Or give the notes a `date` or `updated`."

    H001 Warning "duplicate id"
"Two places in the note have the same explicit id (`{#id}`, `<a id>` or `<a name>`). Browsers go
to the first one, so links never reach the second.

Give one of the two another id."

    K001 Warning "one question, two answers"
"Two tables of situations, decision rules or cards answer the same question differently, and both
answers are of the same kind, such as a service. Letter case, quotes, brackets and the prefixes of
`compare.prefixes` make no difference, and an answer that is part of the other one does not
contradict it.

Correct one of the two, or make the situations differ. To leave a list or table out, write
`<!-- crib: ignore -->` above it."

    K002 Warning "incomplete card"
"A line begins like a card that you mark yourself, but it does not make one: a `Q:` without an `A:`
below it, an `A:` without a `Q:`, a `C:` without brackets, a side without text, or a card that a
line of dashes right below it turns into a heading. Only notes with `cards: explicit` are checked,
or all notes with `cards.explicit: true` in `crib.yaml`.

Complete the card. If the line is not a card, begin it with another word, or write
`<!-- crib: ignore -->` above it."

    L001 Error "page missing"
"The link names a note or folder that does not exist in the content folder. On the site it is
shown as marked text. A wikilink with the title of one note, instead of its file name, leads to
that note; this is only an info, because other programs do not find it.

Correct the path, or write the note. The help line names the most similar file; if there is none,
it says where the note was looked for."

    L002 Error "anchor missing"
"The note exists but has no such heading or id. On the site the link leads to the top of the page.

Headings have the ids that GitHub gives them: lower case, without punctuation, with hyphens for
spaces. Tags are not part of the id. The help line names the most similar place in the note, else
a note with that name, else the first headings of the note."

    L003 Error "letter case differs"
"The link and the file or heading differ in upper and lower case. That works on some computers and
fails on GitHub Pages and most servers. On the site the link leads to the only candidate.

Write the link exactly like the name."

    L004 Warning "ambiguous link"
"Several notes have that name. On the site the link leads to the nearest one: in the same folder,
else the fewest folders away, else the first in path order.

Add enough of the path to make the link unique."

    L005 Error "file missing"
"The note shows or links a picture or other file that does not exist in the content folder. On the
site the alternative text of the picture is shown, marked.

Correct the path, or add the file. Upper and lower case count in file names."

    L006 Error "leaves the content folder"
"The link leads out of the content folder or to a place on one computer (`C:\\…`, `file:…`), where
nothing is published. On the site it is shown as marked text.

Move the file into the content folder, or link to its full URL."

    L007 Warning "links to a draft"
"The link leads to a draft (`draft: true` or `publish: false`), and drafts are left out unless
`--drafts` is given. On the site the link is shown as marked text.

Publish the draft, or remove the link."

    L008 Warning "note embeds itself"
"The note embeds another one that embeds it in turn, directly or through further notes. On the site
the embed becomes a link.

Remove one of the embeds, or replace it with a link."

    L009 Warning "text that looks like a link"
"Markdown reads this as text because there is a space in the address or before it. Or it is a
link without an address, `[words]()`.

Write a space in an address as `%20`, or put the address between `<` and `>`. Remove the space
between `]` and `(`. Add the missing address, or remove the brackets. Put code such as `[Int]()`
between backticks."

    L010 Warning "reference to nothing"
"`[words][label]` is a link, and `![words][label]` a picture, if a line such as `[label]: URL` says
where it leads; `words[^label]` is a footnote if `[^label]: text` defines it. No line of the note
defines this label, so readers see the brackets.

Add the missing line, correct the label, or remove the brackets. Write brackets that readers should
see as `\\[`, and put code between backticks."

    L011 Info "link that works only in some programs"
"The link names a heading by its words, as Obsidian writes it (`fifo.md#Keeping%20order`). On the
site it leads to that heading, but GitHub and most other programs know only its id. Or the link
separates folders with `\\` (`queues\\fifo.md`), as Windows does.

Write what the help line says, or let `crib check --fix` write it. Headings have the ids that
GitHub gives them: lower case, without punctuation, with hyphens for spaces."

    N001 Error "file that cannot be read"
"The file contains bytes that are not UTF-8 text; the page shows a replacement character for each.
Or its name is not UTF-8 or contains a control character, such as a line break, or the system
refuses to read it; then the file or folder is left out.

Save the file as UTF-8 in your editor (`iconv -f latin1 -t utf-8` often helps), rename it, or make
it readable."

    N002 Warning "nested too deep"
"Lists, quotes or HTML elements are nested more than 256 levels deep; anything deeper is shown as
plain text. Or a tag has more than 64 parts separated by `/`, which makes it plain text, too.

The cause is usually a pasted line of stray `>`, `-` or `[`; remove it."

    N003 Warning "never closed"
"A code block, a comment (`<!--`) or an element such as `<style>` is never closed. The rest of the
note, or of the list item or quote, belongs to it, so headings, links and tables there are lost.

Close it where it should end: a code block with a line of the same backticks or tildes as its
first line. In a quote or callout, begin every line of the code with `>`; in a list item, indent
every line."

    N004 Warning "name that not every system accepts"
"Windows, macOS and Linux accept different names. On Windows a name cannot contain `\\` or `:`, end
with a dot or a space, or be that of a device, such as `con`, `nul.md` or `com1`. Windows and macOS
ignore letter case and how accents are encoded, so one of two such files is lost when the folder is
copied there. No system takes names longer than 255 bytes. The page gets a name that works
everywhere: with other characters, with a number, or cut and followed by a few digits.

Rename the file, folder, tag, table or old address that the finding names."

    N005 Warning "comment never closed"
"As in Obsidian, `%%` begins a comment that ends with the next `%%` and appears nowhere on the site.
This one has no end, so it is shown as text, and so is whatever it was meant to hide.

Write `%%` where the comment ends. To show two percent signs, write `\\%%` or put them between
backticks; `100%%` is text, too."

    O001 Info "orphan"
"No other note links to this one, so readers reach it only through the folder tree or tags. Folder
pages and templates for new notes do not count as orphans, and if no note links to another, none
does.

Link to it from a note where it belongs. `crib list orphans` lists all orphans."

    P001 Warning "sheet over its page limit"
"A printed cheat sheet has more pages than it may have, although the lowest-ranked entries were
dropped and it was printed again, four times in all.

Give the sheet more `pages`, fewer `columns` or smaller type (`size: small`). A theme with its own
page for sheets has to use the default theme's `crib-sheet.css` and `crib-sheet.js`, or declare its
measures in `theme.yaml`."

    P002 Warning "empty sheet"
"No note has anything that the query of the cheat sheet selects, or none of it fits into a column,
so the page is empty.

Correct the query under `sheets` in crib.yaml. `crib list tags` lists your tags, and
`crib sheet QUERY --dry-run` shows what a query selects."

    P003 Warning "sheet with an unknown tag"
"The query or the weights of a cheat sheet in crib.yaml name a tag that no note has, so that part
has no effect.

Correct the name. `crib list tags` lists your tags."

    S001 Warning "symbolic link left out"
"The symbolic link leads out of the content folder, to a folder, to a pipe or device, or nowhere.
It is not followed, so that nothing is published by accident or twice.

Replace the link with a copy of its target, or link to the target itself."

    T001 Warning "tag outside the vocabulary"
"`tags.vocabulary` in the configuration lists the permitted tags, and this one is not among them.
Only its first place is reported; `crib list tags` lists all of them.

Correct the tag, add it to the vocabulary, or make it an alias under `tags.aliases`."

    T002 Info "similar tags"
"Two tags differ only in hyphens or a plural, so their notes are on two pages where you probably
mean one. (Tags that differ only in letter case are one tag.)

Use one of them everywhere, or make the other an alias under `tags.aliases`."

    T003 Warning "not a tag in a tags line"
"A tags line, such as ``**Tags:** `#core` `#exam-tip` ``, gives its tags to the whole note, but this
one also contains something that is not a tag. It is shown as written; the other tags count.

Begin it with `#`, or remove it from the line."

    T004 Warning "misspelled tag"
"The tag is used only once and differs from an often used one by a letter too many, a letter too few
or two swapped letters. It is probably a typo, and its place is missing from the page of that tag.

Correct it. If it is right, describe it in a legend (`` `#tag` - what it means ``), give it a page
(`tags/TAG.md`), or list all permitted tags under `tags.vocabulary`."

    U001 Error "two notes for one page"
"Two notes would get the same address, such as `a.md` and `a.markdown`. The first in path order
gets it, and the other one gets an address with a number.

Rename one of them."

    X001 Warning "unknown instruction"
"A comment such as `<!-- crib: … -->` contains a word that Cribsheet does not know, or switches off
a rule that does not exist, so it has no effect. Or two cards have the same id.

The instructions are `ignore`, `ignore RULE`, `comparison`, `comparison columns`, `comparison rows`,
`scenario` and `reference`; `<!-- card id=… -->` keeps the id of a card."
}

impl Code {
    /// The code of that name, in any letter case.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|it| it.name().eq_ignore_ascii_case(name))
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
