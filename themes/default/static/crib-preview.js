// The beginning of a page, or of the part that a link leads to, in a card beside the link: for readers
// with a mouse or a keyboard. It is a convenience, so nothing is announced, takes the focus or moves.
// The script is loaded when a link is first pointed at. Whatever fails, there is no card.
(function () {
  "use strict";
  var DELAY = 300, PATIENCE = 200, ENOUGH = 260, MOST = 24;
  var byId = Document.prototype.getElementById, create = Document.prototype.createElement.bind(document);
  var body = Reflect.get(Document.prototype, "body", document);
  // Nothing of these is shown; of links only the words are.
  var LEFT_OUT = "script, style, link, meta, template, iframe, object, embed, audio, video, canvas, form, input, button, select, textarea, .anchor, .backref, .from, .sr, .drill, .tags-line, .merged, .check";
  var KEPT = /^(class|dir|lang|alt|width|height|colspan|rowspan|start|value|display)$/;
  var HEADINGS = "h1, h2, h3, h4, h5, h6", BLOCKS = "li, p, tr, dt, dd, .callout, .code, .table";

  function start(main, first) {
    var pages = new Map(), card = create("div"), link = null, coming = 0, leaving = 0, request = null;
    card.className = "preview";
    card.setAttribute("aria-hidden", "true");

    function page(url) {
      if (url === here()) return Promise.resolve(document);
      if (pages.has(url)) return Promise.resolve(pages.get(url));
      request = new AbortController();
      return fetch(url, { signal: request.signal }).then(function (answer) {
        if (!answer.ok || !/^text\/html/.test(answer.headers.get("content-type") || "")) throw new Error(url);
        return answer.text();
      }).then(function (text) {
        var found = new DOMParser().parseFromString(text, "text/html");
        if (pages.size >= MOST) pages.delete(pages.keys().next().value);
        pages.set(url, found);
        return found;
      });
    }
    function want(next) {
      clearTimeout(leaving);
      if (next === link) return;
      clearTimeout(coming);
      if (request) request.abort();
      card.remove();
      link = next;
      coming = setTimeout(function () {
        var url = new URL(next.href), id = decode(url.hash.slice(1));
        url.hash = "";
        page(url.href).then(function (it) {
          if (link === next) show(next, it, url.href, id);
        }).catch(function () {});
      }, DELAY);
    }
    function leave() {
      clearTimeout(leaving);
      leaving = setTimeout(hide, PATIENCE);
    }
    function hide() {
      clearTimeout(coming);
      clearTimeout(leaving);
      if (request) request.abort();
      card.remove();
      link = request = null;
    }
    function show(next, from, base, id) {
      var parts = beginning(from, base, id);
      if (!parts) return hide();
      card.replaceChildren.apply(card, parts.content);
      card.lang = parts.lang;
      card.dir = parts.dir;
      body.appendChild(card);
      place(next);
    }
    // Below the link, or above it where there is more room; within the window.
    function place(next) {
      var boxes = next.getClientRects(), box = boxes[boxes.length - 1], width = Reflect.get(Document.prototype, "documentElement", document).clientWidth;
      if (!box) return hide();
      var left = Math.max(8, Math.min(box.left, width - card.offsetWidth - 8));
      var isAbove = innerHeight - box.bottom < card.offsetHeight + 12 && box.top > innerHeight - box.bottom;
      card.style.left = left + scrollX + "px";
      card.style.top = (isAbove ? boxes[0].top - card.offsetHeight - 4 : box.bottom + 4) + scrollY + "px";
    }

    main.addEventListener("pointerover", function (e) {
      var found = e.pointerType !== "touch" && leads(e.target);
      if (found) want(found);
    });
    main.addEventListener("pointerout", function (e) {
      if (link && leads(e.target) === link && !link.contains(e.relatedTarget)) leave();
    });
    main.addEventListener("focusin", function (e) {
      var found = e.target.matches(":focus-visible") && leads(e.target);
      if (found) want(found);
    });
    main.addEventListener("focusout", leave);
    main.addEventListener("pointerdown", hide);
    card.addEventListener("pointerenter", function () { clearTimeout(leaving); });
    card.addEventListener("pointerleave", leave);
    addEventListener("keydown", function (e) { if (e.key === "Escape" && link) hide(); });
    addEventListener("pagehide", hide);
    addEventListener("crib:change", function () {
      hide();
      pages.clear();
    });
    // By now the pointer may be elsewhere.
    if (leads(first) && first.matches(":hover, :focus-visible")) want(first);
  }

  function here() { return location.href.replace(/#.*/, ""); }
  function decode(text) {
    try { return decodeURIComponent(text); } catch (e) { return text; }
  }
  // The link around an element, if it leads to a page or a part of one.
  function leads(element) {
    var link = element.closest && element.closest("a[href]");
    if (!link || link.matches(".anchor, .backref, .from, .tag, .button, .where *, [download], [target]")) return null;
    var isPage = link.origin === location.origin && /(\/|\.html)$/.test(link.pathname);
    return isPage && (link.hash.length > 1 || link.href !== here()) ? link : null;
  }

  // What a page says first, at `id` if there is such a place.
  function beginning(from, base, id) {
    var main = byId.call(from, "crib:main"), at = id && byId.call(from, id), title = main && main.querySelector("h1");
    if (!main || id && !(at && main.contains(at))) return null;
    var names = [title], blocks = [];
    if (at && at.matches(HEADINGS)) {
      if (at !== title) names.push(at);
      blocks = after(at, at.tagName);
    } else if (at) {
      var block = at.matches("span, a, sup") ? at.closest(BLOCKS) || at.nextElementSibling : at.closest(".callout") || at;
      blocks = block ? [block] : [];
    } else {
      var text = main.querySelector(".text"), first = text || main.querySelector(".facts, .answers .table, .side .text, .comparison, .lead");
      blocks = text ? after(null, "", text.firstElementChild) : first ? [first] : [];
    }
    var box = create("div");
    box.className = "text";
    blocks.forEach(function (it) { box.appendChild(safe(it, base)); });
    if (!box.textContent.trim() && !box.querySelector("img")) return null;
    var name = create("p"), words = names.filter(Boolean).map(function (it) { return plain(it); });
    name.className = "preview-title";
    name.textContent = words.filter(Boolean).join(" › ");
    var article = main.querySelector("article[lang]") || from.documentElement;
    return { content: words.join("") ? [name, box] : [box], lang: article.lang, dir: article.dir || "auto" };
  }
  // The blocks behind a heading, up to the next one that is as high, until there is enough to read.
  function after(heading, level, first) {
    var blocks = [], length = 0;
    for (var it = first || heading.nextElementSibling; it && length < ENOUGH && blocks.length < 4; it = it.nextElementSibling) {
      if (it.matches(HEADINGS)) {
        if (blocks.length || level && it.tagName <= level) break;
      } else if (it.textContent.trim() && !it.matches(".tags-line, .drill, .copy, .merged, .footnotes, hr")) {
        blocks.push(it);
        length += it.textContent.length;
      }
    }
    return blocks;
  }
  function plain(element) {
    var copy = element.cloneNode(true);
    copy.querySelectorAll(".anchor, .tags").forEach(function (it) { it.remove(); });
    return copy.textContent.trim();
  }
  // A copy without anything that runs, loads from elsewhere, can be named or takes the focus. It is made
  // in a document that does nothing.
  function safe(element, base) {
    var inert = document.implementation.createHTMLDocument(""), box = inert.createElement("div");
    box.appendChild(inert.importNode(element, true));
    box.querySelectorAll(LEFT_OUT).forEach(function (it) { it.remove(); });
    box.querySelectorAll("a, summary, details").forEach(function (it) {
      var other = inert.createElement(it.localName === "a" ? "span" : "div");
      other.className = it.matches(".tag, .callout, .callout-title") ? it.className : "";
      other.append.apply(other, it.childNodes);
      it.replaceWith(other);
    });
    box.querySelectorAll("*").forEach(function (it) {
      var source = it.localName === "img" && new URL(it.getAttribute("src") || "", base);
      var isMath = it.namespaceURI === "http://www.w3.org/1998/Math/MathML";
      [].slice.call(it.attributes).forEach(function (attribute) {
        var name = attribute.name.toLowerCase();
        var isKept = isMath ? !/^on|^id$|^style$|href|^data-|^tabindex$/.test(name) : KEPT.test(name);
        if (!isKept) it.removeAttribute(attribute.name);
      });
      if (source && source.origin === location.origin) it.setAttribute("src", source.href);
      else if (source) it.remove();
    });
    return wrapped(document.importNode(box.firstElementChild || box, true));
  }
  // Items and rows need what is around them.
  function wrapped(element) {
    var around = { LI: ["ul"], DT: ["dl"], DD: ["dl"], TR: ["table", "tbody"] }[element.tagName] || [];
    return around.reduceRight(function (inside, name) {
      var outer = create(name);
      outer.appendChild(inside);
      return outer;
    }, element);
  }

  globalThis.cribPreview = { start: start };
})();
