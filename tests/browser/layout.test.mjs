// How a page is laid out: what comes first by key, what stays in sight, and what the bars never cover.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { after, test } from "node:test";
import { address, axe, fileUrl, folder, launch, open, pages, serve } from "./site.mjs";

const [server, browser] = await Promise.all([serve(), launch()]);
after(() => Promise.all([browser.close(), server.close()]));

const texts = new Map(await Promise.all(pages.map(async (it) => [it, await readFile(join(folder, it), "utf8")])));
const kindOf = (path) => texts.get(path).match(/<body [^>]*?class="?([\w-]+)/)[1];
/** The longest page of each kind, and the home page. */
const kinds = new Map([["home", "index.html"]]);
for (const path of pages) {
  const longest = kinds.get(kindOf(path));
  if (!longest || texts.get(path).length > texts.get(longest).length) kinds.set(kindOf(path), path);
}
const note = pages.find((it) => it.endsWith("sagemaker/monitoring.html"));
const tips = pages.find((it) => it.startsWith("tags/exam-tip") && texts.get(it).includes("crib:blocks"));

async function visit(width, path = note, options = {}) {
  const { page, faults } = await open(browser, server.url, { viewport: { width, height: 500 }, ...options });
  await page.goto(address(server.url, path));
  return { page, faults };
}
/** Waits until the page has stopped moving. */
const still = (page) => page.evaluate(() => new Promise((done) => {
  let last = -1, same = 0;
  const look = () => {
    same = scrollY === last ? same + 1 : 0;
    last = scrollY;
    if (same > 3) done();
    else requestAnimationFrame(look);
  };
  look();
}));
/** Where the bars end, and where what the address names begins. */
const landed = async (page) => {
  await still(page);
  return page.evaluate(() => {
    const bars = [...document.querySelectorAll(".top, .here")].map((it) => it.getBoundingClientRect().bottom);
    const { top, bottom } = document.querySelector(":target").getBoundingClientRect();
    return { bars: Math.max(...bars), top, bottom, scrolled: scrollY };
  });
};
const assertInSight = ({ bars, top, scrolled }, what) => {
  assert.ok(scrolled > 0 && bars > 40, `${what}: nothing could cover it, scrolled by ${scrolled}, bars to ${bars}`);
  assert.ok(top >= bars, `${what} begins at ${top}, below the bars that end at ${bars}`);
  assert.ok(top < 450, `${what} is at ${top}`);
};

for (const width of [1440, 360]) {
  test(`the text is few stops of the Tab key away at ${width} px`, async () => {
    assert.ok(kinds.size > 10, [...kinds.keys()].join());
    const { page, faults } = await visit(width);
    for (const [kind, path] of kinds) {
      await page.goto(address(server.url, path));
      let stops = 0;
      do {
        await page.keyboard.press("Tab");
        stops += 1;
      } while (stops <= 26 && !await page.evaluate(() => document.activeElement.closest("main")));
      assert.ok(stops <= 26, `${kind} (${path}): more than 25 stops come before the text`);
    }
    assert.deepEqual(faults, []);
    await page.context().close();
  });

  test(`the bars cover nothing that a link leads to at ${width} px`, async () => {
    const { page, faults } = await visit(width);
    const headings = await page.locator("main :is(h2, h3)[id]").evaluateAll((all) => all.map((it) => it.id));
    assert.ok(headings.length > 4);
    for (const id of headings.slice(1, 4)) {
      await page.goto(`${address(server.url, note)}#${id}`);
      assertInSight(await landed(page), `the heading ${id}`);
    }
    await page.locator(".fnref a").first().click();
    assertInSight(await landed(page), "the footnote");
    await page.locator(".footnotes .backref").first().click();
    assertInSight(await landed(page), "the reference to the footnote");

    // The places of a tag: sections and tips.
    await page.goto(address(server.url, tips));
    const tip = page.locator("main .uses:has([id='crib:blocks']) .use");
    const links = tip.locator("a[href*='.html#']");
    const urls = [...new Set(await links.evaluateAll((all) => all.map((it) => it.href)))];
    assert.ok(urls.length > 3, "the tag has tips");
    for (const url of urls.slice(0, 4)) {
      await page.goto(url);
      assertInSight(await landed(page), url);
    }
    assert.deepEqual(faults, []);
    await page.context().close();
  });
}

for (const width of [360, 1100]) {
  test(`the bar names the section and opens the contents at ${width} px`, async () => {
    const { page, faults } = await visit(width);
    const here = page.locator(".here button"), toc = page.locator(".toc");
    assert.equal(await here.innerText(), "On this page");
    assert.equal(await toc.isVisible(), false);
    // A list of one title and its id, in the order of the page.
    const sections = await page.locator(".toc > ul > li > a").evaluateAll((all) => all.map((it) => [it.textContent, it.getAttribute("href")]));
    const [title, hash] = sections[1];
    await page.locator(hash).evaluate((it) => scrollTo(0, it.getBoundingClientRect().top + scrollY - 100));
    await page.locator(".here button").getByText(title, { exact: true }).waitFor();
    const bar = await page.locator(".here").boundingBox();
    assert.ok(bar.y >= 40 && bar.y < 80, `the bar stays at ${bar.y}`);

    await here.click();
    await toc.waitFor();
    assert.equal(await page.locator(".toc a[aria-current=location]").first().innerText(), title);
    const box = await toc.boundingBox();
    assert.ok(box.y >= bar.y + bar.height - 2 && box.y + box.height <= 500, `the contents are from ${box.y} on, ${box.height} px`);
    const [next, to] = sections[2];
    await toc.getByRole("link", { name: next, exact: true }).click();
    await toc.waitFor({ state: "hidden" });
    assert.equal(new URL(page.url()).hash, to);
    assertInSight(await landed(page), next);
    await page.locator(".here button").getByText(next, { exact: true }).waitFor();

    // By key: the contents come next, and Escape leads back.
    await here.press("Enter");
    await toc.waitFor();
    await page.keyboard.press("Tab");
    assert.ok(await page.evaluate(() => document.activeElement.closest(".toc")), "the contents do not come next");
    await page.keyboard.press("Escape");
    assert.equal(await toc.isVisible(), false);
    assert.ok(await here.evaluate((it) => it === document.activeElement), "the focus is lost");
    assert.deepEqual(faults, []);
    await page.context().close();
  });
}

test("keys that lead to the bars leave the page where it is", async () => {
  for (const width of [360, 1440]) {
    const { page } = await visit(width);
    await page.evaluate(() => scrollTo(0, 900));
    await page.locator("header .theme").evaluate((it) => it.focus({ preventScroll: true }));
    for (const key of ["Shift+Tab", "Shift+Tab", "Tab", "Tab"]) {
      await page.keyboard.press(key);
      await still(page);
      assert.ok(await page.evaluate(() => document.activeElement.closest(".top")), "the focus is in the bar");
      assert.equal(await page.evaluate(() => scrollY), 900, `${width} px, ${key}`);
    }
    await page.context().close();
  }
});

test("wide pages have their contents beside the text, and no bar for them", async () => {
  const { page } = await visit(1440);
  assert.equal(await page.locator(".here").isVisible(), false);
  const [toc, text, tree] = await Promise.all([".toc", "main h1", ".tree"].map((it) => page.locator(it).first().boundingBox()));
  assert.ok(tree.x + tree.width <= text.x && text.x + text.width <= toc.x, JSON.stringify([tree, text, toc]));
  await page.context().close();
});

/** The colours that the page has in each frame until the first paint; without scripts but some. */
async function firstColours(name, runs) {
  const context = await browser.newContext({ colorScheme: name === "dark" ? "light" : "dark" });
  const page = await context.newPage();
  await page.addInitScript((name) => {
    localStorage.setItem("crib-theme", name);
    const colours = new Set();
    const look = () => {
      colours.add(getComputedStyle(document.documentElement).backgroundColor);
      requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
    globalThis.painted = new Promise((done) => {
      new PerformanceObserver(() => done([...colours, getComputedStyle(document.documentElement).backgroundColor])).observe({ type: "paint", buffered: true });
    });
  }, name);
  // What is deferred must not come in time by chance.
  await context.route((url) => url.pathname.endsWith(".js") && !runs.test(url.pathname), () => {});
  await page.goto(address(server.url, note), { waitUntil: "commit" });
  const colours = new Set(await page.evaluate(() => globalThis.painted));
  await context.close();
  return [...colours];
}

test("the chosen theme is there when the page is first painted", async () => {
  const [dark] = await firstColours("dark", /crib-theme/);
  const [light] = await firstColours("light", /crib-theme/);
  assert.notEqual(dark, light);
  const { page } = await visit(1280, note, { colorScheme: "dark" });
  assert.equal(await page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor), dark);
  await page.context().close();
  assert.deepEqual(await firstColours("dark", /crib-theme/), [dark]);
  assert.deepEqual(await firstColours("light", /crib-theme/), [light]);
});

test("the home page leads back to the last note", async () => {
  for (const base of [server.url, fileUrl]) {
    const { page, faults } = await open(browser, base);
    await page.goto(address(base, "index.html"));
    const links = page.locator(".actions a"), before = await links.allInnerTexts();
    assert.ok(before.length > 1 && before[0].startsWith("Start with "), before.join());
    assert.equal(await page.locator(".actions .main").innerText(), before[0]);
    await page.goto(address(base, note));
    const title = await page.locator("main h1").evaluate((it) => it.firstChild.textContent.trim());
    const hash = await page.locator(".toc > ul > li > a").nth(2).getAttribute("href");
    await page.goto(`${address(base, note)}${hash}`);
    await page.locator(`.toc a[aria-current][href="${hash}"]`).waitFor();
    await page.locator(".site-title a").click();
    await page.waitForURL(/index\.html$|\/$/);
    assert.deepEqual(await links.allInnerTexts(), [`Continue with ${title}`, ...before]);
    assert.equal(await page.locator(".actions .main").innerText(), `Continue with ${title}`, "one button stands out");
    await page.locator(".actions .main").click();
    await page.waitForURL(`${address(base, note)}${hash}`);
    assert.deepEqual(faults, []);
    await page.context().close();
  }
});

test("nothing that was planted in the storage becomes a link of the home page", async () => {
  const places = ["https://example.org/", "//example.org/", "\\\\example.org\\x", "javascript:alert(1)", " java\nscript:alert(1)", "data:text/html,x", "blob:x"];
  const values = [...places.map((it) => JSON.stringify([it, "x"])), "", "{}", "[", "null", "[1,2]", '["/"]', '[["/"],"x"]', '{"0":"/","1":"x"}'];
  for (const base of [server.url, fileUrl]) {
    const { page, faults } = await open(browser, base);
    const url = address(base, "index.html");
    await page.goto(url);
    const before = await page.locator(".actions a").allInnerTexts();
    const plant = (value) => page.evaluate((value) => {
      localStorage.setItem(`crib-last ${document.querySelector("[data-crib=home]").pathname}`, value);
    }, value);
    // One that is good shows that the key is the right one; its title is text.
    await plant(JSON.stringify([new URL(address(base, note)).pathname, "<img src=x onerror=alert(1)>"]));
    await page.reload();
    assert.deepEqual(await page.locator(".actions a").allInnerTexts(), ["Continue with <img src=x onerror=alert(1)>", ...before]);
    for (const value of values) {
      await plant(value);
      await page.reload();
      const found = await page.locator(".actions a").evaluateAll((all) => all.map((it) => it.href));
      assert.ok(found.every((it) => it.startsWith(base)), `${value}: ${found.join()}`);
      assert.deepEqual(await page.locator(".actions a").allInnerTexts(), before, value);
    }
    assert.deepEqual(faults, []);
    await page.context().close();
  }
});

test("no page but notes and sheets is large", async () => {
  const { page } = await open(browser, server.url);
  const large = [];
  for (const [path, html] of texts) {
    if (["page-note", "page-sheet"].includes(kindOf(path))) continue;
    const count = await page.evaluate((html) => new DOMParser().parseFromString(html, "text/html").getElementsByTagName("*").length, html);
    assert.ok(count > 50, `${path} has been read`);
    if (count > 1500) large.push(`${path}: ${count} elements`);
  }
  assert.deepEqual(large, []);
  await page.context().close();
});

test("the page stays where it is behind the open drawer", async () => {
  const { page, faults } = await visit(360);
  const scrolled = () => page.evaluate(() => scrollY);
  await page.mouse.move(340, 300);
  await page.mouse.wheel(0, 200);
  await page.waitForFunction(() => scrollY > 100);
  await still(page);
  const before = await scrolled();
  await page.getByRole("button", { name: "Menu" }).click();
  await page.locator(".drawer").waitFor();
  // Beside the drawer, and in it, further than it is long.
  for (const x of [340, 100]) {
    await page.mouse.move(x, 300);
    for (let n = 0; n < 5; n++) await page.mouse.wheel(0, 2000);
    await still(page);
    assert.equal(await scrolled(), before);
  }
  await page.keyboard.press("Escape");
  await still(page);
  assert.equal(await scrolled(), before, "closing it moves the page");
  await page.mouse.move(340, 300);
  await page.mouse.wheel(0, 200);
  await page.waitForFunction((before) => scrollY > before, before);
  assert.deepEqual(faults, []);
  await page.context().close();
});

for (const colorScheme of ["light", "dark"]) {
  test(`the open drawer and contents meet WCAG and keep within 320 px, ${colorScheme}`, async () => {
    const { page, faults } = await visit(320, note, { colorScheme });
    for (const [button, box] of [["Menu", ".drawer"], ["On this page", ".toc"]]) {
      await page.evaluate(() => scrollTo(0, 0));
      await page.getByRole("button", { name: button }).click();
      await page.locator(box).waitFor();
      await page.locator(box).evaluate((it) => Promise.all(it.getAnimations().map((it) => it.finished)));
      await page.evaluate(() => document.querySelectorAll(".tree details").forEach((it) => { it.open = true; }));
      const { x, width } = await page.locator(box).boundingBox();
      assert.ok(x >= 0 && x + width <= 320, `${box} is from ${x} on, ${width} px`);
      faults.push(...(await axe(page)).map((it) => `${box}: ${it}`));
      await page.keyboard.press("Escape");
      await page.locator(box).waitFor({ state: "hidden" });
    }
    assert.deepEqual(faults, []);
    await page.context().close();
  });
}
