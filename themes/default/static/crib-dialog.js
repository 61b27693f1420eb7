// The dialog of the search, loaded when a reader begins to use it; `crib.js` has the button and the keys. It asks
// the engine, which knows nothing of pages, shows what was found, and marks the words on the page that is opened.
(() => {
  "use strict";
  // What is shown of each kind; of sections more on demand.
  const GROUPS = [
    ["answers", 3, "answer"], ["comparisons_and_items", 5, "comparison", "item"],
    ["sections_title", 10, "section", "note"], ["tags_title", 5, "tag"], ["recent_searches", 8, "again"],
  ];
  const own = (name) => Reflect.get(Document.prototype, name, document);
  const call = (name, ...values) => Document.prototype[name].call(document, ...values);
  const t = globalThis.cribText;

  function make(name, attributes, ...content) {
    const element = call("createElement", name);
    for (const it in attributes) element.setAttribute(it, attributes[it]);
    element.append(...content);
    return element;
  }
  function button(look, press, ...content) {
    const element = make("button", { type: "button", class: look }, ...content);
    element.addEventListener("click", press);
    return element;
  }

  // Text of a note, in its own direction, with the words that were asked for marked.
  function marked(look, text, query) {
    const element = make("span", { class: look, dir: "auto" });
    let at = 0;
    for (const [from, to] of globalThis.cribSearchEngine.marks(text, query)) {
      element.append(text.slice(at, from), make("mark", {}, text.slice(from, to)));
      at = to;
    }
    element.append(text.slice(at));
    return element;
  }

  // What a result says.
  function content(it, query) {
    const line = (...parts) => make("span", { class: "hit-path", dir: "auto" }, parts.filter(Boolean).join(" › "));
    if (!it.url) return [it.title];
    if (it.kind === "tag") return [make("span", { class: it.hue >= 0 ? `tag hue-${it.hue}` : "tag", dir: "auto" }, it.title), " ", line(t("places", { n: it.count }))];
    if (it.kind === "answer") {
      const name = make("span", { class: "hit-name" }, marked("", it.question, query));
      name.append(" ", make("span", { class: "arrow", "aria-hidden": true }, "→"), " ", make("b", {}, marked("", it.answer, query)));
      return [name, line(it.title, it.heading)];
    }
    const name = marked("hit-name", it.heading || it.title, query);
    if (it.kind === "comparison") return [name, line(t("comparison_of", { n: it.count }))];
    if (it.kind === "item") return [name, line(t("item"))];
    return [name, line(...it.path), marked("hit-text", it.excerpt || "", query)];
  }

  // Marks the words in the section that the address names, or in the whole text, and changes nothing in it.
  function highlight(query) {
    const main = call("getElementById", "crib:main");
    if (!query || !main || !CSS.highlights) return;
    const follows = (a, b) => a.compareDocumentPosition(b) & Node.DOCUMENT_POSITION_FOLLOWING;
    const at = main.querySelector(":target"), found = new Highlight(), walk = call("createTreeWalker", main, NodeFilter.SHOW_TEXT);
    let from, to;
    if (at) for (const it of main.querySelectorAll("h1, h2, h3, h4, h5, h6")) {
      if (it.contains(at) || follows(it, at)) from = it;
      else if (from && it.nodeName <= from.nodeName) to ??= it;
    }
    while (walk.nextNode()) {
      const node = walk.currentNode;
      if (from && !follows(from, node) || to && follows(to, node)) continue;
      for (const [start, end] of globalThis.cribSearchEngine.marks(node.data, query)) {
        const range = new Range();
        range.setStart(node, start);
        range.setEnd(node, end);
        found.add(range);
      }
    }
    CSS.highlights.set("crib-search", found);
  }
  for (const type of ["keydown", "click"]) addEventListener(type, (e) => {
    if (type === "click" || e.key === "Escape") CSS.highlights?.delete("crib-search");
  }, true);

  function begin(opener, engine) {
    const { root } = opener.dataset, key = `crib-searches ${new URL(root, location.href).pathname}`;
    let asked = 0, waiting, busy, telling, pressed;
    let filters = [], results = null, shown, options = [], active, drawn, said, going, moved, nodes = new Map(), count = 0;

    const input = make("input", {
      type: "search", role: "combobox", placeholder: t("search"), "aria-label": t("search"), "aria-autocomplete": "list",
      "aria-controls": "crib:hits", autocomplete: "off", autocapitalize: "off", spellcheck: false, enterkeyhint: "go",
    });
    const groups = GROUPS.map(([name]) => make("div", { role: "group", "aria-label": t(name) }, make("p", { class: "label", "aria-hidden": true }, t(name))));
    const list = make("div", { class: "hits", role: "listbox", "aria-label": t("results_title"), id: "crib:hits" }, ...groups);
    const chips = make("span", { class: "search-filters" }), note = make("div", { class: "search-note" });
    const status = make("p", { class: "sr", role: "status" }), found = make("div", { class: "search-found" }, list, note);
    const keys = [["↑ ↓", "key_move"], ["↵", "key_open"], ["esc", "key_close"]].map(([key, name]) => make("span", {}, make("kbd", {}, key), ` ${t(name)}`));
    const dialog = make(
      "dialog", { class: "search-dialog", "aria-label": t("search") },
      make("div", { class: "search-field" }, chips, input, button("", () => dialog.close(), t("close"))),
      found, make("p", { class: "search-keys", "aria-hidden": true }, ...keys), status,
    );
    const words = () => input.value.trim(), query = () => [...filters, words()].filter(Boolean).join(" ");

    // The latest searches that led somewhere. Storage may be refused.
    function recent(change) {
      try {
        const known = JSON.parse(localStorage.getItem(key) || "[]").map(String);
        if (change) localStorage.setItem(key, JSON.stringify(change(known).slice(0, 8)));
        return known;
      } catch {
        return [];
      }
    }
    const remember = () => recent((known) => [query(), ...known.filter((it) => it !== query())]);

    function address(words) {
      const url = new URL(location.href);
      if (words && words.length < 1000) url.searchParams.set("q", words);
      else url.searchParams.delete("q");
      try {
        if (url.href !== location.href) history.replaceState(history.state, "", url);
      } catch { /* It stays as it is. */ }
    }

    function say(text, ...more) {
      clearTimeout(telling);
      telling = setTimeout(() => { status.textContent = text; }, 400);
      note.replaceChildren(...more);
    }

    function select(option, scroll) {
      active?.setAttribute("aria-selected", false);
      active = option;
      input.setAttribute("aria-activedescendant", option?.id ?? "");
      option?.setAttribute("aria-selected", true);
      if (scroll && option === options[0]) found.scrollTop = 0;
      else if (scroll) option?.scrollIntoView({ block: "nearest" });
    }

    // Elements are used again, so that what the reader is on or presses stays.
    function draw(hits, again) {
      const q = query(), kept = new Map();
      drawn = q;
      // The best result comes first: the one of that very name, or else the first. So Enter opens the first row.
      const bare = (text) => (text || "").toLowerCase().replace(/^#/, "").trim();
      const best = hits.find((it) => /^(tag|comparison|item)$/.test(it.kind) && bare(it.title) === bare(q)) || hits[0];
      const of = best ? GROUPS.findIndex((it) => it.includes(best.kind, 2)) : -1;
      groups.forEach((it, n) => { it.style.order = n === of ? -1 : 0; });
      const drawing = GROUPS.map((it, n) => [it, n]).sort((a, b) => (b[1] === of) - (a[1] === of));
      drawing.forEach(([[name, most, ...kinds], n]) => {
        const all = hits.filter((it) => kinds.includes(it.kind)).sort((a, b) => (b === best) - (a === best)), here = name === "sections_title" ? shown : most, group = groups[n];
        const some = all.slice(0, here);
        if (name === "sections_title" && all.length > here) some.push({ kind: "more", title: t("more_n", { n: all.length - here }) });
        const children = [group.firstChild, ...some.map((it) => {
          const state = JSON.stringify([it, said]);
          let key = [it.kind, it.url, it.question, it.title].join();
          while (kept.has(key)) key += ",";
          const element = nodes.get(key) ?? make(it.url ? "a" : "button", { class: `hit is-${it.kind}`, role: "option", tabindex: -1, id: `crib:hit-${++count}` });
          kept.set(key, element);
          if (element.state !== state) {
            element.state = state;
            element.hit = it;
            if (it.url) element.href = it.url;
            element.replaceChildren(...content(it, said));
          }
          return element;
        })];
        group.hidden = !some.length;
        if (children.length !== group.children.length || children.some((it, n) => it !== group.children[n])) group.replaceChildren(...children);
      });
      nodes = kept;
      options = [...kept.values()];
      list.hidden = !options.length;
      input.setAttribute("aria-expanded", !list.hidden);
      if (!again || !moved || !options.includes(active)) select(options[0], true);
    }

    // A link to the questions of the notes that were found.
    function practice() {
      const base = new URL(root || "./", location.href).href, routes = new Set();
      results.filter((it) => /^(section|note)$/.test(it.kind)).slice(0, 12).forEach((it) => {
        routes.add(decodeURIComponent(new URL(it.url, location.href).href.slice(base.length).split("#")[0]));
      });
      if (!opener.dataset.practice || !routes.size) return [];
      const notes = [...routes].map((it) => `note=${encodeURIComponent(it)}`).join("&");
      return [make("a", { href: `${opener.dataset.practice}?${notes}` }, t("practise_these"))];
    }

    function show(again) {
      draw(results, again);
      if (results.length) return say(t("results", { n: results.length }), ...practice());
      const q = query(), tags = new URL(`${root}tags/index.html`, location.href).href, last = filters.at(-1);
      const ways = [make("li", {}, t("no_results_help"))];
      if (last) ways.push(make("li", {}, button("plain", () => { filters.pop(); changed(); }, t("search_without", { filter: last }))));
      if ([...call("querySelectorAll", '[data-crib="tree"] a')].some((it) => it.href === tags)) ways.push(make("li", {}, make("a", { href: tags }, t("browse_tags"))));
      say(t("no_results"), make("p", {}, t("no_results_for", { query: q.length > 80 ? `${q.slice(0, 80)}…` : q })), make("ul", {}, ...ways));
    }

    // Nothing is asked yet: what was asked before, and what can be asked.
    function idle() {
      said = "";
      const known = recent();
      results = null;
      draw(known.map((title) => ({ kind: "again", title })));
      const shown = { "{tag}": `#${t("a_tag")}`, "{folder}": `in:${t("a_folder")}` };
      const help = make("p", {}, ...t("search_narrow").split(/(\{\w+\})/).map((it) => shown[it] ? make("kbd", {}, shown[it]) : it));
      say("", ...known.length ? [button("plain", () => { recent(() => []); run(); input.focus(); }, t("clear_recent"))] : [], help);
    }

    async function run(steps = [1, shown]) {
      const q = query(), number = ++asked, current = () => number === asked && dialog.open;
      clearTimeout(busy);
      address(q);
      if (!q) return idle();
      if (!results?.length) busy = setTimeout(() => { draw([]); say(t("loading"), make("p", {}, t("loading"))); }, 150);
      for (const texts of steps) {
        const answer = await globalThis.cribSearch(q, { texts }).catch(() => null);
        if (!current()) return;
        clearTimeout(busy);
        said = answer?.words ?? q;
        // A tag that is already a filter is not listed.
        results = answer && answer.filter((it) => it.kind !== "tag" || !words() || !filters.includes(`#${it.title}`));
        if (!results) return failed();
        show(texts > 1);
        if (going) return go(going);
        // Whoever types on needs no excerpts.
        await new Promise((done) => { setTimeout(done, 80); });
        if (!current()) return;
      }
    }

    function failed() {
      const text = t("search_failed");
      draw([]);
      say(text, make("p", {}, text), button("", changed, t("try_again")));
    }

    function changed() {
      chips.replaceChildren(...filters.map((it, n) => button("", () => { filters.splice(n, 1); changed(); }, make("bdi", {}, it), make("span", { class: "sr" }, ` (${t("remove_filter")})`))));
      asked += 1;
      going = null;
      moved = false;
      shown = 10;
      input.focus();
      clearTimeout(waiting);
      waiting = setTimeout(run, 40);
    }

    // `#tag` and `in:folder` leave the text once they are complete.
    function lift(text) {
      const rest = text.replace(/(^|\s)(#[^\s#]+|in:\S+)(?=\s)/gi, (_, before, filter) => {
        if (!filters.includes(filter)) filters.push(filter);
        return before;
      });
      if (rest !== text) input.value = rest.trimStart();
      return rest !== text;
    }

    function fill(text) {
      input.value = text;
      lift(`${text} `);
      changed();
    }

    function open(text) {
      const html = own("documentElement");
      if (dialog.open) return input.select();
      if (!dialog.isConnected) own("body").append(dialog);
      html.classList.toggle("has-bar", innerWidth > html.clientWidth);
      html.classList.add("is-searching");
      dialog.showModal();
      filters = [];
      results = null;
      fill(text);
      clearTimeout(waiting);
      run();
    }

    function choose(e, link) {
      remember();
      if (e.button || e.ctrlKey || e.metaKey || e.shiftKey || e.altKey) return;
      const text = said, page = (it) => it.origin + it.pathname.replace(/index\.html$/, "");
      if (page(link) !== page(location)) {
        try { sessionStorage.setItem("crib-search", text); } catch { /* No marks. */ }
        return;
      }
      e.preventDefault();
      dialog.close();
      location.hash = link.hash;
      // An address that is the same already scrolls nowhere.
      const place = link.hash && call("getElementById", decodeURIComponent(link.hash.slice(1)));
      if (place) place.scrollIntoView();
      else scrollTo(0, 0);
      highlight(text);
    }

    function go({ ctrlKey, metaKey }) {
      if (!active?.href || !(ctrlKey || metaKey)) return active?.click();
      remember();
      globalThis.open(active.href, "_blank", "noopener");
    }

    function press(e) {
      if (e.isComposing || e.keyCode === 229) return;
      const at = input.selectionStart === input.selectionEnd ? input.selectionEnd : -1;
      const move = (to) => {
        moved = true;
        select(options.at(to % options.length), true);
      };
      if (e.key === "Escape") dialog.close();
      else if (e.target !== input || e.altKey || e.shiftKey) return;
      else if (e.key === "Enter") {
        if (lift(`${input.value} `)) changed();
        // Results are older than the words: the first of the next ones is meant.
        else if (query() && !(results && drawn === query())) going = e;
        else go(e);
      } else if (e.key === "Backspace" && at === 0 && filters.pop()) changed();
      else if (!options.length) return;
      else if (e.key === "ArrowDown") move(options.indexOf(active) + 1);
      else if (e.key === "ArrowUp") move(options.indexOf(active) - 1);
      else if (e.key === "Home" && at === 0) move(0);
      else if (e.key === "End" && at === input.value.length) move(-1);
      else return;
      e.preventDefault();
    }

    input.addEventListener("input", (e) => {
      if (!e.isComposing) lift(input.value);
      changed();
    });
    dialog.addEventListener("keydown", press);
    list.addEventListener("click", (e) => {
      const option = e.target.closest(".hit"), at = options.indexOf(option);
      if (option?.href) choose(e, option);
      else if (option?.hit.kind === "again") fill(option.hit.title);
      else if (option) {
        shown += 20;
        show(true);
        select(options[at], true);
        input.focus();
        run([shown]);
      }
    });
    list.addEventListener("auxclick", (e) => { if (e.button === 1 && e.target.closest("a")) remember(); });
    list.addEventListener("pointermove", (e) => {
      const option = e.pointerType === "mouse" && e.target.closest(".hit");
      if (option && option !== active) moved = true, select(option);
    });
    dialog.addEventListener("pointerdown", (e) => { pressed = e.target; });
    dialog.addEventListener("click", (e) => { if (e.target === dialog && pressed === dialog) dialog.close(); });
    dialog.addEventListener("close", () => {
      asked += 1;
      clearTimeout(waiting);
      address();
      own("documentElement").classList.remove("is-searching", "has-bar");
    });
    return { open, mark: async (words) => { await engine(); highlight(words); } };
  }

  let begun;
  globalThis.cribSearch.start = (...parts) => begun ??= begin(...parts);
})();
