// `crib serve` after an edit: the open page becomes the new one in place, and whatever the reader has done with it
// stays. Where that is not safe, the page reloads.
import assert from "node:assert/strict";
import { mkdir, mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, test } from "node:test";
import { preview } from "./preview.mjs";
import { launch, open } from "./site.mjs";

const browser = await launch();
const ends = [() => browser.close()];
after(async () => { for (const end of ends) await end(); });

/** A preview of files, a function that writes one as editors do, and a page of it. */
async function start(files, path) {
  const folder = await mkdtemp(join(tmpdir(), "swap-"));
  const write = async (name, text) => {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, ".new"), text);
    await rename(join(folder, ".new"), join(folder, name));
  };
  for (const [name, text] of Object.entries(files)) await write(name, text);
  const { url, end } = await preview(folder);
  ends.push(async () => { end(); await rm(folder, { recursive: true }); });
  const { page, faults } = await open(browser, url);
  await page.goto(url + path);
  await page.evaluate(() => { globalThis.stays = true; });
  const stays = () => page.evaluate(() => Boolean(globalThis.stays));
  /** Writes a file, and waits until the open page has been told of the build with it. */
  const edit = async (name, text) => {
    await page.evaluate(() => {
      globalThis.told = new Promise((done) => { addEventListener("crib:change", () => done(true), { once: true }); });
    });
    await write(name, text);
    return page.evaluate(() => globalThis.told).catch(() => false);
  };
  return { page, faults, folder, write, edit, stays, url };
}

const filler = (from, to) => Array.from({ length: to - from }, (_, n) => `Paragraph ${from + n} of many, with some words.\n`).join("\n");
const long = ({ first = "It begins with a sentence that says what all of it is about.", middle = "A [link](b.md) and words to select.", section = "", last = "It ends." } = {}) => `# Long

${first}

## Upper

${filler(0, 40)}
<details><summary>More</summary>

Folded away.

</details>

${middle}

${section}
## Lower

${filler(40, 80)}
${last}
`;

test("a page in a theme that was chosen is changed in place, and keeps it", async () => {
  const { page, faults, edit, stays } = await start({ "a.md": "# A\n\nOne.\n" }, "a.html");
  await page.locator(".theme").click();
  await page.reload();
  await page.evaluate(() => { globalThis.stays = true; });
  assert.equal(await page.evaluate(() => document.documentElement.dataset.theme), "dark");
  assert.equal(await edit("a.md", "# A\n\nTwo.\n"), true);
  assert.equal(await page.getByText("Two.").count(), 1);
  assert.equal(await stays(), true);
  assert.equal(await page.evaluate(() => document.documentElement.dataset.theme), "dark");
  assert.deepEqual(faults, []);
});

test("what a reader has done with a page stays when its note is edited", async () => {
  const { page, faults, edit, stays } = await start({ "long.md": long(), "b.md": "# B\n" }, "long.html");
  await page.locator("main summary").click();
  const link = page.locator("main a[href='b.html']").last();
  await link.focus();
  await page.getByText("Paragraph 38 ").evaluate((it) => getSelection().selectAllChildren(it));
  const state = () => page.evaluate(() => ({
    y: scrollY,
    focus: document.activeElement.textContent,
    details: document.querySelector("details").open,
    selected: String(getSelection()),
    theme: document.querySelector(".theme").hidden,
  }));
  await page.evaluate(() => scrollTo(0, document.querySelector("details").getBoundingClientRect().top + scrollY - 300));
  const before = await state();
  assert.ok(before.y > 500 && before.details && before.selected.startsWith("Paragraph 38"), JSON.stringify(before));

  // Below, in the first words, which the head repeats, and beside the link that has the focus.
  for (const [words, change] of [
    ["It is over.", { last: "It is over." }],
    ["It starts with another", { first: "It starts with another sentence that says what all of it is about." }],
    ["and other words", { middle: "A [link](b.md) and other words." }],
  ]) {
    assert.ok(await edit("long.md", long(change)), words);
    assert.match(await page.locator("main").innerText(), new RegExp(words));
    assert.deepEqual(await state(), before, words);
  }
  assert.equal(await page.locator("meta[name=description]").getAttribute("content"), "It begins with a sentence that says what all of it is about.");

  // A new section is in the list of contents, and marked there when it is read.
  assert.ok(await edit("long.md", long({ section: "## Between\n\nAll new.\n" })));
  await page.locator("#between").evaluate((it) => it.scrollIntoView());
  await page.locator(".toc [aria-current]", { hasText: "Between" }).waitFor();
  assert.ok(await stays());

  // The head has the title, and whoever changes that loads the page.
  await edit("long.md", long().replace("# Long", "# Longer"));
  await page.waitForFunction(() => document.title.startsWith("Longer"));
  await page.waitForFunction(() => !globalThis.stays);
  assert.deepEqual(faults, []);
  await page.context().close();
});

test("a page that is the same is not touched", async () => {
  const { page, faults, edit, stays } = await start({ "a.md": "# A\n\nOne.\n", "b.md": "# B\n\nTwo.\n" }, "a.html");
  await page.evaluate(() => {
    globalThis.records = [];
    new MutationObserver((all) => globalThis.records.push(...all))
      .observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
  });
  assert.ok(await edit("b.md", "# B\n\nThree.\n"));
  assert.equal(await page.evaluate(() => globalThis.records.length), 0);
  assert.ok(await stays());
  assert.deepEqual(faults, []);
  await page.context().close();
});

test("many edits in a row end in the last one", async () => {
  const { page, faults, write, stays } = await start({ "a.md": "# A\n\nEdit 0.\n" }, "a.html");
  for (let n = 1; n <= 40; n++) {
    await write("a.md", `# A\n\nEdit ${n}.\n${n % 3 ? "\n- a\n- b\n" : ""}`);
    await new Promise((done) => { setTimeout(done, n % 5 * 12); });
  }
  await page.getByText("Edit 40.").waitFor();
  await write("a.md", "# A\n\nEdit 41.\n");
  await page.getByText("Edit 41.").waitFor();
  assert.equal(await page.locator("main li").count(), 0);
  assert.ok(await stays());
  assert.deepEqual(faults, []);
  await page.context().close();
});

test("a page that was changed in place is the page that a browser would load", async () => {
  const list = (...items) => items.map((it) => `- ${it}\n`).join("");
  const versions = [
    "One.\n", "", "One.\n\nTwo.\n", `Two.\n\n${list("a", "b", "c")}\nOne.\n`, list("b", "c *d* `e`", "a"), `> Quoted\n\n${list("c", "b")}`,
    "| A | B |\n|---|---|\n| 1 | 2 |\n| 3 | 4 |\n", "| A | C | B |\n|---|---|---|\n| 1 | $x$ | 2 |\n| 3 | $x^2$ | 4 |\n| 5 | | |\n",
    "## H\n\nText.\n\n## I\n\nText.\n", "## I\n\nText.\n\n## H\n\nMore.\n\n### J\n\nText.\n", "```rust\nfn main() {}\n```\n",
    "```rust\nfn main() {\n    let x = 1;\n}\n```\n\n> [!NOTE]\n> Words[^1].\n\n[^1]: Note.\n", "Words[^1] and[^2].\n\n[^1]: One.\n[^2]: Two.\n",
    "<svg viewBox=\"0 0 9 9\"><path d=\"M0 0\"/></svg>\n\n- [ ] open\n- [x] done\n", "- [x] open\n\n$$\\frac{a}{b}$$\n", "One.\n",
  ];
  const note = (text) => `# A\n\nThis is a page, described by a sentence that stays the same.\n\n${text}\nThe end.\n`;
  const { page, faults, edit, stays, url } = await start({ "a.md": note("") }, "a.html");
  const loaded = await page.context().newPage();
  const html = (page) => page.evaluate(() => {
    const body = document.body.cloneNode(true);
    // Where the reader is, is for each page to say.
    body.querySelectorAll("[aria-current=location]").forEach((it) => it.removeAttribute("aria-current"));
    for (const it of body.querySelectorAll("*")) {
      const sorted = [...it.attributes].sort((a, b) => a.name < b.name ? -1 : 1);
      sorted.forEach((attribute) => it.removeAttributeNode(attribute));
      sorted.forEach((attribute) => it.setAttributeNode(attribute));
    }
    return body.outerHTML.replace(/<script[^]*<\/script>/, "").replaceAll(/\s+/g, " ");
  });
  for (const text of versions) {
    await edit("a.md", note(text));
    await loaded.goto(`${url}a.html`);
    await page.waitForLoadState("load");
    assert.equal(await html(page), await html(loaded), text);
    await loaded.goto("about:blank");
  }
  // A list of contents comes and goes with its mark.
  assert.ok(await edit("a.md", note("Two.\n")));
  await page.evaluate(() => { globalThis.stays = true; });
  assert.ok(await edit("a.md", note("Three.\n\nFour.\n")));
  assert.ok(await stays());
  assert.deepEqual(faults, []);
  await page.context().close();
});

test("the parts of a page that scripts made go on after an edit", async () => {
  const names = ["apple", "pear", "plum", "fig", "lime", "kiwi", "mango", "melon", "grape", "peach", "lemon", "date", "berry"];
  const cards = (word) => `# Practice

${word}.

- "Fast storage" → block
- "Cheap storage" → object

The end.
`;
  const { page, faults, edit, stays, url } = await start({
    "index.md": "# Fruit\n\nAll of it.\n",
    "practice.md": cards("First"),
    ...Object.fromEntries(names.map((it) => [`${it}.md`, `# ${it}\n\nA fruit.\n`])),
  }, "");
  const search = (query) => page.evaluate(async (query) => (await cribSearch(query)).map((it) => it.title), query);

  // What is typed into a filter stays, and filters.
  const filter = page.getByRole("searchbox", { name: "Find" });
  await filter.fill("lem");
  const shown = () => page.locator("main [data-crib=named]").filter({ visible: true }).allInnerTexts();
  const few = await shown();
  assert.equal(few.length, 1);
  assert.deepEqual(await search("zebra"), []);
  assert.ok(await edit("index.md", "# Fruit\n\nAll of it, and a zebra.\n"));
  assert.match(await page.locator("main").innerText(), /and a zebra/);
  assert.equal(await filter.inputValue(), "lem");
  assert.deepEqual(await shown(), few);
  await filter.fill("pl");
  assert.equal((await shown()).length, 2);
  // The search has been loaded before, and knows what is new.
  assert.deepEqual(await search("zebra"), ["Fruit"]);
  await page.keyboard.press("Control+k");
  const dialog = page.getByRole("dialog", { name: "Search" });
  await dialog.getByRole("combobox").fill("zebra");
  await dialog.getByRole("option").first().waitFor();
  assert.ok(await edit("index.md", "# Fruit\n\nAll of it, and no more.\n"));
  assert.equal(await dialog.getByRole("combobox").inputValue(), "zebra");
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Menu" }).waitFor({ state: "hidden" });
  assert.ok(await stays());

  // Answers that are hidden stay so, and can be shown.
  await page.goto(`${url}practice.html`);
  await page.evaluate(() => { globalThis.stays = true; });
  await page.getByRole("button", { name: "Hide answers" }).click();
  assert.ok(await edit("practice.md", cards("Second").replace("The end.", "More.\n\nThe end.")));
  assert.match(await page.locator("main").innerText(), /Second\.[^]*More\./);
  assert.equal(await page.locator(".covered").count(), 2);
  await page.getByRole("button", { name: "Show the answer" }).first().click();
  await page.getByText("1 of 2 shown").waitFor();
  assert.ok(await stays());
  // A rule that is new has to be known to the script.
  await edit("practice.md", cards("Second").replace("\n\nThe end", "\n- \"Shared storage\" → file\n\nThe end"));
  await page.locator("[data-crib=situation]").getByText("Shared storage").waitFor();
  await page.waitForFunction(() => !globalThis.stays);
  await page.getByRole("button", { name: "Hide answers" }).click();
  assert.equal(await page.locator(".covered").count(), 3);
  assert.deepEqual(faults, []);
  await page.context().close();
});

test("the list of findings stays open and where it was", async () => {
  const broken = (more) => `# A\n\nWords.\n\n${Array.from({ length: 30 }, (_, n) => `[x](gone${n}.md)`).join(" ")}\n${more}`;
  const { page, faults, edit, stays } = await start({ "a.md": broken("") }, "a.html");
  await page.getByRole("button", { name: "30 errors" }).click();
  const list = page.getByRole("dialog", { name: /errors/ });
  await list.getByRole("link").nth(10).focus();
  const state = () => page.evaluate(() => {
    const root = document.querySelector("crib-preview").shadowRoot;
    return [root.querySelector(".panel").scrollTop, root.activeElement.textContent];
  });
  const before = await state();
  assert.ok(before[0] > 0, "it is scrolled");
  assert.ok(await edit("a.md", broken("\n[y](gone.md)\n")));
  await page.getByRole("dialog", { name: "31 errors" }).waitFor();
  assert.deepEqual(await state(), before);
  assert.ok(await stays());
  assert.deepEqual(faults, []);
  await page.context().close();
});

test("a page reloads when a picture of it or a script is another, or when it is gone", async () => {
  const svg = (width) => `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="9"/>`;
  const script = "addEventListener('DOMContentLoaded', () => { document.querySelector('main').append('scripted'); });";
  const { page, edit, stays, write, folder } = await start({ "a.md": "# A\n\n![p](p.svg)\n", "p.svg": svg(10), "b.md": "# B\n" }, "a.html");
  const again = async () => {
    await page.waitForFunction(() => !globalThis.stays && document.readyState === "complete");
    await page.evaluate(() => { globalThis.stays = true; });
  };
  assert.ok(await edit("a.md", "# A\n\n![p](p.svg) with words\n"));
  assert.ok(await stays());
  await edit("p.svg", svg(20));
  await again();
  assert.equal(await page.locator("main img").evaluate((it) => it.naturalWidth), 20);

  // Nobody knows what a script of the author's does with the page.
  await write("themes/mine/theme.yaml", "theme_api: 2\nname: Mine\n");
  await write("themes/mine/static/mine.js", script);
  await write("themes/mine/templates/base.html", `{% extends "theme/base.html" %}
{% block head %}{{ super() }}<script src="{{ asset(name="mine.js") }}"></script>{% endblock head %}`);
  await edit("crib.yaml", "theme: mine\n");
  await again();
  await page.getByText("scripted").waitFor();
  await edit("a.md", "# A\n\n![p](p.svg) with other words\n");
  await again();
  await page.getByText("scripted").waitFor();
  assert.match(await page.locator("main").innerText(), /other words/);
  // Its own edits are no reason for it.
  assert.ok(await edit("b.md", "# B\n\nMore.\n"));
  assert.ok(await stays());
  // Unless it says that it can go on.
  await write("themes/mine/templates/base.html", `{% extends "theme/base.html" %}
{% block head %}{{ super() }}<script data-crib="live" src="{{ asset(name="mine.js") }}"></script>{% endblock head %}`);
  await again();
  assert.ok(await edit("a.md", "# A\n\n![p](p.svg) at last\n"));
  assert.match(await page.locator("main").innerText(), /at last[^]*scripted/);
  assert.ok(await stays());
  await rename(join(folder, "a.md"), join(folder, "c.md"));
  await page.getByText("There is no page at this address").waitFor();
  await rename(join(folder, "c.md"), join(folder, "a.md"));
  await page.getByText("at last").waitFor();
  await page.context().close();
});

test("names in a page hide nothing that a swap needs, and nothing in it runs", async () => {
  const names = ["firstChild", "childNodes", "attributes", "parentNode", "nodeType", "insertBefore", "removeChild", "cloneNode", "isEqualNode",
    "importNode", "implementation", "documentElement", "querySelectorAll", "getAttribute", "outerHTML", "matches", "id", "nodeName", "defaultView"];
  const form = `<form>${names.map((it) => `<input name="${it}">`).join("")}<b>WORDS</b></form>\n${
    names.map((it) => `<img name="${it}" src="data:," alt="">`).join("")}`;
  const note = (words) => `# A\n\n${form.replace("WORDS", words)}\n\nThe end.\n`;
  const { page, edit, stays } = await start({ "crib.yaml": "markdown: {raw_html: allow}\n", "a.md": note("one") }, "a.html");
  assert.equal(await page.evaluate(() => typeof document.forms[0].childNodes.name), "string", "the names are there");
  assert.ok(await edit("a.md", note("two")));
  assert.equal(await page.evaluate(() => document.forms[0].getElementsByTagName("b")[0].textContent), "two");
  assert.ok(await stays());
  // The browser runs what it loads, as it does in production.
  await edit("a.md", `${note("two")}\n<script>globalThis.ran = (globalThis.ran || 0) + 1;</script>\n`);
  await page.waitForFunction(() => globalThis.ran === 1 && !globalThis.stays);
  await page.context().close();
});
