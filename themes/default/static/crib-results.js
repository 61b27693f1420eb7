// Draws what practice led to: how many cards will be due, and which notes are remembered least. It stores
// nothing. `cribResults(place, { cards: [{ state, title, url }, …], now })` fills a place; a state is one of
// `crib-fsrs.js`, the title and the address are those of the card's note.
(function () {
  "use strict";
  // No name in a note hides what the prototype can do (see `crib.js`).
  var create = Document.prototype.createElement.bind(document);
  var createSvg = Document.prototype.createElementNS.bind(document, "http://www.w3.org/2000/svg");
  var t = globalThis.cribText, DAYS = 30, WEAKEST = 10;
  var STEP = 10, GAP = 2, HEIGHT = 100, LOWEST = 2;

  function put(parent, element, text, attributes) {
    if (text) element.textContent = text;
    Object.keys(attributes || {}).forEach(function (key) { element.setAttribute(key, attributes[key]); });
    return parent.appendChild(element);
  }
  function make(name, parent, text, attributes) { return put(parent, create(name), text, attributes); }
  function draw(name, parent, text, attributes) { return put(parent, createSvg(name), text, attributes); }

  // The beginnings of days in the reader's time zone, whatever the clock does in between.
  function midnight(now, day) {
    var date = new Date(now);
    return new Date(date.getFullYear(), date.getMonth(), date.getDate() + day);
  }
  // For each day its name and the number of cards; what is overdue is due today.
  function forecast(cards, now) {
    var format = new Intl.DateTimeFormat(document.documentElement.lang || undefined, { day: "numeric", month: "short" });
    var days = [];
    for (var day = 0; day < DAYS; day++) {
      var begin = midnight(now, day);
      days.push({ name: day ? format.format(begin) : t("today"), end: +midnight(now, day + 1), count: 0 });
    }
    cards.forEach(function (card) {
      var day = days.find(function (it) { return card.state.due < it.end; });
      if (day) day.count++;
    });
    return days;
  }

  function told(day) { return day.name + ": " + t("cards_due", { n: day.count }); }

  // The drawing is stretched to its place, so its words are beside it.
  function bars(place, days) {
    var most = days.reduce(function (a, b) { return b.count > a.count ? b : a; });
    var total = days.reduce(function (sum, it) { return sum + it.count; }, 0);
    var rtl = getComputedStyle(place).direction === "rtl";
    make("p", place, (most === days[0] ? [most] : [days[0], most]).map(told).join(" · "), { "class": "meta" });
    var chart = draw("svg", place, "", {
      viewBox: "0 0 " + DAYS * STEP + " " + HEIGHT, preserveAspectRatio: "none", role: "img", "class": "forecast",
      "aria-label": t("due_in_days", { n: DAYS }) + ": " + t("cards_due", { n: total })
    });
    days.forEach(function (it, day) {
      if (!it.count) return;
      // One card beside many is seen, too.
      var height = Math.max(LOWEST, HEIGHT * it.count / most.count);
      var bar = draw("rect", chart, "", {
        "class": day ? "bar" : "bar today", x: (rtl ? DAYS - 1 - day : day) * STEP + GAP / 2, y: HEIGHT - height,
        width: STEP - GAP, height: height
      });
      draw("title", bar, told(it));
    });
    var ends = make("p", place, "", { "class": "ends meta", "aria-hidden": "true" });
    [days[0], days[DAYS - 1]].forEach(function (it) { make("span", ends, it.name); });
  }

  function figures(place, days) {
    var box = make("details", place);
    make("summary", box, t("as_table"));
    var table = make("table", box), head = make("tr", make("thead", table)), body = make("tbody", table);
    make("th", head, t("day"), { scope: "col" });
    make("th", head, t("cards_title"), { scope: "col" });
    days.forEach(function (it) {
      var row = make("tr", body);
      make("th", row, it.name, { scope: "row" });
      make("td", row, String(it.count));
    });
  }

  // The notes whose cards are remembered least, by the mean of their chances.
  function weakest(cards, now) {
    var notes = new Map();
    cards.forEach(function (card) {
      var note = notes.get(card.url) || { title: card.title, url: card.url, sum: 0, count: 0, lapses: 0 };
      note.sum += globalThis.cribFsrs.retrievability(card.state, now);
      note.lapses += card.state.lapses;
      note.count++;
      notes.set(card.url, note);
    });
    function mean(note) { return note.sum / note.count; }
    return Array.from(notes.values()).map(function (note) {
      return { title: note.title, url: note.url, mean: mean(note), lapses: note.lapses };
    }).sort(function (a, b) { return a.mean - b.mean || b.lapses - a.lapses; }).slice(0, WEAKEST);
  }

  function list(place, notes) {
    var items = make("ol", place, "", { "class": "weakest" });
    notes.forEach(function (note) {
      var item = make("li", items), said = [t("recalled", { n: Math.round(note.mean * 100) })];
      make("a", item, note.title, { href: note.url });
      if (note.lapses) said.push(t("lapses", { n: note.lapses }));
      item.append(" ");
      make("span", item, said.join(" · "), { "class": "meta" });
    });
  }

  globalThis.cribResults = function (place, data) {
    var now = data.now || Date.now(), cards = data.cards.filter(function (it) { return it.state; });
    place.textContent = "";
    if (!cards.length) return make("p", place, t("nothing_practised"), { "class": "meta" });
    var ahead = make("section", place), days = forecast(cards, now);
    make("h2", ahead, t("due_in_days", { n: DAYS }));
    bars(ahead, days);
    figures(ahead, days);
    var weak = make("section", place);
    make("h2", weak, t("weakest_notes"));
    list(weak, weakest(cards, now));
  };
})();
