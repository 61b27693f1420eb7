// What was answered is kept: by several tabs, in files, with a full storage or without one, when notes
// move, and from the questions in notes.
import assert from "node:assert/strict";
import { test } from "node:test";
import { asked, browser, build, counts, grade, host, log, notes, practise, reached, ready, says } from "./practice.mjs";
import { open } from "./site.mjs";

const START = Date.UTC(2026, 2, 2, 9), AGAIN = 1, GOOD = 3, EASY = 4;
const sites = await Promise.all([
  build("elements", notes),
  // The same cards in a note of another name, and one that begins with other words.
  build("moved", { "index.md": notes["index.md"], "air/rare.md": notes["gases/noble.md"].replace("Which element is Ne?", "What is Ne?") }),
  build("other", { "index.md": "# Other\n", "gases/noble.md": notes["gases/noble.md"] }, "title: Others\n"),
]);
const [base, moved, other] = await Promise.all(sites.map((it) => host(it)));
const close = (page) => page.context().close();
/** Answers some questions from the start of a session, and goes back to the decks. */
async function answer(page, grades) {
  for (const it of grades) {
    await asked(page);
    await grade(page, it);
  }
  await asked(page);
  await page.keyboard.press("Escape");
}
const settings = (page) => page.evaluate(() => { document.querySelector(".settings").open = true; });
/** Waits until the decks have so many questions of each kind. */
/** Imports a file and gives what the page says. */
async function take(page, text, said) {
  await settings(page);
  await page.locator(".settings input[type=file]").setInputFiles({ name: "practice.json", mimeType: "application/json", buffer: Buffer.from(text) });
  await page.locator(".settings").getByText(said).waitFor();
}
async function save(page) {
  await settings(page);
  const [file] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "Export progress" }).last().click()]);
  assert.match(file.suggestedFilename(), /^practice-.+\.json$/);
  const parts = [];
  for await (const it of await file.createReadStream()) parts.push(it);
  return Buffer.concat(parts).toString();
}

test("two tabs answer at once, and each sees what the other did", async () => {
  const { page, faults } = await practise(base, "?note=gases/noble.html", { time: START });
  const second = await page.context().newPage();
  await second.goto(`${base}practice/index.html?in=metals`);
  await ready(second);
  for (let at = 0; at < 3; at++) {
    for (const it of [page, second]) {
      await asked(it);
      await grade(it, EASY);
    }
  }
  await asked(page);
  await page.keyboard.press("Escape");
  await second.keyboard.press("Escape");
  // What one tab wrote over is written again by the other.
  for (const it of [page, second]) {
    await it.waitForFunction(() => new Set(Object.entries(localStorage).find(([key]) => /^crib:.+:log$/.test(key))[1].trim().split("\n")).size === 6);
  }
  for (const it of [page, second]) {
    await it.goto(`${base}practice/index.html`);
    await ready(it);
    await says(it, "31 new · 6 learnt");
  }
  // Without a reload: decks that are open, and a session that goes on.
  await second.getByRole("button", { name: "Practise 14 questions" }).click();
  await asked(second);
  await grade(second, EASY);
  await says(page, "30 new · 7 learnt");
  await page.getByRole("button", { name: "Practise 13 questions" }).click();
  await asked(page);
  await grade(page, GOOD);
  await asked(second);
  await second.keyboard.press("Escape");
  await says(second, "1 due · 29 new · 7 learnt");
  assert.deepEqual(faults, []);
  await close(page);
});

test("an exported file gives another browser the same, once", async () => {
  const first = await practise(base, "?note=gases/noble.html", { time: START });
  await asked(first.page);
  await first.page.getByRole("button", { name: "Suspend" }).click();
  await answer(first.page, [EASY, AGAIN, GOOD]);
  const expected = await counts(first.page), kept = await log(first.page);
  const file = await save(first.page);
  await first.page.getByText("Exported.").waitFor();
  const { page, faults } = await practise(base, "?note=gases/noble.html", { time: START });
  await page.keyboard.press("Escape");
  await take(page, file, "4 entries added, 0 already there.");
  assert.equal(await page.evaluate(() => document.activeElement.textContent), "Settings and progress");
  assert.equal(await counts(page), expected);
  await take(page, file, "0 entries added, 4 already there.");
  assert.deepEqual(await log(page), kept);
  assert.deepEqual([...first.faults, ...faults], []);
  await Promise.all([first.page, page].map(close));
});

test("files that are no progress change nothing and say why; old and large ones are read", async () => {
  const { page, faults } = await practise(base, "?tag=rare/lamp", { time: START });
  await answer(page, [EASY]);
  const [entry] = await log(page), before = await log(page);
  const file = (rest) => JSON.stringify({ cribsheet: "practice", version: 1, site: "x", title: "", exported: START, log: [], settings: {}, ...rest });
  const whole = file({ log: [[entry[0], START + 1, GOOD]] });
  for (const [text, said] of [
    ["#separator:tab\n#html:true\nfront\tback", "This file is not an export of practice progress."],
    ['{"decks": []}', "This file is not an export of practice progress."],
    ["", "This file is not an export of practice progress."],
    [whole.slice(0, -20), "This file is damaged. Nothing was imported."],
    [file({ log: "?" }), "This file is damaged. Nothing was imported."],
    [file({ version: 2 }), "This file is from a newer version of this page. Nothing was imported."],
  ]) {
    await take(page, text, said);
    assert.deepEqual(await log(page), before, said);
  }
  // An old file without settings, with a byte order mark.
  await take(page, `\ufeff${JSON.stringify({ cribsheet: "practice", version: 0, log: [[entry[0], START + 1, GOOD]] })}`, "1 entry added, 0 already there.");
  // About 5 MB, most of it of cards that are gone, and some lines of a later version.
  const many = Array.from({ length: 120_000 }, (_, at) => [`${String(at % 5000).padStart(10, "x")}.abcdef.ghijkl`, START + at, 1 + at % 4]);
  const large = file({ log: [...many, [entry[0], START + 1, GOOD], ["?", 1, 9]] });
  assert.ok(large.length > 5_000_000);
  await take(page, large, "120,000 entries added, 1 already there.");
  assert.equal(await counts(page), "1 learnt");
  await page.reload();
  await ready(page);
  assert.equal((await log(page)).length, 120_002);
  assert.deepEqual(faults, []);
  await close(page);
});

test("a full storage and none at all are said, and the session goes on", async () => {
  const cases = [
    [() => { localStorage.other = "much"; Storage.prototype.setItem = () => { throw new DOMException("no room", "QuotaExceededError"); }; }, "storage is full"],
    [() => { Object.defineProperty(globalThis, "localStorage", { get() { throw new DOMException("no", "SecurityError"); } }); }, "does not save your progress"],
  ];
  for (const [script, said] of cases) {
    const { page, faults } = await open(browser, base, { reducedMotion: "reduce" });
    await page.addInitScript(script);
    await page.goto(`${base}practice/index.html?note=gases/noble.html`);
    await ready(page);
    await asked(page);
    await grade(page, EASY);
    await asked(page);
    await grade(page, EASY);
    assert.equal(await asked(page), "Which element is Ar?");
    await page.locator(".session").getByText(said).waitFor();
    assert.equal(await reached(page), "2 of 6");
    await page.keyboard.press("u");
    assert.equal(await asked(page), "Which element is Ne?");
    await page.keyboard.press("Escape");
    assert.equal(await counts(page), "5 new · 1 learnt");
    await page.locator(".notice").getByText(said).waitFor();
    // What cannot be kept can be taken along.
    assert.equal(JSON.parse(await save(page)).log.length, 2);
    assert.deepEqual(faults, []);
    await close(page);
  }
});

test("two sites at one address keep apart, and one offers what it knows of the other's cards", async () => {
  const { page } = await practise(base, "?note=gases/noble.html", { time: START });
  await answer(page, [EASY, EASY, AGAIN]);
  const kept = await page.evaluate(() => Object.entries(localStorage).filter(([key]) => key.startsWith("crib:")));
  const second = await practise(other, "", { time: START });
  await second.page.evaluate((all) => all.forEach(([key, text]) => { localStorage[key] = text; }), kept);
  await second.page.reload();
  await ready(second.page);
  assert.equal(await counts(second.page), "6 new", "nothing is mixed");
  await second.page.getByText("“Elements” has 3 answers to these questions.").waitFor();
  await second.page.getByRole("button", { name: "Use them here" }).click();
  await says(second.page, "1 due · 3 new · 2 learnt");
  assert.equal(await second.page.getByText("has 3 answers").count(), 0);
  await second.page.reload();
  await ready(second.page);
  assert.equal(await counts(second.page), "1 due · 3 new · 2 learnt");
  const logs = await second.page.evaluate(() => Object.keys(localStorage).filter((it) => /:log$/.test(it)));
  assert.equal(new Set(logs).size, 2);
  assert.deepEqual(second.faults, []);
  await Promise.all([page, second.page].map(close));
});

test("questions of a note that moved keep their past, and one in other words may", async () => {
  const { page } = await practise(base, "?note=gases/noble.html", { time: START });
  await answer(page, [EASY, EASY, EASY]);
  const text = await save(page);
  const second = await practise(moved, "", { time: START });
  await take(second.page, text, "3 entries added");
  assert.equal(await counts(second.page), "4 new · 2 learnt");
  const notice = second.page.locator(".notice").filter({ hasText: "You may have answered this question before (1 answer):" });
  assert.match(await notice.innerText(), /What is Ne\?/);
  await notice.getByRole("button", { name: "Keep that progress" }).click();
  await says(second.page, "3 new · 3 learnt");
  await second.page.getByRole("button", { name: "Practise 3 questions" }).click();
  await answer(second.page, [EASY]);
  await second.page.reload();
  await ready(second.page);
  assert.equal(await counts(second.page), "2 new · 4 learnt");
  assert.equal(await notice.count(), 0);
  assert.deepEqual(second.faults, []);
  await Promise.all([page, second.page].map(close));
});

test("questions in notes are folded, graded there, and known to the page of practice", async () => {
  const { page, faults } = await open(browser, base);
  const scripts = [];
  page.on("request", (it) => scripts.push(...it.url().match(/crib-(fsrs|progress|grading)/g) ?? []));
  await page.clock.setFixedTime(START);
  await page.goto(`${base}gases/noble.html`);
  const check = page.locator(".check"), question = (name) => check.locator("li").filter({ hasText: name });
  assert.equal(await question("He?").isVisible(), false);
  await check.getByText("Check yourself: 5 questions").click();
  assert.equal(await page.getByText("Helium", { exact: true }).isVisible(), false);
  assert.deepEqual(scripts, []);
  for (const name of ["He?", "Ne?"]) {
    await question(name).locator("summary").click();
    await question(name).getByRole("button").nth(3).waitFor();
  }
  assert.deepEqual(scripts, ["crib-fsrs", "crib-progress", "crib-grading"]);
  assert.deepEqual(await question("He?").getByRole("button").allInnerTexts(), ["Again\n1 min", "Hard\n6 min", "Good\n10 min", "Easy\n8 days"]);
  await question("He?").getByRole("button", { name: /Good/ }).click();
  assert.equal(await page.evaluate(() => document.activeElement.ariaLabel), "Asked again in 10 min. Undo", "what happened is said once");
  await question("Ne?").locator("summary").focus();
  await page.keyboard.press("4");
  await question("Ne?").getByText("Asked again in 8 days.").waitFor();
  await page.waitForFunction(() => Object.keys(localStorage).some((it) => it.endsWith(":log") && localStorage[it].trim().split("\n").length === 2));
  assert.deepEqual((await log(page)).map((it) => it[2]).sort(), [GOOD, EASY]);
  // That of the first question, not the last one.
  await question("He?").getByRole("button", { name: /Undo/ }).click();
  await page.waitForFunction(() => document.activeElement.matches(".grade"));
  await page.keyboard.press("1");
  await question("He?").getByText("Asked again in 1 min.").waitFor();
  assert.deepEqual((await log(page)).map((it) => it[2]).sort(), [AGAIN, EASY]);
  await check.getByRole("link", { name: "Practise this note: 6 questions" }).click();
  await asked(page);
  await page.keyboard.press("Escape");
  assert.equal(await counts(page), "1 due · 4 new · 1 learnt");
  assert.deepEqual(faults, []);
  await close(page);
});
