// Classes, roles and the like that an author writes never look or act like the theme's.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { costumes } from "./payloads.mjs";
import { launch, open } from "./site.mjs";

if (!process.env.CRIB) throw new Error("set CRIB to the program");
const folder = await mkdtemp(join(tmpdir(), "costumes-"));
const browser = await launch();
after(() => Promise.all([browser.close(), rm(folder, { recursive: true })]));

const LOOKS = [
  "display", "position", "float", "color", "backgroundColor", "borderTopWidth", "borderLeftWidth", "borderLeftColor", "borderRadius", "fontSize",
  "fontWeight", "fontFamily", "marginTop", "marginLeft", "paddingTop", "paddingLeft", "opacity", "visibility", "clipPath", "textTransform", "width",
];
const ROLES = "dialog alert alertdialog navigation banner main contentinfo button status search application presentation tree treeitem".split(" ");
const ARIA = "aria-labelledby aria-describedby aria-controls aria-owns aria-current aria-expanded aria-modal aria-live aria-activedescendant".split(" ");

test("no element of a note wears the theme's classes, roles or states", async () => {
  await mkdir(join(folder, "content"));
  const at = (text) => text.replace(/<(div|span)\b/g, "\n<$1");
  await writeFile(join(folder, "content", "c.md"), `# C\n\n${costumes.map(at).join("\n\nWords\n\n")}\n\n<div class="no-such">x</div>\n<span class="no-such">x</span>\n`);
  await promisify(execFile)(process.env.CRIB, ["-r", folder, "build", "-o", join(folder, "site")]);
  const { page, faults } = await open(browser, `${pathToFileURL(join(folder, "site"))}/`, { bypassCSP: true });
  await page.goto(pathToFileURL(join(folder, "site", "c.html")).href);
  faults.push(...await page.evaluate(([LOOKS, ROLES, ARIA]) => {
    const faults = [], all = [...document.querySelectorAll(".text *")].filter((it) => /^(div|span)$/.test(it.localName) && it.textContent === "x");
    const look = (it) => {
      const [own, before] = [getComputedStyle(it), getComputedStyle(it, "::before")];
      return JSON.stringify([...LOOKS.map((name) => own[name]), before.content]);
    };
    // The last two of all wear what no theme has.
    const plain = { div: look(all.at(-2)), span: look(all.at(-1)) };
    for (const it of all) {
      const shown = it.cloneNode(false).outerHTML;
      if (it.className && look(it) !== plain[it.localName]) faults.push(`looks like the theme's: ${shown}`);
      if (ROLES.includes(it.getAttribute("role"))) faults.push(`a role: ${shown}`);
      if (ARIA.some((name) => it.hasAttribute(name))) faults.push(`a state: ${shown}`);
    }
    for (const it of document.querySelectorAll(".text [tabindex]")) if (it.tabIndex > 0) faults.push(`takes the focus first: ${it.cloneNode(false).outerHTML}`);
    return faults;
  }, [LOOKS, ROLES, ARIA]));
  assert.equal(faults.length, 0, [`${faults.length} faults`, ...faults].join("\n"));
  await page.context().close();
});
