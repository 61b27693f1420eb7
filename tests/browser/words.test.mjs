// How the search cuts texts into words: as the program does, whatever is typed.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { createContext, runInContext } from "node:vm";

const read = (path) => readFile(new URL(path, import.meta.url), "utf8");
const context = createContext();
runInContext(await read("../../themes/default/static/crib-search.js"), context);
const { tokens, runs } = context.cribSearchEngine;
// `tests/it/search.rs` reads the same texts.
const texts = Object.entries(JSON.parse(await read("../search/vectors.json"))).flatMap(([group, texts]) => texts.map((it) => [group, ...it]));

test("texts are cut as the program cuts notes", () => {
  assert.ok(texts.length >= 600);
  for (const [group, text, expected] of texts) assert.equal(tokens(text).join(" "), expected, `${group}: ${JSON.stringify(text)}`);
});

test("the places of words lie in the text, in order, and are words by themselves", () => {
  for (const [, text] of texts) {
    let end = 0;
    for (const { from, to, tokens: found } of runs(text)) {
      assert.ok(end <= from && from < to && to <= text.length, JSON.stringify(text));
      assert.deepEqual(tokens(text.slice(from, to)), found, JSON.stringify(text));
      end = to;
    }
  }
});

test("what is marked of a word is the word as it is written", () => {
  const words = (text) => runs(text).map(({ from, to, unspaced }) => (unspaced ? "…" : "") + text.slice(from, to)).join("|");
  for (const [text, expected] of [
    ["The k-means (Lloyd's) café\u0301, in C++.", "The|k-means|Lloyd's|café\u0301|in|C++"],
    ["TCP혼잡 제어 3月", "TCP|…혼잡|…제어|3|…月"],
    ["well-known-but-very-long-compound", "well|known|but|very|long|compound"],
    ["so\u00adft\u00ad 😀max_len… node.js.", "so\u00adft\u00ad|max_len|node.js"],
    ["か\u3099き 𠮷野", "…か\u3099き|…𠮷野"]
  ]) assert.equal(words(text), expected);
});

test("no text is too odd", () => {
  for (const text of ["\ud800", "a\udfffb", "\udc00\ud800-", "\ud83d", "a\ud800\u0301"]) {
    assert.ok(tokens(text).every((it) => /^[ab]$/.test(it)), JSON.stringify(text));
  }
  const long = "aB-c_d.é'が".repeat(20_000);
  assert.ok(tokens(long).length > 20_000);
});
