// The Content Security Policy of pages: nothing of the site meets it, and what does not belong there is refused.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { after, test } from "node:test";
import { promisify } from "node:util";
import { launch, open, serve, show } from "./site.mjs";

if (!process.env.CRIB) throw new Error("set CRIB to the program");
const run = promisify(execFile);
const temp = await mkdtemp(join(tmpdir(), "crib-policy-"));
const browser = await launch();
after(async () => { await browser.close(); await rm(temp, { recursive: true }); });

const STORAGE = `# Storage \`#aws\`

![p](p.svg) ![[sound.wav]] ![[paper.pdf]]

## Block vs object

| Aspect | Block storage | Object storage |
|---|---|---|
| Latency | low | higher |
| Cost | high | low |

- "Cheap" → object
- "Fast" → block

> [!tip] A tip
> $a^2 + \\frac{1}{2}$ and \`code\` \`#tip\`

\`\`\`python
def f(x): return x + 1
\`\`\`

<div style="color:red" align="center"><svg viewBox="0 0 9 9" width="9" style="fill:red"><path d="M0 0h9" style="stroke:red"/></svg></div>

$$\\begin{aligned} a &= b \\\\ c &= \\color{red}{d} \\end{aligned}$$
`;
const FILES = {
  "crib.yaml": "title: T\n",
  "content/README.md": "# Home\n\n[Storage](deep/storage.md)\n",
  "content/deep/storage.md": `---\naliases: [/old]\n---\n${STORAGE}`,
  "content/deep/p.svg": '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9" style="fill:red"><rect width="9" height="9"/></svg>',
  "content/deep/sound.wav": "RIFF",
  "content/deep/paper.pdf": "%PDF-1.1\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Count 0/Kids[]>>endobj\ntrailer<</Root 1 0 R>>",
};
for (const [name, text] of Object.entries(FILES)) {
  await mkdir(join(temp, "notes", name, ".."), { recursive: true });
  await writeFile(join(temp, "notes", name), text);
}
const folder = join(temp, "site");
await run(process.env.CRIB, ["-r", join(temp, "notes"), "build", "-q", "--no-cache", "-o", folder]);

const PAGES = [
  "index.html", "deep/index.html", "deep/storage.html", "tags/index.html", "tags/aws.html", "compare/index.html",
  "compare/block-storage-vs-object-storage.html", "compare/items/block-storage.html", "compare/pick.html", "sheets/cheat-sheet.html", "old.html",
];

/** A page that notes what its policy refuses. */
async function watched(base, options) {
  const { page, faults } = await open(browser, base, options);
  const refused = [];
  await page.exposeFunction("noted", (what) => refused.push(what));
  await page.addInitScript(() => addEventListener("securitypolicyviolation", (e) =>
    noted(`${location.pathname}: ${e.effectiveDirective} ${e.blockedURI} ${e.sample}`)));
  return { page, faults, refused };
}

/** Adds a script and a style sheet to a page, as an attack on it would; gives what they did. */
const smuggle = () => {
  const script = document.createElement("script"), style = document.createElement("style"), link = document.createElement("a");
  script.textContent = "window.smuggled = true";
  style.textContent = "main { opacity: .25 }";
  link.setAttribute("onclick", "window.smuggled = true");
  document.body.append(script, style, link);
  link.click();
  const set = document.createElement("p");
  set.innerHTML = '<img src="data:," onerror="window.smuggled = true" style="width: 7px">';
  return [window.smuggled === undefined, getComputedStyle(document.querySelector("main")).opacity, set.firstChild.style.width];
};

const hosts = [["at a host", {}], ["below a folder", { prefix: "/repo/" }], ["from disk", null]];
for (const [name, place] of hosts) {
  test(`no page meets its policy ${name}`, async () => {
    const server = place && await serve(folder, place);
    const base = server ? server.url : `${pathToFileURL(folder)}/`;
    const { page, faults, refused } = await watched(base);
    for (const path of PAGES) {
      await show(page, base + path);
      if (path === "old.html") await page.waitForURL(`${base}deep/storage.html`);
      assert.equal(await page.locator("meta[http-equiv=Content-Security-Policy]").count(), 1, path);
      assert.ok(await page.evaluate(() => getComputedStyle(document.documentElement).getPropertyValue("--paper") !== ""), path);
    }
    await show(page, `${base}deep/storage.html`);
    assert.equal(await page.evaluate(() => document.images[0].naturalWidth), 9, "a picture of the notes");
    await page.locator("button.theme").click();
    assert.ok(await page.evaluate(() => document.documentElement.dataset.theme));
    await page.keyboard.press("/");
    await page.locator(".search-field input").fill("cheap");
    await page.locator(".hit").first().waitFor();
    await page.goto(`${base}compare/pick.html`);
    await page.locator("[data-crib=picker] input[type=checkbox]").first().waitFor();
    assert.deepEqual(refused, []);
    // The browser's viewer of PDF files loads its own parts, which are held back here.
    assert.deepEqual(faults.filter((it) => !/: chrome|ERR_FAILED/.test(it)), []);
    // Whatever comes now is refused.
    const some = server ? [...PAGES, "no/such/page.html"] : PAGES;
    for (const path of some.filter((it) => it !== "old.html")) {
      await page.goto(base + path);
      assert.deepEqual(await page.evaluate(smuggle), [true, "1", ""], path);
    }
    assert.ok(refused.some((it) => it.includes("script-src-elem inline")), refused.join("\n"));
    await server?.close();
  });

  test(`a sheet is set and printed ${name}`, async () => {
    const server = place && await serve(folder, place);
    const base = server ? server.url : `${pathToFileURL(folder)}/`;
    const { page, refused } = await watched(base);
    await page.goto(`${base}sheets/cheat-sheet.html`);
    await page.locator("[data-fitted]").waitFor();
    const size = async () => {
      const pdf = await page.pdf({ preferCSSPageSize: true, path: join(temp, "sheet.pdf") });
      const [, width, height] = /MediaBox \[0 0 ([\d.]+) ([\d.]+)\]/.exec(pdf.toString("latin1"));
      const { stdout } = await run("pdftotext", ["-layout", join(temp, "sheet.pdf"), "-"]);
      return [Math.round(width), Math.round(height), stdout];
    };
    const [width, height, words] = await size();
    assert.deepEqual([width, height], [595, 842]);
    assert.match(words, /Cheat sheet · T +Storage[^]*Cheap[^]*1 ?\/ ?1/, "the margins say what is on the page");
    await page.locator("select[name=landscape]").selectOption("true");
    await page.locator("select[name=paper]").selectOption("letter");
    assert.deepEqual((await size()).slice(0, 2), [792, 612]);
    assert.deepEqual(refused, []);
    await server?.close();
  });
}

test("a sheet is printed in columns without scripts", async () => {
  const { page, refused } = await watched(`${pathToFileURL(folder)}/`, { javaScriptEnabled: false });
  await page.goto(`${pathToFileURL(folder)}/sheets/cheat-sheet.html`);
  await page.emulateMedia({ media: "print" });
  const flow = await page.locator(".flow").evaluate((it) => [getComputedStyle(it).columnCount, getComputedStyle(it).fontSize]);
  assert.deepEqual(flow, ["2", "10px"]);
  assert.deepEqual(refused, []);
});
