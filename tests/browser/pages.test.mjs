// Every page loads clean, keeps within its window, and meets WCAG 2.2 AA: wide and narrow, light and dark.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { after, test } from "node:test";
import { address, fileUrl, launch, open, pages, serve, show, variants } from "./site.mjs";

const AXE = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const RULES = { runOnly: ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"], resultTypes: ["violations"] };

const [server, browser] = await Promise.all([serve(), launch()]);
after(() => Promise.all([browser.close(), server.close()]));

test("the sample has every kind of page", async () => {
  const { page } = await open(browser, server.url);
  const kinds = new Set();
  for (const path of pages) {
    await page.goto(address(server.url, path));
    kinds.add(await page.evaluate(() => {
      const kind = document.body.className;
      return kind === "page-folder" && !document.querySelector(".text") ? "listing" : kind;
    }));
    if (await page.$(".table th:nth-child(5)")) kinds.add("wide table");
  }
  assert.deepEqual([...kinds].sort(), ["listing", "page-folder", "page-not-found", "page-note", "page-tag", "page-tags", "wide table"]);
});

for (const { name, options } of variants) {
  test(`every page at ${name}`, async () => {
    const { page, faults } = await open(browser, server.url, options);
    for (const path of pages) {
      await show(page, address(server.url, path));
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      if (wide > 0) faults.push(`${path}: ${wide} px too wide`);
      await page.evaluate(AXE);
      const { violations } = await page.evaluate((rules) => axe.run(rules), RULES);
      for (const { id, help, nodes } of violations) {
        faults.push(`${path}: ${id} (${help}), ${nodes.length} times, such as ${nodes[0].target} ${nodes[0].failureSummary}`);
      }
    }
    assert.deepEqual(faults, []);
  });
}

test("every page from disk", async () => {
  const { page, faults } = await open(browser, fileUrl);
  // A host shows 404.html at any address, so its links begin at the root of the host.
  for (const path of pages.filter((it) => it !== "404.html")) {
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
