// Sets a cheat sheet on paper: measures every entry in the reader's own fonts, takes what is worth
// most and fits the pages, and shows the sheets as they will be printed. Without this script the
// entries that the program chose flow in columns.
(function () {
  "use strict";
  // No name in a note hides what the prototype can do, and no note has our marks (see `crib.js`).
  var find = Document.prototype.querySelector.bind(document), create = Document.prototype.createElement.bind(document);
  var t = globalThis.cribText;
  function part(name) { return find('[data-crib="' + name + '"]'); }
  var sheet = part("sheet"), style = part("sheet-page"), flow = part("flow"), papers = part("papers");
  if (!sheet || !style || !flow || !papers) return;
  var tools = part("sheet-tools"), status = part("sheet-status"), benches = [];
  var MM = 96 / 25.4, PAPERS = { __proto__: null, a4: [210, 297], letter: [215.9, 279.4] };
  // What has fewer parts is not divided, and never into less than these on either side.
  var DIVISIBLE = 6, TOGETHER = 2, TRIES = 200;
  // The width of a table has so many parts, a column so many at least; longer words (in em) are broken.
  var SHARES = 20, LEAST = 2, LONGEST = 16;
  // How many columns a page has upright and across unless others are asked for.
  var USUAL = { false: "2", true: "3" };
  // A printer's page is a hair lower than its millimetres say.
  var SLACK = 1.5;
  var numbers = function (text) { return text.split(" ").map(Number); };
  var margins = numbers(sheet.dataset.margins), sizes = numbers(sheet.dataset.sizes), gap = +sheet.dataset.gap;
  var title = find("h1").textContent, rules = style.content || style.textContent;
  var wish = Object.create(null);
  ["paper", "landscape", "columns", "size", "pages"].forEach(function (name) { wish[name] = sheet.dataset[name]; });

  // What is not on the first sheet waits in templates: without this script nobody needs it.
  var reserve = new Set();
  flow.querySelectorAll(":scope > template").forEach(function (it) {
    [].forEach.call(it.content.children, function (node) { reserve.add(node); });
    it.replaceWith(it.content);
  });
  // The entries with the headings they stand under, in reading order.
  var entries = [], note = null, section = null;
  [].forEach.call(flow.children, function (node) {
    if (node.tagName === "H2") note = { node: node }, section = null;
    else if (node.tagName === "H3") section = { node: node };
    else entries.push({ node: node, shown: node, rank: +node.dataset.rank, note: note, section: section, given: !reserve.has(node), table: node.classList.contains("f-table") && node });
  });
  var ranks = entries.slice().sort(function (a, b) { return a.rank - b.rank; });

  // Storage may be refused: then a choice lasts as long as the page.
  function stored(method, key, value) {
    try { return localStorage[method](key, value); } catch (e) { return null; }
  }
  // The paper is that of the reader's printer; what else is chosen is for this sheet alone.
  if (PAPERS[stored("getItem", "crib-paper")]) wish.paper = stored("getItem", "crib-paper");
  var FORM = ["landscape", "columns", "size", "pages"], place = "crib-sheet " + location.pathname;
  function form() { return FORM.map(function (name) { return wish[name]; }).join(" "); }
  var given = form();

  // What the sheet is made from: everything, or `in=FOLDER`, `note=PATH`, `tag=NAME`, as addresses have it.
  var from = "", offered = new Map();
  function isMeant(entry) {
    var at = from.indexOf("="), key = from.slice(0, at), name = from.slice(at + 1), place = entry.note ? entry.note.node.dataset : {};
    if (key === "note") return place.note === name;
    if (key === "in") return (place.folder + "/").startsWith(name + "/");
    if (key === "tag") return tagsOf(entry).some(function (tag) { return (tag + "/").startsWith(name + "/"); });
    return true;
  }
  function tagsOf(entry) { return (entry.node.dataset.tags || "").split(" ").filter(Boolean); }
  function offer() {
    var groups = [["folders_title", "in"], ["notes_title", "note"], ["tags_title", "tag"]].map(function (it) { return [t(it[0]), it[1], new Map()]; });
    entries.forEach(function (entry) {
      var place = entry.note ? entry.note.node.dataset : {};
      if (place.folder) groups[0][2].set(place.folder, place.in || place.folder);
      if (place.note) groups[1][2].set(place.note, entry.note.node.textContent);
      tagsOf(entry).forEach(function (tag) { groups[2][2].set(tag, tag); });
    });
    groups.forEach(function (it) {
      var group = create("optgroup");
      group.label = it[0];
      it[2].forEach(function (title, name) {
        offered.set(it[1] + "=" + name, title);
        group.append(new Option(title, it[1] + "=" + name));
      });
      if (it[2].size) tools.elements.from.append(group);
    });
  }
  function asked() {
    var wanted = new URLSearchParams(location.search), key = ["note", "in", "tag"].find(function (it) { return wanted.get(it); });
    return key ? key + "=" + wanted.get(key) : "";
  }
  function ask(value) {
    from = value;
    // Nothing of a folder itself may be here, but something of those in it.
    if (from && !offered.has(from)) {
      offered.set(from, from.slice(from.indexOf("=") + 1));
      tools.elements.from.append(new Option(offered.get(from), from));
    }
    tools.elements.from.value = from;
    if (+wish.pages) tools.elements.pages.value = wish.pages;
  }

  function geometry() {
    var sides = PAPERS[wish.paper] || PAPERS.a4, across = wish.landscape === "true", columns = +wish.columns;
    var width = sides[across ? 1 : 0], height = sides[across ? 0 : 1];
    return {
      width: width, height: height, columns: columns, pages: +wish.pages,
      type: sizes[["small", "medium", "large"].indexOf(wish.size)] || sizes[1],
      column: (width - margins[1] - margins[3] - gap * (columns - 1)) / columns * MM,
      room: (height - margins[0] - margins[2]) * MM - SLACK
    };
  }

  // On a narrow screen the entries are read in one stream, where the rows of a table are lines.
  var narrow = matchMedia("screen and (max-width: 47.99rem)");
  function show(entry) {
    var node = narrow.matches && entry.node === entry.table ? asLines(entry.node) : entry.node;
    node.hidden = entry.shown.hidden;
    if (node !== entry.shown) entry.shown.replaceWith(node);
    entry.shown = node;
  }

  // Copies of nodes, by node, where they can be measured in a column of this width.
  function bench(it, nodes, names) {
    var box = make("measure", sheet), copies = new Map();
    benches.push(box);
    box.classList.add.apply(box.classList, names);
    box.style.width = it.column + "px";
    [].forEach.call(nodes, function (node) {
      var copy = node.cloneNode(true);
      copy.hidden = false;
      copies.set(node, box.appendChild(copy));
    });
    return copies;
  }
  function clear() { benches.splice(0).forEach(function (box) { box.remove(); }); }

  // Divides the width among the columns of tables: their longest words have room, and whoever breaks
  // into most lines gets the rest. Where there is no such room, the rows become lines.
  function divide(it) {
    var tables = entries.filter(function (entry) { return entry.table; }), unit = it.column / SHARES;
    var nodes = tables.map(function (entry) { return entry.table; });
    var widest = bench(it, nodes, ["widths"]), least = bench(it, nodes, ["widths", "least"]);
    var widths = function (copy) {
      return [].map.call(copy.querySelector("tr").children, function (cell) { return cell.getBoundingClientRect().width; });
    };
    var longest = LONGEST * it.type * 96 / 72;
    var divided = nodes.map(function (node) {
      var natural = widths(widest.get(node));
      var shares = widths(least.get(node)).map(function (width) { return Math.max(LEAST, Math.ceil(Math.min(width, longest) / unit)); });
      var lines = function (at) { return natural[at] / shares[at]; };
      for (var left = SHARES - sum(shares); left > 0; left--) {
        shares[shares.reduce(function (most, _, at) { return lines(at) > lines(most) ? at : most; }, 0)]++;
      }
      return sum(shares) > SHARES ? null : shares;
    });
    clear();
    tables.forEach(function (entry, at) {
      var shares = divided[at];
      entry.node = shares ? entry.table : asLines(entry.table);
      if (shares) entry.table.querySelectorAll(":scope > table > colgroup > col").forEach(function (col, at) { col.className = "s-" + shares[at]; });
      show(entry);
    });
  }
  // On a wide screen only the papers are seen: the stream would double the page.
  function stream() {
    if (narrow.matches) papers.before(flow);
    else flow.remove();
  }
  // A table as lines, the headers before the cells, as the template `sheet_entry` has it.
  function asLines(node) {
    var entry = node.cloneNode(true), table = entry.querySelector(":scope > table"), list = create("ul");
    var heads = table.tHead ? table.tHead.rows[0].cells : [];
    [].forEach.call(table.tBodies[0].rows, function (row) {
      var line = list.appendChild(create("li"));
      [].forEach.call(row.cells, function (cell, at) {
        var words = [].slice.call(cell.childNodes), name = create(at ? "i" : "b");
        if (!at) name.append.apply(name, words.splice(0)), line.append(name);
        if (!words.length) return;
        line.append(" · ");
        if (heads[at] && heads[at].textContent) {
          name.append.apply(name, heads[at].cloneNode(true).childNodes);
          name.append(":");
          line.append(name, " ");
        }
        line.append.apply(line, words);
      });
    });
    table.replaceWith(list);
    entry.classList.replace("f-table", "f-lines");
    return entry;
  }

  // Heights in px of everything in a column of this width.
  function measure(it) {
    var inFlow = new Map(entries.map(function (entry) { return [entry.shown, entry.node]; }));
    var high = bench(it, [].map.call(flow.children, function (node) { return inFlow.get(node) || node; }), []);
    var height = function (node) { return node.getBoundingClientRect().height; };
    entries.forEach(function (entry) {
      var copy = high.get(entry.node), outer = copy.getBoundingClientRect();
      var parts = entry.node.classList.contains("parts") ? partsOf(copy) : [];
      [entry.note, entry.section].forEach(function (it) { if (it) it.height = height(high.get(it.node)); });
      entry.height = outer.height;
      entry.after = parseFloat(getComputedStyle(copy).paddingBottom);
      entry.parts = parts.map(height);
      entry.head = entry.again = 0;
      if (!parts.length) return;
      var thead = copy.querySelector(":scope > table > thead");
      entry.head = parts[0].getBoundingClientRect().top - outer.top;
      entry.again = thead ? height(thead) : 0;
      entry.after = outer.bottom - parts[parts.length - 1].getBoundingClientRect().bottom;
    });
    clear();
  }
  function partsOf(node) {
    var list = node.querySelector(":scope > table > tbody, :scope > ul, :scope > ol");
    return list ? [].slice.call(list.children) : [];
  }
  function sum(list) { return list.reduce(function (a, b) { return a + b; }, 0); }

  function canHold(entry, room) {
    room -= (entry.note ? entry.note.height : 0) + (entry.section ? entry.section.height : 0);
    if (entry.parts.length < DIVISIBLE) return entry.height <= room;
    return Math.max(entry.head, entry.again) + Math.max.apply(null, entry.parts) * TOGETHER <= room;
  }

  // Puts the entries that are taken into columns, one after the other; `put` learns what goes where.
  function run(isTaken, room, put) {
    var columns = 0, filled = 0, note = null, section = null;
    put = put || function () {};
    function next() { columns++; filled = 0; }
    entries.forEach(function (entry) {
      if (!isTaken(entry)) return;
      var heads = [];
      if (entry.note && entry.note !== note) heads.push(entry.note);
      if (entry.section && (entry.section !== section || heads.length)) heads.push(entry.section);
      note = entry.note, section = entry.section;
      var before = sum(heads.map(function (it) { return it.height; })), whole = before + entry.height - entry.after;
      var head = function () { heads.splice(0).forEach(function (it) { put(columns, it.node); }); };
      if (filled + whole > room && entry.parts.length >= DIVISIBLE) {
        var from = 0, above = before + entry.head;
        while (from < entry.parts.length) {
          var left = entry.parts.length - from, here = 0, high = 0;
          while (here < left && high + entry.parts[from + here] <= room - filled - above) high += entry.parts[from + here++];
          if (here < left) here = Math.min(here, left - TOGETHER);
          if (here < Math.min(TOGETHER, left)) {
            if (filled > 0) { next(); continue; }
            here = Math.max(here, 1);
          }
          head();
          put(columns, entry.node, from, from + here);
          filled += above + sum(entry.parts.slice(from, from + here));
          from += here;
          above = entry.again;
          if (from < entry.parts.length) next();
        }
        filled += entry.after;
        return;
      }
      if (filled > 0 && filled + whole > room) next();
      head();
      put(columns, entry.node);
      filled += whole + entry.after;
    });
    return columns + Math.min(filled / room, 1);
  }

  // Takes what is worth most as long as it fits, then what fits into the rest.
  function choose(it) {
    var budget = it.columns * it.pages, low = 0, taken;
    var possible = ranks.filter(function (entry) { return isMeant(entry) && canHold(entry, it.room); });
    function fits(set) { return !it.pages || run(function (entry) { return set.has(entry); }, it.room) <= budget; }
    var high = possible.length;
    while (low < high) {
      var middle = Math.ceil((low + high) / 2);
      if (fits(new Set(possible.slice(0, middle)))) low = middle;
      else high = middle - 1;
    }
    taken = new Set(possible.slice(0, low));
    possible.slice(low, low + TRIES).forEach(function (entry) {
      taken.add(entry);
      if (!fits(taken)) taken.delete(entry);
    });
    return taken;
  }

  // A copy of an entry, or of its parts from one to another.
  function piece(node, from, to) {
    var copy = node.cloneNode(true);
    copy.hidden = false;
    // Two links right below each other would be too small to be pressed.
    if (node.tagName === "H2" && node.nextElementSibling.tagName === "H3") {
      var name = create("span");
      name.textContent = copy.textContent;
      copy.replaceChildren(name);
    }
    if (from === undefined) return copy;
    partsOf(copy).forEach(function (part, at) { if (at < from || at >= to) part.remove(); });
    var label = copy.querySelector(":scope > .over");
    if (from > 0 && label) label.remove();
    if (to < partsOf(node).length) copy.style.paddingBottom = 0;
    return copy;
  }
  function make(name, parent) {
    var node = create("div");
    node.className = name;
    return parent.appendChild(node);
  }
  function quoted(text) {
    return '"' + text.replace(/[^\p{L}\p{N} ]/gu, function (c) { return "\\" + c.codePointAt(0).toString(16) + " "; }) + '"';
  }

  // The rules of the page. The site's policy lets no script write an element with rules; a browser that
  // does not know rules without an element prints by the style sheet alone.
  var paging;
  function lay(text) {
    try {
      if (!paging) {
        paging = new CSSStyleSheet();
        Reflect.set(Document.prototype, "adoptedStyleSheets", [paging], document);
      }
      paging.replaceSync(text);
    } catch (e) { if (!style.content) style.textContent = text; }
  }

  function fit(isPrinted) {
    // The stream is read on a narrow screen, and the papers are made when they are printed. Until something
    // is chosen, it has the entries that the program chose: measuring them takes a phone a second.
    var isRead = narrow.matches && !isPrinted, isGiven = isRead && !from && form() === given;
    var it = geometry();
    sheet.style.setProperty("--type", it.type + "pt");
    if (!isGiven) {
      divide(it);
      measure(it);
    }
    var taken = isGiven ? new Set(entries.filter(function (entry) { return entry.given; })) : choose(it), columns = [], pages = [];
    var isTaken = function (entry) { return taken.has(entry); }, room = it.room;
    var heads = new Set();
    taken.forEach(function (entry) { heads.add(entry.note).add(entry.section); });
    entries.forEach(function (entry) {
      entry.shown.hidden = !isTaken(entry);
      [entry.note, entry.section].forEach(function (it) { if (it) it.node.hidden = !heads.has(it); });
    });
    if (isRead) {
      if (isGiven) taken.forEach(show);
      papers.textContent = "";
      sheet.classList.add("fitted");
      return tell(taken, 0);
    }
    var length = run(isTaken, room);
    // What fills less than a page fills its columns evenly.
    if (length < it.columns) for (var low = 0, high = room; high - low > 1;) {
      var middle = (low + high) / 2;
      if (run(isTaken, middle) <= it.columns) high = room = middle;
      else low = middle;
    }
    run(isTaken, room, function (at, node, from, to) {
      (columns[at] = columns[at] || []).push(piece(node, from, to));
    });
    papers.textContent = "";
    for (var at = 0; at < columns.length; at += it.columns) {
      var paper = make("paper", papers), grid = make("paper-columns", paper);
      for (var column = 0; column < it.columns; column++) {
        make("column", grid).append.apply(grid.lastChild, columns[at + column] || []);
      }
      pages.push(paper);
    }
    // From which note to which a page goes; it may begin within one.
    var last = "";
    var names = pages.map(function (paper) {
      var first = paper.querySelector(".column > *"), heads = [].map.call(paper.querySelectorAll("h2"), function (it) { return it.textContent; });
      if (last && first.tagName !== "H2") heads.unshift(last);
      last = heads[heads.length - 1] || "";
      return heads.length > 1 ? heads[0] + " – " + last : last;
    });
    var px = function (mm) { return mm + "mm"; };
    [["--top", 0], ["--right", 1], ["--bottom", 2], ["--left", 3]].forEach(function (side) {
      papers.style.setProperty(side[0], px(margins[side[1]]));
    });
    papers.style.setProperty("--inner", px(it.width - margins[1] - margins[3]));
    var text = rules.replace(/size:[^;]+;/, "size:" + px(it.width) + " " + px(it.height) + ";");
    pages.forEach(function (paper, at) {
      paper.style.width = px(it.width);
      paper.style.padding = margins.map(px).join(" ");
      grid = paper.firstChild;
      grid.style.height = it.room + "px";
      paper.dataset.head = title + (from ? " · " + offered.get(from) : "") + (names[at] ? " · " + names[at] : "");
      paper.dataset.foot = at + 1 + " / " + pages.length;
      if (names[at]) text += "@page sheet-" + at + "{@top-right{content:" + quoted(names[at]) + "}}";
      paper.style.page = "sheet-" + at;
    });
    lay(text);
    sheet.classList.add("fitted");
    zoom();
    sheet.dataset.length = length / it.columns;
    tell(taken, pages.length);
  }
  // How many entries are on how many pages; narrow screens show no pages.
  function tell(taken, count) {
    sheet.dataset.fitted = count;
    if (!status) return;
    var pages = count ? t("pages", { n: count }) + " · " : "";
    if (from) {
      status.textContent = taken.size ? pages + t("entries", { n: taken.size }) : t("sheet_has_none");
      return;
    }
    var isAll = taken.size === ranks.length && taken.size < +sheet.dataset.total;
    status.textContent = pages
      + t(isAll ? "sheet_all_here" : "sheet_entries", { shown: taken.size, n: +sheet.dataset.total });
  }
  // As large as the window allows, up to half as large again as on paper.
  function zoom() {
    var paper = papers.firstChild, room = sheet.clientWidth;
    if (!paper || !room) return;
    var width = geometry().width * MM;
    papers.style.setProperty("--zoom", Math.min(1.5, Math.floor(room / width * 100) / 100));
  }

  if (tools) {
    // The page holds entries for twice the pages that were asked for, and no more.
    if (+wish.pages) [].slice.call(tools.elements.pages.options).forEach(function (it) {
      if (!+it.value || it.value > 2 * wish.pages) it.remove();
    });
    var offers = function (field, value) {
      return [].some.call(field.options, function (it) { return it.value === value; });
    };
    // What was chosen counts until the notes' author gives the sheet another form.
    var kept = (stored("getItem", place) || "").split("|"), chosen = kept[0] === given && kept[1] ? kept[1].split(" ") : [];
    [].forEach.call(tools.elements, function (field) {
      if (!(field.name in wish)) return;
      if (!offers(field, wish[field.name])) field.add(new Option(wish[field.name]), 0);
      var choice = chosen[FORM.indexOf(field.name)];
      if (choice && offers(field, choice)) wish[field.name] = choice;
      field.value = wish[field.name];
    });
    offer();
    ask(asked());
    tools.addEventListener("change", function (e) {
      var name = e.target.name, value = e.target.value;
      if (name === "from") {
        from = value;
        // A browser may refuse to rewrite the address of a file.
        try { history.replaceState(null, "", location.pathname + value.replace(/^(\w+)=(.*)$/, function (all, key, name) { return "?" + new URLSearchParams([[key, name]]); })); } catch (e) { /* The sheet is shown all the same. */ }
        return fit();
      }
      if (name === "landscape" && wish.columns === USUAL[wish.landscape]) tools.elements.columns.value = wish.columns = USUAL[value];
      wish[name] = value;
      if (name === "paper") stored("setItem", "crib-paper", wish.paper);
      else stored("setItem", place, given + "|" + form());
      fit();
    });
    tools.elements.print.addEventListener("click", function () { print(); });
    tools.hidden = false;
  }
  fit();
  stream();
  var fonts = Reflect.get(Document.prototype, "fonts", document);
  if (fonts && fonts.status === "loading") fonts.ready.then(function () { fit(); });
  narrow.addEventListener("change", function () {
    entries.forEach(show);
    stream();
    fit();
  });
  addEventListener("beforeprint", function () { if (narrow.matches) fit(true); });
  addEventListener("afterprint", function () { if (narrow.matches) fit(); });
  addEventListener("resize", zoom);
})();
