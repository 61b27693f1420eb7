// What a reader does who looks for something: by key, by touch, from disk, before everything is loaded, after a deploy.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, test } from "node:test";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { axe, launch, open, serve, variants } from "./site.mjs";

if (!process.env.CRIB) throw new Error("set CRIB to the program");
const temp = await mkdtemp(join(tmpdir(), "crib-search-"));
const browser = await launch();
const closing = [];
after(async () => {
  await browser.close();
  await Promise.all(closing.map((it) => it.close()));
  await rm(temp, { recursive: true });
});

/** Builds notes, given by path, into a folder of their own. */
async function build(name, notes, config = "") {
  const root = join(temp, name), site = join(temp, `${name}-site`);
  await writeNotes(root, { "../crib.yaml": `title: Notes\n${config}`, ...notes });
  await promisify(execFile)(process.env.CRIB, ["-r", root, "build", "-q", "-o", site]);
  return site;
}
async function writeNotes(root, notes) {
  for (const [path, text] of Object.entries(notes)) {
    await mkdir(dirname(join(root, "content", path)), { recursive: true });
    await writeFile(join(root, "content", path), text);
  }
}
async function host(site, options) {
  const server = await serve(site, options);
  closing.push(server);
  return server.url;
}

const small = {
  "index.md": "# Field notes\n\nWelcome.\n",
  "earth/volcanoes.md": `# Volcanoes

Mountains that breathe.

## Magma chambers \`#deep\`

Hot rock gathers below the crust, and pressure rises.

## Eruptions

${"Ash covers the fields.\n\n".repeat(30)}
Lava leaves the crater as <b>pumice</b> or basalt.

## Which vent

| Scenario | Answer |
|---|---|
| "Gas must escape slowly" | Fumarole |
| "Lava must flow fast" | Fissure |
`,
  "water/rivers.md": `# Rivers

## Deltas

Silt settles where a river meets the sea, below the crust of salt.

| Aspect | Delta | Estuary |
|---|---|---|
| Salt | little | much |
| Shape | fan | funnel |
`,
};
const site = await build("small", small);
const base = await host(site);
const note = "earth/volcanoes.html";
const onDisk = `${pathToFileURL(site)}/`;

async function visit(path = note, options = {}, at = base) {
  const { page, faults } = await open(browser, at, { reducedMotion: "reduce", ...options });
  page.setDefaultTimeout(10000);
  await page.goto(at + path);
  return { page, faults };
}
const field = (page) => page.getByRole("combobox", { name: /^(Search|بحث)$/ });
const options = (page) => page.getByRole("dialog").getByRole("option");
const isOpen = (page) => page.evaluate(() => !!document.querySelector("dialog[open]"));
const touched = (page) => page.evaluate(() => document.activeElement.className);
/** Types into the open dialog and waits for a result that has this text. */
async function find(page, words, text = words) {
  await field(page).fill(words);
  await options(page).filter({ hasText: text }).first().waitFor();
}
/** What the style sheet marks on the page. */
const marks = (page) => page.evaluate(() => [...CSS.highlights.get("crib-search") ?? []].map(String));
const selected = (page) => page.evaluate(() => {
  const id = document.querySelector("dialog input").getAttribute("aria-activedescendant");
  return id && document.getElementById(id).textContent;
});

test("by key from a note to the section that was found, where the words are marked", async () => {
  const { page, faults } = await visit("water/rivers.html");
  await page.keyboard.press("/");
  await field(page).waitFor();
  assert.equal(await field(page).inputValue(), "", "the key that opens is no word");
  await page.keyboard.type("pumice");
  await options(page).filter({ hasText: "Eruptions" }).first().waitFor();
  assert.match(await selected(page), /Eruptions/);
  await page.keyboard.press("Enter");
  await page.waitForURL(`${base}earth/volcanoes.html#eruptions`);
  assert.equal(await isOpen(page), false);
  await page.waitForFunction(() => CSS.highlights.has("crib-search"));
  assert.deepEqual(await marks(page), ["pumice"]);
  await page.keyboard.press("Escape");
  assert.deepEqual(await marks(page), []);
  await page.reload();
  await page.waitForTimeout(300);
  assert.deepEqual(await marks(page), [], "words are marked once");
  assert.deepEqual(faults, []);
});

test("marks keep to the section that was opened, and a section of the same page needs no other", async () => {
  const { page, faults } = await visit();
  await page.keyboard.press("Control+k");
  await find(page, "ash", "Eruptions");
  await options(page).filter({ hasText: "Eruptions" }).first().click();
  await page.waitForURL(`${base}${note}#eruptions`);
  assert.equal(await isOpen(page), false);
  await page.waitForFunction(() => CSS.highlights.get("crib-search")?.size === 30);
  await page.mouse.click(640, 450);
  assert.deepEqual(await marks(page), []);

  await page.keyboard.press("Control+k");
  await find(page, "crust", "Magma chambers");
  await options(page).filter({ hasText: "Magma chambers" }).first().click();
  await page.waitForURL(`${base}${note}#magma-chambers`);
  assert.deepEqual(await marks(page), ["crust"]);
  assert.deepEqual(faults, []);
});

test("keys move through the results and leave the caret alone", async () => {
  const { page, faults } = await visit();
  await page.locator("button.search").focus();
  await page.keyboard.press("Enter");
  await find(page, "crust", "Deltas");
  await options(page).filter({ hasText: "Silt settles" }).waitFor();
  const all = await options(page).allTextContents();
  assert.ok(all.length > 1);
  assert.equal(await selected(page), all[0]);
  for (const [key, at] of [["ArrowDown", 1], ["ArrowUp", 0], ["ArrowUp", all.length - 1], ["ArrowDown", 0], ["End", all.length - 1]]) {
    await page.keyboard.press(key);
    assert.equal(await selected(page), all[at], key);
  }
  await page.keyboard.press("Home");
  assert.equal(await selected(page), all.at(-1), "the caret went to the beginning first");
  await page.keyboard.press("Home");
  assert.equal(await selected(page), all[0]);
  await page.keyboard.press("Escape");
  assert.equal(await isOpen(page), false, "the first Escape closes");
  assert.equal(await touched(page), "search", "the focus is back");
  await page.waitForURL(base + note);
  assert.deepEqual(faults, []);
});

test("a result opens in a new tab like any link", async () => {
  const { page } = await visit();
  await page.keyboard.press("/");
  await field(page).waitFor();
  await find(page, "silt", "Deltas");
  const [opened] = await Promise.all([page.context().waitForEvent("page"), page.keyboard.press("Control+Enter")]);
  await opened.waitForURL(`${base}water/rivers.html#deltas`);
  assert.equal(await isOpen(page), true);
  const [other] = await Promise.all([page.context().waitForEvent("page"), options(page).first().click({ button: "middle" })]);
  await other.waitForURL(`${base}water/rivers.html#deltas`);
});

test("shortcuts stay out of fields, and the backdrop closes", async () => {
  const { page, faults } = await visit("compare/index.html");
  await page.getByRole("searchbox", { name: "Find" }).press("/");
  await page.keyboard.press("Alt+/");
  assert.equal(await isOpen(page), false);
  assert.equal(await page.getByRole("searchbox", { name: "Find" }).inputValue(), "/");
  await page.keyboard.press("Control+k");
  await field(page).waitFor();
  await page.keyboard.press("Control+k");
  assert.equal(await isOpen(page), true);
  await page.mouse.click(20, 800);
  assert.equal(await isOpen(page), false);
  assert.deepEqual(faults, []);
});

test("nothing is loaded until a reader begins, then all of it at once", async () => {
  const { page, faults } = await visit();
  const asked = [];
  page.on("request", (it) => asked.push(it.url().slice(base.length).replace(/\.[0-9a-f]{16}\./, ".")));
  await page.reload();
  await page.mouse.move(640, 500);
  await page.waitForTimeout(300);
  assert.deepEqual(asked.filter((it) => /search|dialog/.test(it)), []);
  assert.equal(await page.evaluate(() => typeof cribSearch), "function");
  await page.route("**/crib-search.*", (route) => setTimeout(() => route.continue(), 500));
  await page.locator("button.search").focus();
  await page.waitForTimeout(250);
  assert.deepEqual(asked.filter((it) => /search|dialog/.test(it)).sort(), ["assets/crib-dialog.js", "assets/crib-search.css", "assets/crib-search.js", "search/index.js"]);
  assert.deepEqual(faults, []);
});

test("scripts get results in order from a promise", async () => {
  const { page, faults } = await visit();
  const found = await page.evaluate(() => cribSearch("magma chambers"));
  const first = found.find((it) => it.kind === "section");
  assert.deepEqual([first.url, first.title, first.heading], ["../earth/volcanoes.html#magma-chambers", "Volcanoes", "Magma chambers"]);
  assert.deepEqual(await page.evaluate(() => cribSearch("")), []);
  assert.equal(await isOpen(page), false);
  assert.deepEqual(faults, []);
});

for (const [name, at] of [
  ["from disk", async () => onDisk],
  ["below a folder", () => host(site, { prefix: "/repo/" })],
  ["under a strict policy", () => host(site, { headers: { "content-security-policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:" } })],
]) {
  test(`the search works ${name}`, async () => {
    const root = await at();
    const { page, faults } = await visit(note, {}, root);
    await page.locator("button.search").click();
    await find(page, "silt", "Deltas");
    await options(page).filter({ hasText: "Deltas" }).first().click();
    await page.waitForURL(`${root}water/rivers.html#deltas`);
    await page.goto(`${root}earth/volcanoes.html?q=pumice#which-vent`);
    await options(page).filter({ hasText: "Eruptions" }).first().waitFor();
    await page.keyboard.press("Escape");
    await page.waitForURL(`${root}earth/volcanoes.html#which-vent`);
    assert.deepEqual(faults, []);
  });
}

test("the page for an unknown address can search, however deep it is", async () => {
  const { page } = await visit("a/b/no-such-page.html");
  await page.keyboard.press("/");
  await field(page).waitFor();
  await find(page, "silt", "Deltas");
  await page.keyboard.press("Enter");
  await page.waitForURL(`${base}water/rivers.html#deltas`);
});

test("an answer shows itself, groups have their order, and tags their places", async () => {
  const { page, faults } = await visit();
  await page.keyboard.press("/");
  await field(page).waitFor();
  await find(page, "gas escape", "Fumarole");
  const answer = page.getByRole("group", { name: "Answers" }).getByRole("option").first();
  assert.match((await answer.innerText()).replace(/\s+/g, " "), /Gas must escape slowly.* → Fumarole Volcanoes › Which vent/);
  await find(page, "estuary", "Estuary");
  const labels = await page.getByRole("dialog").getByRole("group").evaluateAll((all) => all.map((it) => it.getAttribute("aria-label")));
  const order = ["Answers", "Comparisons and items", "Sections", "Tags"];
  assert.deepEqual(labels, order.filter((it) => labels.includes(it)));
  assert.ok(labels.includes("Comparisons and items"));
  await find(page, "deep", "1 place");
  await page.getByRole("group", { name: "Tags" }).getByRole("option").click();
  await page.locator("body.page-tag main h1").waitFor();
  assert.deepEqual(faults, []);
});

test("filters become chips that can be taken away", async () => {
  const { page, faults } = await visit();
  await page.keyboard.press("/");
  await field(page).waitFor();
  await page.keyboard.type("#deep crust");
  await page.getByRole("button", { name: "#deep (remove filter)" }).waitFor();
  assert.equal(await field(page).inputValue(), "crust");
  await page.waitForFunction(() => location.search === "?q=%23deep+crust");
  await options(page).filter({ hasText: "Magma chambers" }).first().waitFor();
  assert.equal(await options(page).filter({ hasText: "Deltas" }).count(), 0);
  await page.keyboard.press("Home");
  await page.keyboard.press("Backspace");
  assert.equal(await page.getByRole("button", { name: "remove filter" }).count(), 0);
  await options(page).filter({ hasText: "Deltas" }).first().waitFor();

  await field(page).fill("");
  await page.keyboard.type("crust in:water");
  await page.keyboard.press("Enter");
  assert.equal(await isOpen(page), true, "the key completes the filter first");
  await options(page).filter({ hasText: "Magma chambers" }).first().waitFor({ state: "detached" });
  assert.match(await selected(page), /Deltas/);
  await page.getByRole("button", { name: "in:water (remove filter)" }).click();
  await options(page).filter({ hasText: "Magma chambers" }).first().waitFor();
  assert.equal(await page.evaluate(() => document.activeElement.role), "combobox", "the focus is in the field");
  assert.deepEqual(faults, []);
});

test("searches that led somewhere are offered again, until they are cleared", async () => {
  const { page, faults } = await visit();
  await page.keyboard.press("/");
  await field(page).waitFor();
  assert.match(await page.getByRole("dialog").innerText(), /#tag or in:folder/);
  await field(page).fill("no such thing");
  await page.waitForTimeout(200);
  for (const words of ["silt", "pumice", "silt"]) {
    await find(page, words, { silt: "Deltas", pumice: "Eruptions" }[words]);
    await page.keyboard.press("Enter");
    await page.waitForFunction(() => !document.querySelector("dialog[open]") && location.hash);
    await page.locator("button.search").waitFor();
    await page.keyboard.press("/");
    await field(page).waitFor();
  }
  const recent = page.getByRole("group", { name: "Recent searches" }).getByRole("option");
  assert.deepEqual(await recent.allTextContents(), ["silt", "pumice"]);
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  assert.equal(await field(page).inputValue(), "pumice");
  await options(page).filter({ hasText: "Eruptions" }).first().waitFor();
  await field(page).fill("");
  await page.getByRole("button", { name: "Clear recent searches" }).click();
  assert.equal(await recent.count(), 0);
  await page.reload();
  await page.keyboard.press("/");
  await field(page).waitFor();
  assert.equal(await recent.count(), 0);
  assert.deepEqual(faults, []);
});

test("words stay in the address, and going back shows the results again", async () => {
  const { page, faults } = await visit(`${note}?lang=x`);
  await page.keyboard.press("/");
  await field(page).waitFor();
  await find(page, "silt", "Deltas");
  await page.waitForURL(`${base}${note}?lang=x&q=silt`);
  await page.keyboard.press("Enter");
  await page.waitForURL(`${base}water/rivers.html#deltas`);
  await page.goBack();
  await options(page).filter({ hasText: "Deltas" }).first().waitFor();
  assert.equal(await field(page).inputValue(), "silt");
  await page.getByRole("button", { name: "Close" }).click();
  await page.waitForURL(`${base}${note}?lang=x`);
  assert.deepEqual(faults, []);
});

test("typing goes on while the index is loading", async () => {
  const { page, faults } = await visit();
  await page.route("**/crib-dialog.*", (route) => setTimeout(() => route.continue(), 300));
  await page.route("**/search/index.js", (route) => setTimeout(() => route.continue(), 900));
  await page.keyboard.type("/pum");
  await field(page).waitFor();
  assert.equal(await field(page).inputValue(), "pum", "keys pressed before the dialog came are kept");
  await page.getByRole("dialog").getByText("Loading…").waitFor();
  await page.keyboard.type("ice");
  await options(page).filter({ hasText: "Eruptions" }).first().waitFor();
  assert.equal(await page.getByText("Loading…").count(), 0);
  assert.deepEqual(faults, []);
});

test("Enter means the words that are typed, not those of the results still shown", async () => {
  const { page, faults } = await visit();
  await page.keyboard.press("/");
  await field(page).waitFor();
  await find(page, "crust", "Magma chambers");
  await field(page).fill("silt");
  await page.keyboard.press("Enter");
  await page.waitForURL(`${base}water/rivers.html#deltas`);
  assert.deepEqual(faults, []);
});

test("late answers to older words are dropped", async () => {
  const { page, faults } = await visit();
  // The first question is answered last.
  await page.addInitScript(() => {
    let engine;
    Object.defineProperty(globalThis, "cribSearchEngine", {
      get: () => engine,
      set: (it) => {
        engine = { ...it, open: async (...parts) => {
          const index = await it.open(...parts);
          return { search: async (query, how) => {
            const found = await index.search(query, how);
            if (query === "gas") await new Promise((done) => setTimeout(done, 600));
            return found;
          } };
        } };
      },
    });
  });
  await page.reload();
  await page.keyboard.press("/");
  await field(page).fill("gas");
  await page.waitForTimeout(200);
  await find(page, "pumice", "Eruptions");
  await page.waitForTimeout(800);
  assert.equal(await options(page).filter({ hasText: "Fumarole" }).count(), 0);
  assert.ok(await options(page).filter({ hasText: "Eruptions" }).count());
  assert.deepEqual(faults, []);
});

test("a missing index says so and is asked for again", async () => {
  const { page, faults } = await visit();
  await page.route("**/search/index.js*", (route) => route.fulfill({ status: 404, body: "" }));
  await page.keyboard.press("/");
  await field(page).fill("silt");
  await page.getByText("The search index could not be loaded. Check your connection and try again.").first().waitFor();
  assert.equal(await page.evaluate(() => cribSearch("silt").catch((e) => e instanceof Error)), true);
  await page.unroute("**/search/index.js*");
  await page.getByRole("button", { name: "Try again" }).click();
  await options(page).filter({ hasText: "Deltas" }).first().waitFor();
  assert.deepEqual(faults.filter((it) => !/404/.test(it)), []);
});

test("a dialog that is missing says so where it was asked for", async () => {
  const { page, faults } = await visit();
  await page.route("**/crib-dialog.*", (route) => route.abort("connectionfailed"));
  await page.locator("button.search").click();
  await page.getByRole("button", { name: "Search could not be loaded" }).waitFor();
  await page.unroute("**/crib-dialog.*");
  await page.keyboard.press("/");
  await find(page, "silt", "Deltas");
  await page.getByRole("button", { name: "Close" }).click();
  assert.equal(await page.getByRole("button", { name: "Search", exact: true }).isVisible(), true);
  assert.deepEqual(faults.filter((it) => !/crib-dialog|ERR_CONNECTION_FAILED/.test(it)), []);
});

test("a page from before a deploy finds the files from after it", async () => {
  const old = await build("deployed", small);
  await writeNotes(join(temp, "deployed"), { "water/rivers.md": small["water/rivers.md"].replace("Silt", "Gravel and silt") });
  const later = join(temp, "later-site");
  await promisify(execFile)(process.env.CRIB, ["-r", join(temp, "deployed"), "build", "-q", "-o", later]);
  const stale = await readFile(join(old, "search/index.js"));
  const at = await host(later);
  const gone = (await readdir(join(old, "search"))).filter((it) => it !== "index.js");
  assert.ok(gone.length, "the index has parts");
  const { page, faults } = await visit("index.html", {}, at);
  await page.route("**/search/index.js", (route) => route.fulfill({ body: stale, contentType: "text/javascript" }));
  await page.keyboard.press("/");
  await field(page).waitFor();
  await find(page, "silt", "Deltas");
  await page.getByRole("option", { name: /Gravel and silt settles/ }).waitFor();
  assert.deepEqual(faults.filter((it) => !/404/.test(it)), []);
});

test("names and roles are those of a combobox, and one sentence tells what was found", async () => {
  const { page, faults } = await visit();
  const opener = page.getByRole("button", { name: "Search", exact: true });
  assert.equal(await opener.getAttribute("aria-haspopup"), "dialog");
  await opener.click();
  const dialog = page.getByRole("dialog", { name: "Search" });
  await dialog.waitFor();
  assert.equal(await field(page).getAttribute("aria-expanded"), "false");
  await page.evaluate(() => {
    globalThis.said = [];
    const status = document.querySelector("dialog [role=status]");
    new MutationObserver(() => said.push(status.textContent)).observe(status, { childList: true });
  });
  await field(page).fill("crust");
  await options(page).filter({ hasText: "Deltas" }).first().waitFor();
  await page.waitForFunction(() => said.length);
  await page.waitForTimeout(600);
  const said = await page.evaluate(() => said);
  assert.equal(said.length, 1, said.join(", "));
  assert.match(said[0], /^\d+ results$/);
  const tree = await dialog.ariaSnapshot();
  for (const line of [/combobox "Search" \[expanded\].*: crust/, /listbox "Results"/, /group "Sections"/, /option "Deltas.*" *(\[|:|$)/m, /option ".*" \[selected\]/, /button "Close"/, /status: \d+ results/]) {
    assert.match(tree, line);
  }
  const { controls, listed } = await field(page).evaluate((it) => ({
    controls: document.getElementById(it.getAttribute("aria-controls")).role,
    listed: [...document.querySelectorAll("dialog [role=option]")].every((it) => it.matches("[role=listbox] > [role=group] > a[href]")),
  }));
  assert.deepEqual([controls, listed], ["listbox", true]);
  await field(page).fill("zzqqxx");
  await dialog.getByText("No results for “zzqqxx”").waitFor();
  await page.waitForFunction(() => said.at(-1) === "No results");
  assert.equal(await field(page).getAttribute("aria-expanded"), "false");
  await dialog.getByRole("link", { name: "Browse all tags" }).click();
  await page.locator("body.page-tags main h1").waitFor();
  assert.deepEqual(faults, []);
});

for (const { name, options: how } of variants) {
  test(`the dialog meets WCAG and its window at ${name}`, async () => {
    const { page, faults } = await visit(note, how);
    const look = async (what) => {
      await page.waitForTimeout(700);
      faults.push(...(await axe(page)).map((it) => `${what}: ${it}`));
      const wide = await page.evaluate(() => Math.max(
        document.documentElement.scrollWidth - innerWidth,
        ...[...document.querySelectorAll("dialog, dialog *:not(.sr)")].map((it) => Math.max(it.getBoundingClientRect().right - innerWidth, -it.getBoundingClientRect().left)),
      ));
      if (wide > 0) faults.push(`${what}: ${wide} px too wide`);
    };
    await page.locator("button.search").click();
    await field(page).waitFor();
    await look("empty");
    await find(page, "crust", "Deltas");
    await look("results");
    await page.keyboard.press("Enter");
    await page.waitForFunction(() => location.hash);
    await page.locator("button.search").click();
    await look("recent searches");
    await field(page).fill(`in:nowhere ${"zzqqxx".repeat(40)}`);
    await page.getByText("No results for").waitFor();
    await look("no results");
    assert.deepEqual(faults, []);
  });
}

test("on a phone the dialog is the whole screen, and the page behind stays where it is", async () => {
  const { page, faults } = await visit(note, { viewport: { width: 320, height: 640 }, hasTouch: true, isMobile: true });
  const { width } = await page.locator("button.search").boundingBox();
  assert.ok(width >= 24 && width < 60, `the button is ${width} px wide`);
  await page.locator("button.search").tap();
  await field(page).waitFor();
  assert.deepEqual(await page.getByRole("dialog").boundingBox(), { x: 0, y: 0, width: 320, height: 640 });
  await find(page, "crust", "Deltas");
  const before = await page.evaluate(() => scrollY);
  await page.mouse.move(160, 400);
  await page.mouse.wheel(0, 3000);
  await page.waitForTimeout(200);
  assert.equal(await page.evaluate(() => scrollY), before);
  await page.getByRole("button", { name: "Close" }).tap();
  assert.equal(await isOpen(page), false);
  await page.locator("button.search").tap();
  await find(page, "silt", "Deltas");
  await options(page).filter({ hasText: "Deltas" }).first().tap();
  await page.waitForURL(`${base}water/rivers.html#deltas`);
  // At 400 % zoom a small screen is 320 by 256 px.
  await page.setViewportSize({ width: 320, height: 256 });
  await page.locator("button.search").tap();
  await find(page, "crust", "Deltas");
  for (const part of [field(page), options(page).first(), page.getByRole("button", { name: "Close" })]) {
    const { y, height } = await part.boundingBox();
    assert.ok(y >= 0 && y + height <= 256, `${y} to ${y + height}`);
  }
  assert.deepEqual(faults, []);
});

test("no words make an error or an element", async () => {
  const { page, faults } = await visit();
  await page.keyboard.press("/");
  await field(page).waitFor();
  await page.evaluate(() => { globalThis.alert = () => { throw new Error("a script ran"); }; });
  for (const words of ["<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "*", "C++", "#", "in:", "\"", "\\", "'", "(", "[a-", "__proto__", "%", "&amp;", "\u0000", "🌋", "x".repeat(10000), "lava ".repeat(2000)]) {
    await field(page).fill(words);
    await page.waitForTimeout(250);
    const odd = await page.evaluate(() => document.querySelectorAll("dialog :is(script, img)").length);
    assert.equal(odd, 0, words.slice(0, 40));
    assert.equal(await page.getByText("could not be loaded").count(), 0, words.slice(0, 40));
    assert.equal(await page.evaluate(() => document.querySelector("dialog").scrollWidth <= document.querySelector("dialog").clientWidth), true);
  }
  await page.goto(`${base}${note}?q=${encodeURIComponent("<script>alert(1)</script> \" \\")}`);
  await field(page).waitFor();
  assert.equal(await field(page).inputValue(), "<script>alert(1)</script> \" \\");
  assert.deepEqual(faults, []);
});

test("notes in Chinese, Japanese, Korean, Arabic and Hebrew are found and keep their direction", async () => {
  const notes = {
    "index.md": "---\nlang: ar\n---\n# ملاحظات\n",
    "zh.md": "# 机器学习\n\n## 神经网络\n\n卷积神经网络用于图像识别。\n",
    "ja.md": "# 統計学\n\n## 回帰分析\n\n最小二乗法を使います。\n",
    "ko.md": "# 운영체제\n\n## 교착상태\n\n네 가지 조건이 모두 필요하다.\n",
    "ar.md": "# قواعد البيانات\n\n## الفهارس\n\nالفهرس يسرع البحث في الجداول.\n",
    "he.md": "# רשתות\n\n## פרוטוקולים\n\nכל חבילה נשלחת בנפרד.\n",
  };
  const at = await host(await build("scripts", notes, "language: ar\n"));
  const { page, faults } = await visit("index.html", {}, at);
  assert.equal(await page.evaluate(() => document.documentElement.dir), "rtl");
  await page.keyboard.press("/");
  await field(page).waitFor();
  for (const [words, heading] of [["图像识别", "神经网络"], ["最小二乗", "回帰分析"], ["조건", "교착상태"], ["الجداول", "الفهارس"], ["חבילה", "פרוטוקולים"]]) {
    await find(page, words, heading);
    const hit = options(page).filter({ hasText: heading }).first();
    await hit.locator("mark").first().waitFor();
    const [found, rtl] = await hit.evaluate((it) => [
      [...it.querySelectorAll("mark")].map((it) => it.textContent).join(""),
      [...it.querySelectorAll("[dir=auto]")].map((it) => getComputedStyle(it).direction),
    ]);
    assert.ok(found.length, words);
    assert.ok(rtl.includes(/[\u0590-\u06ff]/.test(words) ? "rtl" : "ltr"), `${words}: ${rtl}`);
  }
  const { x, width } = await page.locator(".search-field input").boundingBox();
  const close = await page.getByRole("button", { name: "إغلاق" }).boundingBox();
  assert.ok(close.x < x + width / 2, "the button is at the end of the line");
  assert.deepEqual(faults, []);
});

test("in 2,000 notes few files are loaded before the first result", async () => {
  const words = "alpha bravo cedar delta ember fjord glade heath inlet jetty knoll ledge marsh north oasis plain quartz ridge shore tarn".split(" ");
  const notes = { "index.md": "# Many\n" };
  for (let n = 1; n <= 2000; n += 1) {
    const pick = (k) => words[(n * k + (n >> 3)) % words.length];
    notes[`part${n % 40}/note-${n}.md`] = `# Note ${n}\n\n## About ${pick(3)} ${pick(7)}\n\nThe ${pick(1)} meets the ${pick(11)} at code${n}x.\n`;
  }
  const at = await host(await build("many", notes));
  const { page, faults } = await visit("index.html", {}, at);
  const asked = [];
  page.on("request", (it) => asked.push(it.url()));
  await page.keyboard.press("/");
  await field(page).waitFor();
  await find(page, "code1717x", "Note 1717");
  assert.ok(asked.length < 20, `${asked.length} files`);
  await page.keyboard.press("Enter");
  await page.waitForURL(/note-1717\.html/);
  await page.keyboard.press("/");
  await find(page, "marsh", "marsh");
  const sections = page.getByRole("group", { name: "Sections" }).getByRole("option");
  assert.equal(await sections.count(), 11);
  await page.keyboard.press("Control+Home");
  const more = sections.last();
  assert.match(await more.textContent(), /^More/);
  await more.click();
  assert.equal(await sections.count(), 31);
  assert.equal(await selected(page), await sections.nth(10).textContent(), "the reader stays at the place");
  assert.deepEqual(faults, []);
});

test("without scripts, without a search, without the button, or on paper there is no field", async () => {
  const plain = await visit(note, { javaScriptEnabled: false });
  assert.equal(await plain.page.locator("button.search").isVisible(), false);
  const { page } = await visit();
  await page.keyboard.press("/");
  await field(page).waitFor();
  await page.emulateMedia({ media: "print" });
  for (const part of ["button.search", "dialog"]) assert.equal(await page.locator(part).isVisible(), false, part);
  const at = await host(await build("silent", small, "search: false\n"));
  const silent = await visit("compare/index.html", {}, at);
  assert.equal(await silent.page.locator("button.search").count(), 0);
  await silent.page.keyboard.press("/");
  await silent.page.keyboard.press("Control+k");
  assert.equal(await isOpen(silent.page), false);
  await silent.page.getByRole("searchbox", { name: "Find" }).fill("EST");
  await silent.page.locator(".finder [role=status]").filter({ hasText: / of / }).waitFor();
  assert.equal(await silent.page.locator("li[data-name=Delta]:visible").count(), 0);
  assert.ok(await silent.page.locator("li[data-name=Estuary]").first().isVisible());
  assert.deepEqual(silent.faults, []);
  const bare = await host(await build("bare", {
    ...small,
    "../themes/bare/theme.yaml": "theme_api: 2\nname: Bare\n",
    "../themes/bare/templates/base.html": "{% extends \"theme/base.html\" %}\n{% block header %}<p>Notes</p>{% endblock header %}\n",
  }, "theme: bare\n"));
  const own = await visit(`${note}?q=silt`, {}, bare);
  await own.page.keyboard.press("/");
  assert.equal(await isOpen(own.page), false);
  await own.page.locator(".drill").first().waitFor();
  assert.deepEqual(own.faults, []);
});

test("long lists of tags, folders and notes are narrowed by name", async () => {
  const names = Array.from({ length: 14 }, (_, n) => `topic${n}`);
  const notes = Object.fromEntries(names.map((it, n) => [`area/${it}.md`, `# Étude of ${it}\n\n## Part \`#kind/${it}\` \`#mark${n}\`\n\nText.\n`]));
  const at = await host(await build("lists", { "index.md": "# Lists\n", ...notes }));
  const { page, faults } = await visit("area/index.html", {}, at);
  const find = page.getByRole("searchbox", { name: "Find" });
  await find.fill("etude 7");
  await page.waitForFunction(() => document.querySelector(".finder [role=status]").textContent);
  await find.fill("etude topic7");
  assert.deepEqual(await page.locator(".entry:visible a:not(.tag)").allTextContents(), ["Étude of topic7"]);
  await page.goto(`${at}tags/index.html`);
  await find.fill("topic3");
  const visible = async () => (await page.locator(".tag-index .tag:visible").allTextContents()).map((it) => it.trim());
  assert.deepEqual(await visible(), ["kind", "topic3"], "what contains the tag stays");
  await find.fill("");
  assert.equal((await visible()).length, 29);
  await page.goto(`${at}index.html`);
  assert.equal(await find.count(), 0, "a short list has no field");
  assert.deepEqual(faults, []);
});
