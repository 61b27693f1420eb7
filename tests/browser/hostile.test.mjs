// Pages whose notes imitate the theme's parts and take the names its scripts rely on: everything still works.
import assert from "node:assert/strict";
import { execFile, spawn } from "node:child_process";
import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { after, test } from "node:test";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { address, launch, open } from "./site.mjs";

if (!process.env.CRIB) throw new Error("set CRIB to the program");

// What the scripts ask of windows and documents, and what JavaScript gives every object.
const NAMES = [
  "addEventListener", "querySelector", "querySelectorAll", "getElementById", "createElement", "documentElement", "body", "head",
  "activeElement", "currentScript", "adoptedStyleSheets", "hidden", "fonts", "forms", "location", "history", "matchMedia", "localStorage",
  "sessionStorage", "requestAnimationFrame", "getComputedStyle", "EventSource", "CSSStyleSheet", "Document", "EventTarget", "Reflect", "Map",
  "Object", "Option", "print", "parent", "top", "self", "name", "cribCompare", "cribSearch", "cribSearchEngine", "cribSearchFile", "URL", "URLSearchParams", "CSS", "Highlight", "Range", "append", "before", "dataset", "toString", "hasOwnProperty",
  "constructor", "__proto__", "crib:main", "crib:drawer", "crib:toc", "crib:contents", "crib:asked-1", "crib:hits", "crib:hit-1",
];
const MARKS = [
  "theme", "search", "drawer", "tree", "toc", "home", "here", "actions", "shell", "top", "filters", "uses", "place", "finder", "named", "picks", "picker", "picked", "scenarios", "rule", "situation",
  "answer", "sheet", "flow", "papers", "sheet-tools", "sheet-status", "sheet-page",
];

const parts = MARKS.map((it) => `<div class="${it}" data-crib="${it}" data-tags data-name data-slug="x" data-picks>${it}</div>\n`).join("\n");
const notes = {
  "imitations.md": `# Imitations

${parts}
<nav class="toc" data-crib="toc"><a>nowhere</a><a href="#">top</a><ul><li><a href="#rules">rules</a></li></ul></nav>

<button class="theme" data-crib="theme">Theme</button> <ul><li class="rule" data-crib="rule">no answer</li></ul>

<ul><li class="rule" data-crib="rule"><span class="answer" data-crib="answer">alone</span></li>
<li class="rule" data-crib="rule"><span class="answer covered" data-crib="answer">two</span></li></ul>

<div class="table scenarios" data-crib="scenarios"><table><tbody>
<tr><td class="answer covered" data-crib="answer"></td></tr><tr></tr><tr><th class="answer">x</th></tr></tbody></table></div>

<details>no summary</details> <summary>no details</summary> <p class="drill"><button>Hide answers</button></p>

## Rules

- "It rains" → <b class="answer covered"><span class="said">coat</span></b>
- <span class="rule answer situation" data-crib="answer">not a rule</span>
- "It snows" → boots

  <p><span class="answer covered" data-crib="answer">no answer</span></p>
  <table><tr class="rule"><td class="answer">a table of its own</td></tr></table>
- "It shines" → hat <button>mine</button>

## Situations

| Scenario | Solution |
|---|---|
| "The <span class="answer">sun</span> is up" | <span class="covered said">hat</span> <button>mine</button> |
| "The moon is up" | lamp </td><td class="answer" data-crib="answer"> more |
| "Nothing is up" | bed <table><tr><td class="answer">inner</td></tr></table> |

## The end

${"A line that fills the page.\n\n".repeat(60)}`,
  "alone.md": `# Alone

<nav class="toc"><a>nowhere</a><a href="#">top</a></nav> <ul><li class="rule">no answer</li></ul>
`,
  "tags.of/constructor/one.md": "# One `#constructor` `#x`\n\n## A part `#__proto__` `#constructor`\n\nWords <li class=\"use\" data-tags=\"y\">of it</li>.\n",
  "tags.of/__proto__/two.md": "# Two `#constructor` `#hasOwnProperty`\n\n- a tip <section class=\"uses\">in a section</section> `#constructor`\n",
  "tags.of/toString/three.md": "# Three `#constructor`\n\nWords.\n",
  "things.md": `# Things

## Compared

| Aspect | \\_\\_proto\\_\\_ | constructor | hasOwnProperty |
|---|---|---|---|
| Speed | <span class="finder" data-crib="finder">fast</span> | slow | fast |
| Price | low | <a data-picks="x">high</a> | low |

| Scenario | Solution |
|---|---|
| "It <b class="answer">is</b> own" | hasOwnProperty |
| "It is not inherited" | hasOwnProperty |
| "It makes" | constructor |
`,
  "paper.md": `# Paper \`#exam-tip\`

- a tip <span class="papers flow measure over column sheet" data-crib="papers">in a false sheet</span> \`#exam-tip\`
- "It is <b class="measure">measured</b>" → <i class="sheet-tools">kept</i>
- <p class="over">over</p><ul class="parts"><li>a part</li></ul> \`#exam-tip\`

| Case | Do |
|---|---|
| "a" | <table class="named"><colgroup><col></colgroup><thead><tr><td>inner</td></tr></thead></table> b |
| "c" | d |
`,
  "names.md": `# Names

${NAMES.map((it) => `<div id="${it}"></div><a name="${it}x"></a>`).join("\n")}

${NAMES.map((it) => `## About ${it} {#${it}}\n\n- "What is ${it}" → a name\n`).join("\n")}`,
};
const harmful = {
  "harm.md": `# Harm

<img src="nowhere.png" onerror="alert(1)" alt="x"> <a href="javascript:alert(2)">one</a> [two](javascript:alert(3)) [three](<JaVaScript:alert(4)>)

<script>alert(5)</script><svg onload="alert(6)"><a href="javascript:alert(7)"><text>four</text></a><style><li data-crib="rule"></style></svg>

<base href="https://example.org/"><meta http-equiv="refresh" content="0; url=https://example.org/"><iframe srcdoc="<script>alert(8)</script>"></iframe>
<form action="https://example.org/"><button formaction="javascript:alert(9)" popovertarget="crib:drawer">five</button></form>
<template><li data-crib="rule">inert</li></template> <p contenteditable autofocus onfocus="alert(10)">six</p> <p hidden popover>seven</p>
`,
};
// What only an author that may do everything can write.
const bold = {
  "bold.md": `# Bold

${NAMES.map((it) => `<img name="${it}" id="${it}" alt=""><form name="${it}"><input name="before"><input name="parentNode"></form>`).join("\n")}

<iframe name="addEventListener" srcdoc="x" title="x"></iframe> <base target="_self">
<template><li data-crib="rule">inert</li></template> <p contenteditable>six</p> <p hidden popover id="p">seven</p>
<svg><style><b data-crib="rule"></b><b data-crib="toc"></b><b data-crib="scenarios"></b><b data-crib="answer"></b></style></svg>
<ul><li class="rule" data-crib="rule"><form><input name="querySelectorAll"></form></li></ul>

## Rules

- "It rains" → coat
- "It snows" → boots

## The end

${"A line that fills the page.\n\n".repeat(60)}`,
};

const run = promisify(execFile);
const folder = await mkdtemp(join(tmpdir(), "hostile-"));
const servers = [];
const browser = await launch();
after(async () => {
  await browser.close();
  servers.forEach((it) => it.kill());
  await rm(folder, { recursive: true });
});

/** Builds the notes: the folder of the site, and the address of its preview. */
async function build(mode, notes) {
  const root = join(folder, mode), site = join(root, "site");
  for (const [name, text] of Object.entries(notes)) {
    const path = join(root, "content", name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text);
  }
  await writeFile(join(root, "crib.yaml"), `markdown: {raw_html: ${mode}}\n`);
  await run(process.env.CRIB, ["-r", root, "build", "-o", site]);
  const server = spawn(process.env.CRIB, ["-r", root, "serve", "--port", "0"], { stdio: ["ignore", "ignore", "pipe"] });
  servers.push(server);
  const url = await new Promise((found, lost) => {
    createInterface({ input: server.stderr }).on("line", (line) => {
      const url = line.match(/http:\S+/)?.[0];
      if (url) found(url);
    });
    server.on("exit", (code) => lost(new Error(`the server ended with ${code}`)));
  });
  const entries = await readdir(site, { recursive: true, withFileTypes: true });
  const pages = entries.filter((it) => it.name.endsWith(".html"))
    .map((it) => join(it.parentPath ?? it.path, it.name).slice(site.length + 1)).sort();
  return { disk: `${pathToFileURL(site)}/`, preview: url, pages };
}

// A page may have taken the names of whatever a test would use to look at it.
const find = (page, selector) => page.evaluateHandle((it) => Document.prototype.querySelector.call(document, it), selector);
const count = (page, selector) => page.evaluate((it) => Document.prototype.querySelectorAll.call(document, it).length, selector);

/** The parts of a page that every page has, and those of its kind. */
async function check(page) {
  const theme = () => page.evaluate(() => Reflect.get(Document.prototype, "documentElement", document).dataset.theme);
  const button = await find(page, "body > header.top > .shell > button:last-of-type");
  assert.equal(await button.evaluate((it) => it.hidden), false, "the switch of the theme is hidden");
  await button.evaluate((it) => it.click());
  assert.equal(await theme(), "dark");
  await button.evaluate((it) => it.click());
  assert.equal(await theme(), undefined);

  if (await count(page, "#crib\\:toc + ul > li:nth-child(2)")) {
    await page.evaluate(() => scrollTo(0, 1e6));
    await page.waitForFunction(() => Document.prototype.querySelector.call(document, "#crib\\:toc + ul [aria-current]"));
    assert.equal(await count(page, "main [aria-current]"), 0, "a contents list of the note's is marked");
  }
}

/** Covers and uncovers the answers of the list or table that follows a bar. */
async function practise(page, selector, rows) {
  const bar = await find(page, `.drill:has(+ ${selector})`);
  const status = () => bar.evaluate((it) => it.querySelector("[role=status]").textContent);
  const press = (name) => bar.evaluate((it, name) => [...it.querySelectorAll("button")].find((it) => it.textContent === name).click(), name);
  const box = await bar.evaluateHandle((it) => it.nextElementSibling);
  const covered = () => box.evaluate((it) => it.querySelectorAll(".covered > button[aria-describedby]").length);
  const own = await box.evaluate((it) => it.querySelectorAll("button").length);
  await press("Hide answers");
  assert.equal(await status(), `0 of ${rows} shown`);
  assert.equal(await covered(), rows);
  await box.evaluate((it) => it.querySelector(".covered > button[aria-describedby]").click());
  assert.equal(await status(), `1 of ${rows} shown`);
  await press("Show all");
  assert.equal(await status(), `All ${rows} shown`);
  assert.equal(await box.evaluate((it) => it.querySelectorAll("button").length), own, "a button of the note's went");
}

/** Opens the search by key, finds sections by a word and closes it. */
async function look(page, word) {
  await page.keyboard.press("/");
  await page.waitForFunction(() => Document.prototype.querySelector.call(document, "dialog[open] input"));
  await page.keyboard.type(word);
  await page.waitForFunction(() => Document.prototype.querySelector.call(document, "dialog [role=option] mark"));
  await page.keyboard.press("Escape");
  await page.waitForFunction(() => !Document.prototype.querySelector.call(document, "dialog[open]"));
}

const kinds = {
  "imitations.html": async (page) => {
    assert.equal(await count(page, "p.drill:has([role=status])"), 2);
    await practise(page, ":is(ul, ol)", 3);
    await practise(page, ".scenarios", 3);
    await look(page, "situations");
  },
  "alone.html": async (page) => assert.equal(await count(page, "main [aria-current], p.drill"), 0),
  "names.html": async (page) => {
    assert.equal(await count(page, "p.drill"), 0);
    await look(page, "about");
  },
  "bold.html": async (page) => {
    await practise(page, ":is(ul, ol)", 2);
    await look(page, "bold");
  },
  "tags/constructor.html": async (page) => {
    await page.getByLabel("Also tagged").selectOption("__proto__");
    assert.equal(await page.locator("[data-crib=filters] [role=status]").textContent(), "1 of 5 shown");
    await page.getByLabel("Also tagged").selectOption("*");
    const folders = await page.getByLabel("Folder").locator("option").allTextContents();
    assert.equal(folders.length, 4, folders.join());
    assert.ok(folders.every((it) => it === "any" || /\(\d\)$/.test(it)), folders.join());
    // The tip stands below its heading and by itself.
    const sections = await page.locator("main section.uses section").all();
    assert.equal(sections.length, 2);
    for (const section of sections) assert.ok(await section.isVisible());
  },
  "compare/index.html": async (page) => {
    await page.getByRole("searchbox", { name: "Find" }).fill("proto");
    assert.match(await page.locator(".finder [role=status]").textContent(), /^[1-9]\d* of [1-9]\d*$/);
  },
  "compare/items/hasownproperty.html": async (page) => practise(page, ".scenarios", 2),
  "compare/pick.html": async (page) => {
    for (const box of await page.getByRole("checkbox").all()) await box.check();
    const names = await page.locator(".picked thead th").allTextContents();
    assert.deepEqual(names.sort(), ["__proto__", "constructor", "hasOwnProperty"]);
    assert.equal(await page.locator(".picked tbody tr").count(), 2);
  },
  "sheets/cheat-sheet.html": async (page) => {
    await page.waitForFunction(() => document.querySelector("main > .sheet").dataset.fitted);
    // On narrow screens the papers are made when they are printed.
    await page.evaluate(() => dispatchEvent(new Event("beforeprint")));
    assert.ok(await page.locator("main > .sheet > .papers > .paper").count() > 0);
    assert.ok(await page.locator("main > .sheet > .papers :is(.papers, .n-papers)").count() > 0, "the false sheet is lost");
  },
};

for (const [mode, all] of [["safe", { ...notes, ...harmful }], ["allow", { ...notes, ...bold }]]) {
  const site = await build(mode, all);
  for (const from of ["disk", "preview"]) for (const width of [1280, 320]) {
    test(`notes that imitate the theme, raw HTML: ${mode}, ${from}, ${width} px`, async () => {
      const { page, faults } = await open(browser, site[from], { viewport: { width, height: 900 }, colorScheme: "light", bypassCSP: true });
      page.on("dialog", (it) => { faults.push(`${page.url()}: a dialog: ${it.message()}`); it.dismiss(); });
      const met = new Set();
      for (const path of site.pages.filter((it) => it !== "404.html")) {
        await page.goto(address(site[from], path));
        try {
          met.add(path);
          await check(page);
          await kinds[path]?.(page);
        } catch (error) {
          faults.push(`${path}: ${error.message}`);
        }
        if (mode === "safe" && await count(page, "[href^='javascript:' i], main script, main iframe, main form:not(.sheet-tools, .settings > form)")) {
          faults.push(`${path}: something that runs`);
        }
      }
      const missing = Object.keys(kinds).filter((it) => !met.has(it) && (it !== "bold.html" || mode === "allow"));
      assert.equal(faults.length, 0, faults.join("\n"));
      assert.deepEqual(missing, [], "pages that were not there");
      await page.context().close();
    });
  }
}
