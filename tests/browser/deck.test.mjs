// Cards on paper: each back lies behind its front, no words leave their card, and every sheet is a page.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { after, test } from "node:test";
import { promisify } from "node:util";
import { launch } from "./site.mjs";

if (!process.env.CRIB) throw new Error("set CRIB to the program");
const run = promisify(execFile);
const temp = await mkdtemp(join(tmpdir(), "crib-deck-"));
const browser = await launch();
after(async () => { await browser.close(); await rm(temp, { recursive: true }); });

const many = (count, text) => Array.from({ length: count }, (_, at) => text(at + 1)).join("");
const words = "data is kept in REPLICAS of every shard, so that reads and writes go on while a zone fails; ";

/** Answers of every form, from one word to several cards. */
const answers = (size) => [
  words.repeat(size),
  `list:\n\n${many(4 * size, (at) => `- **item ${at}** and ${words}\n`)}`,
  `steps:\n\n${many(3 * size, (at) => `${at}. step\n   - below ${words}\n`)}`,
  `code:\n\n\`\`\`\n${many(5 * size, (at) => `let value_${at} = shard(${at}); // keep it\n`)}\`\`\`\n\nafter it`,
  `table:\n\n| name | means | costs |\n|---|---|---|\n${many(3 * size, (at) => `| row ${at} | ${words.slice(0, 40)} | little |\n`)}`,
  "데이터 저장소는 여러 가용 영역에 복제되며 요청을 처리합니다 ".repeat(2 * size),
  "データは複数のゾーンに複製され、読み取りは即座に一貫性を持ちます。".repeat(2 * size),
  `**${words.repeat(size)}** and \`${words}\` $\\frac{a}{b}$\n\n$$\\sum_{i=0}^n i^2$$\n\n> ${words.repeat(size)}`,
];

/** What is on the page: the number of each card, where it lies, and what is too long for it. */
const look = () => [...document.querySelectorAll(".paper")].map((paper) => {
  const box = paper.getBoundingClientRect();
  return [...paper.querySelectorAll(".card:has(.below)")].map((card) => {
    const [at, says] = [card.getBoundingClientRect(), card.querySelector(".says > div")];
    const room = says.parentElement;
    return {
      name: card.querySelector(".below").textContent,
      left: Math.round(at.left - box.left), right: Math.round(box.right - at.right), top: Math.round(at.top - box.top),
      long: says.offsetHeight > room.clientHeight + 1 || says.scrollWidth > room.clientWidth + 1 || card.scrollHeight > card.clientHeight + 1,
    };
  });
});

for (const language of ["en", "en-US", "ar"]) {
  test(`cards to print in ${language}`, async () => {
    const all = [1, 2, 4, 8].flatMap(answers);
    const notes = all.map((it, at) => `Q: Which one is number ${at + 1}${at % 5 ? "" : ` ${words.repeat(at / 5)}`}?\nA: ${it}\n\n`);
    await writeFile(join(temp, "crib.yaml"), `language: ${language}\ncards: {explicit: true}\n`);
    await writeFile(join(temp, "a.md"), `# Long\n\n## Section\n\n${notes.join("")}`);
    const file = join(temp, "deck.html");
    await run(process.env.CRIB, ["cards", temp, "-q", "-o", file]);
    const page = await browser.newPage();
    await page.emulateMedia({ media: "print" });
    await page.goto(pathToFileURL(file).href);
    const sides = await page.evaluate(look);
    const cards = sides.flat();
    assert.equal(new Set(cards.map((it) => it.name.split(" ")[0])).size, all.length);
    assert.deepEqual(cards.filter((it) => it.long).map((it) => it.name), [], "too long for their cards");
    assert.ok(cards.some((it) => it.name.endsWith("/3")), "some continue on other cards");
    for (let at = 0; at < sides.length; at += 2) {
      for (const front of sides[at]) {
        const back = sides[at + 1].find((it) => it.name === front.name);
        assert.ok(back, `${front.name} has a back`);
        assert.deepEqual([back.right, back.top], [front.left, front.top], front.name);
      }
    }
    const pdf = join(temp, "deck.pdf");
    await page.pdf({ path: pdf, preferCSSPageSize: true });
    const { stdout: info } = await run("pdfinfo", [pdf]);
    assert.equal(+/Pages:\s+(\d+)/.exec(info)[1], sides.length);
    assert.match(info, language === "en-US" ? /Page size:\s+612 x 792/ : /\(A4\)/);
    await page.close();
  });
}
