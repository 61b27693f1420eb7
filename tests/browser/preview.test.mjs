// `crib serve` in the browser: what is wrong with the notes is shown beside the page, not over it.
import assert from "node:assert/strict";
import { execFile, spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { after, test } from "node:test";
import { promisify } from "node:util";
import { launch, open } from "./site.mjs";

if (!process.env.CRIB) throw new Error("set CRIB to the program");
const run = promisify(execFile);
const notes = await mkdtemp(join(tmpdir(), "preview-"));
await writeFile(join(notes, "a.md"), "# A\n\nA [link](gone.md) to nowhere.\n\n- \"Which one\" → this one\n");
const server = spawn(process.env.CRIB, ["serve", notes, "--port", "0"], { stdio: ["ignore", "pipe", "pipe"] });
const browser = await launch();
after(async () => {
  await browser.close();
  server.kill();
  await rm(notes, { recursive: true });
});

/** The address that the server says it has. */
async function served() {
  const lines = ["stdout", "stderr"].map((it) => createInterface({ input: server[it] }));
  return new Promise((found, lost) => {
    for (const it of lines) it.on("line", (line) => {
      const url = line.match(/http:\S+/)?.[0];
      if (url) found(url);
    });
    server.on("exit", (code) => lost(new Error(`the server ended with ${code}`)));
  });
}

test("a short page ends above the count of findings, which opens their list", async () => {
  const url = await served();
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
