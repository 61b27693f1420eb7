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

            /// How bad it is outside templates for new notes.
            #[must_use]
            pub fn severity(self) -> Severity {
                match self { $(Self::$name => Severity::$severity,)* }
            }

            /// What it is about, in a few words.
            #[must_use]
            pub fn title(self) -> &'static str {
                match self { $(Self::$name => $title,)* }
            }

            /// Why it matters and how to mend it, as paragraphs of Markdown.
            #[must_use]
            pub fn explanation(self) -> &'static str {
                match self { $(Self::$name => $explanation,)* }
            }
        }
    };
}

codes! {
    C001 Warning "tables contradict each other"
"Two tables compare the same things, and in the line of the same name they say different
things of one of them. The comparison page shows both, each with its source.

Correct the table that is wrong. If both are right, give the two lines different names,
such as `Cost (training)` and `Cost (inference)`."

    C002 Warning "table that loses words"
"A row has more cells than the table has headers, and Markdown drops the surplus ones; or a
head row stands over a line of dashes with another number of cells, and Markdown makes no
table of it. Readers never see those words, or see pipes and dashes.

Often the cause is a `|` inside code or a wikilink: write it as `\\|`. Otherwise add the
missing header, or a cell of dashes for every header."

    F001 Error "front matter cannot be read"
"The YAML block between the two `---` lines at the top of the note is not valid, or a
key holds a value of the wrong kind. The note is built all the same, without what the
block says.

Mend the line the caret points at. Values with a colon, a `#` or a leading `*`, `&`,
`!`, `%`, `@` need quotes: `title: \"S3: storage\"`."

    F002 Warning "front matter without effect"
"The key is not one of Cribsheet's but close to one of them, so it is probably a typing
error; any other unknown key is kept for themes as `extra.KEY`. Or a date is not written
as year, month and day, such as `2026-11-24`: the page shows it, the feed cannot use it. Or
a former address (`aliases`, `permalink`, `redirect_from`) cannot lead to the note, since
another page has it, or since it is a pattern or an address of another site. Or another name
(`aliases`) is the name of a file, which wikilinks mean first. Or `tags` holds words without
commas, which are one tag.

Correct the key, date, address or name, or rename the key if it was meant for a theme."

    F003 Warning "template missing"
"The front matter asks for a template that the theme does not have, or that makes no page
(`base` and `components` are parts of others). The note is shown with the usual one.

Correct the name, add the template to the theme's `templates/`, or remove the key."

    G001 Info "repository without dates"
"The feed and the sitemap say when notes changed, and for notes without `date` or `updated` the
Git repository tells it. This clone holds only the last commits, which would make everything
as new as the last one; or its commits are stored in another repository, which could be anybody's;
or its history is so long that `git log` took more than a minute. The dates are left out.

Clone all of it: `git fetch --unshallow`, or `fetch-depth: 0` for actions/checkout in a
workflow of GitHub. Or give the notes a `date` or `updated`."

    H001 Warning "explicit id used twice"
"Two places of one note carry the same explicit id (`{#id}`, `<a id>` or `<a name>`).
Browsers go to the first one, so links to the second miss it.

Give one of the two another id."

    K001 Warning "one question, two answers"
"Two tables of situations, decision rules or cards answer the same question differently,
and both kinds of answer are the same, such as a service. Letter case, quotes, brackets and
the prefixes of `compare.prefixes` do not count; an answer that is part of the other one is
taken for the same, less exactly said.

Correct one of the two, or make the situations differ. `<!-- crib: ignore -->` before a list
or table leaves it out."

    L001 Error "page missing"
"The link names a note or folder that does not exist in the content folder. On the site
it is shown as marked text, not as a link to an error page.

Correct the path, or write the note. The help line names the most similar file; without one it
says where the note was looked for, where the link does not."

    L002 Error "anchor missing"
"The note exists but has no heading or id of that name. On the site the link leads to
the top of the page.

Headings get the id GitHub gives them: lower case, punctuation dropped, spaces turned
into hyphens; tags are no part of it. The help line names the most similar place of the note, else
the note that has this name, else the first headings there are."

    L003 Error "letter case differs"
"The link and the file or heading differ in upper and lower case. That works on some
computers and fails on GitHub Pages and most servers. On the site it is linked to the
only candidate.

Write the link exactly as the name."

    L004 Warning "ambiguous link"
"Several notes answer to that name. On the site the link leads to the nearest one: in
the same folder, then by the fewest steps between folders, then in path order.

Add as much of the path as makes the name unique."

    L005 Error "file missing"
"The picture or other file the note shows or links does not exist in the content folder.
On the site a picture is shown as its marked alternative text.

Correct the path, or add the file. Names are compared with exact letter case."

    L006 Error "leaves the content folder"
"The link points above the content folder or to a place on one computer (`C:\\…`, `file:…`), where
nothing is published. On the site it is shown as marked text.

Move the file into the content folder, or link to it by its full URL."

    L007 Warning "links to a draft"
"The note it leads to is a draft (`draft: true` or `publish: false`), and drafts are left
out unless `--drafts` is given. On the site the link is shown as marked text.

Publish the draft, or remove the link."

    L008 Warning "embed leads back to itself"
"A note is shown inside another one that, directly or through others, is shown inside it
again. On the site the embed is a link.

Remove one of the embeds, or make it a link."

    L009 Warning "link that is none"
"What looks like a link is text to Markdown, since a space stands in its address or before it; or
it is a link without an address, `[words]()`.

Write a space in an address as `%20`, or the address between `<` and `>`; leave out the space
between `]` and `(`; add the address that is missing, or take the brackets off. Code such as
`[Int]()` belongs between backticks."

    N001 Error "file that cannot be read"
"The file holds bytes that are not UTF-8 text. The page shows a replacement mark for each
of them. Or its name is not UTF-8 or holds a control character, such as a line break, or the
system refuses to read it; then the file or folder is left out.

Save the file as UTF-8 in your editor (`iconv -f latin1 -t utf-8` often helps), rename it, or
give yourself read access."

    N002 Warning "nested too deep"
"Lists, quotes or HTML elements are nested deeper than 256 levels. What lies deeper is
kept as plain text of the deepest level. Or a tag has more than 64 parts between `/`; it is
no tag then.

Usually a stray line of `>`, `-` or `[` from a paste; remove it."

    N003 Warning "left open to its end"
"A block of code, a comment (`<!--`) or an element such as `<style>` is never closed, so that the
rest of the note, or of the item or quote it stands in, belongs to it: headings, links and tables
there are none.

Close it where it should end: a block of code with the signs it begins with, on a line of their
own."

    N004 Warning "name that not every system keeps"
"Windows, macOS and Linux do not take the same names. On Windows no name holds `\\` or `:`, ends
with a dot or a space, or is that of a device, such as `con`, `nul.md` or `com1`; on Windows and
macOS letter case does not count, nor whether an accent is a character of its own; nowhere is a
name longer than 255 bytes. The page gets a name that all of them keep: other characters, or the
beginning of a long name with a few digits, or a number.

Rename the file or folder, tag, table or former address that the finding names."

    O001 Info "orphan"
"No other note links to this one, so readers meet it only through the folder tree or tags.
Folder pages and templates for new notes are never orphans, and where no note links to
another, none is called one.

Link to it from a note where it belongs. `crib list orphans` lists them all."

    P001 Warning "sheet over its budget"
"A printed cheat sheet has more pages than it may have, though entries of least worth were
left out and it was printed again, four times in all.

Give the sheet more `pages`, fewer `columns` or smaller type (`size: small`). A theme with a
page for sheets of its own has to use the default theme's `crib-sheet.css` and
`crib-sheet.js`, or declare in `theme.yaml` how it sets them."

    P002 Warning "empty sheet"
"No note holds anything that the query of a cheat sheet asks for, or nothing of it fits into a
column, so that its page is empty.

Correct the query under `sheets` in crib.yaml. `crib list tags` shows the tags there are,
and `crib sheet QUERY --dry-run` what a query takes."

    P003 Warning "sheet that names an unknown tag"
"The query or the weights of a cheat sheet in crib.yaml name a tag that no note has, so that it
takes nothing or counts nothing there.

Correct the name; `crib list tags` shows the tags there are."

    S001 Warning "symbolic link left out"
"The symbolic link leads out of the content folder, to a folder, to a pipe or device, or
nowhere. It is not followed, so that nothing is published by accident or twice.

Copy the file into the content folder, or link to the place it stands for."

    T001 Warning "tag outside the vocabulary"
"The configuration lists the tags there may be (`tags.vocabulary`), and this one is not
among them. It is reported once, at its first place; `crib list tags` shows all places.

Correct the tag, add it to the list, or give it as an alias under `tags.aliases`."

    T002 Info "tags that look like one"
"Two tags differ only in hyphens or a plural, so their notes stand on two pages where the
author probably means one. (Those that differ only in letter case are one tag.)

Write one of them everywhere, or give the other as an alias under `tags.aliases`."

    T003 Warning "no tag on a line of tags"
"A line such as ``**Tags:** `#core` `#exam-tip` `` gives its tags to the whole note, and on it
stands something that is no tag. It is shown as it is written; the others count.

Begin it with `#`, or take it off the line."

    T004 Warning "tag that may be misspelt"
"The tag stands in one place of all notes and has a letter too many or too few, or two in wrong
order, compared with a tag that stands in many: probably a typing error, by which the place is
missing among the others.

Correct it. If it is right, give it a line that explains it (`` `#tag` - what it means ``) or a page
(`tags/TAG.md`), or list the tags there are under `tags.vocabulary`."

    U001 Error "two notes for one page"
"Two notes would get the same address, such as `a.md` and `a.markdown`. The first in path
order gets it, the other one an address with a number.

Rename one of them."

    X001 Warning "instruction not understood"
"A comment such as `<!-- crib: … -->` says something Cribsheet does not know, or switches off
a rule that does not exist, so it has no effect. Or two cards are given the same id.

Known are `ignore`, `ignore RULE`, `comparison`, `comparison columns`, `comparison rows`,
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
