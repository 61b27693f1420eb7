// The page of practice: which questions are due, a session with them, and what the reader's progress is.
// Lists of questions and their text come in files that call `cribPracticeFile`, so that they can be read
// from disk. What is asked for stands in the address: ?tag=exam-tip&note=PAGE&in=FOLDER&kind=rule&item=NAME
(function () {
  "use strict";
  // No name in a note hides what the prototype can do (see `crib.js`).
  var find = Document.prototype.querySelector.bind(document);
  var create = Document.prototype.createElement.bind(document);
  function own(name) { return Reflect.get(Document.prototype, name, document); }
  var t = globalThis.cribText, grading = globalThis.cribGrading, make = grading.make, DAY = 24 * 60 * 60 * 1000;
  // How many new questions are added on wish, tags are listed, offers are made at a time, answers can be taken back.
  var MORE = 10, MOST_TAGS = 40, MOST_OFFERS = 5, MOST_BACK = 50;
  var root = find('[data-crib="practice"]'), files = new Map();
  if (!root) return;
  function now() { return Date.now(); }
  var head = find('[data-crib="practice-head"]'), status = find('[data-crib="practice-status"]'), decks = find('[data-crib="decks"]');

  globalThis.cribPracticeFile = function (name, content) { files.set(name, content); };
  function load(name, url) {
    if (files.has(name)) return Promise.resolve(files.get(name));
    return new Promise(function (done, fail) {
      var script = create("script");
      script.src = url;
      script.onload = function () {
        if (files.has(name)) done(files.get(name));
        else fail(new Error(url + " holds no " + name));
      };
      script.onerror = function () {
        script.remove();
        fail(new Error("could not load " + url));
      };
      own("head").append(script);
    });
  }
  function button(parent, text, run, look) {
    var element = make("button", parent, text, { type: "button" });
    if (look) element.className = look;
    element.addEventListener("click", run);
    return element;
  }
  // The reader's midnight before a time, or so many hours after it.
  function midnight(time, hours) {
    return new Date(time).setHours(hours || 0, 0, 0, 0);
  }

  function start(data, store) {
    var all = data.questions.map(function (it, at) {
      return { at: at, id: it[0], part: it[1], notes: it[2], kind: it[3], tags: it[4], items: it[5], card: it[0] + ".." };
    });
    var byCard = new Map(), texts = new Map(), past, session = null, day;
    function settings() {
      return Object.assign({ retention: 0.9, fresh: 20 }, store.settings());
    }
    function options() { return grading.options(settings(), now()); }

    // Reads the log anew. Cards that it knows and the site does not may be here under another id: then
    // what finds them is loaded.
    function refresh() {
      past = store.past(all.map(function (it) { return it.card; }));
      var lost = past.gone + past.offers.length;
      if (lost && !files.has("words")) {
        return load("words", root.dataset.words + "?" + data.version).then(function (words) {
          // Those of another version of the site would be those of other questions.
          if (words[0] !== data.version) return replay();
          words[1].split(" ").forEach(function (it, at) { if (all[at]) all[at].card = all[at].id + "." + it; });
          return refresh();
        }, replay);
      }
      replay();
      return Promise.resolve();
    }
    function replay() {
      var how = options();
      byCard.clear();
      all.forEach(function (it) {
        byCard.set(it.card, it);
        var reviews = past.reviews.get(it.card);
        it.reviews = reviews || [];
        it.state = reviews ? cribFsrs.replay(reviews, how) : null;
        it.suspended = past.suspended.has(it.card);
      });
    }

    // What the address asks for: of several values of one key any, of several keys all.
    var query = new URLSearchParams(location.search), wanted = new Map();
    new URLSearchParams(location.hash.slice(1)).forEach(function (value, key) { query.append(key, value); });
    ["note", "in", "tag", "kind", "item"].forEach(function (key) {
      if (query.has(key)) wanted.set(key, query.getAll(key));
    });
    function has(value, key, it) {
      var notes = it.notes.map(function (note) { return data.notes[note]; });
      if (key === "note") return notes.some(function (note) { return note.route === value; });
      if (key === "in") {
        return notes.some(function (note) { return (data.folders[note.folder].path + "/").startsWith(value + "/"); });
      }
      if (key === "kind") return data.kinds[it.kind] === value;
      var names = (key === "tag" ? it.tags : it.items).map(function (name) { return key === "tag" ? data.tags[name] : data.items[name][0]; });
      return names.some(function (name) { return name === value || key === "tag" && name.startsWith(value + "/"); });
    }
    function isWanted(it) {
      return Array.from(wanted).every(function (entry) {
        return entry[1].some(function (value) { return has(value, entry[0], it); });
      });
    }
    function scope() { return all.filter(isWanted); }

    // Whether a question is asked today. In the last days before an exam every one is, once a day.
    function isNear() {
      var exam = options().until;
      return exam && exam - now() < 7 * DAY;
    }
    function isDue(it, time, near) {
      return it.state && !it.suspended && (it.state.due < midnight(time, 24) || near && it.state.last < midnight(time));
    }
    // How many of some questions are due today, new, and learnt.
    function count(list) {
      var time = now(), near = isNear(), counts = { due: 0, fresh: 0, learnt: 0, suspended: 0 };
      list.forEach(function (it) {
        if (it.suspended) counts.suspended++;
        else if (!it.state) counts.fresh++;
        else {
          if (isDue(it, time, near)) counts.due++;
          if (it.state.phase === "review") counts.learnt++;
        }
      });
      return counts;
    }
    // What a session asks: what is due, before an exam what is least remembered first, then as many new
    // questions as are left for today. Who chose what to practise gets new ones of that in any case.
    function due(list) {
      var time = now(), near = isNear(), most = settings().fresh, today = midnight(time);
      var ready = list.filter(function (it) { return isDue(it, time, near); }).map(function (it) {
        return { it: it, rank: near ? cribFsrs.retrievability(it.state, time) : it.state.due };
      }).sort(function (a, b) { return a.rank - b.rank || a.it.at - b.it.at; }).map(function (ranked) { return ranked.it; });
      var begun = all.filter(function (it) { return it.reviews.length && it.reviews[0][0] >= today; }).length;
      var fresh = list.filter(function (it) { return !it.state && !it.suspended; });
      var left = wanted.size ? most : Math.max(0, most - begun);
      return { ready: ready, fresh: fresh.slice(0, left), later: fresh.slice(left) };
    }

    // The texts of questions, loaded with those of their part.
    function text(it) {
      if (texts.has(it.id)) return Promise.resolve(texts.get(it.id));
      return load(String(it.part), data.parts[it.part]).then(function (part) {
        part.forEach(function (question) { texts.set(question.key.split(".")[0], question); });
        if (!texts.has(it.id)) throw new Error("no text for " + it.id);
        return texts.get(it.id);
      });
    }

    var overview = make("div", root), stage = make("section", root, "", { "class": "session", "aria-label": t("session") });
    stage.hidden = true;
    decks.hidden = true;

    function counts(parent, counts, total, look) {
      var said = [];
      if (counts.due) said.push(t("due", { n: counts.due }));
      if (counts.fresh) said.push(t("new", { n: counts.fresh }));
      if (counts.learnt) said.push(t("learnt", { n: counts.learnt }));
      if (counts.suspended) said.push(t("suspended", { n: counts.suspended }));
      make("span", parent, said.join(" · ") || t("questions", { n: total }), { "class": look || "size" });
    }
    function link(parent, title, key, value) {
      return make("a", parent, title, { href: "?" + key + "=" + encodeURIComponent(value) });
    }
    function say(parent, text, look) { return make("p", parent, text, { "class": look || "meta" }); }

    function show() {
      var list = scope(), asks = due(list), total = asks.ready.length + asks.fresh.length;
      session = null;
      day = midnight(now());
      stage.hidden = true;
      stage.textContent = "";
      head.hidden = overview.hidden = false;
      overview.textContent = "";
      status.textContent = "";
      counts(status, count(list), list.length, "counts");
      if (wanted.size) filters(list);
      notices();
      if (!total) say(overview, list.length ? nothing(list, asks.later.length) : t("no_questions_here"));
      var actions = list.length && make("p", overview, "", { "class": "actions" });
      if (total) button(actions, t("practise_n", { n: total }), function () { begin(asks.ready.concat(asks.fresh)); }, "button main");
      if (!total && asks.later.length) {
        var more = asks.later.slice(0, MORE);
        button(actions, t("more_new", { n: more.length }), function () { begin(more); }, "button main");
      }
      if (actions) {
        button(actions, t("go_through_all", { n: list.length }), function () {
          begin(list.filter(function (it) { return !it.suspended; }));
        }, "button");
      }
      var off = list.filter(function (it) { return it.suspended; });
      if (off.length) {
        button(actions, t("resume", { n: off.length }), function () {
          Promise.all(off.map(function (it) {
            return text(it).then(function (question) { return store.add(question.key, "r"); });
          })).then(refresh).then(show);
        }, "button");
      }
      deckList();
      if (globalThis.cribResults) results();
      keep();
      return actions && actions.firstElementChild;
    }
    // What there is to say where nothing is due: whether new questions are left, and when the next is due.
    function nothing(list, later) {
      var times = list.filter(function (it) { return it.state && !it.suspended; }).map(function (it) { return it.state.due; });
      var next = Math.max(Math.min.apply(null, times) - now(), 0), said = [];
      if (later) said.push(t("new_done"));
      if (times.length) said.push(t("nothing_due", { time: grading.span(next) }));
      return said.join(" ") || t("nothing_due_today");
    }

    function filters() {
      var place = say(overview, "", "meta scope");
      wanted.forEach(function (values, key) {
        values.forEach(function (value) {
          make("span", place, name(key, value), { "class": "tag" });
          place.append(" ");
        });
      });
      make("a", place, t("all_decks"), { href: location.pathname.replace(/.*\//, "") || "index.html" });
    }
    function name(key, value) {
      var note = data.notes.find(function (it) { return it.route === value; });
      var folder = data.folders.find(function (it) { return it.path === value; });
      var item = data.items.find(function (it) { return it[0] === value; });
      if (key === "item" && item) return item[1];
      return key === "note" && note ? note.title : key === "in" && folder && folder.title || value;
    }

    function deckList() {
      if (wanted.size) return;
      var section = make("section", overview, "", { "class": "entries decks" });
      make("h2", section, t("decks_title"));
      var lists = data.folders.map(function () { return new Map(); });
      all.forEach(function (it) {
        var note = it.notes[0], of = lists[data.notes[note].folder];
        if (!of.has(note)) of.set(note, []);
        of.get(note).push(it);
      });
      data.folders.forEach(function (folder, at) {
        var whole = [];
        lists[at].forEach(function (list) { whole = whole.concat(list); });
        if (!whole.length) return;
        var deck = make("details", section, "", { "class": "deck" }), line = make("summary", deck);
        make("span", line, folder.title, { "class": "name" });
        line.append(" ");
        counts(line, count(whole), whole.length);
        var inside = make("ul", deck), filled = false;
        deck.addEventListener("toggle", function () {
          if (filled) return;
          filled = true;
          if (folder.path) link(make("li", inside), t("practise_folder", { n: whole.length }), "in", folder.path);
          lists[at].forEach(function (list, note) {
            var item = make("li", inside);
            link(item, data.notes[note].title, "note", data.notes[note].route);
            item.append(" ");
            counts(item, count(list), list.length);
          });
        });
      });
      var shown = section.querySelectorAll(".deck");
      if (shown.length === 1) shown[0].open = true;
      if (data.tags.length) byTag(section);
      var more = make("details", section, "", { "class": "deck browse" });
      make("summary", more, t("read_all"));
      more.append(decks.querySelector("ul").cloneNode(true));
    }

    // The tags with the most questions.
    function byTag(section) {
      var lists = data.tags.map(function () { return []; });
      all.forEach(function (it) {
        it.tags.forEach(function (tag) { lists[tag].push(it); });
      });
      var deck = make("details", section, "", { "class": "deck" }), inside;
      make("span", make("summary", deck), t("tags_title"), { "class": "name" });
      inside = make("ul", deck);
      data.tags.map(function (name, at) { return { name: name, list: lists[at] }; }).sort(function (a, b) {
        return b.list.length - a.list.length;
      }).slice(0, MOST_TAGS).forEach(function (tag) {
        var item = make("li", inside);
        link(item, tag.name, "tag", tag.name);
        item.append(" ");
        counts(item, count(tag.list), tag.list.length);
      });
    }

    function results() {
      var cards = scope().filter(function (it) { return it.state && !it.suspended; }).map(function (it) {
        var note = data.notes[it.notes[0]];
        return { state: it.state, title: note.title, url: note.url };
      });
      if (cards.length) globalThis.cribResults(make("section", overview, "", { "class": "results" }), { cards: cards, now: now() });
    }

    function notice(parent, text, action, run) {
      var place = make("p", parent, text, { "class": "notice" });
      if (action) {
        place.append(" ");
        button(place, action, run, "plain");
      }
      return place;
    }
    // Says so if what is answered will be lost.
    function warn(parent) {
      if (store.state === "memory") notice(parent, t("progress_not_kept"));
      if (store.state === "full") notice(parent, t("progress_full"), t("export"), save);
    }
    // What readers must know or decide about their progress.
    function notices() {
      function again() { return refresh().then(show); }
      function declined() { return settings().declined || []; }
      function isDeclined(name) { return declined().indexOf(name) >= 0; }
      function decline(place, name) {
        place.append(" ");
        button(place, t("not_it"), function () {
          store.set({ declined: declined().concat(name) });
          place.remove();
        }, "plain");
      }
      warn(overview);
      var entries = store.entries(), ids = new Set(all.map(function (it) { return it.id; }));
      store.others().forEach(function (other) {
        var shared = other.entries.filter(function (it) { return ids.has(it[0].split(".")[0]); });
        var news = cribProgress.merge(entries, shared).length - entries.length;
        if (!news || isDeclined(other.site)) return;
        decline(notice(overview, t("progress_elsewhere", { n: news, title: other.title || other.site }), t("use_it"), function () {
          store.take(shared);
          again();
        }), other.site);
      });
      past.offers.filter(function (offer) {
        return byCard.has(offer.card) && !isDeclined(offer.card + offer.from);
      }).slice(0, MOST_OFFERS).forEach(function (offer) {
        var it = byCard.get(offer.card);
        var place = make("p", overview, "", { "class": "notice" });
        text(it).then(function (question) {
          var asked = make("span", place);
          asked.innerHTML = question.html;
          place.prepend(t("was_it_this", { n: offer.count }) + " ");
          place.append(" ");
          button(place, t("keep_past"), function () { store.add(offer.card, "=" + offer.from).then(again); }, "plain");
          decline(place, offer.card + offer.from);
        }, function () { place.remove(); });
      });
      var exported = store.exported();
      if (exported.since >= 200 && now() - exported.time > 30 * DAY) notice(overview, t("export_reminder", { n: exported.since }), t("export"), save);
    }

    function save() {
      var file = new Blob([store.exportFile(data.title)], { type: "application/json" });
      var link = make("a", overview, "", { href: URL.createObjectURL(file), download: "practice-" + root.dataset.site + ".json" });
      link.hidden = true;
      link.click();
      setTimeout(function () { URL.revokeObjectURL(link.href); }, 10000);
    }

    // Settings, export and import.
    function keep() {
      var place = make("details", overview, "", { "class": "deck settings" }), how = settings();
      make("summary", place, t("settings"));
      var form = make("form", place);
      form.addEventListener("submit", function (e) { e.preventDefault(); });
      function field(key, label, attributes, read) {
        var around = make("label", form, label + " "), input = make("input", around, "", attributes);
        input.addEventListener("change", function () {
          var value = read(input.value);
          if (value === null) return input.value = attributes.value;
          var change = {};
          change[key] = value;
          store.set(change);
          refresh().then(show).then(function () {
            var again = find(".settings");
            again.open = true;
            again.querySelector('[name="' + key + '"]').focus();
          });
        });
      }
      function between(low, high) {
        return function (value) { return value !== "" && +value >= low && +value <= high ? +value : null; };
      }
      var percent = between(70, 99);
      field("retention", t("retention"), { type: "number", name: "retention", min: 70, max: 99, step: 1, value: Math.round(how.retention * 100) },
        function (value) { return percent(value) === null ? null : value / 100; });
      field("fresh", t("new_per_day"), { type: "number", name: "fresh", min: 0, max: 999, step: 1, value: how.fresh }, between(0, 999));
      field("exam", t("exam_date"), { type: "date", name: "exam", value: how.exam || "" }, function (value) { return value; });
      var files = say(place, "", "actions"), said = make("p", place, "", { "class": "meta", role: "status" });
      var exported = store.exported();
      said.textContent = exported.time ? t("exported_on", { time: new Date(exported.time).toLocaleDateString(own("documentElement").lang) }) : t("kept_here");
      button(files, t("export"), function () {
        save();
        said.textContent = t("exported_now");
      }, "button");
      var input = make("input", files, "", { type: "file", accept: ".json,application/json", "aria-label": t("import") });
      input.hidden = true;
      button(files, t("import"), function () { input.click(); }, "button");
      input.addEventListener("change", function () {
        var file = input.files[0];
        if (!file) return;
        file.text().then(function (text) {
          var result = store.importFile(text);
          return refresh().then(show).then(function () {
            var again = find(".settings");
            again.open = true;
            again.querySelector('[role="status"]').textContent = t("imported", { n: result.added, known: result.known });
            again.querySelector("summary").focus();
          });
        }).catch(function (error) { said.textContent = error.key ? t(error.key) : t("import_broken"); });
        input.value = "";
      });
    }

    // A session: one question after the other; what was not known comes again.
    function begin(list) {
      session = { queue: list.slice(), waiting: [], done: 0, total: list.length, back: [], grades: [0, 0, 0, 0, 0] };
      head.hidden = overview.hidden = true;
      stage.hidden = false;
      ask();
    }
    function next() {
      var time = now();
      session.waiting.sort(function (a, b) { return a.state.due - b.state.due; });
      // Nothing is asked twice in a row while there is something else.
      var others = session.waiting.filter(function (it) { return it !== session.current; });
      var ready = others.length && (others[0].state.due <= time || !session.queue.length) ? others[0] : null;
      if (!ready && session.queue.length) return session.queue.shift();
      ready = ready || session.waiting[0];
      session.waiting = session.waiting.filter(function (it) { return it !== ready; });
      return ready;
    }
    function ask(known) {
      var it = known || next(), current = session;
      if (!it) return finish();
      session.current = it;
      session.shown = false;
      session.reveal = session.suspend = null;
      text(it).then(function (question) {
        if (session === current && session.current === it) card(it, question);
      }, function () {
        stage.textContent = "";
        say(stage, t("questions_failed"), "notice");
        button(stage, t("try_again"), function () { ask(it); }, "button");
        button(stage, t("end_session"), leave, "button");
      });
    }
    function bar(isOver) {
      var place = make("div", stage, "", { "class": "session-bar" });
      if (!isOver) button(place, t("end_session"), leave, "plain");
      // What comes again counts half.
      make("progress", place, "", { max: session.total, value: session.done + session.waiting.length / 2, "aria-label": t("session") });
      make("span", place, t("some_of", { shown: session.done, total: session.total }), { "class": "size" });
      var undo = button(place, t("undo"), takeBack, "plain");
      undo.disabled = !session.back.length;
      warn(stage);
    }
    function card(it, question) {
      var time = now();
      stage.textContent = "";
      bar();
      var article = make("article", stage, "", { "class": "asking" });
      if (question.language) article.lang = question.language;
      say(article, [question.note].concat(question.context).filter(Boolean).join(" › "), "over");
      var asked = make("h2", article, "", { tabindex: "-1", dir: "auto", "class": "asked" });
      asked.innerHTML = question.html;
      var answer = make("div", article, "", { "class": "text answered", tabindex: "-1", dir: "auto" });
      answer.hidden = true;
      answer.innerHTML = question.answer;
      question.why.forEach(function (why) {
        var reason = make("p", answer, why.header ? t("labelled_reason", { label: why.header }) + " " : "", { "class": "why" });
        make("span", reason).innerHTML = why.html;
      });
      var foot = make("div", stage, "", { "class": "answering" });
      button(foot, t("show_answer"), reveal, "button main").setAttribute("aria-keyshortcuts", "Space");
      var about = say(stage, "", "meta about");
      question.places.forEach(function (place, at) {
        if (at) about.append(" · ");
        // In another tab, so that the session goes on in this one.
        make("a", about, at ? place.title : t("open_note"), { href: place.url, title: place.title, target: "_blank" });
      });
      about.append(" · ");
      button(about, t("suspend"), function () { session.suspend(); }, "plain");
      var why = make("details", stage, "", { "class": "meta because" });
      make("summary", why, t("why_a_card"));
      say(why, t("because", { reason: t("rule_" + question.rule.replace(/-/g, "_")) }));
      var off = say(why, "");
      t("switch_off", { rule: question.rule }).split("`").forEach(function (part, at) {
        make(at % 2 ? "code" : "span", off, part);
      });
      asked.focus({ preventScroll: true });
      scrollTo(0, 0);
      session.reveal = reveal;
      session.suspend = function () { suspend(it, question); };
      function reveal() {
        if (session.shown) return;
        session.shown = true;
        answer.hidden = false;
        foot.textContent = "";
        grading.buttons(foot, it.state, options(), now(), function (grade) { rate(it, question, grade); });
        answer.focus({ preventScroll: true });
        answer.scrollIntoView({ block: "nearest" });
      }
    }
    function remember(it) {
      session.back.push({ it: it, done: session.done, total: session.total,
        queue: session.queue.slice(), waiting: session.waiting.slice(), grades: session.grades.slice() });
      if (session.back.length > MOST_BACK) session.back.shift();
    }
    function rate(it, question, grade) {
      if (!session || !session.shown || session.current !== it) return;
      var time = now();
      remember(it);
      it.state = cribFsrs.next(it.state, time, grade, options());
      it.reviews = it.reviews.concat([[time, grade]]);
      session.grades[grade]++;
      store.add(question.key, grade).then(function () { return store.persist(); });
      if (it.state.phase === "review") session.done++;
      else session.waiting.push(it);
      ask();
    }
    function suspend(it, question) {
      remember(it);
      it.suspended = true;
      store.add(question.key, "s");
      session.total--;
      ask();
    }
    function takeBack() {
      var back = session.back.pop();
      if (!back) return;
      store.undo();
      ["queue", "waiting", "done", "total", "grades"].forEach(function (key) { session[key] = back[key]; });
      refresh().then(function () { ask(back.it); });
    }
    function finish() {
      var grades = session.grades, answered = grades[1] + grades[2] + grades[3] + grades[4];
      stage.textContent = "";
      bar(true);
      var title = make("h2", stage, t("session_done"), { tabindex: "-1" });
      say(stage, t("session_said", { n: answered, again: grades[1] }));
      say(stage, nothing(scope(), due(scope()).later.length));
      button(say(stage, "", "actions"), t("back_to_decks"), leave, "button main");
      session.reveal = leave;
      session.suspend = null;
      title.focus({ preventScroll: true });
    }
    function leave() {
      refresh().then(show).then(function (first) { if (first) first.focus(); });
    }

    addEventListener("keydown", function (e) {
      // A key that is held down acts once, and those of fields, dialogs and the menu are their own.
      var at = e.target, isOther = at.isContentEditable || at.closest("input, select, textarea, dialog, [popover], [popovertarget]");
      if (!session || e.defaultPrevented || e.repeat || e.ctrlKey || e.metaKey || e.altKey || isOther) return;
      var isControl = /^(button|a|summary)$/i.test(at.tagName), grades = stage.querySelectorAll(".grade");
      if ((e.key === " " || e.key === "Enter") && !isControl) {
        if (session.shown && grades.length) grades[2].click();
        else if (session.reveal) session.reveal();
      } else if (/^[1-4]$/.test(e.key) && grades.length) grades[e.key - 1].click();
      else if (e.key === "u") takeBack();
      else if (e.key === "s" && session.suspend) session.suspend();
      else if (e.key === "o" && stage.querySelector(".about a")) stage.querySelector(".about a").click();
      else if (e.key === "Escape") leave();
      else return;
      e.preventDefault();
    });
    addEventListener("hashchange", function (e) {
      // Links to parts of the page ask for the same as before.
      if (/[#&](note|in|tag|kind|item)=/.test(new URL(e.oldURL).hash + new URL(e.newURL).hash)) location.reload();
    });
    // A page that stays open shows what is due on another day.
    addEventListener("focus", function () {
      if (!session && day !== midnight(now())) refresh().then(show);
    });
    // In a session the next question has what another tab answered.
    store.onchange = function () {
      refresh().then(function () { if (!session) show(); });
    };

    return refresh().then(function () {
      var first = due(scope()), list = first.ready.concat(first.fresh);
      show();
      if (wanted.size && list.length) begin(list);
    });
  }

  load("index", root.dataset.index).then(function (data) {
    return start(data, grading.open(root.dataset.site, data.title));
  }).catch(function (error) {
    status.textContent = t("questions_failed");
    throw error;
  });
})();
