// The pages work without this script. It remembers the choice of light or dark, marks the section
// being read in the contents list, closes the drawer when it has done its work, lets a tag's page
// show some of its places only, narrows long lists by name, loads the search when somebody begins to use it,
// covers answers for those who practise, and lets them say how well they knew one.
// Each is a part by itself, and looks at nothing but what has its mark, `data-crib`: no note can write it.
(function () {
  "use strict";
  // A note's `<img name=querySelector>` hides what the document can do by itself, but not its prototype.
  var find = Document.prototype.querySelector.bind(document);
  var byId = Document.prototype.getElementById.bind(document);
  var create = Document.prototype.createElement.bind(document);
  function all(selector) { return [].slice.call(Document.prototype.querySelectorAll.call(document, selector)); }
  function own(name) { return Reflect.get(Document.prototype, name, document); }
  var t = globalThis.cribText;
  function mark(name) { return '[data-crib="' + name + '"]'; }
  // What stands behind the text in the document: a note with any HTML could have the mark first.
  function outer(name) { return mark(name) + ":not(.text *)"; }
  function make(name, parent, text) {
    var element = create(name);
    if (text) element.textContent = text;
    return parent.appendChild(element);
  }
  // In the preview, the text of the page may change: it is told then, and says here that it can go on.
  if (own("currentScript")) own("currentScript").dataset.crib = "live";
  function changed(then) { addEventListener("crib:change", then); }
  // Scrolls only the list's own box, never the page.
  function reveal(box, item) {
    if (!box || !item) return;
    var outer = box.getBoundingClientRect(), inner = item.getBoundingClientRect();
    if (inner.top < outer.top || inner.bottom > outer.bottom) {
      box.scrollTop += inner.top - outer.top - outer.height / 3;
    }
  }

  // Scripts and style sheets that few pages need are loaded when they are first needed; one that fails
  // is asked for anew.
  var searching = find(mark("search")), files = new Map();
  function load(url, isStyle) {
    if (!files.has(url)) files.set(url, new Promise(function (done, fail) {
      var element = make(isStyle ? "link" : "script", own("head"));
      element.onload = done;
      element.onerror = function () {
        files.delete(url);
        element.remove();
        fail(new Error("could not load " + url));
      };
      if (isStyle) element.rel = "stylesheet";
      element[isStyle ? "href" : "src"] = url;
    }));
    return files.get(url);
  }
  function engine() {
    return load(searching.dataset.engine).then(function () { return globalThis.cribSearchEngine; });
  }

  function search() {
    if (!searching) return;
    var contents = new Map(), typed = null, version = "", index, words, label = searching.firstElementChild || searching, name = label.textContent;
    globalThis.cribSearchFile = function (name, content) { contents.set(name, content); };
    // What a file of the index holds; a fresh one bypasses the cache, for an index from before a deploy.
    function read(name, options) {
      var place = searching.dataset.index, url = name === "index" ? place : place.replace(/[^/]*$/, encodeURIComponent(name) + ".js");
      return load(url + (options && options.fresh ? "?" + Date.now() : version)).then(function () {
        if (!contents.has(name)) throw new Error(url + " holds no " + name);
        return contents.get(name);
      });
    }
    globalThis.cribSearch = function (query, options) {
      // Both are requested at once; a failure reaches whoever awaits it.
      read("index").catch(function () {});
      index = index || engine().then(function (it) { return it.open(read, searching.dataset.root); });
      return index.then(function (it) { return it.search(query, options); }).catch(function (e) {
        index = null;
        throw e;
      });
    };
    function dialog() {
      return Promise.all([load(searching.dataset.dialog), load(searching.dataset.style, true)]).then(function () {
        return globalThis.cribSearch.start(searching, engine);
      });
    }
    changed(function () {
      version = "?" + Date.now();
      index = null;
    });
    // All files are on their way at once.
    function ready() {
      globalThis.cribSearch("").catch(function () {});
      return dialog();
    }
    function prepare() { ready().catch(function () {}); }
    // What is typed before the dialog is there is meant for it.
    function show(query) {
      if (typed !== null) return;
      typed = query;
      ready().then(function (it) {
        label.textContent = name;
        searching.classList.remove("failed");
        it.open(typed);
      }).catch(function () {
        label.textContent = t("search_broken");
        searching.classList.add("failed");
      }).finally(function () { typed = null; });
    }
    searching.hidden = false;
    searching.addEventListener("click", function () { show(""); });
    ["focus", "pointerenter", "touchstart"].forEach(function (name) {
      searching.addEventListener(name, prepare, { once: true, passive: true });
    });
    addEventListener("keydown", function (e) {
      var bare = !e.ctrlKey && !e.metaKey && !e.altKey, at = e.target;
      var isField = at.isContentEditable || at.type && !/^(checkbox|radio|button|submit)$/.test(at.type);
      if (e.defaultPrevented || e.isComposing || bare && isField) return;
      if (typed !== null && bare && e.key.length === 1) typed += e.key;
      else if (typed && bare && e.key === "Backspace") typed = typed.slice(0, -1);
      else if (bare ? e.key === "/" : e.key.toLowerCase() === "k" && !e.altKey && !e.shiftKey) show("");
      else return;
      e.preventDefault();
    });
    var query = new URLSearchParams(location.search).get("q");
    if (query) show(query);
    // What a reader looked for is marked on the page that was found.
    try {
      words = sessionStorage.getItem("crib-search");
      sessionStorage.removeItem("crib-search");
    } catch (e) { return; }
    if (words) dialog().then(function (it) { return it.mark(words); }).catch(function () {});
  }

  function theme() {
    var root = own("documentElement"), button = find(mark("theme")), system = matchMedia("(prefers-color-scheme: dark)");
    // Storage may be refused: then the choice lasts as long as the page.
    function store(method, value) {
      try { return localStorage[method]("crib-theme", value); } catch (e) { return null; }
    }
    function isDark() {
      return root.dataset.theme ? root.dataset.theme === "dark" : system.matches;
    }
    function show(theme) {
      if (theme === "dark" || theme === "light") root.dataset.theme = theme;
      else delete root.dataset.theme;
      if (button) button.setAttribute("aria-pressed", isDark());
    }
    show(store("getItem"));
    system.addEventListener("change", function () { show(root.dataset.theme); });
    addEventListener("pageshow", function (e) { if (e.persisted) show(store("getItem")); });
    if (!button) return;
    button.hidden = false;
    button.addEventListener("click", function () {
      var theme = isDark() ? "light" : "dark";
      if ((theme === "dark") === system.matches) store("removeItem"), theme = "";
      else store("setItem", theme);
      show(theme);
    });
  }

  function drawer() {
    var drawer = find(outer("drawer"));
    if (!drawer || !drawer.hidePopover) return;
    function close() { if (drawer.matches(":popover-open")) drawer.hidePopover(); }
    drawer.addEventListener("click", function (e) { if (e.target.closest("a")) close(); });
    matchMedia("(min-width: 64rem)").addEventListener("change", close);
  }

  function tree() {
    var tree = find(outer("tree"));
    reveal(tree, tree && tree.querySelector("[aria-current]"));
  }

  function contents() {
    var toc = find(outer("toc")), here = find(mark("here")), name = here && here.textContent, spots, current, waiting;
    if (!toc) return;
    function close() { if (toc.hidePopover && toc.matches(":popover-open")) toc.hidePopover(); }
    toc.addEventListener("click", function (e) { if (e.target.closest("a")) close(); });
    matchMedia("(min-width: 80rem)").addEventListener("change", close);
    function look() {
      spots = [];
      toc.querySelectorAll("a[href]").forEach(function (link) {
        var heading = byId(link.getAttribute("href").slice(1));
        if (heading) spots.push([heading, link]);
      });
      show();
    }
    function show() {
      waiting = 0;
      var link = null;
      spots.forEach(function (spot) { if (spot[0].getBoundingClientRect().top < 120) link = spot[1]; });
      if (link === current) return;
      if (current) current.removeAttribute("aria-current");
      if (link) link.setAttribute("aria-current", "location");
      // On small screens the bar above the text names the section.
      if (here) here.textContent = link ? link.textContent : name;
      reveal(toc, current = link);
    }
    look();
    changed(look);
    addEventListener("scroll", function () { waiting = waiting || requestAnimationFrame(show); }, { passive: true });
  }

  // The places of a tag by folder and by further tag. Their level is left to the style sheet.
  function filters() {
    var filters = find(mark("filters")), places = all(mark("place"));
    if (!filters) return;
    function choice(label, every, values) {
      // Names of tags and folders are anything, even `constructor`.
      var counts = Object.create(null), titles = Object.create(null), names;
      places.forEach(function (place) {
        values(place).forEach(function (value) {
          counts[value] = (counts[value] || 0) + 1;
          titles[value] = every && place.dataset.in || value || t("top_level");
        });
      });
      names = Object.keys(counts).sort();
      if (names.length < (every ? 2 : 1)) return;
      var select = make("select", make("label", filters, label + " "));
      make("option", select, t("any")).value = "*";
      names.forEach(function (name) {
        var twins = names.filter(function (other) { return titles[other] === titles[name]; });
        var title = titles[name] + (twins.length > 1 ? ", " + name : "");
        make("option", select, title + " (" + counts[name] + ")").value = name;
      });
      return function (place) { return select.value === "*" || values(place).indexOf(select.value) >= 0; };
    }
    var tests = [
      choice(t("folder"), true, function (place) { return "folder" in place.dataset ? [place.dataset.folder] : []; }),
      choice(t("also_tagged"), false, function (place) { return (place.dataset.tags || "").split(" ").filter(Boolean); })
    ].filter(Boolean);
    var status = make("p", filters);
    status.setAttribute("role", "status");
    filters.addEventListener("change", function () {
      var shown = 0;
      places.forEach(function (place) {
        place.hidden = !tests.every(function (test) { return test(place); });
      });
      all(mark("uses")).forEach(function (group) {
        group.hidden = !group.querySelector(mark("place") + ":not([hidden])");
      });
      places.forEach(function (place) { shown += place.getClientRects().length > 0; });
      status.textContent = t(filters.dataset.part === undefined ? "shown_of" : "shown_on_page", { shown: shown, total: places.length });
    });
  }

  // Lists with names in `data-name`, narrowed to those that have every word typed, and to one kind of
  // those that have a kind. What contains such a name stays, too.
  function finder() {
    var finder = find(mark("finder")), kinds = find(mark("kinds")), named = all(mark("named")), match;
    function plain(text) { return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase(); }
    function parts(query) {
      var words = plain(query).split(/\s+/).filter(Boolean);
      return function (name) {
        name = plain(name);
        return words.every(function (word) { return name.indexOf(word) >= 0; });
      };
    }
    if (!finder || named.length <= (finder.dataset.over || 0)) return;
    var label = make("label", finder, t("find") + " "), input = make("input", label), found = make("span", finder);
    input.type = "search";
    input.autocomplete = "off";
    found.setAttribute("role", "status");
    function narrow() {
      var query = input.value.trim(), has = parts(query), like = match && match(query), shown = 0, total = 0;
      var kind = kinds && kinds.querySelector(":checked").value;
      named.slice().reverse().forEach(function (item) {
        var name = item.dataset.name || "", fits = !kind || (item.dataset.kind || kind) === kind;
        var hit = fits && (!query || has(name) || Boolean(like && like(name)));
        item.hidden = !hit && !item.querySelector(mark("named") + ":not([hidden])");
        shown += hit;
        total += fits;
      });
      all("section:has(" + mark("named") + ")").forEach(function (group) {
        group.hidden = !group.querySelector(mark("named") + ":not([hidden])");
      });
      found.textContent = !query ? "" : shown ? t("some_of", { shown: shown, total: total }) : t("no_matches", { query: query });
    }
    input.addEventListener("input", narrow);
    if (kinds) {
      kinds.hidden = false;
      kinds.addEventListener("change", narrow);
      // A browser that comes back to the page chooses what was chosen.
      addEventListener("pageshow", narrow);
    }
    // The search knows more of words than this script.
    if (searching) input.addEventListener("focus", function () {
      engine().then(function (it) {
        match = it.matcher;
        if (input.value) narrow();
      }).catch(function () {});
    }, { once: true });
  }

  // The home page leads back to where the reader was last.
  function reading() {
    var home = find(mark("home")), actions = find(mark("actions")), key, last;
    if (!home) return;
    key = "crib-last " + home.pathname;
    // Storage may be refused: then no page is the last one.
    if (home.dataset.kind === "note") addEventListener("pagehide", function () {
      var spot = find(outer("toc") + " [aria-current]"), place = location.pathname + (spot ? spot.getAttribute("href") : "");
      try { localStorage.setItem(key, JSON.stringify([place, home.dataset.title])); } catch (e) { return; }
    });
    if (!actions) return;
    try { last = JSON.parse(localStorage.getItem(key)); } catch (e) { return; }
    if (!Array.isArray(last) || typeof last[0] !== "string" || typeof last[1] !== "string") return;
    var link = create("a");
    link.className = "button main";
    link.href = last[0];
    link.textContent = t("continue_with", { title: last[1] });
    // On disk every origin is the same, and an address can name another computer.
    if (link.protocol !== location.protocol || link.host !== location.host) return;
    actions.querySelectorAll(".main").forEach(function (it) { it.classList.remove("main"); });
    actions.prepend(link);
  }

  // What the picker shall begin with is known to links that lead to it.
  function picks() {
    all("a" + mark("picks")).forEach(function (link) {
      link.hash = (link.dataset.picks || "").split(",").filter(Boolean).map(encodeURIComponent).join(",");
    });
  }

  // What is copied of a formula is its TeX; a part of a formula is all of it. Around formulas,
  // markup is kept for other programs, and cells are divided by tabs.
  function formulas() {
    addEventListener("copy", function (e) {
      var selection = getSelection(), range = selection.rangeCount && selection.getRangeAt(0);
      if (!range || !e.clipboardData || selection.isCollapsed || e.target.closest && e.target.closest("input, textarea")) return;
      var around = range.commonAncestorContainer, inner = around.closest ? around : around.parentElement, whole = inner && inner.closest("math[alttext]");
      if (whole) range = range.cloneRange(), range.selectNode(whole);
      var copied = range.cloneContents(), found = copied.querySelectorAll("math[alttext]");
      if (!found.length) return;
      found.forEach(function (it) {
        var sign = it.getAttribute("display") ? "$$" : "$";
        it.replaceWith(sign + it.getAttribute("alttext") + sign);
      });
      copied.querySelectorAll("a.anchor, button").forEach(function (it) { it.remove(); });
      copied.querySelectorAll("a[href]").forEach(function (it) { it.href = it.href; });
      var box = document.createElement("div");
      box.append(copied);
      e.clipboardData.setData("text/html", box.innerHTML);
      box.querySelectorAll("br").forEach(function (it) { it.replaceWith("\n"); });
      box.querySelectorAll("td + td, td + th, th + td, th + th").forEach(function (it) { it.prepend("\t"); });
      box.querySelectorAll("p, li, ul, ol, dl, dt, dd, tr, table, caption, pre, div, blockquote, figcaption, summary, h1, h2, h3, h4, h5, h6").forEach(function (it) {
        it.before("\n");
        it.append("\n");
      });
      e.clipboardData.setData("text/plain", box.textContent.replace(/\n{3,}/g, "\n\n").trim());
      e.preventDefault();
    });
  }

  // Code has a button that copies it, and the sign behind a heading copies its address.
  function copying() {
    var made = new Map(), told;
    if (!navigator.clipboard) return;
    function look() {
      made.forEach(function (button, code) {
        if (button.nextElementSibling === code) return;
        button.remove();
        made.delete(code);
      });
      all("main pre.code").forEach(function (code) {
        if (made.has(code)) return;
        var button = create("button"), name = make("span", button, t("copy")), waiting;
        button.type = "button";
        button.className = "copy";
        button.title = t("copy_code");
        name.setAttribute("role", "status");
        code.before(button);
        made.set(code, button);
        button.addEventListener("click", function () {
          navigator.clipboard.writeText(code.textContent).then(function () {
            name.textContent = t("copied");
            clearTimeout(waiting);
            waiting = setTimeout(function () { name.textContent = t("copy"); }, 2000);
          }, function () { name.textContent = t("not_copied"); });
        });
      });
    }
    look();
    changed(look);
    addEventListener("click", function (e) {
      var link = e.target.closest && e.target.closest("a.anchor");
      if (!link) return;
      if (!told) {
        told = make("span", own("body"));
        told.className = "sr";
        told.setAttribute("role", "status");
      }
      navigator.clipboard.writeText(link.href).then(function () {
        link.dataset.said = told.textContent = t("copied");
        setTimeout(function () {
          delete link.dataset.said;
          told.textContent = "";
        }, 2000);
      }).catch(function () {});
    });
  }

  // A card beside a link shows where it leads. The script for that is loaded for the first such link;
  // pages from disk cannot ask for others.
  function previews() {
    var main = find(mark("main"));
    if (!main || !main.dataset.preview || location.protocol === "file:") return;
    function begin(e) {
      var link = e.target.closest && e.target.closest("a[href]:not(.anchor)");
      if (!link || e.pointerType === "touch" || link.origin !== location.origin) return;
      if (e.type === "focusin" && !link.matches(":focus-visible")) return;
      main.removeEventListener("pointerover", begin);
      main.removeEventListener("focusin", begin);
      Promise.all([load(main.dataset.preview), load(main.dataset.style, true)]).then(function () {
        globalThis.cribPreview.start(main, link);
      }).catch(function () {});
    }
    main.addEventListener("pointerover", begin);
    main.addEventListener("focusin", begin);
  }

  // A formula that scrolls is a stop of the Tab key in every browser; some have no such stop by themselves.
  function scrollers() {
    var watch = new ResizeObserver(function (sizes) {
      sizes.forEach(function (it) {
        var formula = it.target;
        if (formula.scrollWidth > formula.clientWidth) formula.setAttribute("tabindex", "0");
        else formula.removeAttribute("tabindex");
      });
    });
    function look() { all("math[alttext]").forEach(function (it) { watch.observe(it); }); }
    look();
    changed(look);
  }

  // On paper everything is unfolded; afterwards it is as it was.
  function folds() {
    var folded = [];
    addEventListener("beforeprint", function () {
      folded = all("details:not([open])");
      folded.forEach(function (it) { it.open = true; });
    });
    addEventListener("afterprint", function () {
      folded.splice(0).forEach(function (it) { it.open = false; });
    });
  }

  // Answers are covered on demand and turned over one by one. What is covered keeps its place, and the
  // rows can be asked in another order.
  function practice() {
    var asked = 0;
    // The answers of a rule, not those of rules in a list below it.
    function answers(row) {
      return [].slice.call(row.querySelectorAll(":scope > " + mark("answer") + ", :scope > p > " + mark("answer")));
    }
    // Rows are what is asked with the cells that answer it.
    function drill(box, rows) {
      rows = rows.map(function (row) {
        return { box: row, asked: row.querySelector(mark("situation")) || row.firstElementChild, cells: answers(row), button: null, covered: false };
      }).filter(function (row) { return row.asked && row.cells.length; });
      if (rows.length < 2) return;
      var bar = create("p"), said = new Map(), order = rows;
      bar.className = "drill";
      box.before(bar);
      function button(text, then) {
        var made = make("button", bar, text);
        made.type = "button";
        made.addEventListener("click", then);
        return made;
      }
      var hide = button(t("hide_answers"), function () { ask(rows); });
      var mix = button(t("shuffle"), function () { ask(mixed()); });
      var every = button(t("show_all"), function () {
        arrange(rows);
        rows.forEach(uncover);
        tell();
      });
      var count = make("span", bar);
      every.hidden = true;
      count.setAttribute("role", "status");

      // Puts the rows into an order; what else is between them stays.
      function arrange(next) {
        var places = order.map(function (row) {
          var place = create("i");
          row.box.replaceWith(place);
          return place;
        });
        places.forEach(function (place, at) { place.replaceWith(next[at].box); });
        order = next;
      }
      // Another order, in which no row is where it was (Sattolo's shuffle).
      function mixed() {
        var next = order.slice();
        for (var at = next.length - 1; at > 0; at--) {
          var other = Math.floor(Math.random() * at), row = next[at];
          next[at] = next[other];
          next[other] = row;
        }
        return next;
      }
      function ask(next) {
        arrange(next);
        rows.forEach(cover);
        tell();
      }
      function cover(row) {
        if (row.covered) return;
        row.covered = true;
        row.cells.forEach(function (cell) {
          if (!said.has(cell)) {
            said.set(cell, create("span"));
            said.get(cell).className = "said";
            said.get(cell).append.apply(said.get(cell), cell.childNodes);
            cell.append(said.get(cell));
          }
          cell.classList.add("covered");
        });
        row.button = make("button", row.cells[0], t("show_it"));
        row.button.type = "button";
        row.button.setAttribute("aria-label", t("show_answer"));
        row.asked.id = row.asked.id || "crib:asked-" + ++asked;
        row.button.setAttribute("aria-describedby", row.asked.id);
      }
      function uncover(row) {
        if (!row.covered) return;
        row.covered = false;
        row.cells.forEach(function (cell) { cell.classList.remove("covered"); });
        // The answer is read out where the button was pressed.
        if (row.button === own("activeElement")) row.cells[0].tabIndex = -1, row.cells[0].focus();
        row.button.remove();
      }
      function tell() {
        var left = rows.filter(function (row) { return row.covered; }).length;
        if (!left && own("activeElement") === every) hide.focus();
        every.hidden = !left;
        mix.textContent = t(left ? "shuffle" : "again");
        box.classList.toggle("shuffled", order !== rows);
        count.textContent = left ? t(order === rows ? "shown_of" : "shuffled_of", { shown: rows.length - left, total: rows.length })
          : t("all_shown", { n: rows.length });
      }
      box.addEventListener("click", function (e) {
        rows.filter(function (row) {
          return row.covered && row.cells.some(function (cell) { return cell.contains(e.target); });
        }).forEach(function (row) { uncover(row); tell(); });
      });
    }
    // Questions have folded answers of their own.
    function isOwn(it) { return !it.closest(".check, .question"); }
    all(mark("scenarios")).filter(isOwn).forEach(function (box) {
      drill(box, [].slice.call(box.querySelectorAll(":scope > table > tbody > tr")));
    });
    var lists = new Map();
    all(mark("rule")).filter(isOwn).forEach(function (rule) {
      var list = rule.parentNode;
      lists.set(list, (lists.get(list) || []).concat(rule));
    });
    lists.forEach(function (rules, list) { drill(list, rules); });
  }

  // Answers to the questions at the end of sections are graded by scripts that the first one loads.
  function checks() {
    var main = find(mark("main")), before = Promise.resolve();
    if (!main || !main.dataset.grading) return;
    main.addEventListener("toggle", function (e) {
      if (!e.target.dataset.key || !e.target.closest(mark("check"))) return;
      // They build upon each other.
      main.dataset.grading.split(" ").forEach(function (url) { before = before.then(function () { return load(url); }); });
      before = before.then(function () {
        globalThis.cribGrading.check(e.target, main.dataset.site, main.dataset.title);
      }).catch(function () {});
    }, true);
  }

  [theme, search, drawer, tree, contents, reading, filters, finder, picks, formulas, copying, previews, scrollers, folds, practice, checks].forEach(function (part) {
    // Whatever is wrong with one is told, and the others go on.
    try { part(); } catch (e) { setTimeout(function () { throw e; }); }
  });
})();
