// What a reader does: with the keyboard, on a phone, at night, from disk, on paper.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { address, fileUrl, launch, open, pages, pageWith, serve } from "./site.mjs";

const [server, browser] = await Promise.all([serve(), launch()]);
after(() => Promise.all([browser.close(), server.close()]));

/** A note that has everything a page can have around its text. */
const note = await pageWith(browser, ".page-note:has(.tree):has(.toc):has(.crumbs li + li):has(.pager) .table");

async function visit(options, path = note) {
  const { page, faults } = await open(browser, server.url, options);
  await page.goto(address(server.url, path));
  return { page, faults };
}
const narrow = { viewport: { width: 320, height: 640 } };
const focused = (page) => page.evaluate(() => document.activeElement.id || document.activeElement.className);
const theme = (page) => page.evaluate(() => ({
  pressed: document.querySelector("button.theme").getAttribute("aria-pressed"),
  paper: getComputedStyle(document.documentElement).backgroundColor,
}));

test("the first key leads past the navigation", async () => {
  const { page, faults } = await visit();
  await page.keyboard.press("Tab");
  assert.equal(await focused(page), "skip");
  const { width, height } = await page.locator(".skip").boundingBox();
  assert.ok(width > 24 && height >= 24, `the link is ${width} by ${height} px`);
  await page.keyboard.press("Enter");
  assert.equal(await focused(page), "crib:main");
  await page.keyboard.press("Tab");
  assert.ok(await page.evaluate(() => document.activeElement.closest("main")), "the next stop lies outside the text");
  assert.deepEqual(faults, []);
});

test("the drawer opens and closes by key", async () => {
  const { page, faults } = await visit(narrow);
  const drawer = page.locator(".drawer");
  assert.equal(await drawer.isVisible(), false);
  await page.keyboard.press("Tab");
  await page.keyboard.press("Tab");
  assert.equal(await focused(page), "menu");
  await page.keyboard.press("Enter");
  assert.equal(await drawer.isVisible(), true);
  await page.keyboard.press("Tab");
  assert.equal(await focused(page), "close");
  await page.keyboard.press("Enter");
  assert.equal(await drawer.isVisible(), false);
  assert.equal(await focused(page), "menu");
  await page.keyboard.press("Enter");
  await page.keyboard.press("Escape");
  assert.equal(await drawer.isVisible(), false);
  assert.equal(await focused(page), "menu");
  assert.deepEqual(faults, []);
});

test("a link to a heading closes the contents and shows the heading", async () => {
  const { page } = await visit(narrow);
  await page.getByRole("button", { name: "On this page" }).click();
  const link = page.locator(".toc > ul > li > a").last();
  const hash = await link.getAttribute("href");
  await link.click();
  await page.locator(".toc").waitFor({ state: "hidden" });
  assert.equal(await page.evaluate(() => location.hash), hash);
  const bar = await page.locator(".here").boundingBox();
  const { y } = await page.locator(":target").boundingBox();
  assert.ok(y >= bar.y + bar.height && y < 640, `the heading is at ${y}`);
});

test("the choice of light or dark outlives a reload", async () => {
  const { page, faults } = await visit({ colorScheme: "light" });
  const light = await theme(page);
  assert.equal(light.pressed, "false");
  await page.locator("button.theme").press("Enter");
  const dark = await theme(page);
  assert.equal(dark.pressed, "true");
  assert.notEqual(dark.paper, light.paper);
  await page.reload();
  assert.deepEqual(await theme(page), dark);
  await page.goto(server.url);
  assert.deepEqual(await theme(page), dark);
  await page.locator("button.theme").click();
  await page.reload();
  assert.deepEqual(await theme(page), light);
  assert.deepEqual(faults, []);
});

test("the system's colours are followed until the reader chooses", async () => {
  const { page } = await visit({ colorScheme: "dark" });
  const dark = await theme(page);
  assert.equal(dark.pressed, "true");
  await page.emulateMedia({ colorScheme: "light" });
  await page.locator("button.theme[aria-pressed=false]").waitFor();
  assert.notEqual((await theme(page)).paper, dark.paper);
});

test("links between pages work from disk", async () => {
  const { page, faults } = await open(browser, fileUrl);
  await page.goto(address(fileUrl, note));
  const title = await page.title();
  await page.locator(".site-title a").click();
  assert.equal(page.url(), address(fileUrl, "index.html"));
  await page.goBack();
  await page.locator(".pager a").first().click();
  await page.waitForURL(`${fileUrl}**/*.html`);
  assert.notEqual(await page.title(), title);
  assert.ok(await page.locator("main h1").isVisible());
  assert.deepEqual(faults, []);
});

test("an unknown address shows a page of the site", async () => {
  const { page } = await visit({}, "no-such-page.html");
  assert.ok(await page.locator("body.page-not-found main h1").isVisible());
  await page.locator("main a").click();
  await page.locator("body:not(.page-not-found) main h1").waitFor();
});

test("the text can be read without scripts", async () => {
  const { page } = await visit({ javaScriptEnabled: false });
  for (const part of ["main h1", ".tree a[aria-current]", ".toc a >> nth=0"]) {
    assert.ok(await page.locator(part).isVisible(), part);
  }
  assert.equal(await page.locator("button.theme").isVisible(), false);
});

// What a page hands to the clipboard for a selection from one node to another.
function copied(page, from, to = from) {
  return page.evaluate(([from, to]) => {
    const range = new Range(), data = new DataTransfer();
    range.setStartBefore(document.querySelector(from));
    range.setEndAfter(document.querySelector(to));
    getSelection().removeAllRanges();
    getSelection().addRange(range);
    const event = new ClipboardEvent("copy", { clipboardData: data, bubbles: true, cancelable: true });
    document.querySelector(from).dispatchEvent(event);
    return [data.getData("text/plain"), data.getData("text/html"), event.defaultPrevented];
  }, [from, to]);
}

test("formulas are copied as TeX and scroll where they are too wide", async () => {
  const { page, faults } = await visit({}, pages.find((it) => it.endsWith("manual/formulas.html")));
  const display = "math[display=block]", [text] = await copied(page, "p:has(> math)", display);
  assert.match(text, /^The recall \$\\frac\{TP\}\{TP \+ FN\}\$ stands in a sentence\.\s+\$\$\\sigma\(x\) = /);
  assert.match((await copied(page, `${display} mfrac mn`))[0], /^\$\$\\sigma.*\$\$$/);
  assert.deepEqual(await copied(page, "main h1"), ["", "", false], "other text is the browser's");
  const stops = page.locator("math[tabindex]");
  assert.equal(await stops.count(), 0);
  await page.setViewportSize({ width: 320, height: 900 });
  await stops.waitFor();
  assert.equal(await stops.evaluate((it) => it.scrollWidth > it.clientWidth && document.documentElement.scrollWidth === 320), true);
  await page.goto(page.url().replace("manual/formulas", "foundations/evaluation-metrics"));
  const [cells, markup] = await copied(page, "tr:has(math)");
  assert.match(cells, /^MAE\t\$[^$]+\$\tas the target\t/);
  assert.match(markup, /<strong>MAE<.*<td>\$[^<]+\$<\/td><td>as the target</);
  assert.deepEqual(faults, []);
});

test("paper carries the text alone, black on white", async () => {
  const { page } = await visit({ colorScheme: "dark" });
  await page.emulateMedia({ media: "print", colorScheme: "dark" });
  for (const part of [".skip", "header.top", ".drawer", "nav", ".foot", ".anchor"]) {
    for (const it of await page.locator(part).all()) assert.equal(await it.isVisible(), false, part);
  }
  assert.ok(await page.locator("main h1").isVisible());
  const colours = await page.evaluate(() =>
    ["main h1", ".text p", ".table td"].map((it) => getComputedStyle(document.querySelector(it)).color));
  assert.deepEqual(colours, Array(3).fill("rgb(0, 0, 0)"));
  assert.equal((await theme(page)).paper, "rgb(255, 255, 255)");
});
