// A session: what is asked when, by key, by click and by touch, and where links to practice lead.
import assert from "node:assert/strict";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { asked, browser, build, counts, fsrs, grade, host, log, notes, practise, reached, ready, says } from "./practice.mjs";
import { axe, open } from "./site.mjs";

const MINUTE = 60_000, DAY = 1440 * MINUTE, START = Date.UTC(2026, 2, 2, 9);
const AGAIN = 1, HARD = 2, GOOD = 3, EASY = 4;
const site = await build("elements", notes), base = await host(site);
const main = (page) => page.locator(".actions .main");
const close = (page) => page.context().close();
/** Goes on from the decks to the first question. */
async function begin(page) {
  await main(page).click();
  return asked(page);
}
const set = async (page, label, value) => {
  await page.evaluate(() => { document.querySelector(".settings").open = true; });
  await page.getByLabel(label).fill(String(value));
  await page.getByLabel(label).press("Tab");
};

test("three days of practice ask what is due, some new questions, and again what was forgotten", async () => {
  const { page, faults } = await practise(base, "", { time: START });
  await set(page, "New questions a day", 10);
  // What a reader did, by question, and what they are due to see again.
  const done = new Map(), grades = [GOOD, GOOD, AGAIN, HARD, EASY, GOOD, AGAIN, GOOD];
  const due = (question) => fsrs.replay(done.get(question)).due;
  let at = 0;
  for (let day = 0; day < 3; day++) {
    let time = START + day * DAY;
    await page.clock.setFixedTime(time);
    await page.reload();
    await ready(page);
    const ready_ = [...done.keys()].filter((it) => due(it) < START + day * DAY + 15 * 60 * MINUTE).sort((a, b) => due(a) - due(b));
    assert.equal(await main(page).innerText(), `Practise ${ready_.length + 10} questions`);
    assert.equal(await counts(page), [ready_.length && `${ready_.length} due`, `${37 - done.size} new`, done.size && `${done.size} learnt`].filter(Boolean).join(" · "));
    const first = [], forgotten = new Map();
    let question = await begin(page);
    for (; question; question = await asked(page), at++) {
      if (forgotten.has(question)) {
        assert.ok(at - forgotten.get(question) > 1 || first.length === ready_.length + 10, "others come between, while there are some");
        forgotten.delete(question);
      } else if (!first.includes(question)) first.push(question);
      const given = grades[at % grades.length];
      if (given === AGAIN) forgotten.set(question, at);
      done.set(question, [...(done.get(question) ?? []), [time, given]]);
      await grade(page, given);
      await page.clock.setFixedTime(time += 20_000);
    }
    assert.deepEqual([...forgotten.keys()], [], "what was forgotten came again");
    assert.deepEqual(first.slice(0, ready_.length), ready_);
    assert.equal(first.length, ready_.length + 10);
    assert.ok([...done.values()].every((it) => fsrs.replay(it).phase === "review"), "a session lasts until everything is known");
    await page.keyboard.press("Escape");
    await page.getByText("You have had today's new questions.").waitFor();
  }
  assert.equal(done.size, 30);
  const cards = new Map();
  for (const [card, ...review] of await log(page)) cards.set(card, [...(cards.get(card) ?? []), review]);
  assert.deepEqual([...cards.values()], [...done.values()], "the log says what was answered, and when");
  const days = [...done.keys()].map((it) => Math.floor((due(it) - Date.UTC(2026, 2, 4)) / DAY));
  await page.locator(".results summary").click();
  const told = await page.locator(".results tbody td").allInnerTexts();
  assert.deepEqual(told.map(Number), told.map((_, day) => days.filter((it) => it === day).length));
  const next = Math.min(...[...done.keys()].map(due)) - await page.evaluate(() => Date.now());
  await page.getByText(`The next question is due in ${Math.round(next / DAY)} day`).waitFor();
  // A page that stays open knows the next day.
  await page.clock.setFixedTime(START + 3 * DAY);
  await page.evaluate(() => dispatchEvent(new Event("focus")));
  await main(page).waitFor();
  assert.deepEqual(faults, []);
  await close(page);
});

test("a question that is known each time waits as long as other programs have it wait", async () => {
  const { page, faults } = await practise(base, "?tag=rare/lamp", { time: START });
  let time = START;
  // 163 days are about five months.
  for (const [wait, said] of [[10 * MINUTE, "10 min"], [2 * DAY, "2 days"], [11 * DAY, "11 days"], [46 * DAY, "46 days"], [163 * DAY, "5 months"], [498 * DAY, "16 months"]]) {
    await page.clock.setFixedTime(time);
    await page.reload();
    assert.match(await asked(page), /light a stage/);
    await page.keyboard.press("Space");
    assert.equal(await page.getByRole("button", { name: /Good/ }).locator(".span").innerText(), said);
    await page.keyboard.press("3");
    await page.keyboard.press("Escape");
    if (wait > DAY) {
      await page.clock.setFixedTime(time + wait - DAY);
      await page.reload();
      await page.getByText("Nothing is due. The next question is due in 1 day").waitFor();
    }
    time += wait;
  }
  assert.deepEqual(faults, []);
  await close(page);
});

test("by key: undo gives back the question, its grade and the counts, and a suspended question stays away", async () => {
  const { page, faults } = await practise(base, "?note=gases/noble.html", { time: START });
  const bar = () => reached(page);
  assert.equal(await asked(page), "Which element is He?");
  await page.keyboard.press("3");
  assert.equal(await page.locator(".answered").isVisible(), false, "a grade needs an answer");
  for (let held = 0; held < 3; held++) await page.keyboard.down("Space");
  await page.keyboard.up("Space");
  assert.equal(await page.locator(".grade").count(), 4, "a key that is held down only shows the answer");
  await page.keyboard.press("/");
  await page.getByRole("combobox").fill("1");
  await page.keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "hidden" });
  assert.equal(await page.locator(".grade").count(), 4, "keys of the search are not those of the session");
  await page.keyboard.press("4");
  assert.equal(await asked(page), "Which element is Ne?");
  assert.equal(await bar(), "1 of 6");
  await grade(page, AGAIN);
  await asked(page);
  await page.keyboard.press("u");
  assert.equal(await asked(page), "Which element is Ne?");
  assert.equal(await bar(), "1 of 6");
  await page.keyboard.press("u");
  assert.equal(await asked(page), "Which element is He?");
  assert.equal(await bar(), "0 of 6");
  assert.equal(await page.getByRole("button", { name: "Undo" }).isDisabled(), true);
  await page.keyboard.press("u");
  await page.keyboard.press("Space");
  assert.equal(await page.getByRole("button", { name: /Easy/ }).locator(".span").innerText(), "8 days", "it is new again");
  await page.keyboard.press(" ");
  assert.equal(await asked(page), "Which element is Ne?", "Space means good");
  await page.getByRole("button", { name: "Suspend" }).click();
  assert.equal(await asked(page), "Which element is Ar?");
  assert.equal(await bar(), "0.5 of 5", "what comes again counts half");
  await page.keyboard.press("u");
  assert.equal(await asked(page), "Which element is Ne?");
  await grade(page, EASY);
  await asked(page);
  await page.keyboard.press("Escape");
  assert.equal(await counts(page), "1 due · 4 new · 1 learnt");
  await page.getByRole("button", { name: "Go through all 6" }).click();
  await asked(page);
  await grade(page, EASY);
  assert.equal(await asked(page), "Which element is Ne?");
  await page.getByRole("button", { name: "Suspend" }).click();
  await asked(page);
  await page.clock.setFixedTime(START + 400 * DAY);
  await page.reload();
  assert.equal(await asked(page), "Which element is He?");
  await page.keyboard.press("Escape");
  assert.equal(await counts(page), "1 due · 4 new · 1 learnt · 1 suspended");
  assert.deepEqual((await log(page)).map((it) => it[2]), [GOOD, EASY, EASY, "s"], "what was suspended keeps its past");
  await page.getByRole("button", { name: "Resume 1 question" }).click();
  await says(page, "2 due · 4 new · 2 learnt");
  // Enter shows the answer and means good, s suspends, o opens the note in another tab.
  await page.getByRole("button", { name: "Practise 6 questions" }).click();
  await asked(page);
  await page.keyboard.press("Enter");
  await page.locator(".grade").first().waitFor();
  const [opened] = await Promise.all([page.waitForEvent("popup"), page.keyboard.press("o")]);
  await opened.close();
  await page.keyboard.press("s");
  await asked(page);
  await page.keyboard.press("Escape");
  assert.equal(await counts(page), "1 due · 4 new · 1 learnt · 1 suspended");
  assert.deepEqual(faults, []);
  await close(page);
});

test("by clicks alone", async () => {
  const { page, faults } = await practise(base, "", { time: START, hasTouch: true, viewport: { width: 360, height: 640 } });
  const tap = (name) => page.getByRole("button", { name }).tap();
  await tap("Practise 20 questions");
  await asked(page);
  await tap("Show the answer");
  await tap(/Good/);
  await asked(page);
  await tap("Undo");
  await asked(page);
  await tap("Show the answer");
  await tap(/Again/);
  await asked(page);
  await tap("Suspend");
  await asked(page);
  await tap("End session");
  assert.equal(await counts(page), "1 due · 35 new · 1 suspended");
  assert.deepEqual((await log(page)).map((it) => it[2]).sort(), [AGAIN, "s"]);
  assert.deepEqual(faults, []);
  await close(page);
});

test("links ask what they name, in the query or the fragment, and say so if there is nothing", async () => {
  const { page, faults } = await practise(base, "", { time: START });
  const session = async (query) => {
    await page.goto("about:blank");
    await page.goto(`${base}practice/index.html${query}`);
    await ready(page);
    if (!await page.locator(".session .asked").count()) return null;
    const total = await reached(page), first = await page.locator(".asked").innerText();
    return `${total.split(" ").at(-1)} ${first.replaceAll('"', "")}`;
  };
  const cases = {
    "?note=gases/noble.html": "6 Which element is He?",
    "?in=gases": "9 A balloon must rise, and nothing may burn",
    "?tag=rare": "7 A lamp must light a stage",
    "?tag=rare/lamp": "1 A lamp must light a stage",
    "?kind=scenario": "2 A balloon must rise, and nothing may burn",
    "?item=neon": "1 A sign must glow red",
    "?item=neon&item=helium": "2 A balloon must rise, and nothing may burn",
    "#tag=rare": "7 A lamp must light a stage",
    "?in=gases#kind=explicit": "6 Which element is He?",
    "#in=metals&kind=explicit": "20 Which element is Cr?",
  };
  for (const [query, expected] of Object.entries(cases)) assert.equal(await session(query), expected, query);
  for (const query of ["?note=none.html", "?in=gas", "?tag=rar", "?kind=none", "?item=n", "#tag=none", "?tag=rare&in=metals"]) {
    assert.equal(await session(query), null, query);
    await page.getByText("There are no such questions.").waitFor();
  }
  await page.getByRole("link", { name: "All decks" }).click();
  await main(page).waitFor();
  assert.equal(new URL(page.url()).search, "");
  // A link to a part of the page ends no session, one to other questions does.
  await session("?in=gases&in=metals");
  await page.evaluate(() => { globalThis.stays = true; });
  await page.locator(".skip").focus();
  await page.keyboard.press("Enter");
  await page.waitForURL(/#crib:main$/);
  assert.equal(await page.locator(".session .asked").count(), 1);
  assert.ok(await page.evaluate(() => globalThis.stays));
  await page.evaluate(() => { location.hash = "tag=rare/lamp"; });
  await page.getByRole("heading", { name: /light a stage/ }).waitFor();
  assert.deepEqual(faults, []);
  await close(page);
});

test("pages lead to their questions", async () => {
  const { page, faults } = await open(browser, base);
  const pages = {
    "gases/noble.html": "6", "tags/rare.html": "7", "compare/helium-vs-neon.html": "2", "compare/items/helium.html": "1", "gases/index.html": "9"
  };
  for (const [path, total] of Object.entries(pages)) {
    await page.goto(base + path);
    await page.getByRole("link", { name: "Practise these" }).click();
    assert.ok(await asked(page), path);
    assert.equal((await reached(page)).split(" ").at(-1), total, path);
  }
  await page.goto(`${base}index.html`);
  await page.keyboard.press("/");
  await page.getByRole("combobox").fill("krypton");
  await page.getByRole("link", { name: "Practise these" }).click();
  assert.equal(await asked(page), "Which element is He?", "those of the note that was found");
  assert.deepEqual(faults, []);
  await close(page);
});

test("before an exam nothing waits until after it, and in the last week comes what is remembered least", async () => {
  const { page, faults } = await practise(base, "?note=gases/noble.html", { time: START });
  // Half of them are known well, and were answered first.
  for (const given of [EASY, EASY, EASY, GOOD, GOOD, GOOD]) {
    await asked(page);
    await grade(page, given);
  }
  for (let again = 0; again < 3; again++) {
    await asked(page);
    await grade(page, GOOD);
  }
  await asked(page);
  await page.keyboard.press("Escape");
  await set(page, "Exam date", "2026-03-12");
  const weak = ["Kr", "Xe", "Rn"], well = ["He", "Ne", "Ar"];
  await page.clock.setFixedTime(START + 2 * DAY);
  await page.reload();
  assert.equal(await asked(page), "Which element is Kr?", "before the last week, what is due");
  assert.equal(await reached(page), "0 of 3");
  await page.keyboard.press("Space");
  assert.equal(await page.getByRole("button", { name: /Easy/ }).locator(".span").innerText(), "7 days");
  // In the last week.
  await page.clock.setFixedTime(START + 4 * DAY);
  await page.reload();
  for (const it of [...weak, ...well]) {
    assert.equal(await asked(page), `Which element is ${it}?`);
    await grade(page, EASY);
  }
  await asked(page);
  await page.keyboard.press("Escape");
  await page.getByText("Nothing is due.").waitFor();
  await page.clock.setFixedTime(START + 40 * DAY);
  await page.reload();
  await asked(page);
  await page.keyboard.press("Space");
  assert.notEqual(await page.getByRole("button", { name: /Easy/ }).locator(".span").innerText(), "1 day", "an exam that is over shortens nothing");
  assert.deepEqual(faults, []);
  await close(page);
});

test("the weakest notes are links, and the coming days a drawing and a table", async () => {
  const { page, faults } = await practise(base, "?in=gases", { time: START });
  for (let question = await asked(page); question; question = await asked(page)) await grade(page, /lamp|sign|balloon/.test(question) ? EASY : GOOD);
  await page.goto(`${base}practice/index.html`);
  await ready(page);
  const results = page.locator(".results");
  assert.deepEqual(await results.locator("rect").evaluateAll((all) => all.map((it) => [...it.querySelectorAll(":not(kbd)")].map((part) => part.textContent).join(""))), ["Mar 4: 6 cards due", "Mar 10: 3 cards due"]);
  await results.getByText("As a table").click();
  const days = await results.locator("tbody tr").evaluateAll((all) => all.map((it) => it.innerText.split("\t")));
  assert.deepEqual(days.filter((it) => it[1] !== "0"), [["Mar 4", "6"], ["Mar 10", "3"]]);
  await page.clock.setFixedTime(START + 9 * DAY);
  await page.reload();
  await ready(page);
  assert.deepEqual(await results.locator(".weakest a").allInnerTexts(), ["Noble gases", "Choosing a gas"]);
  await results.getByRole("link", { name: "Noble gases" }).click();
  await page.getByRole("heading", { name: "Noble gases" }).waitFor();
  assert.deepEqual(faults, []);
  await close(page);
});

test("from disk and below a folder practice is the same", async () => {
  for (const url of [`${pathToFileURL(site)}/`, await host(site, { prefix: "/repo/" })]) {
    const { page, faults } = await open(browser, url);
    await page.goto(`${url}index.html`);
    await page.locator(".actions").getByRole("link", { name: "Practice" }).click();
    await ready(page);
    await begin(page);
    await grade(page, EASY);
    await asked(page);
    await page.keyboard.press("Escape");
    await page.reload();
    await ready(page);
    assert.match(await counts(page), /36 new · 1 learnt/);
    assert.deepEqual(faults, []);
    await close(page);
  }
});

test("on a phone the buttons are large, in reach of the thumb, and nothing scrolls sideways", async () => {
  for (const [width, height] of [[360, 640], [320, 400]]) {
    const { page, faults } = await practise(base, "?tag=rare", { time: START, hasTouch: true, isMobile: true, viewport: { width, height } });
    await asked(page);
    const check = async (what, selector) => {
      const found = await page.evaluate((selector) => ({
        wide: document.documentElement.scrollWidth - innerWidth,
        boxes: [...document.querySelectorAll(selector)].map((it) => it.getBoundingClientRect()).map(({ height, bottom, right }) => ({ height, bottom, right })),
      }), selector);
      assert.ok(found.wide <= 0, `${what}: ${found.wide} px too wide at ${width}`);
      for (const it of found.boxes) assert.ok(it.height >= 44 && it.bottom <= height && it.bottom > height - 20 && it.right <= width, `${what}: ${JSON.stringify(it)}`);
      return found.boxes.length;
    };
    assert.equal(await check("question", ".answering button"), 1);
    await page.getByRole("button", { name: "Show the answer" }).tap();
    assert.equal(await check("answer", ".answering button"), 4);
    const ends = await page.evaluate(() => [document.querySelector(".answered"), document.activeElement].map((it) => it.getBoundingClientRect().bottom));
    assert.ok(ends.every((it) => it <= height - 80), `the answer ends at ${ends} behind the buttons`);
    await page.getByRole("button", { name: "End session" }).tap();
    await page.evaluate(() => document.querySelectorAll("details").forEach((it) => { it.open = true; }));
    await check("decks", ".none");
    assert.deepEqual(faults, []);
    await close(page);
  }
});

test("without scripts decks are links, and answers unfold", async () => {
  const { page, faults } = await open(browser, base, { javaScriptEnabled: false });
  await page.goto(`${base}practice/index.html`);
  assert.equal(await counts(page), "37 questions");
  await page.getByRole("link", { name: "Questions: Gases" }).click();
  const unfold = async (question, answer) => {
    assert.equal(await page.getByText(answer, { exact: true }).filter({ visible: true }).count(), 0);
    await page.getByText(question).click();
    await page.getByText(answer, { exact: true }).filter({ visible: true }).waitFor();
  };
  await unfold("Which element is Kr?", "Krypton");
  await page.getByRole("link", { name: "Noble gases" }).first().click();
  await page.getByText(/^Check yourself/).click();
  await page.locator(".check").getByText("Which element is He?").click();
  assert.equal(await page.locator(".check .answer").first().innerText(), "Helium");
  assert.equal(await page.locator(".grade").count(), 0);
  assert.deepEqual(faults, []);
  await close(page);
});

for (const colorScheme of ["light", "dark"]) {
  test(`screen readers hear each thing once, and every state meets WCAG, ${colorScheme}`, async () => {
    const { page, faults } = await practise(base, "?tag=rare", { time: START, colorScheme });
    const meets = async (what) => faults.push(...(await axe(page)).map((it) => `${what}: ${it}`));
    const focus = () => page.evaluate(() => document.activeElement.className || document.activeElement.tagName);
    const region = page.getByRole("region", { name: "Practice session" });
    await asked(page);
    assert.equal(await focus(), "asked");
    assert.equal(await region.getByRole("progressbar", { name: "Practice session" }).count(), 1);
    await meets("a question");
    await page.keyboard.press("Space");
    assert.match(await focus(), /answered/);
    assert.deepEqual(await region.getByRole("group", { name: "How well did you know it?" }).getByRole("button").evaluateAll((all) => all.map((it) => [...it.querySelectorAll(":not(kbd)")].map((part) => part.textContent).join(""))),
      ["Again1 min", "Hard6 min", "Good10 min", "Easy8 days"]);
    // What has the focus is read; a region that is live would say it again.
    assert.equal(await region.locator("[aria-live], [role=status], [role=alert]").count(), 0);
    await meets("an answer");
    await page.keyboard.press("4");
    assert.equal(await focus(), "asked");
    for (let question = await asked(page); question; question = await asked(page)) await grade(page, EASY);
    assert.equal(await page.evaluate(() => document.activeElement.textContent), "Session finished");
    await meets("the end");
    await page.keyboard.press("Escape");
    assert.equal(await focus(), "button");
    await meets("some decks");
    await page.goto(`${base}practice/index.html`);
    await ready(page);
    await page.evaluate(() => document.querySelectorAll("details").forEach((it) => { it.open = true; }));
    await meets("all decks");
    await page.goto(`${base}practice/questions-1.html`);
    await page.evaluate(() => document.querySelectorAll("details").forEach((it) => { it.open = true; }));
    await meets("questions");
    await page.goto(`${base}gases/noble.html`);
    await page.evaluate(() => document.querySelectorAll("details").forEach((it) => { it.open = true; }));
    await page.locator(".grade-1").nth(4).waitFor();
    await page.locator(".check .grade-4").first().click();
    await meets("questions in a note");
    assert.deepEqual(faults, []);
    await close(page);
  });
}
