// The page's side of `crib serve`: reloads after a rebuild, shows findings and failed builds.
(() => {
  "use strict";
  // No name in a page hides what the prototype can do.
  const own = (name) => Reflect.get(Document.prototype, name, document);
  const script = own("currentScript");
  const { build } = script.dataset;
  const url = new URL("events", script.src);
  const MEMORY = "crib-findings";
  let source, report, problem, panel;
  let open = false;

  const make = (name, attributes = {}, ...children) => {
    const element = Document.prototype.createElement.call(document, name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    element.append(...children);
    return element;
  };
  const count = (n, noun) => `${n} ${noun}${n === 1 ? "" : "s"}`;

  const style = new CSSStyleSheet();
  style.replaceSync(`
    :host { all: initial !important; color-scheme: inherit !important; position: fixed !important;
      inset: auto 0 0 auto !important; z-index: 2147483647 !important; }
    * { box-sizing: border-box; font: 15px/1.45 system-ui, sans-serif; }
    .badge { margin: 0 .8rem .8rem 0; padding: .3rem .8rem; border: 0; border-radius: 1rem;
      background: #7a4f00; color: #fff; cursor: pointer; }
    .badge.error { background: #b3261e; }
    .panel { position: fixed; inset: auto 0 0 auto; width: min(46rem, 100vw); max-height: 70vh;
      overflow: auto; padding: .8rem 1rem; border: 1px solid #8888; border-top: 4px solid #7a4f00;
      background: light-dark(#fffdf8, #1c2029); color: light-dark(#1c1a17, #e9e7e2); }
    .panel.error { border-top-color: #b3261e; }
    header { display: flex; justify-content: space-between; gap: 1rem; align-items: center; }
    h2 { margin: 0; font-weight: 600; font-size: 1.1rem; }
    ul { margin: .6rem 0 0; padding: 0; list-style: none; }
    li { padding: .45rem 0; border-top: 1px solid #8884; overflow-wrap: anywhere; }
    p { margin: 0; }
    b { font-weight: 600; }
    li.error b { color: light-dark(#b3261e, #ffb4a9); }
    li.warning b { color: light-dark(#7a4f00, #f0c26b); }
    .quiet { color: light-dark(#5c574f, #b3b0a9); }
    pre { margin: .6rem 0 0; overflow: auto; tab-size: 4; }
    pre, code { font: 13px/1.45 ui-monospace, monospace; }
    button, .panel { outline-offset: 2px; }
    @media print { :host { display: none !important; } }
  `);
  // The end of a page can be scrolled out from under the badge.
  const room = new CSSStyleSheet({ media: "screen" });
  room.replaceSync("body::after { content: ''; display: block; height: 3.5rem }");
  own("adoptedStyleSheets").push(room);
  const host = make("crib-preview", { role: "region", "aria-label": "Preview" });
  const root = host.attachShadow({ mode: "open" });
  root.adoptedStyleSheets = [style];

  // The list stays open while its findings are fixed, which reloads the page each time.
  const remember = () => {
    try {
      sessionStorage.setItem(MEMORY, open && !problem ? "open" : "");
    } catch { /* the browser keeps nothing: the list closes on reload */ }
  };
  const remembered = () => {
    try {
      return sessionStorage.getItem(MEMORY) === "open";
    } catch {
      return false;
    }
  };

  const toggle = (state) => {
    open = state;
    remember();
    draw();
    (open ? panel : root.querySelector(".badge"))?.focus();
  };

  // What stands between backticks is code.
  const words = (text) => text.split("`").map((it, at) => at % 2 ? make("code", {}, it) : it);

  const finding = ({ finding: it, page, all }) => {
    const place = make("code", {}, `${it.path}:${it.line}:${it.col}`);
    return make("li", { class: it.severity },
      make("p", {}, make("b", {}, `${it.severity} ${it.code}`), " ",
        ...(it.path ? [page ? make("a", { href: page }, place) : place] : [])),
      make("p", {}, ...words(it.message)),
      ...(it.help ? [make("p", { class: "quiet" }, ...words(it.help))] : []),
      ...(all ? [make("p", {}, make("a", { href: all }, "All conflicts, side by side"))] : []));
  };

  const list = () => {
    const more = report.total - report.findings.length;
    return make("ul", {}, ...report.findings.map(finding),
      ...(more ? [make("li", { class: "quiet" }, `and ${more} more`)] : []));
  };

  const draw = () => {
    const { errors = 0, warnings = 0, infos = 0 } = report ?? {};
    root.replaceChildren();
    panel = null;
    room.disabled = !problem && errors + warnings === 0;
    if (room.disabled) return host.remove();
    const title = problem ? problem.title : [
      ...(errors ? [count(errors, "error")] : []),
      ...(warnings ? [count(warnings, "warning")] : []),
    ].join(", ");
    const all = infos && !problem ? `${title}, ${count(infos, "info")}` : title;
    const kind = problem || errors ? "error" : "warning";
    if (open) {
      const close = make("button", { type: "button" }, "Close");
      close.onclick = () => toggle(false);
      panel = make("section", {
        class: `panel ${kind}`, role: problem ? "alert" : "dialog", "aria-label": title, tabindex: "-1",
      }, make("header", {}, make("h2", {}, all), close),
      problem ? make("pre", { tabindex: "0" }, problem.text) : list());
      root.append(panel);
    } else {
      const text = problem ? "Build failed" : title;
      const badge = make("button", { type: "button", class: `badge ${kind}` }, text);
      badge.onclick = () => toggle(true);
      root.append(badge);
    }
    if (!host.isConnected) own("documentElement").append(host);
  };

  const on = {
    hello: (data) => {
      if (data !== build) return location.reload();
      if (problem) open = remembered();
      problem = null;
      draw();
    },
    reload: (data) => on.hello(data),
    problem: (data) => {
      problem = JSON.parse(data);
      open = true;
      draw();
    },
    findings: (data) => {
      report = JSON.parse(data);
      draw();
    },
  };

  // Browsers allow six connections to a host: a page nobody sees must not keep one.
  const connect = () => {
    if (own("hidden")) return source?.close();
    if (source && source.readyState !== EventSource.CLOSED) return;
    source = new EventSource(url);
    for (const name of Object.keys(on)) {
      source.addEventListener(name, (event) => on[name](event.data));
    }
    source.onerror = () => {
      if (source.readyState === EventSource.CLOSED) setTimeout(connect, 2000);
    };
  };

  addEventListener("visibilitychange", connect);
  addEventListener("keydown", (event) => {
    if (event.key === "Escape" && open) toggle(false);
  });
  open = remembered();
  connect();
})();
