// `crib serve` in the browser: what is wrong with the notes is shown beside the page, not over it.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { promisify } from "node:util";
import { preview } from "./preview.mjs";
import { launch, open } from "./site.mjs";

const run = promisify(execFile);
// One empty page.
const PDF = `%PDF-1.4
1 0 obj <</Type /Catalog /Pages 2 0 R>> endobj
2 0 obj <</Type /Pages /Kids [3 0 R] /Count 1>> endobj
3 0 obj <</Type /Page /Parent 2 0 R /MediaBox [0 0 200 200]>> endobj
trailer <</Root 1 0 R>>
%%EOF
`;
const notes = await mkdtemp(join(tmpdir(), "preview-"));
await writeFile(join(notes, "a.md"), "# A\n\nA [link](gone.md) to nowhere.\n\n- \"Which one\" → this one\n");
await writeFile(join(notes, "b.md"), `# B

![[paper.pdf]]

| Aspect | Block storage | Object storage |
|---|---|---|
| Latency | low | higher |
| Cost | high | low |
`);
await writeFile(join(notes, "paper.pdf"), PDF);
const server = await preview(notes), { url } = server;
const browser = await launch();
after(async () => {
  await browser.close();
  server.end();
  await rm(notes, { recursive: true });
});

test("a short page ends above the count of findings, which opens their list", async () => {
  const { page, faults } = await open(browser, url);
  await page.goto(`${url}a.html`);
  const badge = page.getByRole("button", { name: "1 error" });
  await badge.waitFor();
  const end = await page.getByRole("link", { name: "Back to top" }).boundingBox();
  const { y } = await badge.boundingBox();
  assert.ok(end.y + end.height <= y, `the page ends at ${end.y + end.height}, the count begins at ${y}`);
  assert.equal(await page.evaluate(() => document.documentElement.scrollHeight), 900, "nothing to scroll");

  // Paper has no room for it.
  const pdf = join(notes, "a.pdf");
  await page.goto(`${url}sheets/cheat-sheet.html`);
  await badge.waitFor();
  await page.pdf({ path: pdf, preferCSSPageSize: true });
  const { stdout } = await run("pdfinfo", [pdf]);
  assert.match(stdout, /Pages:\s+1\n/);
  await rm(pdf);
  await page.goto(`${url}a.html`);
  await badge.waitFor();

  await badge.click();
  const list = page.getByRole("dialog", { name: "1 error" });
  await list.waitFor();
  assert.match(await list.innerText(), /there is no note gone\.md/);
  await page.keyboard.press("Escape");
  await badge.waitFor();

  // A note put right takes the count away.
  await writeFile(join(notes, "a.md"), "# A\n\nA link to nowhere no more.\n");
  await page.getByText("no more").waitFor();
  await badge.waitFor({ state: "detached" });
  assert.deepEqual(faults, []);
  await page.context().close();
});

test("a page of another website can link to the preview and take nothing from it", async () => {
  const html = (path) => `<!doctype html><title>Elsewhere</title>
<script>
  const seen = [];
  const note = (name) => ({ onload: () => seen.push(name), onerror: () => seen.push("no " + name) });
  const add = (name, attributes) => document.body.append(Object.assign(document.createElement(name), attributes));
  addEventListener("load", () => {
    add("script", { src: "${path}compare/items.js", ...note("script") });
    add("script", { src: "${path}__crib/live.js", ...note("live") });
    add("link", { rel: "stylesheet", href: "${path}a.html", ...note("style") });
    add("img", { src: "${path}paper.pdf", ...note("image") });
    add("iframe", { name: "frame", src: "${path}a.html" });
    for (const mode of ["cors", "no-cors"]) {
      fetch("${path}a.html", { mode }).then(() => seen.push(mode), () => seen.push("no " + mode));
    }
    const events = new EventSource("${path}__crib/events");
    events.onopen = () => seen.push("events");
    events.onerror = () => seen.push("no events");
  });
</script>
<body><a href="${path}a.html">the notes</a>`;
  const elsewhere = createServer((request, response) => response
    .writeHead(200, { "content-type": "text/html" }).end(html(url)));
  await new Promise((ready) => elsewhere.listen(0, "127.0.0.1", ready));
  const context = await browser.newContext();
  const { port } = elsewhere.address();
  // Another port of this computer is the same site, another name is not.
  for (const host of ["127.0.0.1", "localhost"]) {
    const page = await context.newPage();
    await page.goto(`http://${host}:${port}/`);
    await page.waitForFunction(() => seen.length >= 7);
    assert.deepEqual((await page.evaluate(() => seen)).sort(), [
      "no cors", "no events", "no image", "no live", "no no-cors", "no script", "no style",
    ], host);
    assert.equal(await page.evaluate(() => typeof cribCompare), "undefined");
    const frame = page.frames().find((it) => it !== page.mainFrame());
    assert.doesNotMatch(await frame.evaluate(() => document.documentElement.textContent), /Made with/);
    await page.getByRole("link", { name: "the notes" }).click();
    await page.getByText("Made with").waitFor();
    assert.equal(page.url(), `${url}a.html`);
  }
  await context.close();
  elsewhere.closeAllConnections();
  elsewhere.close();
});

test("the preview's own pages load all they need", async () => {
  const { page, faults } = await open(browser, url);
  await page.goto(`${url}compare/pick.html`);
  await page.getByRole("checkbox").first().check();
  assert.deepEqual(faults, []);
  await page.goto(`${url}gone`);
  await page.getByText("There is no page at this address").waitFor();
  await page.getByRole("link", { name: "Back to home" }).click();
  await page.waitForURL(url);

  // The browser's own viewer loads files of the browser's.
  const viewed = new Promise((found) => page.on("request", (it) => /^chrome-extension:.*main\.js$/.test(it.url()) && found()));
  await page.goto(`${url}b.html`);
  await viewed;
  assert.equal(await page.locator("object").evaluate((it) => it.data), `${url}paper.pdf`);
  await page.context().close();
});

test("the search of the preview knows what was just written", async () => {
  const { page, faults } = await open(browser, url);
  await page.goto(`${url}a.html`);
  const found = async (query) => {
    // A page that reloads shows its links before its scripts have come.
    await page.waitForFunction(() => typeof cribSearch === "function");
    return page.evaluate(async (query) => (await cribSearch(query)).map((it) => it.title), query);
  };
  assert.deepEqual(await found("bandwidth"), []);
  await writeFile(join(notes, "c.md"), "# C\n\nBandwidth is shared.\n");
  await page.getByRole("link", { name: "C", exact: true }).first().waitFor();
  assert.deepEqual(await found("bandwidth"), ["C"]);
  await rm(join(notes, "c.md"));
  await page.getByRole("link", { name: "C", exact: true }).first().waitFor({ state: "detached" });
  assert.deepEqual(await found("bandwidth"), []);
  assert.deepEqual(faults, []);
  await page.context().close();
});
