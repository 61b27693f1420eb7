// A built site works at the root of a host, below a folder, and from disk: every link, fragment and file
// that any page names is there.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { createServer } from "node:http";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { after, test } from "node:test";
import { promisify } from "node:util";

if (!process.env.CRIB || !process.env.NOTES) throw new Error("set CRIB to the program and NOTES to the sample's folder");
const run = promisify(execFile);
const temp = await mkdtemp(join(tmpdir(), "crib-crawl-"));
after(() => rm(temp, { recursive: true }));

/** A host that serves a folder below `prefix` and nothing else; unknown addresses get its 404 page. */
async function host(folder, prefix) {
  const server = createServer(async (request, response) => {
    const path = decodeURIComponent(new URL(request.url, "http://localhost").pathname);
    const below = path.startsWith(prefix) ? path.slice(prefix.length) : "404.html";
    const file = join(folder, below.endsWith("/") || !below ? `${below}index.html` : below);
    const body = await readFile(file).catch(() => null);
    response.writeHead(body ? 200 : 404).end(body ?? await readFile(join(folder, "404.html")));
  });
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  after(() => { server.close(); server.closeAllConnections(); });
  return `http://127.0.0.1:${server.address().port}${prefix}`;
}

/** What an address holds; `null` when there is nothing. */
async function load(url) {
  if (url.startsWith("file:")) return readFile(fileURLToPath(url), "utf8").catch(() => null);
  const response = await fetch(url);
  return response.ok ? response.text() : null;
}

const unescaped = (text) => text.replace(/&quot;/g, '"').replace(/&lt;/g, "<").replace(/&gt;/g, ">").replace(/&amp;/g, "&");
/** The values of attributes with these names; what merely looks like one in text, such as shown code, is none. */
const values = (html, names) => {
  const tags = html.matchAll(/<[a-z](?:[^"'>]|"[^"]*"|'[^']*')*>/gi);
  const found = new RegExp(`\\s(?:${names})=(?:"([^"]*)"|([^\\s>]+))`, "g");
  return [...tags].flatMap(([tag]) => [...tag.matchAll(found)].map((it) => unescaped(it[1] ?? it[2])));
};

/** Follows every link from the first page on; gives what is broken and how much was looked at. */
async function crawl(start) {
  const ids = new Map(), wanted = [], broken = [], queue = [start], seen = new Set(queue);
  let links = 0;
  while (queue.length) {
    const url = queue.shift();
    const text = await load(url);
    if (text === null) { broken.push(url); continue; }
    if (!/\.html$|\/$/.test(new URL(url).pathname)) continue;
    // What a script says is no markup.
    const html = text.replace(/<(script|style)\b[^>]*>[^]*?<\/\1>/g, (it) => it.slice(0, it.indexOf(">") + 1));
    ids.set(url, new Set(values(html, "id")));
    for (const value of values(html, "href|src|data-to")) {
      const target = new URL(value, url);
      if (!target.href.startsWith(start.replace(/index\.html$/, ""))) {
        // Nothing of the site may lie outside of its folder.
        if (target.host === new URL(start).host && target.protocol !== "data:") broken.push(`${url} → ${value}`);
        continue;
      }
      links += 1;
      const page = target.href.split(/[?#]/)[0];
      if (target.hash.length > 1) wanted.push([url, page, decodeURIComponent(target.hash.slice(1))]);
      if (!seen.has(page)) { seen.add(page); queue.push(page); }
    }
  }
  for (const [url, page, id] of wanted) {
    const known = ids.get(page);
    if (known && !known.has(id)) broken.push(`${url} → ${page}#${id}`);
  }
  return { broken, pages: ids.size, files: seen.size, links };
}

async function build(name, base) {
  const folder = join(temp, name);
  await run(process.env.CRIB, ["-r", process.env.NOTES, "build", "-q", "-u", base, "-o", folder]);
  return folder;
}

for (const [name, base, prefix] of [["root", "https://example.org", "/"], ["folder", "https://example.org/repo", "/repo/"]]) {
  test(`nothing is broken at ${prefix}`, async () => {
    const folder = await build(name, base);
    const start = await host(folder, prefix);
    const { broken, pages, links } = await crawl(start);
    assert.deepEqual(broken, []);
    assert.ok(pages > 100 && links > 5000, `${pages} pages, ${links} links`);
    // An address that does not exist, however deep, shows a page whose style and links are there.
    const missing = await fetch(`${start}a/b/c.html`);
    assert.equal(missing.status, 404);
    const html = await missing.text();
    const lost = [];
    for (const value of values(html, "href|src").filter((it) => !it.startsWith("#"))) {
      const target = new URL(value, `${start}a/b/c.html`);
      if (target.protocol === "http:" && !(await fetch(target)).ok) lost.push(value);
    }
    assert.deepEqual(lost, []);
    const sitemap = await (await fetch(`${start}sitemap.xml`)).text();
    const listed = [...sitemap.matchAll(/<loc>([^<]*)<\/loc>/g)].map((it) => unescaped(it[1]));
    assert.ok(listed.length > 100 && listed.every((it) => it.startsWith(`${base}/`)));
    for (const url of listed) {
      const here = url.replace(`${base}/`, start);
      assert.ok((await fetch(here)).ok, here);
    }
  });
}

test("nothing is broken from disk", async () => {
  const folder = await build("disk", "https://example.org/repo");
  const { broken, pages } = await crawl(pathToFileURL(join(folder, "index.html")).href);
  assert.deepEqual(broken, []);
  assert.ok(pages > 100, `${pages} pages`);
});
