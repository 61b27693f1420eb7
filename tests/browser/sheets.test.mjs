// Cheat sheets on paper: the budget holds and is used, nothing is cut or overlaps, estimates are near,
// and what the margins say is in the PDF.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readdir, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { after, test } from "node:test";
import { promisify } from "node:util";
import { address, axe, fileUrl, folder, launch, open, serve, show } from "./site.mjs";

if (!process.env.CRIB || !process.env.NOTES) throw new Error("set CRIB to the program and NOTES to the sample's folder");
const run = promisify(execFile);
const temp = await mkdtemp(join(tmpdir(), "crib-sheets-"));
const browser = await launch();
after(async () => { await browser.close(); await rm(temp, { recursive: true }); });

/** What `crib sheet` prints for notes and flags. */
async function crib(notes, ...flags) {
  const { stdout } = await run(process.env.CRIB, ["-r", notes, "sheet", ...flags], { maxBuffer: 1 << 28 });
  return stdout;
}

/** The sample, and every real collection; a vault may lie in `content`. */
async function collections() {
  const corpora = process.env.CRIB_CORPORA;
  const names = corpora ? (await readdir(corpora)).sort() : [];
  const folders = names.map((it) => join(corpora, it));
  const found = [["sample", process.env.NOTES]];
  for (const [at, folder] of folders.entries()) {
    if ((await stat(folder)).isDirectory()) found.push([names[at], folder]);
  }
  return found;
}

/** What is wrong with the sheets of paper on the page, and how full they are. */
const look = () => {
  const faults = [], fills = [], sheet = document.querySelector(".sheet");
  const note = (what, node) => faults.length < 5 && faults.push(`${what}: ${node.textContent.trim().slice(0, 60)}`);
  document.querySelectorAll(".paper").forEach((paper) => {
    let used = 0;
    const columns = [...paper.querySelectorAll(".column")];
    columns.forEach((column) => {
      const box = column.getBoundingClientRect();
      const last = column.lastElementChild;
      if (last) used += (last.getBoundingClientRect().bottom - box.top) / box.height;
      if (column.scrollHeight > column.clientHeight + 1) note("column too full", column);
      if (last && /^H[23]$/.test(last.tagName)) note("heading without what follows", last);
      column.querySelectorAll("*").forEach((node) => {
        const it = node.getBoundingClientRect();
        if (!it.width || !it.height || getComputedStyle(node).display === "inline") return;
        if (it.right > box.right + 1 || it.left < box.left - 2 || it.bottom > box.bottom + 1) note("outside its column", node);
        if (node.scrollWidth > node.clientWidth + 1 && node.clientWidth) note("wider than its box", node);
      });
    });
    fills.push(used / columns.length);
  });
  return { faults, fills, pages: +sheet.dataset.fitted, length: +sheet.dataset.length };
};

async function pagesOf(pdf) {
  const { stdout } = await run("pdfinfo", [pdf]);
  return +stdout.match(/Pages:\s+(\d+)/)[1];
}

for (const [name, notes] of await collections()) {
  test(`sheets of ${name}`, async () => {
    const { page, faults } = await open(browser, "file://");
    await page.emulateMedia({ media: "print" });
    let budgets = 0;
    for (const paper of ["a4", "letter"]) {
      // Half of the forms do for collections that take long.
      for (const columns of name === "sample" ? ["2", "3"] : paper === "a4" ? ["3"] : ["2"]) {
        const format = ["--paper", paper, "--columns", columns];
        const plan = JSON.parse(await crib(notes, ...format, "--pages", "0", "--dry-run", "--format", "json"));
        for (const pages of [0, 1, 2, 4]) {
          const what = `${name}, ${pages} pages, ${paper}, ${columns} columns`;
          const file = join(temp, `${name}.html`);
          await crib(notes, ...format, "--pages", String(pages), "-o", file);
          await page.goto(pathToFileURL(file).href);
          const seen = await page.evaluate(look);
          faults.push(...seen.faults.map((it) => `${what}: ${it}`));
          if (pages === 0) {
            const off = Math.abs(plan.whole - seen.length) / seen.length;
            if (seen.length >= 1 && off > 0.1) faults.push(`${what}: estimated ${plan.whole}, but it is ${seen.length}`);
            continue;
          }
          const pdf = join(temp, `${name}.pdf`);
          await page.pdf({ path: pdf, preferCSSPageSize: true });
          const printed = await pagesOf(pdf);
          budgets += 1;
          if (printed !== seen.pages) faults.push(`${what}: ${printed} pages printed, ${seen.pages} shown`);
          if (printed > pages) faults.push(`${what}: ${printed} pages`);
          if (plan.whole > pages * 1.2 && printed < pages) faults.push(`${what}: only ${printed} pages are used`);
          const full = seen.fills.slice(0, -1);
          const mean = full.reduce((a, b) => a + b, 0) / full.length;
          if (full.length && mean < 0.85) faults.push(`${what}: pages are filled by ${mean}`);
          if (plan.whole > pages * 1.2 && seen.fills.at(-1) < 0.85) faults.push(`${what}: the last page is filled by ${seen.fills.at(-1)}`);
        }
      }
    }
    assert.deepEqual(faults, []);
    assert.equal(budgets, name === "sample" ? 12 : 6);
  });
}

/** The words of a PDF, in one line. */
async function words(pdf) {
  const { stdout } = await run("pdftotext", ["-layout", pdf, "-"]);
  return stdout.replace(/\s+/g, " ");
}

const SHEET = "sheets/cheat-sheet.html";

test("the margins say what the sheet is, which notes, which revision and which page", async () => {
  const { page } = await open(browser, fileUrl);
  const pdf = join(temp, "margins.pdf");
  await page.goto(address(fileUrl, SHEET));
  const [first] = await page.locator(".paper h2").allTextContents();
  await page.pdf({ path: pdf, preferCSSPageSize: true });
  const said = await words(pdf);
  assert.ok(said.trim().startsWith("Cheat sheet "), said.slice(0, 100));
  assert.ok(said.includes(`${first} –`), `the notes of the first page: ${said.slice(0, 200)}`);
  assert.ok(/ 1 ?\/ ?2 .* 2 ?\/ ?2 /.test(said), `page numbers: ${said.slice(-200)}`);
  const revision = await run("git", ["rev-parse", "--short=7", "HEAD"], { cwd: process.env.NOTES }).catch(() => null);
  if (revision) assert.ok(said.includes(`Notes at ${revision.stdout.trim()}`), said.slice(-200));
  assert.ok(!/Skip to|Menu|Print|Back to top/.test(said), "nothing of the screen is printed");
});

test("readers choose paper, columns, type and pages, and see the sheets change", async () => {
  const server = await serve();
  after(() => server.close());
  const { page, faults } = await open(browser, server.url, { colorScheme: "dark" });
  await show(page, address(server.url, SHEET));
  const papers = page.locator(".paper");
  assert.equal(await papers.count(), 2);
  const status = page.getByRole("status");
  assert.match(await status.textContent(), /^2 pages · [\d,]+ of [\d,]+ entries$/);
  const taken = async () => +(await status.textContent()).match(/(\d+) of/)[1];
  const medium = await taken();
  await page.locator(".sheet-tools [name=size]").selectOption("Small");
  assert.ok((await taken()) > medium, "smaller type, more entries");
  await page.locator(".sheet-tools [name=pages]").selectOption("1");
  assert.equal(await papers.count(), 1);
  await page.locator(".sheet-tools [name=columns]").selectOption("3");
  assert.equal(await papers.locator(".column").count(), 3);
  await page.locator(".sheet-tools [name=landscape]").selectOption("Landscape");
  await page.locator(".sheet-tools [name=paper]").selectOption("Letter");
  const pdf = join(temp, "chosen.pdf");
  await page.pdf({ path: pdf, preferCSSPageSize: true });
  const { stdout } = await run("pdfinfo", [pdf]);
  assert.match(stdout, /Pages:\s+1\n/);
  assert.match(stdout, /Page size:\s+792 x 612 pts \(letter\)/);
  // Paper is white, whatever the reader's screen is like.
  assert.equal(await papers.evaluate((it) => getComputedStyle(it).backgroundColor), "rgb(255, 255, 255)");
  await page.evaluate(() => { window.print = () => { window.printed = true; }; });
  await page.getByRole("button", { name: "Print" }).click();
  assert.ok(await page.evaluate(() => window.printed));
  // What was chosen outlives a reload; the paper, which lies in the reader's printer, any sheet.
  await page.reload();
  const controls = ["Paper", "Orientation", "Columns", "Type", "Pages"];
  const chosen = () => Promise.all(controls.map((it) => page.getByLabel(new RegExp(`^${it}`)).inputValue()));
  assert.deepEqual(await chosen(), ["letter", "true", "3", "small", "1"]);
  assert.equal(await papers.locator(".column").count(), 3);
  // Another form of the author's puts an end to it.
  await page.evaluate(() => {
    const key = `crib-sheet ${location.pathname}`;
    localStorage[key] = localStorage[key].replace(/^\w+ \d/, "false 9");
  });
  await page.reload();
  assert.equal((await chosen())[4], "2");
  assert.deepEqual(faults, []);
});

test("readers choose a folder, a note or a tag, and addresses lead to them", async () => {
  const { page, faults } = await open(browser, fileUrl);
  await page.goto(address(fileUrl, SHEET));
  const from = page.locator(".sheet-tools [name=from]"), heads = page.locator(".paper h2");
  const all = await page.locator(".paper .entry").count();
  const notes = await from.locator('option[value^="note="]').evaluateAll((list) => list.map((it) => [it.value, it.textContent]));
  const [value, title] = notes.at(-1);
  await from.selectOption(value);
  assert.deepEqual([...new Set(await heads.allTextContents())], [title]);
  assert.ok(await page.locator(".paper .entry").count() < all);
  assert.equal(new URL(page.url()).searchParams.get("note"), value.slice("note=".length));
  assert.ok((await page.locator(".paper").first().getAttribute("data-head")).includes(title), "the paper says what it is made from");
  // Every note, folder and tag that has a part of a sheet leads to it.
  for (const place of ["in=", "tag="]) {
    const option = await from.locator(`option[value^="${place}"]`).first().getAttribute("value");
    await page.goto(`${address(fileUrl, SHEET)}?${option}`);
    await page.locator(".fitted").waitFor();
    assert.equal(await from.inputValue(), option);
    assert.ok(await page.locator(".paper .entry").count());
  }
  const note = address(fileUrl, `${value.slice("note=".length).replace(/\.md$/, "")}.html`);
  await page.goto(note);
  await page.locator("main .meta").getByRole("link", { name: "Cheat sheet" }).click();
  await page.locator(".fitted").waitFor();
  assert.equal(await from.inputValue(), value);
  // What has no entries here says so.
  await page.goto(`${address(fileUrl, SHEET)}?in=nowhere`);
  await page.locator(".fitted").waitFor();
  assert.match(await page.locator(".sheet-status").textContent(), /no entries from there/);
  await from.selectOption("");
  assert.equal(await page.locator(".paper .entry").count(), all);
  assert.deepEqual([...faults, ...(await axe(page))], []);
});

test("in columns of any width no word of a table is broken", async () => {
  const notes = join(temp, "tables");
  await mkdir(notes);
  const rows = ["Availability", "Mutability", "Compatibility", "Responsibility"].map((it) =>
    `| ${it} | Straightforward | Extraordinarily | Unconditional |`);
  const table = ["| Criterion | Subscription | Independence | Manufacturing |", "|---|---|---|---|", ...rows];
  await writeFile(join(notes, "wide.md"), ["# Wide", "", "## Subscription vs Independence", "", ...table, ""].join("\n"));
  await run(process.env.CRIB, ["-r", notes, "build", "-o", join(temp, "site")]);
  const { page, faults } = await open(browser, "file://");
  await page.goto(pathToFileURL(join(temp, "site", SHEET)).href);
  const broken = () => page.locator(".papers .entry").evaluateAll((nodes) => nodes.flatMap((node) => {
    const range = document.createRange(), walker = document.createTreeWalker(node, NodeFilter.SHOW_TEXT), found = [];
    for (let text; (text = walker.nextNode());) for (const word of text.data.matchAll(/\p{L}+/gu)) {
      range.setStart(text, word.index);
      range.setEnd(text, word.index + word[0].length);
      if (new Set([...range.getClientRects()].map((it) => Math.round(it.top))).size > 1) found.push(word[0]);
    }
    return found;
  }));
  const forms = [];
  for (const columns of ["1", "2", "3", "4", "1"]) {
    await page.locator(".sheet-tools [name=columns]").selectOption(columns);
    faults.push(...(await broken()).map((it) => `${columns} columns: ${it}`));
    forms.push(await page.locator(".papers :is(td, li)").first().textContent());
  }
  const line = "Availability · Subscription: Straightforward · Independence: Extraordinarily · Manufacturing: Unconditional";
  assert.deepEqual(faults, []);
  assert.deepEqual(forms, ["Availability", "Availability", line, line, "Availability"]);
  // Across there is room for three columns, unless another number was chosen.
  const columns = page.locator(".sheet-tools [name=columns]"), orientation = page.locator(".sheet-tools [name=landscape]");
  await orientation.selectOption("Landscape");
  assert.equal(await columns.inputValue(), "1");
  await orientation.selectOption("Portrait");
  await columns.selectOption("2");
  await orientation.selectOption("Landscape");
  assert.equal(await columns.inputValue(), "3");
});

test("on a narrow screen the entries are read, not the paper", async () => {
  const { page } = await open(browser, fileUrl, { viewport: { width: 320, height: 700 } });
  await page.goto(address(fileUrl, SHEET));
  assert.ok(await page.locator(".flow").isVisible());
  assert.ok(!(await page.locator(".paper").first().isVisible()));
  assert.ok(await page.locator(".flow").evaluate((it) => parseFloat(getComputedStyle(it).fontSize)) >= 16);
  // The entries are those the status counts, and the rows of their tables are lines.
  const seen = await page.locator(".flow > .entry").filter({ visible: true }).count();
  assert.equal(seen, +(await page.getByRole("status").textContent()).match(/(\d+) of/)[1]);
  assert.equal(await page.locator(".flow table:visible").count(), 0);
  assert.ok(await page.locator(".flow .f-lines:visible").count());
  for (const head of await page.locator(".flow > :is(h2, h3):visible").all()) {
    assert.ok(await head.evaluate((it) => {
      let next = it.nextElementSibling;
      while (next && next.hidden) next = next.nextElementSibling;
      return next && (next.tagName !== "H2" && !(it.tagName === "H3" && next.tagName === "H3"));
    }), "a heading stands above what it is the heading of");
  }
  const pdf = join(temp, "narrow.pdf");
  await page.pdf({ path: pdf, preferCSSPageSize: true });
  assert.equal(await pagesOf(pdf), 2, "on paper it is the same sheet");
});

test("without scripts the chosen entries flow in columns", async () => {
  const { page } = await open(browser, fileUrl, { javaScriptEnabled: false });
  await page.goto(address(fileUrl, SHEET));
  assert.ok(!(await page.locator(".sheet-tools").isVisible()));
  const pdf = join(temp, "plain.pdf");
  await page.pdf({ path: pdf, preferCSSPageSize: true });
  assert.equal(await pagesOf(pdf), 2);
  const said = await words(pdf);
  assert.ok(/ 1 ?\/ ?2 .* 2 ?\/ ?2 /.test(said), said.slice(-100));
});

test("a file of its own is the same sheet and as good to read", async () => {
  const file = join(temp, "alone.html");
  await crib(process.env.NOTES, "-o", file);
  const { page, faults } = await open(browser, "file://");
  await page.goto(pathToFileURL(file).href);
  assert.equal(await page.locator(".paper").count(), 2);
  assert.deepEqual([...faults, ...(await axe(page))], []);
});

test("`crib sheet --pdf` prints with the installed browser", async () => {
  const file = join(temp, "printed.pdf");
  await crib(process.env.NOTES, "kind:rule | kind:tip", "--title", "Rules & tips", "--pages", "1", "-o", file);
  assert.equal(await pagesOf(file), 1);
  assert.match(await words(file), /^ ?Rules & tips /);
});

test("notes print without navigation, unfolded, with the addresses of links, in black on white", async () => {
  const notes = join(temp, "notes"), site = join(temp, "site");
  await run("mkdir", [notes]);
  const text = "# Note\n\nSee [the docs](https://example.org/docs/page).\n\n<details><summary>Show</summary>\n\nThe hidden answer.\n\n</details>\n";
  await writeFile(join(notes, "a.md"), text);
  await writeFile(join(notes, "crib.yaml"), "base_url: https://example.org/notes/\n");
  await run(process.env.CRIB, ["build", notes, "-o", site, "-q"]);
  const { page } = await open(browser, "file://", { colorScheme: "dark" });
  await page.goto(pathToFileURL(join(site, "a.html")).href);
  const pdf = join(temp, "note.pdf");
  await page.pdf({ path: pdf });
  const said = await words(pdf);
  assert.match(said, /See the docs \(https:\/\/example\.org\/docs\/page\)/);
  assert.match(said, /The hidden answer/);
  assert.match(said, /https:\/\/example\.org\/notes\/a\.html .*1 ?\/ ?1 $/, "its address and its number of pages");
  assert.doesNotMatch(said, /Menu|Previous|Back to top/);
  await page.emulateMedia({ media: "print", colorScheme: "dark" });
  const colors = await page.evaluate(() => [document.documentElement, document.body].map((it) => {
    const { backgroundColor, color } = getComputedStyle(it);
    return [backgroundColor, color];
  }));
  assert.deepEqual([colors[0][0], colors[1][1]].map((it) => it.replace("oklch(1 0 0)", "rgb(255, 255, 255)")), ["rgb(255, 255, 255)", "rgb(0, 0, 0)"]);
});
