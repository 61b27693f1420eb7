// What a reader did in practice stays: with several tabs, a full disk, moved notes and files of all kinds.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { afterEach, test } from "node:test";
import { runInThisContext } from "node:vm";
import { seeded } from "./seeded.mjs";

runInThisContext(await readFile(new URL("../../themes/default/static/crib-progress.js", import.meta.url), "utf8"));
const { merge, open, past } = globalThis.cribProgress;
const START = Date.UTC(2026, 2, 1), AGAIN = 1, HARD = 2, GOOD = 3, EASY = 4;
afterEach(() => ["localStorage", "navigator", "addEventListener"].forEach((it) => delete globalThis[it]));

/** Looks like `localStorage`, with room for some characters. */
class Storage {
  #room;
  constructor(room = Infinity) { this.#room = room; }
  set room(room) { this.#room = room; }
  get length() { return Object.keys(this).length; }
  getItem(key) { return Object.hasOwn(this, key) ? this[key] : null; }
  setItem(key, text) {
    const size = Object.entries(this).reduce((sum, [name, text]) => sum + (name === key ? 0 : text.length), text.length);
    if (size > this.#room) throw new DOMException("no room", "QuotaExceededError");
    this[key] = text;
  }
}
/** Looks like `navigator.locks`: one at a time. */
class Locks {
  held = "";
  #last = Promise.resolve();
  request(name, work) {
    return (this.#last = this.#last.then(() => Promise.resolve()).then(() => {
      this.held = name;
      work();
      this.held = "";
    }));
  }
}
/** A time that goes on by a second each time it is asked for. */
function clock(time = START) {
  return () => (time += 1000);
}
const card = (id, prompt, answer = "a") => `${id.padEnd(10, "-")}.${(prompt ?? id).padEnd(6, "-")}.${answer.padEnd(6, "-")}`;
const [one, two, three] = ["one", "two", "three"].map((it) => card(it));
const whats = (store) => store.entries().map(([card, , what]) => `${card.split("-")[0]} ${what}`);
const settled = () => new Promise(setImmediate);

test("what is added is there at once, and after a reload", async () => {
  const options = { storage: new Storage(), locks: new Locks(), now: clock() }, store = open("s", options);
  const added = store.add(one, GOOD);
  assert.deepEqual(whats(store), ["one 3"]);
  assert.deepEqual(await added, [one, START + 1000, GOOD]);
  await store.add(two, AGAIN);
  assert.equal(store.state, "kept");
  assert.deepEqual(open("s", options).entries(), [[one, START + 1000, GOOD], [two, START + 2000, AGAIN]]);
  assert.deepEqual(Object.keys(options.storage), ["crib:s:log"]);
  assert.equal(options.storage["crib:s:log"], `${one} ${(START + 1000).toString(36)} 3\n${two} ${(START + 2000).toString(36)} 1\n`);
});

test("two entries of a card never have the same time", async () => {
  const options = { storage: new Storage(), locks: null, now: () => START }, store = open("s", options);
  for (const [card, what] of [[one, GOOD], [one, "s"], [two, HARD], [one, "r"]]) await store.add(card, what);
  const expected = [[one, START, GOOD], [two, START, HARD], [one, START + 1, "s"], [one, START + 2, "r"]];
  assert.deepEqual(store.entries(), expected);
  assert.deepEqual(open("s", options).entries(), expected);
});

test("the last answer can be taken back, and the one before", async () => {
  const options = { storage: new Storage(), locks: new Locks(), now: clock() }, store = open("s", options);
  await store.add(one, GOOD);
  await store.add(two, EASY);
  assert.deepEqual(await store.undo(), [two, START + 2000, EASY]);
  assert.deepEqual(whats(store), ["one 3", "two 0"]);
  assert.deepEqual(past(store.entries(), [one, two]).reviews, new Map([[one, [[START + 1000, GOOD]]]]));
  await store.add(two, HARD);
  await store.undo();
  await store.undo();
  assert.equal(await store.undo(), null);
  for (const it of [store, open("s", options)]) assert.deepEqual(past(it.entries(), [one, two]).reviews, new Map());
  assert.ok(options.storage["crib:s:log"].includes(" 4\n"), "what was taken back is still in the log");
  assert.equal(await open("s", options).undo(), null, "only what this tab added is taken back");
});

test("the last answer of one card is taken back, whatever came after it", async () => {
  const store = open("s", { storage: new Storage(), locks: new Locks(), now: clock() });
  for (const [card, grade] of [[one, GOOD], [one, HARD], [two, EASY]]) await store.add(card, grade);
  assert.equal((await store.undo(one))[2], HARD);
  assert.equal((await store.undo())[0], two);
  assert.equal((await store.undo(one))[2], GOOD);
  assert.deepEqual([await store.undo(one), await store.undo(three)], [null, null]);
});

test("tabs take in what others write", async () => {
  const storage = new Storage(), locks = new Locks(), now = clock();
  const [a, b] = [1, 2].map(() => open("s", { storage, locks, now }));
  await Promise.all([a.add(one, GOOD), b.add(two, GOOD), a.add(two, HARD), b.add(one, "s")]);
  await a.add(three, AGAIN);
  await b.undo();
  const all = ["one 3", "two 3", "two 2", "one 0", "three 1"];
  assert.deepEqual(whats(b), all);
  assert.deepEqual(whats(open("s", { storage })), all);
  assert.equal(storage["crib:s:log"].trim().split("\n").length, 6, "no line is written twice");
});

test("a tab is told of what another did", async () => {
  const listeners = {};
  globalThis.addEventListener = (name, listener) => { listeners[name] = listener; };
  const storage = new Storage(), a = open("s", { storage, locks: null, now: clock() });
  let changes = 0;
  a.onchange = () => changes++;
  const { storage: hear, pageshow } = listeners, b = open("s", { storage, locks: null, now: clock(START + 500) });
  await b.add(one, GOOD);
  hear({ key: "crib:other:log" });
  assert.equal(changes, 0);
  hear({ key: "crib:s:log" });
  assert.deepEqual([changes, whats(a)], [1, ["one 3"]]);
  hear({ key: "crib:s:log" });
  assert.equal(changes, 1, "there is nothing new");
  b.set({ retention: 0.95 });
  hear({ key: "crib:s:settings" });
  assert.deepEqual([changes, a.settings()], [2, { retention: 0.95 }]);
  storage["crib:s:log"] += "from a later version\n";
  hear({ key: "crib:s:log" });
  assert.equal(changes, 2);
  delete storage["crib:s:log"];
  hear({ key: "crib:s:log" });
  assert.deepEqual(whats(a), ["one 3"]);
  assert.match(storage["crib:s:log"], / 3\n$/, "what another tab wrote over is written again");
  // A page that was left hears nothing, until it is shown again.
  await b.add(two, GOOD);
  pageshow({ persisted: true });
  assert.deepEqual([changes, whats(a)], [3, ["one 3", "two 3"]]);
});

test("everything is written while the lock is held", async () => {
  const locks = new Locks(), storage = new Storage(), held = [];
  const write = Storage.prototype.setItem.bind(storage);
  Object.defineProperty(storage, "setItem", { value: (key, text) => { held.push(locks.held); write(key, text); } });
  const store = open("s", { storage, locks, now: clock() });
  await Promise.all([store.add(one, GOOD), store.add(two, GOOD)]);
  await store.undo();
  assert.deepEqual(held, ["crib:s:log", "crib:s:log"], "both were written at once");
});

test("a tab that wrote over another loses nothing", async () => {
  const storage = new Storage(), now = clock();
  const [a, b] = [1, 2].map(() => open("s", { storage, locks: null, now }));
  await a.add(one, GOOD);
  storage["crib:s:log"] = "";
  await b.add(two, GOOD);
  await a.add(three, GOOD);
  assert.deepEqual(whats(open("s", { storage })), ["one 3", "two 3", "three 3"]);
});

test("answers are saved without locks that never answer, refuse or throw", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const storage = new Storage(), now = clock();
  let late;
  const store = open("s", { storage, now, locks: { request: (name, work) => new Promise(() => { late = work; }) } });
  const added = store.add(one, GOOD);
  t.mock.timers.tick(999);
  assert.equal(storage.length, 0);
  t.mock.timers.tick(1);
  await added;
  const written = storage["crib:s:log"];
  assert.ok(written);
  late();
  assert.equal(storage["crib:s:log"], written);
  await open("s", { storage, now, locks: { request: () => Promise.reject(new Error()) } }).add(two, GOOD);
  await open("s", { storage, now, locks: { request() { throw new Error(); } } }).add(three, GOOD);
  assert.deepEqual(whats(open("s", { storage })), ["one 3", "two 3", "three 3"]);
});

test("a full disk keeps what it has, and the tab the rest until there is room", async () => {
  const storage = new Storage(142), options = { storage, locks: new Locks(), now: clock() }, store = open("s", options);
  for (const it of [one, two, three]) await store.add(it, GOOD);
  assert.equal(store.state, "kept");
  await store.add(one, HARD);
  assert.equal(store.state, "full");
  await store.add(two, HARD);
  store.set({ retention: 0.8 });
  assert.equal(store.state, "full", "there is room for settings, but not for answers");
  assert.deepEqual(whats(store), ["one 3", "two 3", "three 3", "one 2", "two 2"]);
  assert.deepEqual(store.settings(), { retention: 0.8 });
  assert.deepEqual(whats(open("s", options)), ["one 3", "two 3", "three 3"]);
  storage.room = Infinity;
  await store.undo();
  store.set({ exam: 1 });
  assert.equal(store.state, "kept");
  assert.deepEqual(whats(open("s", options)), ["one 3", "two 3", "three 3", "one 2", "two 0"]);
  assert.deepEqual(open("s", options).settings(), { retention: 0.8, exam: 1 });
});

test("settings that do not fit are remembered, and written later", async () => {
  const storage = new Storage(40), options = { storage, locks: null, now: clock() }, store = open("s", options);
  await store.add(one, GOOD);
  store.set({ retention: 0.8 });
  assert.deepEqual([store.state, store.settings(), open("s", options).settings()], ["kept", { retention: 0.8 }, {}]);
  storage.room = Infinity;
  store.set({ exam: 1 });
  assert.deepEqual(open("s", options).settings(), { retention: 0.8, exam: 1 });
  open("s", options).set({ retention: 0.7 });
  assert.equal(store.settings().retention, 0.7);
});

test("without a storage that can be used, the tab remembers", async () => {
  const nothing = new Storage(0);
  const broken = { getItem() { throw new Error(); }, setItem() { throw new Error(); } };
  const closed = { length: 1, getItem: () => null, setItem() { throw new DOMException("no", "SecurityError"); } };
  assert.equal(open("s", { storage: broken }).state, "memory");
  assert.equal(open("s", { storage: null }).state, "memory");
  for (const storage of [nothing, broken, closed, null]) {
    const store = open("s", { storage, now: clock() });
    await store.add(one, GOOD);
    store.set({ retention: 0.95 });
    assert.equal(store.state, "memory");
    assert.deepEqual([whats(store), store.settings(), store.others()], [["one 3"], { retention: 0.95 }, []]);
    const other = open("s", { storage: new Storage(), now: clock() });
    assert.equal(other.importFile(store.exportFile()).added, 1);
  }
});

test("a browser that throws when its storage is named does no harm", async () => {
  for (const name of ["localStorage", "navigator"]) {
    Object.defineProperty(globalThis, name, { configurable: true, get() { throw new DOMException("no", "SecurityError"); } });
  }
  const store = open("s");
  await store.add(one, GOOD);
  assert.deepEqual([store.state, store.entries().length, await store.persist()], ["memory", 1, null]);
});

test("storage and locks of the browser are used", async () => {
  const asked = [];
  globalThis.localStorage = new Storage();
  Object.defineProperty(globalThis, "navigator", { configurable: true, value: {
    locks: new Locks(), storage: { persist: async () => { asked.push("persist"); return true; } }
  } });
  const store = open("s"), before = Date.now();
  assert.equal(await store.persist(), null, "nothing is there to be kept");
  await store.add(one, "s");
  assert.equal(await store.persist(), null);
  await store.add(one, GOOD);
  assert.equal(await store.persist(), true);
  assert.equal(await store.persist(), null);
  assert.equal(await open("s").persist(), null, "it asks once");
  assert.deepEqual(asked, ["persist"]);
  assert.ok(open("s").entries()[1][1] >= before);
});

test("broken lines are skipped and kept", async () => {
  const broken = `hello\n${one} zz\n${one} 1 7\n\n${one} -5 3\n${one} 2gosa7pa2gw 3\n${one} 1 =${two.slice(1)}\nfuture v2`;
  const storage = new Storage();
  storage["crib:s:log"] = `${one} 10 3\n${broken}`;
  const store = open("s", { storage, locks: null, now: clock() });
  assert.deepEqual(store.entries(), [[one, 36, GOOD]]);
  await store.add(two, "=" + three);
  const text = storage["crib:s:log"];
  assert.ok(text.startsWith(`${one} 10 3\n${broken}\n${two} `), text);
  assert.deepEqual(whats(open("s", { storage })), ["one 3", `two =${three}`]);
});

test("cards are suspended and resumed", async () => {
  const store = open("s", { storage: new Storage(), locks: null, now: clock() });
  const suspended = () => [...past(store.entries(), [one, two]).suspended];
  await store.add(one, GOOD);
  await store.add(one, "s");
  await store.add(two, "s");
  assert.deepEqual(suspended(), [one, two]);
  await store.add(two, "r");
  assert.deepEqual(suspended(), [one]);
  await store.undo();
  assert.deepEqual(suspended(), [one, two]);
  assert.deepEqual([...past(store.entries(), [one, two]).reviews.keys()], [one]);
});

const reviewed = (card, ...grades) => grades.map((grade, at) => [card, START + at, grade]);
const summary = ({ reviews, moved, offers, gone }) => ({
  reviews: [...reviews].map(([card, its]) => `${card} ${its.map((it) => it[1])}`),
  moved: moved.map((it) => `${it.card} ${it.from}`), offers: offers.map((it) => `${it.card} ${it.from} ${it.count}`), gone
});

test("an edited card keeps its past", () => {
  const now = card("one", "new", "also");
  const found = past([...reviewed(card("one", "old"), GOOD, HARD), [now, START + 9, EASY]], [now]);
  assert.deepEqual(summary(found), { reviews: [`${now} 3,2,4`], moved: [], offers: [], gone: 0 });
});

test("reviews are in the order of their times", () => {
  assert.deepEqual(past(reviewed(one, GOOD, HARD, EASY).reverse(), [one]).reviews.get(one), [[START, 3], [START + 1, 2], [START + 2, 4]]);
});

test("a card with a new id is found by its prompt", () => {
  const old = card("old", "p", "a"), fresh = card("new", "p", "b");
  const found = past([...reviewed(old, GOOD, HARD), [old, START + 5, "s"]], [one, fresh]);
  assert.deepEqual(summary(found), { reviews: [`${fresh} 3,2`], moved: [`${fresh} ${old}`], offers: [], gone: 0 });
  assert.deepEqual([...found.suspended], [fresh]);
});

test("a past that was found stays when the card has one of its own", async () => {
  const storage = new Storage(), old = card("old", "p", "a"), fresh = card("new", "p", "b");
  const options = { storage, locks: null, now: clock() }, store = open("s", options);
  await store.add(old, GOOD);
  assert.equal(store.past([fresh]).moved.length, 1);
  await store.add(fresh, EASY);
  await store.add(fresh, HARD);
  for (const it of [store, open("s", options)]) {
    assert.deepEqual(summary(it.past([fresh])), { reviews: [`${fresh} 3,4,2`], moved: [], offers: [], gone: 0 });
  }
  assert.equal(store.entries().length, 4);
  await store.undo();
  await store.undo();
  assert.deepEqual(summary(store.past([fresh])).reviews, [`${fresh} 3`]);
});

test("a card that was answered since it moved has the past from before, too", () => {
  const old = card("old", "p"), fresh = card("new", "p"), other = card("else", "q");
  const log = [[old, START, GOOD], [old, START + 9, EASY], [fresh, START + 20, HARD]];
  assert.deepEqual(summary(past(log, [fresh, other])), { reviews: [`${fresh} 3,4,2`], moved: [`${fresh} ${old}`], offers: [], gone: 0 });
  // Two cards that were answered in turns are two.
  assert.equal(past([...log, [old, START + 30, GOOD]], [fresh, other]).moved.length, 0);
});

test("the reviews of one card are those under its own id", async () => {
  const store = open("s", { storage: new Storage(), locks: new Locks(), now: clock() });
  const [old, fresh] = [card("old", "p"), card("new", "p")];
  await store.add(old, GOOD);
  assert.deepEqual(store.reviews(fresh), []);
  await store.add(fresh, HARD);
  assert.deepEqual(store.reviews(fresh), [[START + 2000, HARD]]);
  // It took over nothing, as if the other card were gone.
  assert.deepEqual(whats(store), ["old 3", "new 2"]);
});

test("a card with a past of its own takes over nothing by itself", () => {
  const old = card("old", "p", "a"), fresh = card("new", "p", "a");
  const found = past([...reviewed(old, GOOD), ...reviewed(fresh, HARD)], [fresh]);
  assert.deepEqual(summary(found), { reviews: [`${fresh} 2`], moved: [], offers: [], gone: 1 });
  // What was taken back is not a past.
  const again = past([...reviewed(old, GOOD), [fresh, START, HARD], [fresh, START, 0]], [fresh]);
  assert.deepEqual(summary(again).reviews, [`${fresh} 3`]);
  // Nor does it count as gone.
  assert.equal(past([[old, START, HARD], [old, START, 0]], [one]).gone, 0);
  assert.deepEqual(summary(past([[old, START, "=" + two]], [fresh])), { reviews: [], moved: [], offers: [], gone: 0 });
});

test("a prompt of several cards is decided by the answer, and else offered", () => {
  const old = card("old", "p", "a"), [a, b] = [card("x", "p", "a"), card("y", "p", "b")];
  assert.deepEqual(summary(past(reviewed(old, GOOD), [a, b])), { reviews: [`${a} 3`], moved: [`${a} ${old}`], offers: [], gone: 0 });
  const other = card("other", "p", "c");
  assert.deepEqual(summary(past(reviewed(other, GOOD, GOOD), [a, b])), {
    reviews: [], moved: [], offers: [`${a} ${other} 2`, `${b} ${other} 2`], gone: 0
  });
  // Two that are gone, one that is there.
  const [d, e] = [card("d", "p", "d"), card("e", "p", "e")];
  assert.deepEqual(summary(past([...reviewed(d, GOOD), ...reviewed(e, HARD, HARD)], [a])).offers, [`${a} ${d} 1`, `${a} ${e} 2`]);
  // The answer decides one, which leaves one.
  assert.deepEqual(summary(past([...reviewed(old, GOOD), ...reviewed(other, HARD)], [b, a])).reviews.sort(), [`${a} 3`, `${b} 2`]);
});

test("a card with the same answer alone is offered, and its past taken over if wished", () => {
  const old = card("old", "p", "a"), fresh = card("new", "q", "a"), log = reviewed(old, GOOD, HARD);
  assert.deepEqual(summary(past(log, [one.replace(".a", ".b"), fresh])), { reviews: [], moved: [], offers: [`${fresh} ${old} 2`], gone: 0 });
  const taken = [...log, [fresh, START + 9, "=" + old]];
  assert.deepEqual(summary(past(taken, [fresh])), { reviews: [`${fresh} 3,2`], moved: [], offers: [], gone: 0 });
  assert.deepEqual(summary(past([...taken, [fresh, START + 9, 0]], [fresh])).offers.length, 1);
  // Once more, to a third; and what is reviewed later under an old name comes along.
  const last = card("last", "r", "z"), chain = [...taken, [last, START + 10, "=" + fresh], [old, START + 11, EASY]];
  assert.deepEqual(summary(past(chain, [last])).reviews, [`${last} 3,2,4`]);
  // The one in the middle came back.
  assert.deepEqual(summary(past(chain, [last, fresh])).reviews, [`${fresh} 3,2,4`]);
  // Prompt of the middle one, which was never reviewed itself.
  const moved = card("m", "q", "y");
  assert.deepEqual(summary(past(taken, [moved])).moved, [`${moved} ${fresh}`]);
});

test("cards that took over each other end somewhere", () => {
  const log = [...reviewed(one, GOOD), ...reviewed(two, HARD), [one, START + 5, "=" + two], [two, START + 6, "=" + one]];
  const others = [card("x", "x", "x")];
  assert.equal(past(log, others).gone, 2);
  assert.equal(past([...log, [one, START + 7, "=" + one]], others).gone, 1);
  assert.deepEqual(summary(past(log, [one])).reviews, [`${one} 3,2`]);
});

test("no more than a few cards are offered for one", () => {
  const many = Array.from({ length: 40 }, (_, at) => card(`n${at}`, "p", `a${at}`));
  assert.equal(past(reviewed(card("old", "p", "yes"), GOOD), many).offers.length, 5);
  // An answer that several cards have says nothing.
  const same = many.map((it, at) => card(`n${at}`, `p${at}`, "yes"));
  const found = past(reviewed(card("old", "p", "yes"), GOOD), same);
  assert.deepEqual([found.offers.length, found.gone], [0, 1]);
});

test("cards that are gone are counted and stay in the log", async () => {
  const store = open("s", { storage: new Storage(), locks: null, now: clock() });
  await store.add(one, GOOD);
  await store.add(card("gone", "g", "g"), GOOD);
  await store.add(card("gone", "g", "h"), GOOD);
  assert.deepEqual(summary(store.past([one])), { reviews: [`${one} 3`], moved: [], offers: [], gone: 1 });
  assert.equal(open("t", { storage: new Storage() }).importFile(store.exportFile()).added, 3);
});

test("a file carries everything to another browser, and nothing twice", async () => {
  const store = open("s", { storage: new Storage(), locks: new Locks(), now: clock() });
  for (const [card, what] of [[one, GOOD], [two, "s"], [two, "r"], [three, "=" + one], [one, EASY]]) await store.add(card, what);
  await store.undo();
  store.set({ retention: 0.95, exam: 5 });
  const text = store.exportFile("My notes"), file = JSON.parse(text);
  assert.deepEqual(
    [file.cribsheet, file.version, file.site, file.title, file.exported, file.settings],
    ["practice", 1, "s", "My notes", START + 6000, { retention: 0.95, exam: 5 }]
  );
  const options = { storage: new Storage(), locks: new Locks(), now: clock() }, other = open("s", options);
  other.set({ retention: 0.8 });
  assert.deepEqual(other.importFile(text), { added: 5, known: 0, cards: 3 });
  assert.deepEqual(other.importFile("\ufeff" + text), { added: 0, known: 5, cards: 3 });
  await settled();
  for (const it of [other, open("s", options)]) {
    assert.deepEqual(it.entries(), store.entries());
    assert.deepEqual(it.settings(), { retention: 0.8, exam: 5 }, "what was chosen here stays");
  }
  assert.deepEqual(other.exported(), { time: 0, since: 5 }, "an import is not an export");
  assert.equal(options.storage["crib:s:log"].split("\n").length, 6);
});

test("an import adds to what is there, and takes back what was taken back", async () => {
  const a = open("s", { storage: new Storage(), locks: null, now: clock() });
  await a.add(one, GOOD);
  const early = a.exportFile();
  const b = open("s", { storage: new Storage(), locks: null, now: clock(START + 60_000) });
  await b.add(two, HARD);
  b.importFile(early);
  await a.undo();
  assert.deepEqual(b.importFile(a.exportFile()), { added: 1, known: 0, cards: 1 });
  assert.deepEqual(whats(b), ["one 0", "two 2"]);
  assert.deepEqual(b.importFile(early), { added: 0, known: 1, cards: 1 });
  assert.deepEqual(whats(b), ["one 0", "two 2"]);
});

test("the last export and what came after it are known", async () => {
  const options = { storage: new Storage(), locks: null, now: clock() }, store = open("s", options);
  assert.deepEqual(store.exported(), { time: 0, since: 0 });
  await store.add(one, GOOD);
  store.exportFile();
  await store.add(one, GOOD);
  await store.add(two, GOOD);
  assert.deepEqual(open("s", options).exported(), { time: START + 2000, since: 2 });
  assert.deepEqual(store.settings(), {}, "it is not a setting");
  const still = open("s", { ...options, now: () => START + 9000 });
  await still.add(three, GOOD);
  still.exportFile();
  assert.equal(still.exported().since, 0);
  assert.equal(JSON.parse(store.exportFile()).log.length, 4, "what another tab did is in the file");
});

test("files that cannot be read are refused, and change nothing", async () => {
  const options = { storage: new Storage(), locks: null, now: clock() }, store = open("s", options);
  await store.add(one, GOOD);
  const text = store.exportFile(), before = JSON.stringify(options.storage);
  const file = (change) => JSON.stringify({ ...JSON.parse(text), ...change });
  for (const [key, texts] of Object.entries({
    import_not_ours: ["", "hello", "[]", "null", "3", "{}", '{"log": []}', '{"cribsheet": "deck"}', "\u0000", `x${text}`],
    import_broken: [
      text.slice(0, 20), text.slice(0, -1), text.slice(0, text.length / 2), file({ log: undefined }), file({ log: {} }),
      file({ log: [[one, "soon", 3]] }), file({ log: [one] })
    ],
    import_newer: [file({ version: 2 }), file({ version: 99, log: "other" })]
  })) {
    for (const it of texts) {
      assert.throws(() => store.importFile(it), (error) => error instanceof Error && error.key === key, `${key}: ${it}`);
    }
  }
  assert.equal(JSON.stringify(options.storage), before);
  assert.equal(store.entries().length, 1);
});

test("files of older versions and of other sites are read, and what is broken in them is left out", () => {
  const store = open("s", { storage: new Storage(), locks: null, now: clock() });
  const old = { cribsheet: "practice", version: 0, log: [[one, 5, 3]] };
  assert.deepEqual(store.importFile(JSON.stringify(old, null, 2)), { added: 1, known: 0, cards: 1 });
  const entries = [
    [two, 5, 2], [two, 6], [two, "7", 3], [two, 8.5, 3], [two, -9, 3], [two, 1e300, 3], [two, 10, 5], [two, 11, "x"], [two, 12, null],
    ["two words", 13, 3], [`${two}\n${three}`, 14, 3], null, {}, [two, 15, 4], [[two], 16, "=" + three]
  ];
  const other = { cribsheet: "practice", version: 1, site: "elsewhere", title: "", exported: 1, log: entries, settings: { a: 1 } };
  assert.deepEqual(store.importFile(JSON.stringify(other)), { added: 3, known: 0, cards: 1 });
  assert.deepEqual(store.entries(), [[one, 5, 3], [two, 5, 2], [two, 15, 4], [two, 16, "=" + three]]);
  assert.deepEqual([store.settings(), store.exported().time], [{ a: 1 }, 0]);
  const empty = { cribsheet: "practice", version: 1, log: [], settings: null };
  assert.deepEqual(store.importFile(JSON.stringify(empty)), { added: 0, known: 0, cards: 0 });
});

test("large files are read", () => {
  const log = Array.from({ length: 120_000 }, (_, at) => [card(`c${at % 5000}`), START + at * 60_000, 1 + at % 4]);
  const text = JSON.stringify({ cribsheet: "practice", version: 1, site: "s", title: "", exported: START, log, settings: {} });
  assert.ok(text.length > 5e6);
  const options = { storage: new Storage(), locks: null }, store = open("s", options);
  assert.deepEqual(store.importFile(text), { added: 120_000, known: 0, cards: 5000 });
  assert.deepEqual(store.importFile(text), { added: 0, known: 120_000, cards: 5000 });
  assert.equal(open("s", options).past([...new Set(log.map((it) => it[0]))]).reviews.size, 5000);
});

test("logs of other sites are seen and not touched", async () => {
  const storage = new Storage(), options = { storage, locks: null, now: clock() };
  await open("user/old:name", { ...options, title: "Old notes" }).add(one, GOOD);
  await open("untitled", options).add(two, HARD);
  Object.assign(storage, { "crib:theme": "dark", "crib::log": "", "crib:bad:log": "?", "crib:bad:settings": "{", other: "1" });
  const before = { ...storage }, store = open("s", { ...options, title: "Notes" });
  const others = store.others();
  assert.deepEqual(others, [
    { site: "user/old:name", title: "Old notes", entries: [[one, START + 1000, GOOD]] },
    { site: "untitled", title: "", entries: [[two, START + 2000, HARD]] },
    { site: "bad", title: "", entries: [] }
  ]);
  assert.deepEqual(store.take(others[0].entries), { added: 1, known: 0, cards: 1 });
  await store.add(three, GOOD);
  store.set({ retention: 0.9 });
  store.exportFile();
  await store.undo();
  assert.deepEqual(store.others(), others);
  assert.deepEqual(open("user/old:name", options).others().map((it) => [it.site, it.title]), [["untitled", ""], ["bad", ""], ["s", "Notes"]]);
  assert.equal(JSON.parse(open("s", options).exportFile()).title, "Notes");
  for (const [key, text] of Object.entries(before)) assert.equal(storage[key], text, key);
  assert.deepEqual(whats(open("s", options)), ["one 3", "three 0"]);
  assert.deepEqual(Object.keys(storage).filter((it) => !(it in before)).sort(), ["crib:s:log", "crib:s:settings"]);
});

test("settings that are broken count as none, and those of two tabs are joined", () => {
  const storage = new Storage();
  storage["crib:s:settings"] = "{";
  const [a, b] = [1, 2].map(() => open("s", { storage, locks: null, now: clock() }));
  assert.deepEqual([a.settings(), a.exported()], [{}, { time: 0, since: 0 }]);
  a.set({ retention: 0.8, exam: 1 });
  b.set({ exam: 2, size: 20 });
  a.settings().exam = 3;
  assert.deepEqual([a.settings(), b.settings()], Array(2).fill({ retention: 0.8, exam: 2, size: 20 }));
});

test("logs can be joined in any order, and no entry is lost", () => {
  const random = seeded(11), pick = (list) => list[Math.floor(random() * list.length)];
  const log = () => Array.from({ length: Math.floor(random() * 12) }, () => [
    pick([one, two, three]), START + Math.floor(random() * 4), pick([0, 1, 2, 3, 4, "s", "r", "=" + one, "=" + two])
  ]);
  const key = (it) => `${it[0]} ${it[1]}`;
  for (let round = 0; round < 1000; round++) {
    const [a, b, c] = [log(), log(), log()], ab = merge(a, b), told = JSON.stringify([a, b]);
    assert.deepEqual(ab, merge(b, a));
    assert.deepEqual(merge(ab, c), merge(a, merge(b, c)));
    assert.deepEqual(merge(ab, ab), ab);
    assert.deepEqual(merge(ab, a), ab);
    assert.equal(JSON.stringify([a, b]), told, "what is joined stays as it is");
    const all = [...a, ...b];
    assert.deepEqual(ab.map(key).sort(), [...new Set(all.map(key))].sort());
    for (const it of ab) {
      const same = all.filter((other) => key(other) === key(it));
      assert.ok(same.some((other) => other[2] === it[2]));
      assert.equal(it[2] === 0, same.some((other) => other[2] === 0), "what is taken back stays so");
    }
    for (let at = 1; at < ab.length; at++) assert.ok(ab[at - 1][1] <= ab[at][1]);
    // The same through storages and files.
    const [left, right] = [a, b].map((entries) => {
      const store = open("s", { storage: new Storage(), locks: null });
      store.take(entries);
      return store;
    });
    left.importFile(right.exportFile());
    assert.deepEqual(left.entries(), ab);
  }
});

test("whatever the log says, no review goes to two cards or gets lost", () => {
  const random = seeded(12), pick = (list) => list[Math.floor(random() * list.length)];
  const cards = Array.from({ length: 12 }, (_, at) => card(`c${at}`, `p${at % 5}`, `a${at % 3}`));
  for (let round = 0; round < 1000; round++) {
    const log = merge(Array.from({ length: 15 }, () => [
      pick(cards), START + Math.floor(random() * 50), pick([0, 1, 2, 3, 4, "s", "r", "=" + pick(cards)])
    ]), []);
    const here = cards.filter(() => random() < 0.5), found = past(log, here);
    const told = [...found.reviews.values()].flat().length;
    const reviews = log.filter((it) => it[2] > 0), waiting = new Map(found.offers.map((it) => [it.from, it.count]));
    const offered = [...waiting.values()].reduce((sum, it) => sum + it, 0);
    assert.ok(told + offered <= reviews.length);
    if (!found.gone) assert.equal(told + offered, reviews.length);
    for (const card of [...found.reviews.keys(), ...found.suspended, ...found.moved.map((it) => it.card)]) assert.ok(here.includes(card));
    for (const [card, its] of found.reviews) {
      for (let at = 1; at < its.length; at++) assert.ok(its[at - 1][0] <= its[at][0], card);
    }
    for (const { card, from } of found.offers) {
      assert.ok(here.includes(card) && !here.some((it) => it.split(".")[0] === from.split(".")[0]));
    }
  }
});
