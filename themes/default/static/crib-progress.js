// Keeps what a reader did in practice. The log only grows: nothing in it is changed or removed, and logs
// of tabs, files and other sites are joined by union. An entry is `[card, time, what]`; `what` is a grade
// from 1 to 4, 0 (takes back the entry of this card and time), "s" (suspends), "r" (resumes) or "=OTHER"
// (the card takes over the past of another). A card is the digests of its id, prompt and answer, with dots
// between them. It knows no page.
(function () {
  "use strict";
  var VERSION = 1, PATIENCE = 1000, MOST_OFFERS = 5;
  var CARD = "[\\w-]{10}\\.[\\w-]{6}\\.[\\w-]{6}";
  var LINE = new RegExp("^(" + CARD + ") ([0-9a-z]{1,10}) ([0-4sr]|=" + CARD + ")$");

  function line(entry) {
    return entry[0] + " " + entry[1].toString(36) + " " + entry[2];
  }
  // The entry of a line, or null: later versions may write lines that this one does not know.
  function entryOf(text) {
    var parts = LINE.exec(text);
    return parts && [parts[1], parseInt(parts[2], 36), /\d/.test(parts[3][0]) ? +parts[3] : parts[3]];
  }
  function entriesOf(text) {
    return (text || "").split("\n").map(entryOf).filter(Boolean);
  }

  // Puts entries into a log and gives how many changed it. Of two entries with the same card and time the
  // one with the lower `what` stays, and 0 is the lowest: the order of joining does not matter.
  function put(log, entries) {
    var changed = 0;
    entries.forEach(function (entry) {
      var key = entry[0] + " " + entry[1], had = log.get(key);
      if (had && String(had[2]) <= String(entry[2])) return;
      log.set(key, entry);
      changed++;
    });
    return changed;
  }
  function sorted(log) {
    return Array.from(log.values()).sort(function (a, b) {
      return a[1] - b[1] || (a[0] < b[0] ? -1 : 1);
    });
  }
  function merge(a, b) {
    var log = new Map();
    put(log, a);
    put(log, b);
    return sorted(log);
  }

  function id(card) { return card.split(".")[0]; }
  function prompt(card) { return card.split(".")[1]; }
  function answer(card) { return card.split(".")[2]; }
  function promptAndAnswer(card) { return prompt(card) + answer(card); }
  function isGrade(entry) { return entry[2] > 0; }
  function isTakeover(entry) { return entry[2][0] === "="; }
  function isPast(entry) { return !isTakeover(entry); }
  function by(part, list) {
    var groups = new Map();
    list.forEach(function (it) {
      var key = part(it.card || it);
      if (!groups.has(key)) groups.set(key, []);
      groups.get(key).push(it);
    });
    return groups;
  }

  // What the log says about the cards that a site has now:
  // - `reviews`: for each card `[[time, grade], …]`; `suspended`: the cards that are not asked;
  // - `moved`: cards whose id is new, with the card `from` whose past they got: no other has its prompt;
  // - `offers`: cards that may be the card `from`; an entry `"=" + from` takes over its past;
  // - `gone`: how many cards of the log match nothing.
  function past(entries, cards) {
    var here = new Map(), heirs = new Map(), pasts = new Map();
    var found = { reviews: new Map(), suspended: new Set(), moved: [], offers: [], gone: 0 };
    cards.forEach(function (card) { here.set(id(card), card); });
    var log = merge(entries, []).filter(function (it) { return it[2] !== 0; });
    log.filter(isTakeover).forEach(function (it) { heirs.set(id(it[2].slice(1)), id(it[0])); });
    log.forEach(function (it) {
      var owner = id(it[0]), seen = new Set();
      while (!here.has(owner) && heirs.has(owner) && !seen.has(owner)) {
        seen.add(owner);
        owner = heirs.get(owner);
      }
      if (!pasts.has(owner)) pasts.set(owner, { entries: [] });
      var its = pasts.get(owner);
      its.entries.push(it);
      its.card = it[0];
    });
    pasts.forEach(function (its, owner) { if (!its.entries.some(isPast)) pasts.delete(owner); });

    function tell(card, its) {
      var reviews = its.entries.filter(isGrade).map(function (it) { return [it[1], it[2]]; });
      if (reviews.length) found.reviews.set(card, reviews);
      its.entries.forEach(function (it) {
        if (it[2] === "s") found.suspended.add(card);
        else if (it[2] === "r") found.suspended.delete(card);
      });
    }
    var lost = [];
    pasts.forEach(function (its, owner) {
      if (here.has(owner)) tell(here.get(owner), its);
      else lost.push(its);
    });
    var free = cards.filter(function (card) { return !pasts.has(id(card)); });
    [promptAndAnswer, prompt].forEach(function (part) {
      // A card that says the same may have been answered since it moved.
      var to = by(part, part === prompt ? free : cards);
      by(part, lost).forEach(function (from, key) {
        var heirs = to.get(key);
        if (!heirs || heirs.length > 1 || from.length > 1) return;
        var card = heirs[0], its = from[0], since = pasts.get(id(card));
        if (since && since.entries[0][1] <= its.entries[its.entries.length - 1][1]) return;
        tell(card, { entries: its.entries.concat(since ? since.entries : []) });
        found.moved.push({ card: card, from: its.card });
        lost.splice(lost.indexOf(its), 1);
        if (!since) free.splice(free.indexOf(card), 1);
      });
    });
    var prompts = by(prompt, free), answers = by(answer, free), lostAnswers = by(answer, lost);
    lost.forEach(function (its) {
      // Many questions have the same short answer.
      var same = answers.get(answer(its.card)), isOnly = same && same.length === 1 && lostAnswers.get(answer(its.card)).length === 1;
      var alike = prompts.get(prompt(its.card)) || isOnly && same;
      if (!alike) return found.gone++;
      alike.slice(0, MOST_OFFERS).forEach(function (card) {
        found.offers.push({ card: card, from: its.card, count: its.entries.filter(isGrade).length });
      });
    });
    return found;
  }

  // Some browsers throw if a storage is only named.
  function guarded(read) {
    try { return read(); } catch (e) { return undefined; }
  }

  function refuse(key) {
    var error = new Error(key);
    error.key = key;
    throw error;
  }

  // Opens the log of a site, whose `title` is what other sites show of it. The other options are for tests.
  function open(site, options) {
    options = Object.assign({
      storage: guarded(function () { return localStorage; }),
      locks: guarded(function () { return navigator.locks; }),
      now: Date.now
    }, options);
    var storage = options.storage, LOG = "crib:" + site + ":log", SETTINGS = "crib:" + site + ":settings";
    // The text that was last seen in the storage, and what it says; all that is known; what this tab added.
    var seen = "", stored = new Map(), log = new Map(), own = [], moved = new Map();
    // Settings that could not be written.
    var unsaved = {}, state = "kept";

    function get(key) {
      try {
        return storage.getItem(key);
      } catch (e) {
        state = "memory";
        return null;
      }
    }
    function write(key, text) {
      try {
        storage.setItem(key, text);
        if (key === LOG) state = "kept";
        return true;
      } catch (e) {
        // In private windows, some browsers have a storage without any room.
        var full = e && /quota/i.test(e.name) && guarded(function () { return storage.length; });
        if (key === LOG) state = full ? "full" : "memory";
        return false;
      }
    }

    // Takes in what other tabs wrote.
    function read() {
      var text = get(LOG) || "";
      if (text === seen) return;
      var entries = entriesOf(text);
      seen = text;
      stored = new Map();
      put(stored, entries);
      if (put(log, entries) && store.onchange) store.onchange();
    }
    // Adds what the storage lacks to the text that is there now.
    function save() {
      read();
      var lines = [];
      log.forEach(function (entry, key) {
        var had = stored.get(key);
        if (!had || had[2] !== entry[2]) lines.push(line(entry) + "\n");
      });
      if (!lines.length) return;
      var text = (seen && !seen.endsWith("\n") ? seen + "\n" : seen) + lines.join("");
      if (!write(LOG, text)) return;
      seen = text;
      stored = new Map(log);
    }
    // Saves while no other tab does. A lock that nobody gives is not waited for, and does no harm if it
    // comes later: what is saved already is not saved again.
    function saveAlone() {
      return new Promise(function (resolve) {
        var timer = setTimeout(run, PATIENCE);
        function run() {
          clearTimeout(timer);
          save();
          resolve();
        }
        try { Promise.resolve(options.locks.request(LOG, run)).catch(run); } catch (e) { run(); }
      });
    }
    function record(entry) {
      put(log, [entry]);
      return saveAlone().then(function () { return entry; });
    }
    // No two entries of a card have the same time.
    function entry(card, what) {
      var time = options.now();
      while (log.has(card + " " + time)) time++;
      return [card, time, what];
    }

    function about() {
      var text = get(SETTINGS), known = guarded(function () { return JSON.parse(text); });
      return Object.assign({}, known, unsaved);
    }
    function tellAbout(change) {
      Object.assign(unsaved, change);
      if (write(SETTINGS, JSON.stringify(about()))) unsaved = {};
    }
    function set(settings) {
      tellAbout({ settings: Object.assign({}, about().settings, settings) });
    }

    // Takes in entries of a file or of another site.
    function take(entries) {
      var added = put(log, entries), cards = new Set(entries.map(function (it) { return id(it[0]); }));
      saveAlone();
      return { added: added, known: entries.length - added, cards: cards.size };
    }

    var store = {
      onchange: null,
      get state() { return state; },
      entries: function () { return sorted(log); },
      past: function (cards) {
        var found = past(sorted(log), cards);
        moved = new Map(found.moved.map(function (it) { return [it.card, it.from]; }));
        return found;
      },
      // The reviews of a card under its own id, for those who do not know the other cards of the site.
      reviews: function (card) {
        var all = sorted(log), ids = new Set([id(card)]), known = 0;
        // With those of the cards whose past it took over.
        while (known < ids.size) {
          known = ids.size;
          all.forEach(function (it) { if (isTakeover(it) && ids.has(id(it[0]))) ids.add(id(it[2].slice(1))); });
        }
        return past(all.filter(function (it) { return ids.has(id(it[0])); }), [card]).reviews.get(card) || [];
      },
      // Gives a promise of the entry, which is known at once and written soon.
      add: function (card, what) {
        // A past that was found stays found when the card has one of its own.
        if (moved.has(card)) put(log, [entry(card, "=" + moved.get(card))]);
        moved.delete(card);
        var added = entry(card, what);
        own.push(added);
        if (options.title && about().title !== options.title) tellAbout({ title: options.title });
        return record(added);
      },
      // Takes back the last entry of this tab, or its last one of a card; a promise of what was taken back,
      // or of null.
      undo: function (card) {
        var at = own.length - 1;
        while (at >= 0 && card && own[at][0] !== card) at--;
        if (at < 0) return Promise.resolve(null);
        var last = own.splice(at, 1)[0];
        return record([last[0], last[1], 0]).then(function () { return last; });
      },
      settings: function () { return Object.assign({}, about().settings); },
      set: set,
      exported: function () {
        var time = about().exported || 0;
        return { time: time, since: sorted(log).filter(function (it) { return it[1] > time; }).length };
      },
      exportFile: function (title) {
        var time = options.now();
        read();
        title = title || options.title || about().title || "";
        tellAbout({ exported: time, title: title });
        return JSON.stringify({
          cribsheet: "practice", version: VERSION, site: site, title: title, exported: time,
          log: sorted(log), settings: store.settings()
        });
      },
      importFile: function (text) {
        var file = guarded(function () { return JSON.parse(text.replace(/^\ufeff/, "")); });
        if (!file && /^\s*\{\s*"cribsheet"/.test(text)) refuse("import_broken");
        if (!file || file.cribsheet !== "practice") refuse("import_not_ours");
        if (file.version > VERSION) refuse("import_newer");
        if (!Array.isArray(file.log)) refuse("import_broken");
        // Only what can be written is taken.
        var entries = file.log.map(function (it) {
          return guarded(function () { return typeof it[1] === "number" && entryOf(line(it)); });
        }).filter(Boolean);
        if (file.log.length && !entries.length) refuse("import_broken");
        set(Object.assign({}, file.settings, store.settings()));
        return take(entries);
      },
      take: take,
      // The logs of other sites at the same address.
      others: function () {
        var keys = guarded(function () { return Object.keys(storage); }) || [];
        return keys.map(function (key) { return /^crib:(.+):log$/.exec(key); }).filter(function (it) {
          return it && it[1] !== site;
        }).map(function (it) {
          var known = guarded(function () { return JSON.parse(storage.getItem("crib:" + it[1] + ":settings")); });
          return { site: it[1], title: known && known.title || "", entries: merge(entriesOf(get(it[0])), []) };
        });
      },
      // Asks the browser, once and after the first review, to keep what is stored; a promise of its answer.
      persist: function () {
        if (about().asked || !sorted(log).some(isGrade)) return Promise.resolve(null);
        tellAbout({ asked: true });
        return new Promise(function (resolve) { resolve(navigator.storage.persist()); }).catch(function () { return null; });
      }
    };
    read();
    if (globalThis.addEventListener) {
      addEventListener("storage", function (e) {
        // What the other tab wrote may lack what this one wrote just before: locks and storage are not told
        // of each other.
        if (e.key === LOG) {
          read();
          saveAlone();
        } else if (e.key === SETTINGS && store.onchange) store.onchange();
      });
      // A page that comes back with the browser's button was told of nothing.
      addEventListener("pageshow", function (e) { if (e.persisted) read(); });
    }
    return store;
  }

  globalThis.cribProgress = Object.freeze({ open: open, merge: merge, past: past });
})();
