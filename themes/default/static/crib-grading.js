// Lets readers say how well they knew an answer: four buttons, each with the time until the question comes
// again. In notes it does so below the answers of questions at the end of sections; on the page of
// practice, sessions use the same buttons.
(function () {
  "use strict";
  var create = Document.prototype.createElement.bind(document);
  var t = globalThis.cribText, DAY = 24 * 60 * 60 * 1000;

  function make(name, parent, text, attributes) {
    var element = create(name);
    if (text) element.textContent = text;
    Object.keys(attributes || {}).forEach(function (key) { element.setAttribute(key, attributes[key]); });
    return parent.appendChild(element);
  }

  // A span of time in its largest unit.
  function span(time) {
    var minutes = Math.max(1, Math.round(time / 60000)), hours = Math.round(minutes / 60), days = time / DAY;
    if (minutes < 60) return t("in_minutes", { n: minutes });
    if (hours < 24) return t("in_hours", { n: hours });
    if (days < 60) return t("in_days", { n: Math.round(days) });
    if (days < 730) return t("in_months", { n: Math.round(days / 30.4) });
    return t("in_years", { n: Math.round(days / 365.25) });
  }

  // How the settings of a reader bear upon intervals: an exam must not find a card that waits, and one
  // that is over shortens none.
  function options(settings, now) {
    var exam = settings.exam ? new Date(settings.exam + "T00:00").getTime() : 0;
    return { retention: settings.retention || 0.9, until: exam > now ? exam : 0 };
  }

  // Four buttons for a card in that state; `grade` is told which one was used.
  function buttons(parent, state, options, now, grade) {
    var group = make("div", parent, "", { "class": "grades", role: "group", "aria-label": t("how_well") });
    ["grade_again", "grade_hard", "grade_good", "grade_easy"].forEach(function (key, at) {
      var button = make("button", group, "", { type: "button", "class": "grade grade-" + (at + 1), "aria-keyshortcuts": at + 1 });
      make("span", button, t(key));
      make("kbd", button, String(at + 1), { "aria-hidden": "true" });
      make("span", button, span(cribFsrs.next(state, now, at + 1, options).due - now), { "class": "span" });
      button.addEventListener("click", function () { grade(at + 1); });
    });
    return group;
  }

  var stores = new Map();
  function open(site, title) {
    if (!stores.has(site)) stores.set(site, cribProgress.open(site, { title: title }));
    return stores.get(site);
  }

  // Grades a question in a note, when its answer is opened.
  function check(question, site, title) {
    var store = open(site, title), key = question.dataset.key;
    if (!question.open || question.querySelector(".grading")) return;
    var place = make("div", question, "", { "class": "grading" });
    function ask() {
      var now = Date.now(), settings = options(store.settings(), now);
      var state = cribFsrs.replay(store.reviews(key), settings);
      place.textContent = "";
      return buttons(place, state, settings, now, function (grade) {
        var next = cribFsrs.next(state, now, grade, settings);
        store.add(key, grade).then(function () { return store.persist(); });
        place.textContent = "";
        if (store.state !== "kept") make("p", place, t(store.state === "full" ? "progress_full" : "progress_not_kept"), { "class": "notice" });
        // The focus moves to the button, so its name says what happened.
        var said = t("again_in", { time: span(next.due - now) });
        make("span", place, said, { "aria-hidden": "true" }).after(" ");
        var undo = make("button", place, t("undo"), { type: "button", "class": "plain", "aria-label": said + " " + t("undo") });
        undo.addEventListener("click", function () {
          store.undo(key);
          ask().firstElementChild.focus();
        });
        undo.focus();
      });
    }
    ask();
    question.addEventListener("keydown", function (e) {
      var grades = place.querySelectorAll(".grade");
      if (/^[1-4]$/.test(e.key) && grades.length && !e.ctrlKey && !e.metaKey && !e.altKey) grades[e.key - 1].click();
    });
  }

  globalThis.cribGrading = Object.freeze({ make: make, span: span, options: options, buttons: buttons, open: open, check: check });
})();
