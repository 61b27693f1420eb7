// The page's side of `crib serve`: shows each new build and its findings, or why a build failed.
const script = own("currentScript");
const url = new URL("events", script.src);
const MEMORY = "crib-findings";
let { build, files } = script.dataset, wanted = build, isBusy = false;
let source, report, problem, panel, drawn;
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

// The list stays open while its findings are fixed, even if the page has to be reloaded.
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
  const state = JSON.stringify([open, problem, report]);
  if (state === drawn) return;
  drawn = state;
  const { errors = 0, warnings = 0, infos = 0 } = report ?? {};
  const top = panel?.scrollTop ?? 0, focused = root.activeElement?.textContent;
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
    panel.scrollTop = top;
  } else {
    const text = problem ? "Build failed" : title;
    const badge = make("button", { type: "button", class: `badge ${kind}` }, text);
    badge.onclick = () => toggle(true);
    root.append(badge);
  }
  // What is drawn again is scrolled as it was, and has the focus where it was.
  const parts = [...root.querySelectorAll("a, button")];
  if (focused !== undefined) {
    (parts.find((it) => it.textContent === focused) ?? panel ?? parts[0]).focus({ preventScroll: true });
  }
  if (!host.isConnected) own("documentElement").append(host);
};

const ready = new Promise((done) => {
  addEventListener("DOMContentLoaded", done, { once: true });
});
const read = async (url) => {
  const answer = await fetch(url, { cache: "no-store" });
  return { text: await answer.text(), isMoved: answer.redirected };
};
// The texts of scripts that do not follow swaps: one may change though the page does not, such as the
// data of the picker.
const strange = async () => {
  const urls = strangers().map((it) => it.src).filter((it) => it?.startsWith(`${location.origin}/`));
  return JSON.stringify(await Promise.all(urls.map(read)));
};
const strangeAtFirst = ready.then(strange).catch(() => "");
// Elements that show files, whose addresses stay the same when the files change.
const MEDIA = "[src]:not(script), [srcset], [poster], object, image, use";

// Brings the page up to date without reloading it; returns false if that is not possible.
const follow = async ({ text, isMoved }) => {
  const now = new DOMParser().parseFromString(text, "text/html").documentElement;
  const end = all(now, "script[data-build]").at(-1);
  if (isMoved || !end || end.dataset.files !== files && all(written, MEDIA).length) return false;
  const hasChanged = swap(cut(now, end));
  if (!hasChanged && strangers().length && await strangeAtFirst !== await strange()) return false;
  ({ build, files } = end.dataset);
  dispatchEvent(new Event("crib:change"));
  return true;
};

// A build may end while the page is fetched; then it is fetched again.
const update = async () => {
  if (isBusy) return;
  isBusy = true;
  while (build !== wanted) {
    const asked = wanted;
    const page = await read(location.href).catch(() => null);
    if (!page) {
      setTimeout(update, 1000);
      break;
    }
    await ready;
    if (!await follow(page).catch(() => false)) return location.reload();
    // The page may be newer than the event.
    if (asked === wanted) wanted = build;
  }
  isBusy = false;
};

const on = {
  hello: (data) => {
    wanted = data;
    if (problem) open = remembered();
    problem = null;
    draw();
    update();
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
