"""Imports a deck of `crib cards` into Anki, as its users do, and looks at what is there then.

`CRIB` is the program. Needs what `requirements.txt` names; `test.sh` installs it.
"""

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from anki.collection import Collection, ImportCsvRequest

SITE = '"Cloud" notes'

CONFIG = f"id: cloud\ntitle: '{SITE}'\nbase_url: https://example.org/cloud\n"

STORAGE = """# Storage

## Terms `#exam-tip`

- **Tier:** how soon data can be read
- **#hash:** # begins the answer\tand has a tab
- **Odds:** $\\frac{p}{1 - p} > 0$
- **List:**
  - one
  - two

## Choosing `#cost/low`

| Situation | Choose | Why |
|---|---|---|
| Read once a year | Archive | it is cheap |
"""

NETWORK = """# "Net" :: work

- "Two offices" → "VPN" if 1 < 2 & `a < b`
- "One office" → nothing
"""


def write(notes: Path, path: str, text: str) -> None:
    file = notes / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")


class Test:
    """Notes, and a collection that knew none of them."""

    def __init__(self, folder: Path) -> None:
        self.notes, self.file = folder / "notes", folder / "deck.txt"
        write(self.notes, "crib.yaml", CONFIG)
        write(self.notes, "deep/storage.md", STORAGE)
        write(self.notes, "network.md", NETWORK)
        self.collection = Collection(str(folder / "collection.anki2"))

    def update(self) -> dict[str, int]:
        """Makes the deck again, imports it, and counts what Anki did with its notes."""
        command = [os.environ["CRIB"], "cards", self.notes, "-q", "-o", self.file]
        subprocess.run(command, check=True)
        read = self.collection.get_csv_metadata(path=str(self.file), delimiter=None)
        request = ImportCsvRequest(path=str(self.file), metadata=read)
        log = self.collection.import_csv(request).log
        counted = {
            "new": len(log.new),
            "updated": len(log.updated),
            "duplicate": len(log.duplicate),
            "conflicting": len(log.conflicting),
            "empty": len(log.empty_first_field),
        }
        return {name: count for name, count in counted.items() if count}

    def note(self, question: str):
        """The only note whose front ends with a question, in HTML."""
        notes = map(self.collection.get_note, self.collection.find_notes(""))
        found = [it for it in notes if it["Front"].endswith(f"<div>{question}</div>")]
        assert len(found) == 1, (question, found)
        return found[0]

    def back(self, question: str) -> str:
        """The answer to a question with its reasons, without the link below it."""
        return self.note(question)["Back"].rpartition("<div><small>")[0]


def equal(found, expected, what: str) -> None:
    assert found == expected, f"{what}: {found!r} is not {expected!r}"


def check_notes(test: Test) -> None:
    decks = {it.name for it in test.collection.decks.all_names_and_ids()} - {"Default"}
    nested = ["", '::"Net" : work', "::Deep", "::Deep::Storage"]
    equal(sorted(decks), [SITE + it for it in nested], "decks")
    deck = test.note("Tier").cards()[0].current_deck_id()
    equal(test.collection.decks.name(deck), SITE + "::Deep::Storage", "deck")
    equal(test.note("Tier").note_type()["name"], "Basic", "type")
    equal(test.note("Tier").tags, ["exam-tip"], "tags")
    equal(test.note("Read once a year").tags, ["cost::low"], "nested tags")
    front = "<div><small>Storage › Terms</small></div><div>Tier</div>"
    equal(test.note("Tier")["Front"], front, "context")
    link = "https://example.org/cloud/deep/storage.html#terms"
    assert f'<a href="{link}">' in test.note("Tier")["Back"], test.note("Tier")["Back"]
    equal(test.back("#hash"), "<div># begins the answer and has a tab</div>", "hash")
    quoted = '<div>"VPN" if 1 &lt; 2 &amp; <code>a &lt; b</code></div>'
    equal(test.back('"Two offices"'), quoted, "quotes")
    equal(test.back("Odds"), r"<div>\(\frac{p}{1 - p} &gt; 0\)</div>", "formula")
    assert "<ul><li>one</li><li>two</li></ul>" in test.back("List"), test.back("List")
    archive = "<div>Archive</div><div><i>it is cheap</i></div>"
    equal(test.back("Read once a year"), archive, "reason")


def review(test: Test, question: str):
    """Answers a card as one that is known well; gives the card."""
    card = test.note(question).cards()[0]
    card.start_timer()
    states = test.collection._backend.get_scheduling_states(card.id)
    answer = test.collection.sched.build_answer(card=card, states=states, rating=3)
    test.collection.sched.answer_card(answer)
    return test.note(question).cards()[0]


def reviews(test: Test) -> list[list[int]]:
    return test.collection.db.all("select id, cid, ease from revlog")


def check(test: Test) -> None:
    equal(test.update(), {"new": 7}, "first import")
    check_notes(test)
    equal(test.update(), {"duplicate": 7}, "the same again")

    card, log = review(test, "Tier"), reviews(test)
    equal((card.reps, len(log)), (1, 1), "reviews")
    write(test.notes, "deep/storage.md", STORAGE.replace("how soon", "how fast"))
    equal(test.update(), {"updated": 1, "duplicate": 6}, "an answer was edited")
    equal(test.back("Tier"), "<div>how fast data can be read</div>", "new answer")
    after = test.note("Tier").cards()[0]
    equal((after.reps, after.due, after.ivl), (1, card.due, card.ivl), "the reviewed card")
    equal(reviews(test), log, "the log of reviews")

    write(test.notes, "network.md", NETWORK.replace("- \"One office\" → nothing\n", ""))
    equal(test.update(), {"duplicate": 6}, "a card is gone from the notes")
    equal(len(test.collection.find_notes("")), 7, "notes that are gone stay")

    write(test.notes, "crib.yaml", re.sub("example.org/cloud", "example.com", CONFIG))
    equal(test.update(), {"updated": 6}, "the site has moved")
    equal(reviews(test), log, "the log of reviews")


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        test = Test(Path(folder))
        try:
            check(test)
        except AssertionError as error:
            sys.exit(f"failed: {error}")
        finally:
            test.collection.close()
    print("decks can be imported into Anki, again and after edits")


main()
