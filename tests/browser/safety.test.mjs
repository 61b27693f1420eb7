// Notes that mean harm, in every place that a note has: nothing runs, nothing is asked of another host, and no part of
// the page is moved, doubled or imitated.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { payloads } from "./payloads.mjs";
import { address, launch, open } from "./site.mjs";

if (!process.env.CRIB) throw new Error("set CRIB to the program");

const indented = (text, by) => text.replace(/\n/g, `\n${by}`);

/** A note with a payload in every place; what may swallow the rest of the note stands last. */
function note(title, payload) {
  const inline = payload.replace(/\s*\n\s*/g, " "), cell = inline.replaceAll("|", "\\|"), word = inline.replace(/[\s`]/g, "");
  const quoted = JSON.stringify(`${title} ${inline}`);
  return `---
title: ${quoted}
description: ${quoted}
tags: [tagged, ${JSON.stringify(inline)}]
aliases: [${quoted}]
---

\`\` ${inline} \`\`

~~~~text
${payload}
~~~~

**Tags:** \`#tagged\` \`#${word}\` ${inline}

Words ${inline} behind.

## Heading ${inline} \`#tagged\`

Setext ${inline}
---

- item ${inline} \`#tagged\`
- item

  ${indented(payload, "  ")}
- tip ${inline} \`#exam-tip\`

> ${indented(payload, "> ")}

> [!tip] Title ${inline}
> ${indented(payload, "> ")}

> [!note]- Folded ${inline}
> Words ${inline}

| Head | ${cell} |
|---|---|
| ${cell} | words |

| Aspect | Alpha | Beta |
|---|---|---|
| Speed | ${cell} | slow |
| ${title} | low | ${cell} |

| Scenario | Solution |
|---|---|
| "It rains ${cell}" | ${cell} |
| "It snows" | boots |

## Rules

- "It rains ${inline}" → ${inline}
- "It snows" → boots

Words[^f].

[^f]: Note ${inline}

[${inline}](b.md) [b](<${inline}>) [b](b.md "${inline}") [r][r] ![${inline}](i.png) ![${inline}](lost.png) [[b|${inline}]] [[${inline}]] ![[b]]

[r]: <${inline}> "${inline}"

Term ${inline}
: Definition ${inline}

![[a]]

<details><summary>${inline}</summary>

${payload}

</details>

Last words ${inline}

${payload}
`;
}

// A Markdown file of such a name can be on a disk, and its name is a title.
const FILES = [
  "<img src=x onerror=alert(1)>", "\"onmouseover=alert(1) x=\"", "'onmouseover='alert(1)", "javascript:alert(1)", "&lt;script&gt;alert(1)", "__proto__",
  "constructor", "<script>alert(1)", "{{ 7*7 }}", "crib:main", "-->", "]]>", "](javascript:alert(1))",
];

/** What is harmless, to compare with. */
const PLAIN = "harmless words";

/** What a page may not hold, whoever wrote it; runs in the page. */
function faultsOfPage() {
  const faults = [], ids = new Set(), D = Document.prototype;
  const all = (selector) => [...D.querySelectorAll.call(document, selector)];
  const own = (name) => Reflect.get(D, name, document);
  const shown = (element) => element.cloneNode(false).outerHTML.slice(0, 200);
  const text = D.querySelector.call(document, "main > article > .text");
  const NOTES = ".text, .excerpt";
  const URLS = ["href", "src", "data", "action", "formaction", "poster", "cite", "background", "longdesc", "xlink:href", "ping", "manifest"];
  const NEVER = "iframe, frame, frameset, object, embed, applet, base, meta[http-equiv]:not(head > meta[http-equiv=Content-Security-Policy]), template, portal, dialog, marquee, slot, animate, set, "
    + "animateTransform, foreignObject, feImage, image, annotation-xml, mglyph, maction, svg a, svg style, math style, body style, body link, body meta, "
    + "body title, [srcdoc], [shadowrootmode]";
  const DATA = { check: 1, rule: 1, situation: 1, answer: 1, scenarios: 1 };
  const OWN = /^(class|id|lang|dir|title|role|tabindex|aria-label|aria-hidden|data-lang|data-crib)$/;
  const OTHER = /^(style|name|accesskey|contenteditable|autofocus|draggable|hidden|inert|is|slot|part|nonce|popover.*|form.*|target|ping|download|rel|data-.*|aria-.*)$/;
  const harmful = (url) => {
    let read;
    try { read = new URL(url, own("baseURI")); } catch { return false; }
    return /^(javascript|vbscript|blob|filesystem):$/.test(read.protocol) || read.protocol === "data:" && !/^data:image\//i.test(read.href);
  };
  for (const it of all(NEVER)) faults.push(`an element: ${shown(it)}`);
  for (const it of all("script")) if (!/^(\.\.\/)*(assets\/crib[\w-]*\.[0-9a-f]+|items)\.js$|^questions(-\d+)?\.js(\?[0-9a-f]+)?$/.test(it.getAttribute("src") ?? "") || it.closest(NOTES)) faults.push(`a script: ${shown(it)}`);
  for (const it of all("*")) {
    const inside = it.closest(NOTES), practice = inside && it.closest("p.drill, .covered, button.copy:has(+ pre.code)");
    for (const { name, value } of it.attributes) {
      if (/^on/.test(name)) faults.push(`a handler: ${shown(it)}`);
      const urls = name === "srcset" ? value.split(/,\s*|\s+/) : URLS.includes(name) ? [value] : [];
      if (!it.matches("link[rel=icon]") && urls.some(harmful)) faults.push(`a URL: ${shown(it)}`);
      if (name === "id") {
        if (ids.has(value)) faults.push(`an id twice: ${shown(it)}`);
        if (value.startsWith("crib:") && inside && !practice) faults.push(`an id of the theme: ${shown(it)}`);
        ids.add(value);
      }
      if (!inside || practice) continue;
      const drawn = it.closest("svg, math"), place = it.matches("map") && name === "name";
      // What the theme says to other searches.
      const told = it === text && name === "data-pagefind-body" || it.matches("a.anchor, details.check") && name === "data-pagefind-ignore";
      // The key of a question, which no note can write: its classes begin with `n-`.
      const asked = name === "data-key" && it.matches("details.check details");
      if (OTHER.test(name) && !OWN.test(name) && !place && !told && !asked && !(it.matches(".table") && name === "aria-label")) faults.push(`an attribute: ${shown(it)}`);
      if (name === "data-crib" && (!DATA[value] || drawn)) faults.push(`a mark: ${shown(it)}`);
    }
    if (inside && !practice && it.matches("button, select, textarea, form, output, option, fieldset")) faults.push(`a control: ${shown(it)}`);
    if (inside && it.matches("input") && !(it.type === "checkbox" && it.disabled)) faults.push(`a control: ${shown(it)}`);
    if (inside && it.matches("main, body, head, html")) faults.push(`a landmark: ${shown(it)}`);
  }
  for (const name of ["getElementById", "querySelector", "querySelectorAll", "createElement"]) {
    if (document[name] !== D[name]) faults.push(`document.${name} is another`);
  }
  for (const name of ["location", "title", "forms", "images", "scripts", "body", "head", "cookie", "documentElement", "activeElement", "defaultView", "URL"]) {
    if (name !== "location" && document[name] !== own(name)) faults.push(`document.${name} is another`);
  }
  if (document.location !== location || own("baseURI").split("#")[0] !== location.href.split("#")[0]) faults.push("another location");
  const main = D.getElementById.call(document, "crib:main");
  if (main?.localName !== "main" || all("main").length !== 1) faults.push("another main element");

  // What is left of the page without the words of notes.
  const page = own("documentElement").cloneNode(true);
  const emptied = "title, h1, main > article > .text, .tags, .meta, .tree > ul, .crumbs > ol, .pager, .backlinks, .lead";
  for (const it of page.querySelectorAll(emptied)) it.replaceChildren();
  // A note need not have contents or related notes.
  for (const it of page.querySelectorAll("body > .here, body > .shell > .toc, main > .related")) it.remove();
  page.querySelector("body").classList.remove("broad");
  for (const it of page.querySelectorAll("head > meta[property='article:tag']")) it.remove();
  const outline = (it) => {
    const attributes = [...it.attributes].filter(({ name }) => !/^(href|content|title|id|src)$/.test(name) || it.id.startsWith("crib:"));
    const names = attributes.map(({ name, value }) => `${name}=${/^(content|href|data-title)$/.test(name) ? "" : value}`).sort();
    return `<${it.localName} ${names.join(" ")}>${[...it.children].map(outline).join("")}</>`;
  };
  const count = (selector) => text ? text.querySelectorAll(selector).length : 0;
  if (count("button.copy") !== count("pre.code")) faults.push("a button that copies no code");
  return {
    faults,
    outline: outline(page),
    marks: count("[data-crib]"),
    buttons: count("button:not(.copy)"),
    codes: text ? [...text.querySelectorAll("code")].map((it) => it.textContent) : [],
    elements: text ? [...new Set([...text.querySelectorAll("*")].map((it) => it.localName))] : [],
    title: own("title"),
    hits: globalThis.hits,
  };
}

const run = promisify(execFile);
const folder = await mkdtemp(join(tmpdir(), "safety-"));
let browser;
before(async () => { browser = await launch(); });
after(() => Promise.all([browser?.close(), rm(folder, { recursive: true })]));

/** Builds notes; gives the address of the site on disk, its pages and where it is. */
async function build(name, mode, notes) {
  const root = join(folder, name), site = join(root, "site");
  await mkdir(join(root, "content"), { recursive: true });
  await writeFile(join(root, "crib.yaml"), `title: Notes\nbase_url: https://example.org\nmarkdown: {raw_html: ${mode}}\n`);
  await Promise.all(Object.entries(notes).map(([path, text]) => writeFile(join(root, "content", path), text)));
  await run(process.env.CRIB, ["-r", root, "build", "-o", site], { maxBuffer: 1 << 28 });
  const files = await readdir(site, { recursive: true, withFileTypes: true });
  const paths = files.filter((it) => it.isFile()).map((it) => join(it.parentPath ?? it.path, it.name).slice(site.length + 1)).sort();
  return { site, url: `${pathToFileURL(site)}/`, paths };
}

/** An empty page that notes in `faults` whatever a note may not do. Its policy, which would refuse most of it, does not count. */
async function watched(site) {
  const { page, faults } = await open(browser, site.url, { bypassCSP: true });
  await page.addInitScript(() => {
    globalThis.hits = [];
    for (const name of ["alert", "confirm", "prompt", "print", "open"]) globalThis[name] = (...it) => { globalThis.hits.push(`${name}(${it})`); };
  });
  const fault = (what) => faults.push(`${page.url().replace(site.url, "")}: ${what}`);
  page.on("dialog", (it) => { fault(`a dialog: ${it.message()}`); it.dismiss(); });
  page.on("popup", () => fault("a window"));
  page.on("download", () => fault("a download"));
  page.on("worker", () => fault("a worker"));
  page.on("frameattached", () => fault("a frame"));
  return { page, faults, fault };
}

/** Looks at pages, several at once: what `faultsOfPage` gives of each. */
async function look(site, paths, each) {
  const waiting = [...paths], all = [];
  const one = async () => {
    const { page, faults, fault } = await watched(site);
    for (let path = waiting.shift(); path; path = waiting.shift()) {
      const url = address(site.url, path);
      await page.goto(url);
      // Time for what begins by itself: focus, folding, animations.
      await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => setTimeout(done, 10))));
      const found = await page.evaluate(faultsOfPage);
      if (page.url() !== url) fault(`left for ${page.url()}`);
      found.faults.concat(found.hits.map((it) => `it ran: ${it}`)).forEach(fault);
      each?.(path, found, fault);
    }
    all.push(...faults);
    await page.context().close();
  };
  await Promise.all([one(), one(), one(), one()]);
  return all;
}

const told = (faults) => [`${faults.length} faults`, ...faults.sort().slice(0, 40)].join("\n");
const name = (at) => `p${String(at).padStart(3, "0")}`;
// What no page can show is left out or replaced.
const visible = (text) => text.replace(/[\u0000-\u0008\u000b-\u001f\u007f\ufeff\ufffd]/g, "");

/** The elements that Markdown makes. */
const PLAIN_ELEMENTS = new Set(("a blockquote br button caption code col colgroup dd del details div dl dt em h1 h2 h3 h4 h5 h6 hr img input li mark ol p pre "
  + "section span strong summary sup table tbody td th thead tr ul").split(" "));

for (const mode of ["safe", "deny"]) {
  test(`payloads in every place of a note, raw HTML: ${mode}`, async () => {
    // Without HTML one of a few speaks for the others.
    const tried = payloads.filter((_, at) => mode === "safe" || at % 6 === 0);
    const notes = Object.fromEntries(tried.map((it, at) => [`${name(at)}.md`, note(name(at), it)]));
    for (const [at, it] of FILES.entries()) notes[`${it}.md`] = `Words of file ${at}. [b](b.md) \`#tagged\`\n`;
    notes["ref.md"] = note("ref", PLAIN);
    notes["a.md"] = "# A\n\nWords.\n";
    notes["b.md"] = "# B\n\nWords.\n";
    notes["i.png"] = Buffer.from("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==", "base64");
    const site = await build(mode, mode, notes);
    const html = site.paths.filter((it) => it.endsWith(".html") && it !== "404.html");
    let plain;
    const faults = await look(site, ["ref.html"], (_, found) => { plain = found; });
    assert.ok(plain.marks > 4 && plain.buttons > 1 && plain.codes.length > 1, "the harmless note lacks something");
    assert.ok(html.length > tried.length, "pages are missing");
    for (const kind of ["tags/tagged.html", "tags/index.html", "compare/index.html", "compare/alpha-vs-beta.html", "sheets/cheat-sheet.html", "b.html"]) {
      assert.ok(html.includes(kind), `${kind} is missing`);
    }
    faults.push(...await look(site, html, (path, found, fault) => {
      const at = Number(path.match(/^p(\d+)\.html$/)?.[1] ?? NaN);
      if (Number.isNaN(at)) return;
      if (!found.title.startsWith(name(at)) || !found.title.endsWith(" · Notes")) fault(`another title: ${found.title}`);
      if (found.outline !== plain.outline) {
        const from = [...plain.outline].findIndex((it, at) => it !== found.outline[at]);
        fault(`another page around the text: …${found.outline.slice(Math.max(0, from - 60), from + 100)} and not ${plain.outline.slice(from, from + 100)}`);
      }
      if (found.marks > plain.marks) fault(`${found.marks} marks instead of ${plain.marks}`);
      if (found.buttons > plain.buttons) fault(`${found.buttons} buttons instead of ${plain.buttons}`);
      const codes = found.codes.map(visible), payload = visible(tried[at]);
      if (!codes.includes(`${payload}\n`)) fault("the code block is not shown as it is");
      if (!codes.includes(payload.replace(/\s*\n\s*/g, " "))) fault("the code is not shown as it is");
      const other = mode === "deny" ? found.elements.filter((it) => !PLAIN_ELEMENTS.has(it)) : [];
      if (other.length) fault(`elements that Markdown does not make: ${other}`);
    }));
    assert.equal(faults.length, 0, told(faults));

    // What programs read is well-formed, and holds no markup of the notes.
    const { page, fault, faults: others } = await watched(site);
    for (const path of site.paths.filter((it) => it.endsWith(".xml"))) {
      const text = await readFile(join(site.site, path), "utf8");
      const broken = await page.evaluate((text) => new DOMParser().parseFromString(text, "text/xml").querySelector("parsererror")?.textContent, text);
      if (broken) fault(`${path}: ${broken}`);
    }
    assert.ok(site.paths.includes("llms.txt") && site.paths.includes("sitemap.xml"), site.paths.filter((it) => !it.endsWith(".html")).join());

    // Things are compared by a script, from data.
    await page.goto(address(site.url, "compare/pick.html"));
    for (const box of await page.getByRole("checkbox").all()) await box.check();
    assert.ok(await page.locator(".picked tbody tr").count() > 10, "nothing is compared");
    const picked = await page.evaluate(faultsOfPage);
    picked.faults.concat(picked.hits).forEach(fault);
    assert.equal(others.length, 0, told(others));
    await page.context().close();
  });
}
