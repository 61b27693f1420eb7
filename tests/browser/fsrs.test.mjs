// When practice shows a card again: as other programs with FSRS-6 would.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { runInThisContext } from "node:vm";
import { seeded } from "./seeded.mjs";

runInThisContext(await readFile(new URL("../../themes/default/static/crib-fsrs.js", import.meta.url), "utf8"));
const { next, replay, retrievability } = globalThis.cribFsrs;
const MINUTE = 60_000, DAY = 1440 * MINUTE, START = Date.UTC(2022, 10, 29, 12, 30);
const AGAIN = 1, HARD = 2, GOOD = 3, EASY = 4;

/** The states after each of some grades, given when the card is due. */
function whenDue(grades, options) {
  const states = [];
  for (const grade of grades) {
    const last = states.at(-1) ?? null;
    states.push(next(last, last ? last.due : START, grade, options));
  }
  return states;
}
const days = (states) => states.map(({ due, last, phase }) => phase === "review" ? (due - last) / DAY : 0);
/** `by` is a share: some implementations round each step. */
function near(actual, expected, by, what) {
  assert.ok(Math.abs(actual - expected) <= by * expected, `${what}: ${actual}, not ${expected}`);
}

// py-fsrs 6.3 and ts-fsrs 5.4 agree on these.
test("intervals, stabilities and difficulties are those of other implementations", () => {
  const states = whenDue([3, 3, 3, 3, 3, 3, 1, 1, 3, 3, 3, 3, 3]);
  assert.deepEqual(days(states), [0, 2, 11, 46, 163, 498, 0, 0, 2, 4, 7, 12, 21]);
  const stabilities = [
    2.3065, 2.3065, 10.971048, 46.316857, 162.999815, 497.87656, 6.890413, 2.154598, 2.154598, 3.983123, 7.236255,
    12.483044, 20.770357
  ];
  const difficulties = [
    2.118104, 2.111214, 2.104331, 2.097455, 2.090586, 2.083724, 7.383202, 9.125105, 9.111208, 9.097325, 9.083456,
    9.069601, 9.05576
  ];
  states.forEach((state, at) => {
    near(state.stability, stabilities[at], 1e-6, `stability ${at}`);
    near(state.difficulty, difficulties[at], 1e-6, `difficulty ${at}`);
  });
  assert.deepEqual([states.at(-1).reps, states.at(-1).lapses], [13, 1]);
});

test("what is remembered depends on the days between reviews, not on when the card was due", () => {
  let time = START;
  const reviews = [[0, 1], [0, 3], [1, 3], [3, 3], [8, 3], [21, 3]].map(([gap, grade]) => [time += gap * DAY, grade]);
  const state = replay(reviews);
  near(state.stability, 53.62691, 1e-6, "stability");
  near(state.difficulty, 6.3574867, 1e-6, "difficulty");
});

// Minutes since the last review, grade, and what py-fsrs 6.3.2 makes of them: phase, minutes until the card is due,
// stability, difficulty.
test("every grade in every phase, early and late, gives the state of other implementations", () => {
  const rows = [
    [0, HARD, "learning", 5.5, 1.2931, 5.112171],
    [6, HARD, "learning", 5.5, 1.2931, 6.74046],
    [5, GOOD, "learning", 10, 1.3359, 6.728947],
    [3, HARD, "learning", 10, 1.3359, 7.813751],
    [10, GOOD, "review", 1440, 1.377162, 7.801166],
    [1439, GOOD, "review", 1440, 1.41686, 7.788593],
    [300, AGAIN, "relearning", 10, 0.49164, 9.258354],
    [4, HARD, "relearning", 15, 0.49164, 9.492889],
    [15, HARD, "relearning", 15, 0.49164, 9.648585],
    [2880, GOOD, "review", 1440, 1.419989, 9.634164],
    [7200, HARD, "review", 4320, 2.692648, 9.74237],
    [60, EASY, "review", 7200, 4.560009, 9.64151],
    [57600, AGAIN, "relearning", 10, 1.195235, 9.867395],
    [4320, AGAIN, "relearning", 10, 0.394453, 9.941642],
    [10, EASY, "review", 1440, 0.758002, 9.90737],
    [12960, EASY, "review", 5760, 3.863039, 9.861646],
    [144000, HARD, "review", 12960, 8.954788, 9.893382],
    [90, AGAIN, "relearning", 10, 2.752249, 9.950184],
    [10, GOOD, "review", 4320, 2.752249, 9.935462],
    [6800, AGAIN, "relearning", 10, 0.661094, 9.964015],
    [10, AGAIN, "relearning", 10, 0.241195, 9.9734],
    [5760000, AGAIN, "relearning", 10, 0.229552, 9.976485],
    [43205, GOOD, "review", 1440, 1.248018, 9.961737]
  ];
  // The second of two steps, reached by a "good" answer.
  const steps = { 2: 1, 3: 1 };
  let time = START, state = null;
  rows.forEach(([gap, grade, phase, wait, stability, difficulty], at) => {
    time += gap * MINUTE;
    state = next(state, time, grade);
    assert.deepEqual([at, state.phase, state.step, (state.due - time) / MINUTE], [at, phase, steps[at] ?? 0, wait]);
    near(state.stability, stability, 1e-5, `stability ${at}`);
    near(state.difficulty, difficulty, 1e-5, `difficulty ${at}`);
  });
  assert.equal(state.lapses, 4);
});

test("a new card is asked again after minutes, an easy one after days", () => {
  const waits = [AGAIN, HARD, GOOD, EASY].map((grade) => next(null, START, grade));
  assert.deepEqual(waits.map((it) => (it.due - START) / MINUTE), [1, 5.5, 10, 8 * 1440]);
  assert.deepEqual(waits.map((it) => it.phase), ["learning", "learning", "learning", "review"]);
  assert.deepEqual(waits.map((it) => it.step), [0, 0, 1, 0]);
  const failed = next(waits[2], START + 10 * MINUTE, AGAIN);
  assert.deepEqual([failed.step, failed.lapses, failed.due - failed.last], [0, 0, MINUTE]);
});

test("a review on the same day strengthens little, and only failing weakens", () => {
  const [, known] = whenDue([GOOD, GOOD]);
  const later = (grade, gap) => next(known, known.last + gap, grade).stability;
  for (const grade of [HARD, GOOD, EASY]) {
    assert.ok(later(grade, 5 * MINUTE) >= known.stability);
    assert.ok(later(grade, DAY - 1) < later(grade, 2 * DAY));
  }
  assert.ok(later(AGAIN, 5 * MINUTE) < known.stability);
});

test("no interval is longer than the days until an exam, and none shorter than a day", () => {
  const exam = START + 40.5 * DAY, states = whenDue([3, 3, 3, 3], { until: exam });
  assert.deepEqual(days(states), [0, 2, 11, 27]);
  assert.ok(states.every((it) => it.due < exam));
  assert.deepEqual(days(whenDue([4], { until: START + DAY / 2 })), [1]);
  for (const until of [0, undefined, START - DAY]) assert.deepEqual(days(whenDue([3, 3, 3], { until })), [0, 2, 11]);
  assert.ok(days(whenDue(Array(60).fill(EASY))).every((it) => it <= 36500));
});

test("who wants to remember more is asked more often", () => {
  const grades = [3, 3, 3, 3, 3, 3];
  const [less, usual, more] = [0.8, 0.9, 0.95].map((retention) => days(whenDue(grades, { retention })));
  assert.deepEqual(usual, days(whenDue(grades)));
  for (let at = 2; at < grades.length; at++) assert.ok(more[at] < usual[at] && usual[at] < less[at], `${more}; ${less}`);
  for (const retention of [0, 1, 2, NaN, "much"]) assert.deepEqual(days(whenDue(grades, { retention })), usual);
});

test("the chance to recall is certain at first, wanted when due, and falls", () => {
  const [, state] = whenDue([GOOD, GOOD]);
  assert.equal(retrievability(null, START), 0);
  assert.equal(retrievability(state, state.last), 1);
  assert.equal(retrievability(state, state.last - DAY), 1);
  near(retrievability(state, state.last + state.stability * DAY), 0.9, 1e-12, "after the days of the stability");
  assert.ok(retrievability(state, state.due + DAY / 2) > retrievability(state, state.due + DAY));
});

test("a replay gives what every step gave, and changes nothing", () => {
  const random = seeded(7), reviews = [];
  let time = START, state = null;
  for (let at = 0; at < 200; at++) {
    const grade = 1 + Math.floor(random() * 4), before = Object.freeze(state);
    state = next(before, time, grade, { retention: 0.92, until: START + 200 * DAY });
    reviews.push(Object.freeze([time, grade]));
    time += Math.floor(random() * 9 * DAY);
  }
  assert.deepEqual(replay(Object.freeze(reviews), { retention: 0.92, until: START + 200 * DAY }), state);
  assert.equal(replay([]), null);
});

test("a clock that was set back does no harm", () => {
  for (const grade of [AGAIN, HARD, GOOD, EASY]) {
    for (const before of whenDue([GOOD, GOOD, AGAIN])) {
      const time = before.last - 400 * DAY, state = next(before, time, grade);
      assert.ok(state.due > time && state.last === time && state.stability > 0, JSON.stringify(state));
      assert.deepEqual({ ...state, due: state.due - time, last: 0 },
        { ...next(before, before.last, grade), due: next(before, before.last, grade).due - before.last, last: 0 });
    }
  }
});

test("states stay finite and in their ranges, whatever happens", () => {
  const random = seeded(2026);
  let state = null, time = START;
  for (let at = 0; at < 10_000; at++) {
    const gap = random() < 0.3 ? random() * DAY : random() < 0.9 ? random() * 60 * DAY : -random() * DAY;
    time += Math.floor(random() < 0.01 ? gap * 1000 : gap);
    // Some cards are always easy, some never known.
    const mood = Math.floor(at / 500) % 3, grade = mood === 1 ? EASY : mood === 2 && random() < 0.9 ? AGAIN : 1 + Math.floor(random() * 4);
    state = next(random() < 0.002 ? null : state, time, grade);
    for (const key of ["stability", "difficulty", "due", "last", "step", "reps", "lapses"]) {
      assert.ok(Number.isFinite(state[key]), `${at}: ${key}: ${state[key]}`);
    }
    assert.ok(state.stability >= 0.001 && state.stability <= 36500, `${at}: ${state.stability}`);
    assert.ok(state.difficulty >= 1 && state.difficulty <= 10, `${at}: ${state.difficulty}`);
    assert.ok(state.due - time >= MINUTE && state.due - time <= 36500 * DAY, `${at}: ${state.due - time}`);
    const chance = retrievability(state, time + random() * 1000 * DAY);
    assert.ok(chance > 0 && chance <= 1, `${at}: ${chance}`);
  }
});
