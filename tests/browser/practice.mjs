// Notes to practise from, built once for each file of tests, and what a reader does with them.
import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after } from "node:test";
import { promisify } from "node:util";
import { runInThisContext } from "node:vm";
import { launch, open, serve } from "./site.mjs";

if (!process.env.CRIB) throw new Error("set CRIB to the program");
const temp = await mkdtemp(join(tmpdir(), "crib-practice-"));
const closing = [];
export const browser = await launch();
after(async () => {
  await browser.close();
  await Promise.all(closing.map((it) => it.close()));
  await rm(temp, { recursive: true });
});

/** The text of a script of the theme. */
export const script = (name) => readFile(new URL(`../../themes/default/static/${name}`, import.meta.url), "utf8");
runInThisContext(await script("crib-fsrs.js"));
runInThisContext(await script("crib-progress.js"));
export const { cribFsrs: fsrs, cribProgress: progress } = globalThis;

/** Builds notes, given by path, into a folder of their own. */
export async function build(name, notes, config = "title: Elements\n") {
  const root = join(temp, name), site = join(temp, `${name}-site`);
  for (const [path, text] of Object.entries({ "../crib.yaml": config, ...notes })) {
    await mkdir(dirname(join(root, "content", path)), { recursive: true });
    await writeFile(join(root, "content", path), text);
  }
  await promisify(execFile)(process.env.CRIB, ["-r", root, "build", "-q", "-o", site]);
  return site;
}
export async function host(site, options) {
  const server = await serve(site, options);
  closing.push(server);
  return server.url;
}

const explicit = (title, elements) => `---
cards: explicit
---
# ${title}

${Object.entries(elements).map(([symbol, name]) => `Q: Which element is ${symbol}?\nA: ${name}\n`).join("\n")}`;
const elements = (text) => Object.fromEntries(text.split(" ").map((it) => it.split("=")));
export const notes = {
  "index.md": "# Elements\n\nWhat everything is made of.\n",
  "metals/light.md": explicit("Light metals", elements("Li=Lithium Be=Beryllium Na=Sodium Mg=Magnesium Al=Aluminium K=Potassium Ca=Calcium Sc=Scandium Ti=Titanium Rb=Rubidium Sr=Strontium Cs=Caesium Ba=Barium")),
  "metals/heavy.md": explicit("Heavy metals", elements("Cr=Chromium Mn=Manganese Fe=Iron Co=Cobalt Ni=Nickel Cu=Copper Zn=Zinc Ag=Silver Sn=Tin W=Tungsten Pt=Platinum Au=Gold Hg=Mercury Pb=Lead U=Uranium")),
  "gases/noble.md": explicit("Noble gases `#rare`", elements("He=Helium Ne=Neon Ar=Argon Kr=Krypton Xe=Xenon Rn=Radon")),
  "gases/choice.md": `# Choosing a gas

## Which gas

| Scenario | Answer |
|---|---|
| "A balloon must rise, and nothing may burn" | **Helium** |
| "A sign must glow red" | **Neon** |

## At a glance

| Aspect | Helium | Neon |
|---|---|---|
| Boils at | 4 K | 27 K |
| Price | low | high |

## In lamps \`#rare/lamp\`

- "A lamp must light a stage" → Xenon
`,
};

/** Opens the page to practise from, at a time that stands still. */
export async function practise(base, query = "", { time, ...options } = {}) {
  const { page, faults } = await open(browser, base, { timezoneId: "UTC", reducedMotion: "reduce", ...options });
  page.setDefaultTimeout(10_000);
  if (time) await page.clock.setFixedTime(time);
  await page.goto(`${base}practice/index.html${query}`);
  await ready(page);
  return { page, faults };
}
/** Waits until the page shows its decks or a session. */
export const ready = (page) => page.waitForFunction(() => document.querySelector(".settings") && (document.querySelector(".session[hidden]") || document.querySelector(".session h2")));
/** What is asked, or null at the end of a session. A question is waited for if its text is loading. */
export const asked = async (page) => {
  const heading = page.locator(".session h2:not([data-looked])");
  return heading.evaluate((it) => {
    it.dataset.looked = true;
    return it.matches(".asked") ? it.textContent : null;
  });
};
/** Shows the answer and grades it by key. */
export async function grade(page, grade) {
  await page.keyboard.press("Space");
  await page.keyboard.press(String(grade));
}
/** What the browser keeps, without what was taken back. The page has written it when it lets go of its lock. */
export async function log(page) {
  const text = await page.evaluate(() => {
    const key = `crib:${document.querySelector("[data-site]").dataset.site}:log`;
    return navigator.locks.request(key, () => localStorage[key] ?? "");
  });
  const lines = text.split("\n").filter(Boolean).map((it) => it.split(" "));
  const entries = lines.map(([card, time, what]) => [card, parseInt(time, 36), Number(what) >= 0 ? Number(what) : what]);
  return progress.merge(entries, []).filter((it) => it[2] !== 0);
}
/** How many questions of a session are known, of how many. */
export const reached = (page) => page.locator(".session-bar progress").evaluate((it) => `${it.value} of ${it.max}`);
/** How much of each kind there is, as the page says. */
export const counts = (page) => page.locator("[data-crib=practice-status]").innerText();
/** Waits until the page says so. */
export const says = (page, text) => page.locator(".counts").getByText(text, { exact: true }).waitFor();
