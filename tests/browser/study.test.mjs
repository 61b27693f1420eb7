// What a learner does: cover answers and turn them over, find what is compared, pick what to compare.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { after, test } from "node:test";
import { address, axe, fileUrl, folder, launch, open, pages, pictures, serve, variants } from "./site.mjs";

const [server, browser] = await Promise.all([serve(), launch()]);
after(() => Promise.all([browser.close(), server.close()]));

const texts = new Map(await Promise.all(pages.map(async (it) => [it, await readFile(join(folder, it), "utf8")])));
/** The first page that a pattern is found on often enough. */
const first = (pattern, times, among = /^(?!compare\/)/) => {
  const found = pages.find((it) => among.test(it) && (texts.get(it).match(pattern) ?? []).length >= times);
  assert.ok(found, `no page has ${pattern} ${times} times`);
  return found;
};
const situations = first(/<td class="?answer/g, 6);
const rules = first(/<li class="?rule/g, 3);
const comparison = first(/class="?hue-/g, 6, /^compare\/[^/]*-vs-[^/]*html$/);
const answered = first(/class="context again"/g, 2, /^compare\//);
const item = first(/<dt>/g, 3, /^compare\/items\//);

async function visit(path, options = {}, base = server.url) {
  const { page, faults } = await open(browser, base, options);
  await page.goto(address(base, path));
  // One that comes later would move the page.
  await pictures(page);
  return { page, faults };
}
const seen = (page, selector) => page.locator(selector).first().evaluate((it) => getComputedStyle(it).visibility === "visible");
const height = (page) => page.evaluate(() => document.documentElement.scrollHeight);

test("answers are covered and turned over with the mouse, and nothing moves", async () => {
  const { page, faults } = await visit(situations);
  const bar = page.locator(".drill", { has: page.locator("xpath=following-sibling::*[1][contains(@class,'scenarios')]") }).first();
  const table = page.locator(".drill + .scenarios").first();
  const rows = await table.locator("tbody tr").count(), before = await height(page);
  assert.equal(await bar.getByText("Show all").isVisible(), false);
  await bar.getByText("Hide answers").click();
  assert.equal(await table.locator(".covered .said").evaluateAll((all) => all.every((it) => getComputedStyle(it).visibility === "hidden")), true);
  assert.equal(await table.locator("tr:has(.covered)").count(), rows);
  assert.equal(await height(page), before);
  assert.equal(await bar.getByRole("status").textContent(), `0 of ${rows} shown`);
  // Screen readers are not told either.
  assert.equal(await table.getByRole("cell", { name: "Show the answer" }).count(), rows);

  await table.locator("tbody tr").nth(1).locator(".covered").last().click();
  assert.equal(await table.locator("tbody tr").nth(1).locator(".covered").count(), 0);
  assert.equal(await bar.getByRole("status").textContent(), `1 of ${rows} shown`);
  assert.equal(await height(page), before);
  await bar.getByText("Hide answers").click();
  assert.equal(await table.locator("tr:has(.covered)").count(), rows);
  await bar.getByText("Show all").click();
  assert.equal(await table.locator(".covered").count(), 0);
  assert.equal(await height(page), before);

  await bar.getByText("Hide answers").click();
  await page.reload();
  assert.equal(await page.locator(".covered").count(), 0, "the state is remembered");
  assert.deepEqual(faults, []);
});

test("answers of rules are turned over by key", async () => {
  const { page, faults } = await visit(rules);
  const bar = page.locator(".drill:has(+ :is(ul, ol))").first(), list = page.locator(".drill + :is(ul, ol)").first();
  const count = await list.locator("> .rule").count(), before = await height(page);
  await bar.getByText("Hide answers").focus();
  await page.keyboard.press("Enter");
  assert.equal(await list.locator("> .rule .covered").count(), count);
  assert.equal(await height(page), before);
  for (const _ of ["Shuffle", "Show all", "Show"]) await page.keyboard.press("Tab");
  const focused = () => page.evaluate(() => document.activeElement.ariaLabel ?? document.activeElement.textContent);
  assert.equal(await focused(), "Show the answer");
  const asked = await page.evaluate(() => document.getElementById(document.activeElement.getAttribute("aria-describedby")).textContent);
  assert.equal(asked, await list.locator("> .rule .situation").first().textContent());
  for (const key of ["Enter", "Space"]) {
    await page.keyboard.press(key);
    assert.notEqual(await focused(), "Show the answer", "the focus is on the answer");
    assert.ok(await page.evaluate(() => document.activeElement.matches(".answer")));
    await page.keyboard.press("Tab");
  }
  assert.equal(await bar.getByRole("status").textContent(), `2 of ${count} shown`);
  await bar.getByText("Show all").press("Enter");
  assert.equal(await focused(), "Hide answers");
  assert.deepEqual(faults, []);
});

/** The texts of the rows of a table or list that is practised. */
const asked = (box) => box.locator(":scope > table > tbody > tr > :first-child, :scope > .rule .situation").allTextContents();

for (const [name, path, marker] of [["a table", situations, "scenarios"], ["a list", rules, ""]]) {
  test(`the rows of ${name} are asked in another order`, async () => {
    const { page, faults } = await visit(path);
    const next = marker ? page.locator(`.drill + .${marker}`) : page.locator(".drill + :is(ul, ol)");
    const box = next.first(), bar = page.locator(marker ? `.drill:has(+ .${marker})` : ".drill:has(+ :is(ul, ol))").first();
    const before = await asked(box), children = await box.locator(":scope > *, :scope > table > tbody > *").count();
    const status = () => bar.getByRole("status").textContent();
    await bar.getByRole("button", { name: "Shuffle" }).focus();
    await page.keyboard.press("Enter");
    const mixed = await asked(box);
    assert.ok(mixed.every((it, at) => it !== before[at]), "a row is where it was");
    assert.deepEqual([...mixed].sort(), [...before].sort());
    assert.equal(await status(), `Shuffled: 0 of ${before.length} shown`);
    assert.ok(await page.evaluate(() => document.activeElement.textContent === "Shuffle"), "the focus is lost");
    // Nothing in an answer can be reached before it is shown.
    const inside = () => box.locator(".covered .said :is(a, button, [tabindex])").evaluateAll((all) => all.filter((it) => (it.focus(), document.activeElement === it)).length);
    assert.equal(await inside(), 0);

    for (let left = before.length; left > 0; left--) await box.getByRole("button", { name: "Show the answer" }).first().press("Enter");
    assert.equal(await status(), `All ${before.length} shown`);
    assert.equal(await bar.getByText("Show all").isVisible(), false);
    assert.deepEqual(await asked(box), mixed);
    await bar.getByRole("button", { name: "Again" }).click();
    const again = await asked(box);
    assert.ok(again.every((it, at) => it !== mixed[at]));
    assert.equal(await box.getByRole("button", { name: "Show the answer" }).count(), before.length);
    await bar.getByText("Show all").click();
    assert.deepEqual(await asked(box), before, "the order of the note");
    await bar.getByRole("button", { name: "Again" }).click();
    await bar.getByText("Hide answers").click();
    assert.deepEqual(await asked(box), before);
    assert.equal(await status(), `0 of ${before.length} shown`);
    assert.equal(await box.locator(":scope > *, :scope > table > tbody > *").count(), children);
    assert.deepEqual(faults, []);
  });
}

test("a situation says where it comes from, each one when they are shuffled", async () => {
  const { page, faults } = await visit(answered);
  const box = page.locator(".answers .scenarios"), contexts = box.locator(".context");
  const rows = await box.locator("tbody tr").count();
  assert.equal(await contexts.count(), rows);
  const shown = () => contexts.evaluateAll((all) => all.filter((it) => it.getClientRects().length).length);
  const few = await shown();
  assert.ok(few > 0 && few < rows, `${few} of ${rows}`);
  await page.locator(".answers").getByRole("button", { name: "Shuffle" }).click();
  assert.equal(await shown(), rows);
  await page.locator(".answers").getByRole("button", { name: "Show all" }).click();
  assert.equal(await shown(), few);
  assert.deepEqual(faults, []);
});

test("without scripts, and on paper, every answer is there", async () => {
  const plain = await visit(situations, { javaScriptEnabled: false });
  assert.equal(await plain.page.locator(".drill").count(), 0);
  assert.ok(await plain.page.locator("td.answer").first().isVisible());
  const { page } = await visit(situations);
  for (const it of await page.getByText("Hide answers").all()) await it.click();
  assert.equal(await seen(page, ".covered .said"), false);
  await page.emulateMedia({ media: "print" });
  assert.equal(await seen(page, ".covered .said"), true);
  for (const part of [".covered button", ".drill"]) assert.equal(await page.locator(part).first().isVisible(), false, part);
});

test("a comparison is found by its names", async () => {
  const { page, faults } = await visit("compare/index.html");
  const all = await page.locator("li[data-name]").count();
  const name = await page.locator(".items li").nth(2).getAttribute("data-name");
  const words = name.toUpperCase().split(" ").reverse().join(" ");
  await page.getByRole("searchbox", { name: "Find" }).fill(words.replace("E", "É"));
  const left = await page.locator("li[data-name]:visible").count();
  assert.ok(left > 0 && left < all, `${left} of ${all}`);
  assert.ok(await page.locator(`li[data-name="${name}"]`).last().isVisible());
  assert.equal(await page.locator(".finder [role=status]").textContent(), `${left} of ${all}`);
  await page.getByRole("searchbox").fill("no such thing");
  assert.equal(await page.locator("section:visible").count(), 0, "empty groups stay");
  assert.equal(await page.locator(".finder [role=status]").textContent(), 'No matches for “no such thing”');
  await page.getByRole("searchbox").fill("");
  assert.equal(await page.locator("li[data-name]:visible").count(), all);
  assert.deepEqual(faults, []);
});

test("comparisons are narrowed to one kind", async () => {
  const { page, faults } = await visit("compare/index.html");
  const chips = page.getByRole("group", { name: "Show" }).getByRole("radio");
  const shown = () => page.locator("li[data-kind]:visible").evaluateAll((all) => [all.length, ...new Set(all.map((it) => it.dataset.kind))]);
  const [all] = await shown(), values = await chips.evaluateAll((them) => them.map((it) => it.value));
  assert.ok(values.length > 2 && values[0] === "", values.join());
  await chips.first().focus();
  for (const kind of values.slice(1)) {
    await page.keyboard.press("ArrowRight");
    const [count, ...kinds] = await shown();
    assert.deepEqual(kinds, [kind]);
    assert.ok(count < all);
    assert.equal(await page.locator("label:has(:checked) .count").textContent(), `${count}`);
    assert.equal(await page.locator(".groups section:visible:not(:has(li:visible))").count(), 0, "empty groups stay");
  }
  // Together with the names: what is said of their number is about that kind.
  const name = await page.locator("li[data-kind]:visible a").first().textContent();
  await page.getByRole("searchbox", { name: "Find" }).fill(name);
  const total = await page.locator(`li[data-kind="${values.at(-1)}"], .everything li`).count();
  assert.equal(await page.locator(".finder [role=status]").textContent(), `${await page.locator("li[data-name]:visible").count()} of ${total}`);
  assert.deepEqual((await shown()).slice(1), [values.at(-1)]);
  await page.keyboard.press("Control+A");
  await page.keyboard.press("Backspace");
  await chips.first().check();
  assert.equal((await shown())[0], all);
  assert.deepEqual(faults, []);
  const plain = await visit("compare/index.html", { javaScriptEnabled: false });
  assert.equal(await plain.page.locator(".kinds").isVisible(), false);
});

for (const [name, base] of [["from a host", server.url], ["from disk", fileUrl]]) {
  test(`two things are picked and compared, ${name}`, async () => {
    const { page, faults } = await visit(comparison, {}, base);
    const names = await page.locator(".comparison thead th").allTextContents();
    // The link on a comparison brings its items along.
    await page.locator("a[data-picks]").click();
    await page.locator(".picked table").waitFor();
    assert.deepEqual(await page.locator(".picked thead th").allTextContents(), names);
    await page.locator(".picks .reset").click();
    assert.equal(await page.locator(".picked table").count(), 0);
    assert.equal(new URL(page.url()).hash, "");

    await page.getByRole("searchbox").fill(names[0]);
    await page.getByRole("checkbox", { name: names[0], exact: true }).press("Space");
    assert.equal(await page.locator(".picked [role=status]").textContent(), "Select one more");
    await page.getByRole("searchbox").fill(names[1]);
    await page.getByRole("checkbox", { name: names[1], exact: true }).press("Space");
    const table = page.locator(".picked table");
    assert.deepEqual(await table.locator("thead th").allTextContents(), names.slice(0, 2));
    const known = await table.locator("tbody tr").evaluateAll((rows) => rows.map((row) => row.querySelectorAll("td:not(:has(.none))").length));
    assert.ok(known.length > 1 && known[0] > 0);
    assert.deepEqual(known, [...known].sort((a, b) => b - a), "points known of both come first");
    const bare = await table.locator("tbody td:not(:has(.none)):not(:has(a.from))").count();
    assert.equal(bare, 0, "a value lacks its source");
    assert.equal(await table.locator("td:has(.none)").evaluateAll((all) => all.every((it) => it.textContent === "No information")), true);

    const link = page.url();
    assert.match(new URL(link).hash, /^#[^,]+,[^,]+$/);
    await page.reload();
    assert.deepEqual(await table.locator("thead th").allTextContents(), names.slice(0, 2));
    const { page: other } = await open(browser, base);
    await other.goto(link);
    assert.deepEqual(await other.locator(".picked thead th").allTextContents(), names.slice(0, 2));

    await page.locator(".picks button").first().press("Enter");
    assert.ok(await page.evaluate(() => document.activeElement.closest(".picks")), "the focus is lost");
    assert.equal(await page.locator(".picked table").count(), 0);
    await page.goBack();
    await other.locator("a.from").first().click();
    await other.locator("body.page-note main h1, body.page-folder main h1").first().waitFor();
    assert.deepEqual(faults, []);
  });
}

test("an address that names nothing known picks nothing", async () => {
  const { page, faults } = await visit("compare/pick.html");
  await page.goto(`${page.url()}#no-such-thing,%E0%A4%A,__proto__`);
  await page.reload();
  assert.equal(await page.locator(".picked [role=status]").textContent(), "Nothing selected yet");
  assert.deepEqual(faults, []);
});

test("without scripts the picker leads to the items", async () => {
  const { page } = await visit("compare/pick.html", { javaScriptEnabled: false });
  await page.locator(".picker .items a").first().click();
  await page.locator("body.page-item main h1").waitFor();
});

for (const { name, options } of variants) {
  test(`covered answers and picks at ${name}`, async () => {
    const { page, faults } = await open(browser, server.url, options);
    for (const path of [situations, rules, comparison, item, "compare/pick.html"]) {
      await page.goto(address(server.url, path));
      for (const it of await page.getByText("Hide answers").all()) await it.click();
      for (const it of (await page.getByRole("checkbox").all()).slice(0, path.endsWith("pick.html") ? 3 : 0)) await it.check();
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      if (wide > 0) faults.push(`${path}: ${wide} px too wide`);
      // What has been scrolled below the bar is no smaller for that.
      await page.evaluate(() => scrollTo(0, 0));
      faults.push(...(await axe(page)).map((it) => `${path}: ${it}`));
    }
    assert.deepEqual(faults, []);
  });
}
