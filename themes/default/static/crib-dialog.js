// The dialog of the search, loaded when a reader begins to search. It asks the engine, which knows nothing of the
// page, and shows what it finds: answers, things compared, sections, tags. `crib.js` has the button and the keys.
(() => {
  "use strict";
  // How many of each group are shown; of sections, more on demand.
  const GROUPS = [
    ["Answers", 3, "answer"],
    ["Comparisons and items", 5, "comparison", "item"],
    ["Sections", 10, "section", "note"],
    ["Tags", 5, "tag"],
  ];
  const FILTER = /(^|\s)(#[^\s#]+|in:\S+)(?=\s)/gi;
  const create = Document.prototype.createElement.bind(document);
  const own = (name) => Reflect.get(Document.prototype, name, document);

  function make(name, look, ...content) {
    const element = create(name);
    if (look) element.className = look;
    element.append(...content);
    return element;
  }

  function button(look, press, ...content) {
    const element = make("button", look, ...content);
    element.type = "button";
    if (press) element.addEventListener("click", press);
    return element;
  }

  // Text of a note with the words that were asked for marked, in its own direction.
  function marked(look, text, query) {
    const element = make("span", look);
    let at = 0;
    element.dir = "auto";
    for (const [from, to] of globalThis.cribSearchEngine.marks(text, query)) {
      element.append(text.slice(at, from), make("mark", "", text.slice(from, to)));
      at = to;
    }
    element.append(text.slice(at));
    return element;
  }

  // What is the same stays in place, so that a click that has begun finds its end.
  function put(parent, children) {
    if (children.length !== parent.children.length || children.some((it, n) => it !== parent.children[n])) {
      parent.replaceChildren(...children);
    }
  }

  const plural = (count, one) => `${count} ${one}${count === 1 ? "" : "s"}`;

  // What a result says, apart from its link.
  function content(it, query) {
    const line = (parts) => {
      const text = parts.filter(Boolean).join(" › "), element = make("span", "hit-path", text);
      element.dir = "auto";
      return text ? [element] : [];
    };
    if (it.kind === "answer") {
      const arrow = make("span", "arrow", "→"), name = make("span", "hit-name", marked("", it.question || "", query));
      arrow.ariaHidden = "true";
      if (it.answer) name.append(" ", arrow, " ", make("b", "", marked("", it.answer, query)));
      return [name, ...line([it.title, it.heading !== it.title && it.heading])];
    }
    if (it.kind === "tag") {
      const look = Number.isInteger(it.hue) ? `tag hue-${it.hue}` : "tag";
      return [make("span", look, it.title), " ", make("span", "hit-path", plural(it.count || 0, "place"))];
    }
    const name = marked("hit-name", it.kind === "section" && it.heading || it.title, query);
    if (it.kind === "comparison") return [name, ...line([`Comparison of ${plural(it.count || 0, "item")}`])];
    if (it.kind === "item") return [name, ...line([it.count ? `Item in ${plural(it.count, "comparison")}` : "Item"])];
    return [name, ...line(it.path || []), ...it.excerpt ? [marked("hit-text", it.excerpt, query)] : []];
  }

  // Marks the words in the section that the address names, or in the whole text; the text itself stays as it is.
  function highlight(query, marks) {
    const main = Document.prototype.getElementById.call(document, "crib:main");
    if (!main || !CSS.highlights) return;
    let id = location.hash.slice(1), from, to;
    try { id = decodeURIComponent(id); } catch { /* As it is written. */ }
    const at = id && Document.prototype.getElementById.call(document, id);
    const follows = (a, b) => a.compareDocumentPosition(b) & Node.DOCUMENT_POSITION_FOLLOWING;
    if (at && main.contains(at)) for (const it of main.querySelectorAll("h1, h2, h3, h4, h5, h6")) {
      if (it === at || it.contains(at) || follows(it, at)) from = it;
      else if (!to && from && it.nodeName <= from.nodeName) to = it;
    }
    const found = new Highlight(), walk = Document.prototype.createTreeWalker.call(document, main, NodeFilter.SHOW_TEXT);
    while (walk.nextNode()) {
      const node = walk.currentNode;
      if (from && !follows(from, node) || to && follows(to, node)) continue;
      for (const [start, end] of marks(node.data, query)) {
        const range = new Range();
        range.setStart(node, start);
        range.setEnd(node, end);
        found.add(range);
      }
    }
    const done = (e) => {
      if (e.type === "keydown" && e.key !== "Escape") return;
      CSS.highlights.delete("crib-search");
      for (const type of ["keydown", "click"]) removeEventListener(type, done, true);
    };
    CSS.highlights.set("crib-search", found);
    for (const type of ["keydown", "click"]) addEventListener(type, done, true);
  }

  function begin(opener, script, engine, files) {
    const data = opener.dataset, recent = `crib-searches ${new URL(data.root, location.href).pathname}`;
    let index, asked = 0, waiting, busy, telling, results = null, shown = 10, moved = false;
    let filters = [], options = [], active = null, hits = new Map(), ids = 0, pressed;

    // What a file of the index holds; a fresh one passes by every cache.
    function load(name, { fresh = false } = {}) {
      const url = name === "index" ? data.index : data.index.replace(/[^/]*$/, `${encodeURIComponent(name)}.js`);
      return script(fresh ? `${url}?${Date.now().toString(36)}` : url).then(() => {
        if (!files.has(name)) throw new Error(`nothing is in ${url}`);
        return files.get(name);
      });
    }
    async function ask(query, wanted = {}) {
      index ??= Promise.all([engine(), load("index")]).then(([it]) => it.open(load, data.root));
      try {
        return await (await index).search(query, wanted);
      } catch (e) {
        index = null;
        throw e;
      }
    }

    const input = make("input"), chips = make("span", "search-filters"), list = make("div", "hits");
    const note = make("div", "search-note"), status = make("p", "sr");
    const keys = make("p", "search-keys");
    for (const [key, text] of [["↑ ↓", "move"], ["↵", "open"], ["esc", "close"]]) keys.append(make("span", "", make("kbd", "", key), ` ${text}`));
    keys.ariaHidden = "true";
    const field = make("div", "search-field", chips, input, button("", () => dialog.close(), "Close"));
    const dialog = make("dialog", "search-dialog", field, make("div", "search-found", list, note), keys, status);
    const set = (element, values) => Object.entries(values).forEach(([name, value]) => element.setAttribute(name, value));
    set(dialog, { "aria-label": "Search" });
    set(status, { role: "status" });
    set(list, { role: "listbox", "aria-label": "Results", id: "crib:hits" });
    set(input, {
      type: "search", role: "combobox", placeholder: "Search", "aria-label": "Search", "aria-autocomplete": "list",
      "aria-controls": list.id, "aria-expanded": "false", autocomplete: "off", autocapitalize: "off", spellcheck: "false", enterkeyhint: "go",
    });
    list.hidden = true;

    const words = () => input.value.trim();
    const query = () => [...filters, words()].filter(Boolean).join(" ");

    // The latest searches that led somewhere; storage may be refused.
    function searches(change) {
      try {
        const known = JSON.parse(localStorage.getItem(recent) || "[]").filter((it) => typeof it === "string");
        if (change) localStorage.setItem(recent, JSON.stringify(change(known).slice(0, 8)));
        return known;
      } catch {
        return [];
      }
    }

    function address(words) {
      const url = new URL(location.href);
      if (words && words.length < 1000) url.searchParams.set("q", words);
      else url.searchParams.delete("q");
      try { if (url.href !== location.href) history.replaceState(history.state, "", url); } catch { /* Refused from disk, or for now. */ }
    }

    function select(option, scroll = true) {
      if (active) active.ariaSelected = "false";
      active = option;
      if (!active) return input.removeAttribute("aria-activedescendant");
      active.ariaSelected = "true";
      input.setAttribute("aria-activedescendant", active.id);
      if (scroll && active === options[0]) list.parentNode.scrollTop = 0;
      else if (scroll) active.scrollIntoView({ block: "nearest" });
    }

    function say(text) {
      clearTimeout(telling);
      telling = setTimeout(() => { status.textContent = text; }, 400);
    }

    // Elements of results that are still there are used again: what the reader is on, or presses, stays.
    function hit(key, look, name, fill) {
      let it = hits.get(key);
      if (!it) {
        it = make(name, `hit ${look}`);
        set(it, { role: "option", id: `crib:hit-${++ids}`, tabindex: "-1", "aria-selected": "false" });
        if (name === "button") it.type = "button";
      }
      fill(it);
      return it;
    }

    function arrange(groups) {
      const kept = new Map(), old = new Map([...list.children].map((it) => [it.firstChild.textContent, it]));
      options = [];
      put(list, groups.filter(([, entries]) => entries.length).map(([title, entries]) => {
        const group = old.get(title) || make("div", "", make("p", "label", title));
        set(group, { role: "group", "aria-label": title });
        group.firstChild.ariaHidden = "true";
        const nodes = entries.map(([key, ...how]) => {
          while (kept.has(key)) key += " ";
          const node = hit(key, ...how);
          kept.set(key, node);
          options.push(node);
          return node;
        });
        put(group, [group.firstChild, ...nodes]);
        return group;
      }));
      hits = kept;
      list.hidden = !options.length;
      input.setAttribute("aria-expanded", options.length > 0);
      if (!moved || !options.includes(active)) select(options[0] || null, !moved);
    }

    function draw() {
      const q = query();
      arrange(GROUPS.map(([title, most, ...kinds]) => {
        const all = results.filter((it) => kinds.includes(it.kind)), count = title === "Sections" ? shown : most;
        const entries = all.slice(0, count).map((it) => [`${it.kind} ${it.url} ${it.question || it.title}`, it.kind, "a", (element) => {
          const state = JSON.stringify([it, q]);
          if (element.state === state) return;
          element.state = state;
          element.href = it.url;
          element.replaceChildren(...content(it, q));
        }]);
        if (title === "Sections" && all.length > count) {
          entries.push(["more", "more", "button", (element) => { element.textContent = `More (${all.length - count})`; }]);
        }
        return [title, entries];
      }));
      note.replaceChildren();
      if (!options.length) none(q);
      say(results.length ? plural(results.length, "result") : "No results");
    }

    function none(q) {
      const ways = [make("li", "", "Check the spelling, or try fewer or other words.")];
      if (filters.length) ways.push(make("li", "", button("", () => { filters.pop(); changed(); input.focus(); }, `Search without ${filters.at(-1)}`)));
      const tags = new URL(`${data.root}tags/index.html`, location.href).href;
      const known = [...Document.prototype.querySelectorAll.call(document, '[data-crib="tree"] a')].find((it) => it.href === tags);
      if (known) {
        const link = make("a", "", "Browse all tags");
        link.href = tags;
        ways.push(make("li", "", link));
      }
      note.replaceChildren(make("p", "", `No results for “${q.length > 80 ? `${q.slice(0, 80)}…` : q}”`), make("ul", "", ...ways));
    }

    // Nothing is asked yet: what was asked before, and what can be asked.
    function idle() {
      const known = searches();
      results = null;
      arrange([["Recent searches", known.map((it) => [`again ${it}`, "again", "button", (element) => {
        element.textContent = element.value = it;
        element.dir = "auto";
      }])]]);
      const help = make("p", "", "Narrow a search with ", make("kbd", "", "#tag"), " or ", make("kbd", "", "in:folder"), ".");
      const clear = button("plain", () => { searches(() => []); idle(); input.focus(); }, "Clear recent searches");
      note.replaceChildren(...known.length ? [clear, help] : [help]);
      say("");
    }

    function failed() {
      results = null;
      arrange([]);
      const text = "The search index could not be loaded. Check your connection and try again.";
      note.replaceChildren(make("p", "", text), button("", () => { run(); input.focus(); }, "Try again"));
      say(text);
    }

    async function run() {
      const q = query(), number = ++asked, current = () => number === asked && dialog.open;
      clearTimeout(waiting);
      clearTimeout(busy);
      address(q);
      if (!q) return idle();
      if (!results) busy = setTimeout(() => { arrange([]); note.replaceChildren(make("p", "", "Loading…")); say("Loading…"); }, 150);
      const fetch = async (texts) => {
        const found = await ask(q, { texts });
        if (!current()) return;
        clearTimeout(busy);
        results = found;
        draw();
      };
      try {
        await fetch(1);
        // Whoever types on needs no excerpts.
        await new Promise((done) => { setTimeout(done, 80); });
        if (current() && results.some((it) => it.excerpt === null)) await fetch(shown);
      } catch (e) {
        if (current()) clearTimeout(busy), failed();
      }
    }

    function changed() {
      put(chips, filters.map((it, n) => [...chips.children].find((old) => old.value === `${n} ${it}`)
        || Object.assign(button("", () => { filters.splice(n, 1); changed(); input.focus(); }, make("bdi", "", it), make("span", "sr", " (remove filter)")), { value: `${n} ${it}` })));
      moved = false;
      shown = 10;
      clearTimeout(waiting);
      waiting = setTimeout(run, 40);
    }

    // `#tag` and `in:folder` move out of the text once they are complete.
    function lift(text) {
      const rest = text.replace(FILTER, (_, before, filter) => {
        if (!filters.includes(filter)) filters.push(filter);
        return before;
      });
      if (rest !== text) input.value = rest.trimStart();
      return rest !== text;
    }

    function open(text) {
      if (!dialog.isConnected) own("body").append(dialog);
      if (dialog.open) return input.select();
      filters = [];
      results = null;
      input.value = text;
      lift(`${text} `);
      const root = own("documentElement");
      root.classList.toggle("has-bar", innerWidth > root.clientWidth);
      root.classList.add("is-searching");
      dialog.showModal();
      changed();
      run();
      input.focus();
    }

    function choose(e, link) {
      searches((known) => [query(), ...known.filter((it) => it !== query())]);
      if (e.button || e.ctrlKey || e.metaKey || e.shiftKey || e.altKey) return;
      const text = words(), here = (url) => url.origin + url.pathname.replace(/index\.html$/, "");
      if (here(link) !== here(location)) {
        try { if (text) sessionStorage.setItem("crib-search", text); } catch { /* Storage is refused: no marks. */ }
        return;
      }
      e.preventDefault();
      dialog.close();
      location.hash = link.hash;
      if (text) highlight(text, globalThis.cribSearchEngine.marks);
    }

    function move(by) {
      if (!options.length) return;
      const at = options.indexOf(active) + by;
      moved = true;
      select(options[(at + options.length) % options.length]);
    }

    input.addEventListener("input", (e) => {
      if (!e.isComposing) lift(input.value);
      changed();
    });
    dialog.addEventListener("keydown", (e) => {
      if (e.isComposing || e.keyCode === 229) return;
      const caret = input.selectionStart === input.selectionEnd ? input.selectionStart : -1, typing = e.target === input;
      if (e.key === "Escape") dialog.close();
      else if (!typing || e.altKey) return;
      else if (e.key === "ArrowDown") move(1);
      else if (e.key === "ArrowUp") move(active ? -1 : 0);
      else if (e.key === "Home" && caret === 0 && !e.shiftKey) moved = true, select(options[0] || null);
      else if (e.key === "End" && caret === input.value.length && !e.shiftKey) moved = true, select(options.at(-1) || null);
      else if (e.key === "Backspace" && caret === 0 && filters.length) filters.pop(), changed();
      else if (e.key === "Enter") {
        if (lift(`${input.value} `)) changed();
        else if (active && (e.ctrlKey || e.metaKey) && active.href) {
          searches((known) => [query(), ...known.filter((it) => it !== query())]);
          globalThis.open(active.href, "_blank", "noopener");
        } else if (active) active.click();
      } else return;
      e.preventDefault();
    });
    list.addEventListener("click", (e) => {
      const option = e.target.closest(".hit");
      if (!option) return;
      if (option.href) return choose(e, option);
      if (option.value) {
        input.value = option.value;
        lift(`${input.value} `);
        changed();
      } else {
        const first = options.indexOf(option);
        shown += 20;
        moved = true;
        draw();
        select(options[first]);
        run();
      }
      input.focus();
    });
    list.addEventListener("auxclick", (e) => { if (e.target.closest("a")) choose(e, null); });
    list.addEventListener("pointermove", (e) => {
      const option = e.pointerType === "mouse" && e.target.closest(".hit");
      if (option && option !== active) moved = true, select(option, false);
    });
    dialog.addEventListener("pointerdown", (e) => { pressed = e.target; });
    dialog.addEventListener("click", (e) => { if (e.target === dialog && pressed === dialog) dialog.close(); });
    dialog.addEventListener("close", () => {
      asked += 1;
      clearTimeout(waiting);
      address("");
      own("documentElement").classList.remove("is-searching", "has-bar");
    });
    return { ask, open, mark: (words) => engine().then((it) => highlight(words, it.marks)) };
  }

  let begun;
  globalThis.cribSearch.start = (...parts) => begun ??= begin(...parts);
})();
