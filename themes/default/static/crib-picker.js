// Sets side by side what the reader picks. The data file calls `cribCompare.push` with everything that
// comparisons know, before this script runs or after. The choice is kept in the address: #bedrock,lex
(function () {
  "use strict";
  // No name in a note hides what the prototype can do (see `crib.js`).
  var find = Document.prototype.querySelector.bind(document), create = Document.prototype.createElement.bind(document);
  var t = globalThis.cribText, list = find('[data-crib="picker"]'), place = find('[data-crib="picked"]');
  var before = Array.isArray(window.cribCompare) ? window.cribCompare : [];

  function make(name, parent, text, attributes) {
    var element = create(name);
    if (text) element.textContent = text;
    Object.keys(attributes || {}).forEach(function (key) { element.setAttribute(key, attributes[key]); });
    return parent.appendChild(element);
  }

  function start(data) {
    var picked = [], boxes = Object.create(null), known = Object.create(null);
    data.items.forEach(function (item) { known[item.slug] = item; });
    list.querySelectorAll('[data-crib="named"][data-slug]').forEach(function (entry) {
      var item = known[entry.dataset.slug];
      if (!item) return;
      entry.textContent = "";
      var label = make("label", entry, "", { "class": "hue-" + item.hue });
      boxes[item.slug] = make("input", label, "", { type: "checkbox", value: item.slug });
      label.append(" " + item.name);
    });
    var bar = make("p", place, "", { "class": "picks" });
    var status = make("p", place, "", { "class": "meta", role: "status" });
    var result = make("div", place);

    // Every criterion that something is known of, those known of more things first.
    function rows() {
      var found = [];
      picked.forEach(function (slug, column) {
        known[slug].values.forEach(function (value) {
          var row = found[value[0]] = found[value[0]] || { name: data.criteria[value[0]], cells: [] };
          var cell = row.cells[column] = row.cells[column] || [];
          var same = cell.find(function (it) { return it.html === value[1]; });
          if (!same) cell.push(same = { html: value[1], from: [] });
          if (same.from.indexOf(value[2]) < 0) same.from.push(value[2]);
        });
      });
      function size(row) { return row.cells.filter(Boolean).length; }
      return found.filter(Boolean).sort(function (a, b) { return size(b) - size(a); });
    }

    function table(rows) {
      var numbers = [];
      function write(parent, value) {
        parent.innerHTML = value.html;
        value.from.forEach(function (source) {
          if (numbers.indexOf(source) < 0) numbers.push(source);
          parent.append("\u00a0");
          var link = make("a", parent, "", { "class": "from", href: data.sources[source].url, title: data.sources[source].title });
          link.textContent = numbers.indexOf(source) + 1;
          link.setAttribute("aria-label", t("source_n", { n: numbers.indexOf(source) + 1 }));
        });
      }
      var box = make("div", result, "", {
        "class": "table comparison by-column" + (picked.length === 2 ? " pair" : ""),
        role: "region", tabindex: "0", "aria-label": t("selected_items")
      });
      var grid = make("table", box), head = make("tr", make("thead", grid)), body = make("tbody", grid);
      make("td", head);
      picked.forEach(function (slug) {
        var item = known[slug], cell = make("th", head, "", { scope: "col", "class": "hue-" + item.hue });
        make(item.url ? "a" : "span", cell, item.name, item.url ? { "class": "item", href: item.url } : { "class": "item" });
      });
      rows.forEach(function (row) {
        var line = make("tr", body);
        make("th", line, "", { scope: "row" }).innerHTML = row.name;
        picked.forEach(function (slug, column) {
          var cell = make("td", line, "", { "class": "hue-" + known[slug].hue }), values = row.cells[column] || [];
          if (values.length === 1) write(cell, values[0]);
          else if (values.length) {
            var several = make("ul", cell, "", { "class": "values" });
            values.forEach(function (value) { write(make("li", several), value); });
          } else make("span", make("span", cell, "", { "class": "none" }), t("no_information"), { "class": "sr" });
        });
      });
      var sources = make("section", result, "", { "class": "sources" });
      make("h2", sources, t("sources"));
      var links = make("ol", sources);
      numbers.forEach(function (source) {
        make("a", make("li", links), data.sources[source].title, { href: data.sources[source].url });
      });
    }

    function show() {
      Object.keys(boxes).forEach(function (slug) { boxes[slug].checked = picked.indexOf(slug) >= 0; });
      bar.textContent = result.textContent = "";
      picked.forEach(function (slug) {
        var button = make("button", bar, known[slug].name, { type: "button", "class": "hue-" + known[slug].hue, value: slug });
        button.setAttribute("aria-label", t("remove_item", { name: known[slug].name }));
      });
      if (picked.length > 1) make("button", bar, t("clear_all"), { type: "button", "class": "reset" });
      var found = picked.length > 1 ? rows() : [];
      status.textContent = picked.length > 1
        ? t("items", { n: picked.length }) + " · " + t("criteria", { n: found.length })
        : picked.length ? t("select_one_more") : t("nothing_selected");
      if (found.length) table(found);
    }

    function change(slugs) {
      picked = slugs;
      var hash = picked.length ? "#" + picked.map(encodeURIComponent).join(",") : location.pathname + location.search;
      // A browser may refuse to rewrite the address of a file.
      try { history.replaceState(null, "", hash); } catch (e) { location.hash = hash[0] === "#" ? hash : ""; }
      show();
    }

    function read() {
      var slugs = location.hash.slice(1);
      try { slugs = decodeURIComponent(slugs); } catch (e) { /* Not ours. */ }
      picked = slugs.split(",").filter(function (slug, at, all) {
        return slug in known && all.indexOf(slug) === at;
      });
      show();
    }

    list.addEventListener("change", function (e) {
      var slug = e.target.value;
      if (!known[slug]) return;
      change(e.target.checked ? picked.concat(slug) : picked.filter(function (it) { return it !== slug; }));
    });
    bar.addEventListener("click", function (e) {
      var button = e.target.closest("button");
      if (!button) return;
      change(button.value ? picked.filter(function (it) { return it !== button.value; }) : []);
      (bar.querySelector("button") || list.querySelector("input")).focus();
    });
    addEventListener("hashchange", read);
    read();
  }

  if (!list || !place) return;
  window.cribCompare = { push: start };
  before.forEach(start);
})();
