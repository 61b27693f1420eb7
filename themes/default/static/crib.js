// The pages work without this script. It remembers the choice of light or dark, marks the section
// being read in the contents list, closes the drawer when it has done its work, lets a tag's page
// show some of its places only, finds comparisons by name, and covers answers for those who practise.
(function () {
  "use strict";
  var root = document.documentElement;
  var find = document.querySelector.bind(document);
  var button = find(".theme"), drawer = find(".drawer"), tree = find(".tree"), toc = find(".toc");
  var system = matchMedia("(prefers-color-scheme: dark)");

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
  if (button) {
    button.hidden = false;
    button.addEventListener("click", function () {
      var theme = isDark() ? "light" : "dark";
      if ((theme === "dark") === system.matches) store("removeItem"), theme = "";
      else store("setItem", theme);
      show(theme);
    });
  }

  if (drawer && drawer.hidePopover) {
    var close = function () { if (drawer.matches(":popover-open")) drawer.hidePopover(); };
    drawer.addEventListener("click", function (e) { if (e.target.closest("a")) close(); });
    matchMedia("(min-width: 55rem)").addEventListener("change", close);
  }

  // Scrolls only the list's own box, never the page.
  function reveal(box, item) {
    if (!box || !item) return;
    var outer = box.getBoundingClientRect(), inner = item.getBoundingClientRect();
    if (inner.top < outer.top || inner.bottom > outer.bottom) {
      box.scrollTop += inner.top - outer.top - outer.height / 3;
    }
  }
  reveal(tree, tree && tree.querySelector("[aria-current]"));

  var spots = [], current, waiting;
  if (toc) toc.querySelectorAll("a").forEach(function (link) {
    var heading = document.getElementById(link.getAttribute("href").slice(1));
    if (heading) spots.push([heading, link]);
  });
  function mark() {
    waiting = 0;
    var link = null;
    spots.forEach(function (spot) { if (spot[0].getBoundingClientRect().top < 120) link = spot[1]; });
    if (link === current) return;
    if (current) current.removeAttribute("aria-current");
    if (link) link.setAttribute("aria-current", "location");
    reveal(toc, current = link);
  }
  if (spots.length) {
    mark();
    addEventListener("scroll", function () { waiting = waiting || requestAnimationFrame(mark); }, { passive: true });
  }

  // The places of a tag by folder and by further tag. Their level is left to the style sheet.
  var filters = find(".filters"), places = [].slice.call(document.querySelectorAll("li[data-tags]"));
  function make(name, parent, text) {
    var element = document.createElement(name);
    if (text) element.textContent = text;
    return parent.appendChild(element);
  }
  function choice(label, every, values) {
    var counts = {}, titles = {}, names;
    places.forEach(function (place) {
      values(place).forEach(function (value) {
        counts[value] = (counts[value] || 0) + 1;
        titles[value] = every && place.dataset.in || value || "top";
      });
    });
    names = Object.keys(counts).sort();
    if (names.length < (every ? 2 : 1)) return;
    var select = make("select", make("label", filters, label + " "));
    make("option", select, "any").value = "*";
    names.forEach(function (name) {
      var twins = names.filter(function (other) { return titles[other] === titles[name]; });
      var title = titles[name] + (twins.length > 1 ? ", " + name : "");
      make("option", select, title + " (" + counts[name] + ")").value = name;
    });
    return function (place) { return select.value === "*" || values(place).indexOf(select.value) >= 0; };
  }
  if (filters) {
    var tests = [
      choice("Folder", true, function (place) { return "folder" in place.dataset ? [place.dataset.folder] : []; }),
      choice("Also tagged", false, function (place) { return place.dataset.tags.split(" ").filter(Boolean); })
    ].filter(Boolean);
    var status = make("p", filters);
    status.setAttribute("role", "status");
    filters.addEventListener("change", function () {
      var shown = 0;
      places.forEach(function (place) {
        place.hidden = !tests.every(function (test) { return test(place); });
      });
      document.querySelectorAll(".uses").forEach(function (group) {
        group.hidden = !group.querySelector("li[data-tags]:not([hidden])");
      });
      places.forEach(function (place) { shown += place.getClientRects().length > 0; });
      status.textContent = shown + " of " + places.length + " shown" + ("part" in filters.dataset ? " on this part" : "");
    });
  }

  // Lists with names in `data-name`, narrowed to those that have every word typed.
  var finder = find(".finder"), named = [].slice.call(document.querySelectorAll("li[data-name]"));
  function plain(text) { return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase(); }
  if (finder && named.length) {
    var label = make("label", finder, "Find "), input = make("input", label), found = make("span", finder);
    input.type = "search";
    input.autocomplete = "off";
    found.setAttribute("role", "status");
    input.addEventListener("input", function () {
      var words = plain(input.value).split(/\s+/).filter(Boolean), shown = 0;
      named.forEach(function (item) {
        var name = plain(item.dataset.name);
        item.hidden = !words.every(function (word) { return name.indexOf(word) >= 0; });
        shown += !item.hidden;
      });
      document.querySelectorAll("section:has(li[data-name])").forEach(function (group) {
        group.hidden = !group.querySelector("li[data-name]:not([hidden])");
      });
      found.textContent = words.length ? shown + " of " + named.length : "";
    });
  }

  // What the picker shall begin with is known to links that lead to it.
  document.querySelectorAll("a[data-picks]").forEach(function (link) {
    link.hash = link.dataset.picks.split(",").filter(Boolean).map(encodeURIComponent).join(",");
  });

  // On paper everything is unfolded; afterwards it is as it was.
  var folded = [];
  addEventListener("beforeprint", function () {
    folded = [].slice.call(document.querySelectorAll("details:not([open])"));
    folded.forEach(function (it) { it.open = true; });
  });
  addEventListener("afterprint", function () {
    folded.splice(0).forEach(function (it) { it.open = false; });
  });

  // Answers are covered on demand and turned over one by one. What is covered keeps its place.
  function drill(box, rows, situation) {
    if (rows.length < 2) return;
    var bar = document.createElement("p");
    bar.className = "drill";
    box.before(bar);
    var hide = make("button", bar, "Hide answers"), all = make("button", bar, "Show all"), count = make("span", bar);
    hide.type = all.type = "button";
    all.hidden = true;
    count.setAttribute("role", "status");

    // The answers of a rule, not those of rules in a list below it.
    function answers(row) { return [].slice.call(row.querySelectorAll(":scope > .answer, :scope > p > .answer")); }
    function isCovered(row) { return answers(row).some(function (cell) { return cell.classList.contains("covered"); }); }
    function cover(row) {
      if (isCovered(row)) return;
      answers(row).forEach(function (cell, at) {
        if (!cell.querySelector(".said")) {
          var said = document.createElement("span");
          said.className = "said";
          said.append.apply(said, cell.childNodes);
          cell.append(said);
        }
        cell.classList.add("covered");
        if (at) return;
        var button = make("button", cell, "Show"), asked = row.querySelector(situation);
        button.type = "button";
        make("span", button, " the answer").className = "sr";
        asked.id = asked.id || "crib:asked-" + (drill.count = (drill.count || 0) + 1);
        button.setAttribute("aria-describedby", asked.id);
      });
    }
    function uncover(row) {
      answers(row).forEach(function (cell) {
        var button = cell.querySelector("button");
        cell.classList.remove("covered");
        if (!button) return;
        // The answer is read out where the button was pressed.
        if (button === document.activeElement) cell.tabIndex = -1, cell.focus();
        button.remove();
      });
    }
    function tell() {
      var left = rows.filter(isCovered).length;
      if (!left && document.activeElement === all) hide.focus();
      all.hidden = !left;
      count.textContent = rows.length - left + " of " + rows.length + " shown";
    }
    hide.addEventListener("click", function () { rows.forEach(cover); tell(); });
    all.addEventListener("click", function () { rows.forEach(uncover); tell(); });
    box.addEventListener("click", function (e) {
      if (e.target.closest(".covered")) uncover(e.target.closest("tr, .rule")), tell();
    });
  }
  document.querySelectorAll(".scenarios").forEach(function (box) {
    drill(box, [].filter.call(box.querySelectorAll("tbody tr"), function (row) { return row.querySelector(".answer"); }), "td");
  });
  var rules = [].slice.call(document.querySelectorAll(".rule"));
  rules.forEach(function (rule) {
    var own = rules.filter(function (it) { return it.parentNode === rule.parentNode && it.querySelector(".answer"); });
    if (own[0] === rule) drill(rule.parentNode, own, ".situation");
  });
})();
