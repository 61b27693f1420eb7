// The built site under test, a file server for it, and the browser that looks at it.
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { readdir, readFile } from "node:fs/promises";
import { extname, join, relative, resolve, sep } from "node:path";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

if (!process.env.SITE) throw new Error("set SITE to the folder of a built site");
export const folder = resolve(process.env.SITE);

/** Every page of the site, as paths with "/". */
export const pages = (await readdir(folder, { recursive: true, withFileTypes: true }))
  .filter((it) => it.isFile() && it.name.endsWith(".html"))
  .map((it) => relative(folder, join(it.parentPath ?? it.path, it.name)).split(sep).join("/"))
  .sort();
if (!pages.includes("index.html")) throw new Error(`${folder} holds no index.html`);

const TYPES = {
  ".html": "text/html; charset=utf-8",
  ".css": "text/css",
  ".js": "text/javascript",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".jpg": "image/jpeg",
};

/** Serves a site as a plain host does, below `prefix`; unknown addresses get 404.html. */
export async function serve(site = folder, { prefix = "/", headers = {} } = {}) {
  const server = createServer(async (request, response) => {
    let path = decodeURIComponent(new URL(request.url, "http://localhost").pathname);
    if (path.endsWith("/")) path += "index.html";
    const send = async (status, path) => {
      const body = await readFile(join(site, path));
      response.writeHead(status, { "content-type": TYPES[extname(path)] ?? "application/octet-stream", ...headers }).end(body);
    };
    const found = path.startsWith(prefix) ? send(200, path.slice(prefix.length)) : Promise.reject(new Error(path));
    await found.catch(() => send(404, "404.html")).catch(() => response.writeHead(404).end());
  });
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  const close = () => new Promise((done) => { server.close(done); server.closeAllConnections(); });
  return { url: `http://127.0.0.1:${server.address().port}${prefix}`, close };
}

/** The address of the site on disk. */
export const fileUrl = `${pathToFileURL(folder)}/`;

/** The address of a page, given its path. */
export const address = (base, page) => base + page.split("/").map(encodeURIComponent).join("/");

export const launch = () =>
  chromium.launch({
    executablePath: process.env.CRIB_BROWSER || "/usr/bin/chromium",
    args: [
      "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
      "--disable-background-networking", "--disable-component-update", "--disable-sync",
    ],
  });

/** Opens an empty page and notes in `faults` whatever a reader should never meet. */
export async function open(browser, base, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  const page = await context.newPage();
  const faults = [];
  const note = (what) => faults.push(`${decodeURI(page.url().replace(base, ""))}: ${what}`);
  page.on("console", (it) => it.type() === "error" && note(`console: ${it.text()}`));
  page.on("pageerror", (it) => note(`script: ${it.message}`));
  // Aborted by the browser means that the page was left before a picture had come.
  page.on("requestfailed", (it) => it.failure().errorText === "net::ERR_ABORTED" || note(`failed: ${it.url()}`));
  page.on("response", (it) => it.status() >= 400 && note(`status ${it.status()}: ${it.url()}`));
  page.on("request", (it) => /^(data:|blob:)/.test(it.url()) || it.url().startsWith(base) || note(`elsewhere: ${it.url()}`));
  // Nothing leaves this machine, even when a page asks for it.
  await context.route((url) => !url.href.startsWith(base), (route) => route.abort());
  return { page, faults };
}

/** The path of the first page with something, scripts aside; the page for unknown addresses is none of them. */
export async function pageWith(browser, selector) {
  const page = await browser.newPage();
  try {
    for (const path of pages.filter((it) => it !== "404.html")) {
      const text = await readFile(join(folder, path), "utf8");
      const has = ([text, selector]) => new DOMParser().parseFromString(text, "text/html").querySelector(selector) !== null;
      if (await page.evaluate(has, [text, selector])) return path;
    }
  } finally {
    await page.close();
  }
  throw new Error(`no page has ${selector}`);
}

/** Waits until the pictures of a page are there, lazy ones too; one that fails is told by its request. */
export const pictures = (page) => page.evaluate(() =>
  Promise.all([...document.images].map((it) => { it.loading = "eager"; return it.decode().catch(() => {}); })));

/** Goes to a page and waits until all of it is there, lazy pictures and folded parts too. */
export async function show(page, url) {
  await page.goto(url);
  await page.evaluate(() => document.querySelectorAll("details").forEach((it) => { it.open = true; }));
  await pictures(page);
}

const AXE = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const RULES = { runOnly: ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"], resultTypes: ["violations"] };

/** What of the page does not meet WCAG 2.2 AA, a line each. */
export async function axe(page) {
  await page.evaluate(AXE);
  const { violations } = await page.evaluate((rules) => axe.run(rules), RULES);
  return violations.map(({ id, help, nodes }) =>
    `${id} (${help}), ${nodes.length} times, such as ${nodes[0].target} ${nodes[0].failureSummary}`);
}

/** The variants every page is looked at in. */
export const variants = [1280, 320].flatMap((width) =>
  ["light", "dark"].map((colorScheme) => ({
    name: `${width} px, ${colorScheme}`,
    options: { colorScheme, viewport: { width, height: 900 } },
  })));
