// Decides when a card is shown again: FSRS-6 with its default weights, as "The Algorithm" in the wiki of
// awesome-fsrs describes it. A card has a stability (days until the chance to recall it falls to 90 %) and
// a difficulty (1 to 10). It knows no page and no storage. Times are milliseconds since 1970, grades
// 1 (again), 2 (hard), 3 (good) and 4 (easy).
(function () {
  "use strict";
  var WEIGHTS = [
    0.212, 1.2931, 2.3065, 8.2956, 6.4133, 0.8334, 3.0194, 0.001, 1.8722, 0.1666, 0.796,
    1.4835, 0.0614, 0.2629, 1.6483, 0.6014, 1.8729, 0.5425, 0.0912, 0.0658, 0.1542
  ];
  var AGAIN = 1, HARD = 2, GOOD = 3, EASY = 4;
  var MINUTE = 60 * 1000, DAY = 24 * 60 * MINUTE;
  // How long a card waits before it is known, and after it was forgotten.
  var STEPS = { learning: [MINUTE, 10 * MINUTE], relearning: [10 * MINUTE] };
  // In days; a century is as good as for ever.
  var LONGEST = 36500, SHORTEST_STABILITY = 0.001;
  var DECAY = -WEIGHTS[20], FACTOR = Math.pow(0.9, 1 / DECAY) - 1;

  function within(low, value, high) {
    return Math.max(low, Math.min(value, high));
  }

  // The chance to recall a card some days after its last review.
  function recall(stability, days) {
    return Math.pow(1 + FACTOR * Math.max(days, 0) / stability, DECAY);
  }

  function firstDifficulty(grade) {
    return WEIGHTS[4] - Math.exp(WEIGHTS[5] * (grade - 1)) + 1;
  }

  // Changes get smaller near 10, and each draws a little towards that of an easy card.
  function nextDifficulty(difficulty, grade) {
    var change = -WEIGHTS[6] * (grade - GOOD) * (10 - difficulty) / 9;
    return WEIGHTS[7] * firstDifficulty(EASY) + (1 - WEIGHTS[7]) * (difficulty + change);
  }

  function nextStability(state, days, grade) {
    var s = state.stability, d = state.difficulty, missing = 1 - recall(s, days);
    if (days < 1) {
      var by = Math.exp(WEIGHTS[17] * (grade - GOOD + WEIGHTS[18])) * Math.pow(s, -WEIGHTS[19]);
      // The wiki lets "hard" lower the stability; Anki, ts-fsrs and py-fsrs no longer do.
      return s * (grade === AGAIN ? by : Math.max(by, 1));
    }
    if (grade === AGAIN) {
      var left = WEIGHTS[11] * Math.pow(d, -WEIGHTS[12]) * (Math.pow(s + 1, WEIGHTS[13]) - 1) * Math.exp(WEIGHTS[14] * missing);
      return Math.min(left, s / Math.exp(WEIGHTS[17] * WEIGHTS[18]));
    }
    var gain = Math.exp(WEIGHTS[8]) * (11 - d) * Math.pow(s, -WEIGHTS[9]) * (Math.exp(WEIGHTS[10] * missing) - 1);
    return s * (1 + gain * (grade === HARD ? WEIGHTS[15] : grade === EASY ? WEIGHTS[16] : 1));
  }

  // Whole days until a card is recalled with the wanted chance only: at least one.
  function interval(stability, time, options) {
    var wanted = options && options.retention, until = options && options.until;
    var retention = wanted > 0 && wanted < 1 ? wanted : 0.9;
    var days = Math.round(stability / FACTOR * (Math.pow(retention, 1 / DECAY) - 1));
    return within(1, days, until > time ? Math.floor((until - time) / DAY) : LONGEST);
  }

  // The state of a card after a review; `null` is that of a new one. Options are the wanted `retention`
  // (0.9) and the time of an exam, `until` which every card comes again.
  function next(state, time, grade, options) {
    var fresh = !state, phase = fresh ? "learning" : state.phase, step = fresh ? 0 : state.step;
    // A clock that was set back makes it the same day.
    var days = fresh ? 0 : Math.floor((time - state.last) / DAY);
    var stability = fresh ? WEIGHTS[grade - 1] : nextStability(state, days, grade);
    var difficulty = fresh ? firstDifficulty(grade) : nextDifficulty(state.difficulty, grade);
    var lapse = phase === "review" && grade === AGAIN;
    if (lapse) phase = "relearning";
    var steps = STEPS[phase], wait;
    if (steps && grade === AGAIN) {
      wait = steps[step = 0];
    } else if (steps && grade === HARD) {
      // Between this step and the next, if it is the first.
      wait = step ? steps[step] : steps.length > 1 ? (steps[0] + steps[1]) / 2 : steps[0] * 1.5;
    } else if (steps && grade === GOOD && step + 1 < steps.length) {
      wait = steps[++step];
    } else {
      phase = "review";
      step = 0;
    }
    stability = within(SHORTEST_STABILITY, stability, LONGEST);
    return {
      stability: stability,
      difficulty: within(1, difficulty, 10),
      due: time + (wait || interval(stability, time, options) * DAY),
      last: time,
      phase: phase,
      step: step,
      reps: (fresh ? 0 : state.reps) + 1,
      lapses: (fresh ? 0 : state.lapses) + (lapse ? 1 : 0)
    };
  }

  // The chance to recall a card now: 0 to 1.
  function retrievability(state, time) {
    return state ? recall(state.stability, (time - state.last) / DAY) : 0;
  }

  // The state after reviews, `[[time, grade], …]` in the order of their times.
  function replay(reviews, options) {
    return reviews.reduce(function (state, review) {
      return next(state, review[0], review[1], options);
    }, null);
  }

  globalThis.cribFsrs = Object.freeze({ next: next, retrievability: retrievability, replay: replay });
})();
