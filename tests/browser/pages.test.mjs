// Every page loads clean, keeps within its window, and meets WCAG 2.2 AA: wide and narrow, light and dark.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { after, test } from "node:test";
import { address, axe, fileUrl, folder, launch, open, pages, serve, show, variants } from "./site.mjs";

const [server, browser] = await Promise.all([serve(), launch()]);
after(() => Promise.all([browser.close(), server.close()]));

test("the sample has every kind of page", async () => {
  const kinds = new Set();
  for (const path of pages) {
    const html = await readFile(join(folder, path), "utf8");
    const kind = html.match(/<body [^>]*?class="?([\w-]+)/)[1];
    kinds.add(kind === "page-folder" && !/class="?text[ ">]/.test(html) ? "listing" : kind);
    const heads = html.match(/<thead>.*?<\/thead>/gs) ?? [];
    if (heads.some((it) => it.split("<th").length > 6)) kinds.add("wide table");
  }
  assert.deepEqual([...kinds].sort(), [
    "listing", "page-comparison", "page-comparisons", "page-folder", "page-item", "page-not-found", "page-note", "page-picker",
    "page-practice", "page-questions", "page-sheet", "page-tag", "page-tags", "wide table",
  ]);
});

// Pages of one comparison or item are all alike: every tenth of them is looked at closely.
const alike = pages.filter((it) => it.startsWith("compare/") && it !== "compare/index.html" && it !== "compare/pick.html");
const chosen = pages.filter((it) => !alike.includes(it) || alike.indexOf(it) % 10 === 0);

for (const { name, options } of variants) {
  test(`every page at ${name}`, async () => {
    const { page, faults } = await open(browser, server.url, options);
    for (const path of chosen) {
      await show(page, address(server.url, path));
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      if (wide > 0) faults.push(`${path}: ${wide} px too wide`);
      faults.push(...(await axe(page)).map((it) => `${path}: ${it}`));
    }
    assert.deepEqual(faults, []);
  });
}

test("every page from disk", async () => {
  const { page, faults } = await open(browser, fileUrl);
  // A host shows 404.html at any address, so its links begin at the root of the host.
  for (const path of chosen.filter((it) => it !== "404.html")) {
    await show(page, address(fileUrl, path));
    const [styled, scripted] = await page.evaluate(() => [
      getComputedStyle(document.documentElement).getPropertyValue("--paper") !== "",
      !document.querySelector("button.theme").hidden,
    ]);
    if (!styled) faults.push(`${path}: no style sheet`);
    if (!scripted) faults.push(`${path}: no script`);
  }
  assert.deepEqual(faults, []);
});
