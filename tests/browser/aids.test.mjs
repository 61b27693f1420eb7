// Aids beside the text: links to tips, cards beside links, and how far a reader is.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { address, fileUrl, launch, open, pageWith, serve } from "./site.mjs";

const [server, browser] = await Promise.all([serve(), launch()]);
after(() => Promise.all([browser.close(), server.close()]));

/** The first page with something. */
async function visit(selector, { base = server.url, ...options } = {}) {
  const { page, faults } = await open(browser, base, options);
  await page.goto(address(base, await pageWith(browser, selector)));
  return { page, faults };
}

const LINK = ".text :is(p, li):not(.check *) > a[href$='.html']:not(.tag)";

test("the sign behind the tags of a tip copies its address, which leads there", async () => {
  const tip = "main :is(li, p) > a.anchor[href^='#tip:']";
  const { page, faults } = await visit(tip, { permissions: ["clipboard-read", "clipboard-write"] });
  const anchor = page.locator(tip).first();
  assert.equal(await anchor.getAttribute("aria-label"), "Link to this tip");
  await anchor.focus();
  assert.equal(await anchor.evaluate((it) => getComputedStyle(it).opacity), "1");
  await page.keyboard.press("Enter");
  const href = await anchor.evaluate((it) => it.href);
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), href);
  assert.equal(await anchor.evaluate((it) => document.querySelector(":target").contains(it)), true);
  assert.deepEqual(faults, []);
});

test("a card shows where a link leads, stays while it is needed, and holds nothing that acts", async () => {
  const { page, faults } = await visit(LINK);
  const asked = [];
  page.on("request", (it) => asked.push(it.url()));
  const link = page.locator(LINK).first(), card = page.locator(".preview");
  await page.mouse.move(0, 0);
  assert.deepEqual(asked, [], "nothing is loaded before a link is pointed at");
  await link.hover();
  await card.waitFor();
  const inner = await card.evaluate((it) => ({
    text: it.textContent.trim(),
    acting: it.querySelectorAll("a, button, input, summary, script, iframe, [id], [data-crib], [tabindex]").length,
    handlers: [...it.querySelectorAll("*")].flatMap((it) => [...it.attributes]).filter((it) => /^on|^style$/.test(it.name)).length,
  }));
  assert.ok(inner.text.length > 10, inner.text);
  assert.deepEqual([inner.acting, inner.handlers], [0, 0]);
  await card.hover();
  await page.waitForTimeout(500);
  assert.equal(await card.count(), 1, "it can be pointed at");
  await page.keyboard.press("Escape");
  assert.equal(await card.count(), 0, "Escape closes it");
  const before = asked.length;
  await page.mouse.move(0, 0);
  await link.hover();
  await card.waitFor();
  assert.equal(asked.length, before, "a page is fetched once");
  await page.mouse.move(0, 0);
  await card.waitFor({ state: "detached" });
  assert.deepEqual(faults, []);
});

test("a card comes with the focus of a keyboard and leaves it alone", async () => {
  const { page, faults } = await visit(LINK);
  const link = page.locator(LINK).first(), card = page.locator(".preview");
  await page.keyboard.press("Tab");
  await link.focus();
  await card.waitFor();
  assert.equal(await link.evaluate((it) => it === document.activeElement), true);
  assert.equal(await card.getAttribute("aria-hidden"), "true");
  const width = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
  assert.ok(width[0] <= width[1], "the page scrolls sideways");
  await link.evaluate((it) => it.blur());
  await card.waitFor({ state: "detached" });
  assert.deepEqual(faults, []);
});

test("pages from disk and fingers get no cards", async () => {
  const disk = await visit(LINK, { base: fileUrl });
  await disk.page.locator(LINK).first().hover();
  await disk.page.waitForTimeout(700);
  assert.equal(await disk.page.locator(".preview").count(), 0);
  assert.deepEqual(disk.faults, []);
  const { page, faults } = await visit(LINK);
  await page.locator(LINK).first().evaluate((it) => {
    it.dispatchEvent(new PointerEvent("pointerover", { bubbles: true, pointerType: "touch" }));
  });
  await page.waitForTimeout(700);
  assert.equal(await page.locator(".preview").count(), 0);
  assert.deepEqual(faults, []);
});

test("a line says how far the reader is, unless motion is unwelcome", async () => {
  const name = () => getComputedStyle(document.querySelector(".top"), "::after").animationName;
  const moving = await visit(".toc > ul > :nth-child(4)");
  assert.equal(await moving.page.evaluate(name), "read");
  await moving.page.emulateMedia({ reducedMotion: "reduce" });
  assert.equal(await moving.page.evaluate(name), "none");
});
