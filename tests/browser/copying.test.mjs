// What readers copy by a click: code, and the address of a heading.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { address, launch, open, pageWith, serve } from "./site.mjs";

const [server, browser] = await Promise.all([serve(), launch()]);
after(() => Promise.all([browser.close(), server.close()]));

/** The first page with something, where the clipboard may be read. */
async function visit(selector) {
  const { page, faults } = await open(browser, server.url, { permissions: ["clipboard-read", "clipboard-write"] });
  await page.goto(address(server.url, await pageWith(browser, selector)));
  return { page, faults, clipboard: () => page.evaluate(() => navigator.clipboard.readText()) };
}

test("a button copies code as it is written", async () => {
  const { page, faults, clipboard } = await visit("main pre.code");
  const code = page.locator("main pre.code").first();
  const button = page.locator("main .copy").first();
  assert.equal(await page.locator("main .copy").count(), await page.locator("main pre.code").count());
  await code.hover();
  await button.click();
  await page.getByText("Copied").first().waitFor();
  assert.equal(await clipboard(), await code.evaluate((it) => it.textContent));
  const [inner, outer] = [await button.boundingBox(), await code.boundingBox()];
  assert.ok(inner.y >= outer.y && inner.x + inner.width <= outer.x + outer.width + 1, "the button stands outside of the code");
  assert.deepEqual(faults, []);
});

test("the sign behind a heading copies its address", async () => {
  const { page, faults, clipboard } = await visit("main h2 > a.anchor");
  const anchor = page.locator("main h2 > a.anchor").first();
  await anchor.focus();
  await page.keyboard.press("Enter");
  const href = await anchor.evaluate((it) => it.href);
  assert.equal(await clipboard(), href);
  assert.equal(page.url(), href);
  assert.deepEqual(faults, []);
});
