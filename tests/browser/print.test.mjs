// What the browser that prints is shown: the sheet, and no file of the computer, whatever a theme or a note says.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { promisify } from "node:util";

const run = promisify(execFile);
const temp = await mkdtemp(join(tmpdir(), "print-"));
after(() => rm(temp, { recursive: true }));
const browser = process.env.CRIB_BROWSER || "/usr/bin/chromium";

const put = async (name, text) => {
  const path = join(temp, name);
  await mkdir(join(path, ".."), { recursive: true });
  await writeFile(path, text);
};

/** The words of a sheet printed with a template of this head and body around the usual one. */
async function printed(head, body) {
  await put("notes/themes/mine/theme.yaml", "theme_api: 2\n");
  const template = `<!doctype html><html lang="en"><head><title>t</title>${head}</head><body><p>the sheet</p>${body}</body></html>`;
  await put("notes/themes/mine/templates/sheet-alone.html", template);
  const pdf = join(temp, "sheet.pdf");
  const args = ["-r", "notes", "sheet", "--pdf", "-o", pdf];
  const env = { ...process.env, CRIB_BROWSER: browser };
  const done = await run(process.env.CRIB, args, { cwd: temp, env }).catch((error) => error);
  if (done.code) return `nothing: ${done.stderr}`;
  return (await run("pdftotext", [pdf, "-"])).stdout;
}

test("a printed sheet shows no file of the computer", async () => {
  await put("secret.html", "<p>the secret</p>");
  await put("notes/content/a.md", "# A\n\n- \"x\" → y\n");
  await put("notes/crib.yaml", "theme: mine\nmarkdown: {raw_html: allow}\n");
  const secret = `file://${join(temp, "secret.html")}`;
  const attacks = {
    "a frame": ["", `<iframe src="${secret}" width="600" height="400"></iframe><object data="${secret}"></object>`],
    "an address to go on to": [`<meta http-equiv="refresh" content="0;url=${secret}">`, ""],
    "a script that goes there": ["", `<script>location = "${secret}"; location.href = "${secret}";</script>`],
    "a script that reads": ["", `<p id="p"></p><script>
      var x = new XMLHttpRequest(); x.open("GET", "${secret}", false);
      try { x.send(); document.getElementById("p").textContent = x.responseText; } catch (e) {}</script>`],
    "a relative frame": ["", '<iframe src="../../../../../../../../etc/passwd" width="600" height="400"></iframe>'],
  };
  assert.match(await printed("", ""), /the sheet/);
  for (const [name, [head, body]] of Object.entries(attacks)) {
    const words = await printed(head, body);
    assert.doesNotMatch(words, /the secret|root:/, name);
    assert.match(words, /the sheet|nothing/, name);
  }
  const left = await readdir(temp);
  assert.deepEqual(left.filter((it) => !["notes", "secret.html", "sheet.pdf"].includes(it)), []);
});
