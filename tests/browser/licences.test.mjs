// Every dependency may be used under a licence that deny.toml allows. `cargo deny` asks the same and more, where it is installed.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** Whether an SPDX expression is met; AND binds closer than OR, and "/" is an old way to write OR. */
function meets(expression, allowed) {
  const tokens = expression.replaceAll("/", " OR ").match(/[()]|[^\s()]+(?: WITH [^\s()]+)?/g);
  const one = () => {
    const token = tokens.shift();
    if (token !== "(") return allowed.has(token);
    const inner = any();
    tokens.shift();
    return inner;
  };
  const chain = (word, next) => {
    const parts = [next()];
    while (tokens[0] === word) tokens.shift(), parts.push(next());
    return parts;
  };
  const all = () => chain("AND", one).every(Boolean);
  const any = () => chain("OR", all).some(Boolean);
  return any();
}

test("every dependency has an allowed licence and comes from the registry", async () => {
  const [, list] = (await readFile(`${root}/deny.toml`, "utf8")).match(/^allow = \[([^\]]*)\]/m);
  const allowed = new Set(list.match(/[^"]+(?=",)/g));
  assert.ok(allowed.has("MIT") && !meets("MIT AND (GPL-3.0 OR LGPL-3.0)", allowed) && meets("GPL-3.0/MIT", allowed));

  const args = ["metadata", "--format-version", "1", "--all-features", "--locked"];
  const { packages } = JSON.parse(execFileSync("cargo", args, { cwd: root, maxBuffer: 1 << 28 }));
  const bad = packages.filter((it) => !it.license || !meets(it.license, allowed)).map((it) => `${it.name}: ${it.license}`);
  assert.deepEqual(bad, []);
  const odd = packages.filter((it) => it.source && !it.source.startsWith("registry+")).map((it) => `${it.name}: ${it.source}`);
  assert.deepEqual(odd, []);
});
