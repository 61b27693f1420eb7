// The pages work without this script. It remembers the choice of light or dark, marks the section
// being read in the contents list, and closes the drawer when it has done its work.
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
    var heading = document.getElementById(decodeURIComponent(link.hash.slice(1)));
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
})();
