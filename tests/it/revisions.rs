//! Ids of cards over the edits that notes see from one revision to the next.

use std::collections::{BTreeMap, BTreeSet};

use cribsheet::{config::Config, note::doc::FormulaText, study::Parts};

use crate::fixture;

/// The notes of a first revision.
const NOTES: &str = "//- trains.md
# Trains

Which train goes where.

## 1. Choosing

| Scenario | Train | Reason |
|---|---|---|
| Far and fast | ICE | few stops |
| Around the town | Tram | many stops |

## 2. Terms

- **Bogie** - the frame that holds the wheels
- **Pantograph** - takes power from the wire
  - in frames of two arms

### Brakes

**Purpose:** Stop the train in time.

**Key decision:**
- **Wet rails** → sand
- **Long slope** → engine brake

## 3. Signals

**Definition:** Marks that tell drivers what lies ahead.

//- depots/yards.md
# Yards

- \"Wagons for ten places\" → sort them on a hump
- \"One wagon in a hurry\" → a shunter

## Terms

- **Hump** - a small hill that wagons roll down
- **Siding** - a track beside the line

//- words.md
---
cards: explicit
---
# Words

Q: What is the gauge?
A: The distance between the rails.

- loop :: a track that lets trains pass
";

/// A card by what its id may depend on: note, headings, question.
type Key = (String, Vec<String>, String);

/// The ids of the cards of some notes.
fn ids(notes: &str) -> BTreeMap<Key, Vec<String>> {
    let config = Config::default();
    let checked = fixture::check(&fixture::files(notes), &config);
    let library = &checked.library;
    let parts = Parts::new(library, &config, &Parts::default());
    let study = fixture::study((library, &parts), &checked.sources, &config);
    let mut ids: BTreeMap<Key, Vec<String>> = BTreeMap::new();
    for it in &study.cards {
        let path = it.place.section.names();
        let key =
            (it.place.note().path.to_string(), path, it.prompt_text(FormulaText::Tex));
        ids.entry(key).or_default().push(it.id());
    }
    ids
}

/// An edit: what is written in place of what.
type Edit<'e> = &'e [(&'e str, &'e str)];

/// Makes an edit, and requires that all cards whose note, headings and question are the same keep
/// their ids. Gives the notes, and how many cards stayed, went and came.
fn revised(notes: &str, edit: Edit<'_>) -> (String, (usize, usize, usize)) {
    let mut after = notes.to_owned();
    for (from, to) in edit {
        assert_eq!(after.matches(from).count(), 1, "{from}");
        after = after.replace(from, to);
    }
    let (old, new) = (ids(notes), ids(&after));
    for (key, ids) in &old {
        if let Some(same) = new.get(key) {
            assert_eq!(ids, same, "{key:?} after {edit:?}");
        }
    }
    let keys =
        |it: &BTreeMap<Key, Vec<String>>| it.keys().cloned().collect::<BTreeSet<_>>();
    let (old, new) = (keys(&old), keys(&new));
    let stayed = old.intersection(&new).count();
    (after, (stayed, old.len() - stayed, new.len() - stayed))
}

#[test]
fn ids_stay_from_revision_to_revision() {
    let count = ids(NOTES).len();
    assert_eq!(count, 14);
    let edits: &[(Edit<'_>, (usize, usize, usize))] = &[
        // Answers are corrected, shortened and made longer.
        (
            &[
                ("few stops", "it stops seldom"),
                ("takes power from the wire", "the arm on the roof that takes power"),
                ("  - in frames of two arms\n", ""),
                (
                    "Stop the train in time.",
                    "Stop the train in time:\n\n- on any slope\n- on any rail",
                ),
                ("sand", "**sand**, not salt"),
                ("sort them on a hump", "sort them on a [hump](#terms)"),
                ("The distance between the rails.", "How far the rails are apart."),
            ],
            (14, 0, 0),
        ),
        // Tags, emphasis and a text before the sections.
        (
            &[
                (
                    "Which train goes where.",
                    "**Tags:** `#trains`\n\nWhich train goes where, and why.",
                ),
                ("## 1. Choosing", "## 1. Choosing `#exam`"),
                ("- **Bogie** - the", "- **Bogie** – the"),
                ("| Around the town |", "| *Around the town* |"),
            ],
            (14, 0, 0),
        ),
        // A section moves to another place, and all are numbered anew.
        (
            &[
                (
                    "## 3. Signals\n\n**Definition:** Marks that tell drivers what lies ahead.\n",
                    "",
                ),
                (
                    "## 1. Choosing",
                    "## 1. Signals\n\n**Definition:** Marks that tell drivers what lies ahead.\n\n## 2. Choosing",
                ),
                ("## 2. Terms", "## 3. Terms"),
            ],
            (14, 0, 0),
        ),
        // Cards come and go around others.
        (
            &[
                ("- **Siding**", "- **Throat** - where all tracks meet\n- **Siding**"),
                ("- \"One wagon in a hurry\" → a shunter\n", ""),
                (
                    "| *Around the town*",
                    "| To the next village | Bus | no rails |\n| *Around the town*",
                ),
                ("- loop ::", "- spur :: a track that ends\n- loop ::"),
            ],
            (13, 1, 3),
        ),
        // A question and a heading are written in another way, and only their cards change.
        (
            &[
                ("**Pantograph**", "**Pantograf**"),
                ("### Brakes", "### Air brakes"),
                ("What is the gauge?", "What is a gauge?"),
            ],
            (11, 5, 5),
        ),
    ];
    let mut notes = NOTES.to_owned();
    for (edit, expected) in edits {
        let (after, counts) = revised(&notes, edit);
        assert_eq!(counts, *expected, "{edit:?}");
        notes = after;
    }
}
