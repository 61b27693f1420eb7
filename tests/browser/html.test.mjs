// Every page is valid HTML, by the word of the Nu checker.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { folder } from "./site.mjs";

const JAR = fileURLToPath(new URL("node_modules/vnu-jar/build/dist/vnu.jar", import.meta.url));
const extra = (process.env.CRIB_EXTRA_SITES ?? "").split(":").filter(Boolean);

for (const [at, site] of [folder, ...extra].entries()) {
  test(at === 0 ? "valid HTML" : `valid HTML, another site (${at})`, () => {
    const args = ["-Xss16m", "-jar", JAR, "--errors-only", "--skip-non-html", "--format", "json", site];
    const run = spawnSync("java", args, { encoding: "utf8", maxBuffer: 1 << 28 });
    assert.ifError(run.error);
    const { messages } = JSON.parse(run.stderr);
    const found = messages.map((it) => `${decodeURI(it.url ?? "").split(site).pop()}:${it.lastLine}: ${it.message}`);
    assert.equal(found.length, 0, [`${found.length} errors`, ...found.slice(0, 30)].join("\n"));
    assert.equal(run.status, 0, run.stderr);
  });
}
