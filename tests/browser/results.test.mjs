// What practice led to, drawn: the right days in any time zone, words and figures besides, nothing that a policy forbids.
import assert from "node:assert/strict";
import { copyFile, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { axe, launch, open, serve } from "./site.mjs";

const temp = await mkdtemp(join(tmpdir(), "crib-results-"));
const scripts = ["words.js", "crib-fsrs.js", "crib-results.js"];
for (const it of scripts.slice(1)) await copyFile(new URL(`../../themes/default/static/${it}`, import.meta.url), join(temp, it));
// Says keys instead of words.
await writeFile(join(temp, "words.js"), `globalThis.cribText = (key, values) => values ? values.n + " " + key : key;`);
for (const [name, direction] of [["index", "ltr"], ["rtl", "rtl"]]) {
  await writeFile(join(temp, `${name}.html`), `<!DOCTYPE html><html lang="en-GB" dir="${direction}"><meta charset="utf-8"><title>T</title>
<main><h1>T</h1><div id="place"><p>Before</p></div></main>${scripts.map((it) => `<script src="${it}"></script>`).join("")}</html>`);
}
const policy = "default-src 'none'; script-src 'self'; style-src 'self'";
const server = await serve(temp, { headers: { "content-security-policy": policy } });
const browser = await launch();
after(async () => {
  await browser.close();
  await server.close();
  await rm(temp, { recursive: true });
});

const HOUR = 3_600_000, DAY = 24 * HOUR;
const state = (due, rest) => ({ stability: 10, difficulty: 5, due, last: due - 10 * DAY, phase: "review", step: 0, reps: 1, lapses: 0, ...rest });

/** What the page shows of some cards. */
async function shown(cards, now, { page: name = "", zone = "UTC" } = {}) {
  const { page, faults } = await open(browser, server.url, { timezoneId: zone, locale: "en-GB", reducedMotion: "reduce" });
  await page.goto(`${server.url}${name}`);
  const found = await page.evaluate(([cards, now]) => {
    const place = document.getElementById("place");
    cribResults(place, { cards, now });
    const all = (selector, read) => [...place.querySelectorAll(selector)].map(read);
    return {
      text: place.innerText.replace(/\s+/g, " "),
      label: place.querySelector("svg")?.getAttribute("aria-label"),
      bars: all("svg rect", (it) => ({
        told: it.textContent, height: +it.getAttribute("height"), x: +it.getAttribute("x"), isToday: it.classList.contains("today"), drawn: it.getBoundingClientRect().height > 0
      })),
      told: place.querySelector("p.meta")?.textContent,
      ends: all(".ends span", (it) => it.textContent),
      rows: all("tbody tr", (it) => [...it.cells].map((it) => it.textContent)),
      isFolded: !place.querySelector("details")?.open,
      notes: all("ol.weakest li", (it) => [it.querySelector("a").textContent, it.querySelector("a").getAttribute("href"), it.querySelector(".meta").textContent]),
      styles: all("[style], style", (it) => it.outerHTML), elements: all("b, img", (it) => it.outerHTML)
    };
  }, [cards, now]);
  await page.evaluate(() => document.querySelectorAll("details").forEach((it) => { it.open = true; }));
  assert.deepEqual(await axe(page), []);
  assert.deepEqual(faults, []);
  await page.context().close();
  return found;
}

test("each card is counted on the day it is due", async () => {
  const now = Date.UTC(2026, 5, 10, 15), midnight = Date.UTC(2026, 5, 11);
  const dues = [now - 90 * DAY, now, now + HOUR, midnight - 1, midnight, midnight + 2 * DAY, midnight + 29 * DAY - 1, midnight + 29 * DAY, now + 900 * DAY];
  const found = await shown([...dues.map((due) => ({ state: state(due), title: "A", url: "a.html" })), { state: null, title: "New", url: "b.html" }], now);
  assert.equal(found.rows.length, 30);
  assert.deepEqual(found.rows.filter((it) => it[1] !== "0"), [["today", "4"], ["11 Jun", "1"], ["13 Jun", "1"], ["9 Jul", "1"]]);
  assert.deepEqual(found.bars.map((it) => it.told), ["today: 4 cards_due", "11 Jun: 1 cards_due", "13 Jun: 1 cards_due", "9 Jul: 1 cards_due"]);
  assert.deepEqual(found.bars.map((it) => it.isToday), [true, false, false, false]);
  assert.ok(found.bars.every((it) => it.drawn) && found.bars[0].height === 4 * found.bars[3].height);
  assert.deepEqual([found.label, found.told], ["30 due_in_days: 7 cards_due", "today: 4 cards_due"]);
  assert.deepEqual(found.ends, ["today", "9 Jul"]);
  assert.ok(found.isFolded, "the drawing comes first");
  assert.equal(found.text.includes("Before"), false);
  assert.equal(found.notes.length, 1, "cards without a state belong to no result");
});

test("days begin at the reader's midnight, also when clocks change", async () => {
  // 25 hours, in the night to Sunday, 25 October 2026.
  const now = Date.UTC(2026, 9, 24, 10), monday = Date.UTC(2026, 9, 25, 23);
  const cards = [monday - 1, monday].map((due) => ({ state: state(due), title: "A", url: "a.html" }));
  const found = await shown(cards, now, { zone: "Europe/Berlin" });
  assert.deepEqual(found.rows.filter((it) => it[1] !== "0"), [["25 Oct", "1"], ["26 Oct", "1"]]);
  assert.equal(found.told, "today: 0 cards_due · 25 Oct: 1 cards_due", "the day with most cards is named");
  assert.equal(new Set(found.rows.map((it) => it[0])).size, 30);
});

test("where text runs from right to left, so does time", async () => {
  const now = Date.UTC(2026, 5, 10), cards = [0, 3].map((day) => ({ state: state(now + day * DAY), title: "A", url: "a.html" }));
  const [ltr, rtl] = [await shown(cards, now), await shown(cards, now, { page: "rtl.html" })].map((it) => it.bars.map((bar) => bar.x));
  assert.ok(ltr[0] < ltr[1] && rtl[0] > rtl[1], `${ltr}; ${rtl}`);
  assert.equal(ltr[1] - ltr[0], rtl[0] - rtl[1]);
});

test("one card among many is still seen", async () => {
  const now = Date.UTC(2026, 5, 10), due = [...Array(500).fill(now), now + DAY];
  const { bars } = await shown(due.map((it) => ({ state: state(it), title: "A", url: "a.html" })), now);
  assert.ok(bars[1].height >= 2 && bars[0].height > bars[1].height);
});

test("the weakest notes come first, each once, as links", async () => {
  const now = Date.UTC(2026, 5, 10);
  const card = (title, stability, lapses = 0) => ({ title, url: `${title[0]}.html#x`, state: state(now, { stability, lapses, last: now - 10 * DAY }) });
  const cards = [card("b good", 1000), card("a <b>mixed</b>", 0.5, 2), card("a <b>mixed</b>", 1e6, 1), card("c poor", 0.1)];
  const { notes, elements } = await shown(cards, now);
  assert.deepEqual(notes, [
    ["c poor", "c.html#x", "49 recalled"], ["a <b>mixed</b>", "a.html#x", "81 recalled · 3 lapses"], ["b good", "b.html#x", "100 recalled"]
  ]);
  assert.deepEqual(elements, []);
  const many = Array.from({ length: 26 }, (_, at) => card(String.fromCharCode(97 + at), 1 + at));
  assert.deepEqual((await shown(many.reverse(), now)).notes.map((it) => it[0]).join(""), "abcdefghij");
});

test("without answers, it says so", async () => {
  for (const cards of [[], [{ state: null, title: "A", url: "a.html" }]]) {
    const found = await shown(cards, Date.UTC(2026, 5, 10));
    assert.deepEqual([found.text, found.bars], ["nothing_practised", []]);
  }
});

test("nothing is styled inside the page", async () => {
  const now = Date.UTC(2026, 5, 10);
  assert.deepEqual((await shown([{ state: state(now), title: "A", url: "a.html" }], now)).styles, []);
});
