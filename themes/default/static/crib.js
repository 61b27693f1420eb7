// The pages work without this script. It remembers the choice of light or dark, marks the section
// being read in the contents list, closes the drawer when it has done its work, and lets a tag's page
// show some of its places only.
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
    var counts = {}, names;
    places.forEach(function (place) {
      values(place).forEach(function (value) { counts[value] = (counts[value] || 0) + 1; });
    });
    names = Object.keys(counts).sort();
    if (names.length < (every ? 2 : 1)) return;
    var select = make("select", make("label", filters, label + " "));
    make("option", select, "any").value = "*";
    names.forEach(function (name) {
      make("option", select, (name || "top") + " (" + counts[name] + ")").value = name;
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
      status.textContent = shown + " of " + places.length + " shown";
    });
  }
})();
