// Brings the open page up to date by changing only the nodes that differ, so that the rest keeps its
// state. The page as it was served is compared with the page as it is served now; what readers and
// scripts have done to it since is left alone. A change that is not safe throws, and the page reloads.

// No name in a page or a form hides what the prototype can do.
const own = (name) => Reflect.get(Document.prototype, name, document);
const get = (it, name) => Reflect.get(Element.prototype, name, it);
const call = (it, name, ...values) => get(it, name).apply(it, values);
const all = (it, selector) => [...call(it, "querySelectorAll", selector)];

// The default theme's scripts hold references to elements with this mark, and scripts run only when a
// page is loaded. So none of these may be added, removed or given other attributes.
const HELD = "[data-crib], script";
const isElement = (it) => get(it, "nodeType") === Node.ELEMENT_NODE;
const isHeld = (it) => isElement(it) && call(it, "matches", HELD);
const unsafe = (why) => { throw new Error(`cannot be swapped: ${why}`); };

// The page as it was served: this script is not deferred, so it runs before those that are. The copy
// is in a document of its own, which loads no pictures.
const inert = own("implementation").createHTMLDocument("");
const lives = new WeakMap();
const pair = (copy, live) => {
  lives.set(copy, live);
  let a = get(copy, "firstChild"), b = get(live, "firstChild");
  for (; a; a = get(a, "nextSibling"), b = get(b, "nextSibling")) pair(a, b);
};
// Only what comes before the preview's own script is compared. `noscript` is text in a page that runs
// scripts, and elements in one that is only parsed.
const cut = (html, end) => {
  for (let it = end; it !== html; it = get(it, "parentNode")) {
    while (get(it, "nextSibling")) call(get(it, "parentNode"), "removeChild", get(it, "nextSibling"));
  }
  for (const it of [end, ...all(html, "noscript")]) call(get(it, "parentNode"), "removeChild", it);
  return html;
};
const written = inert.importNode(own("documentElement"), true);
pair(written, own("documentElement"));
// The stored theme is shown before this script runs.
call(written, "removeAttribute", "data-theme");
cut(written, all(written, "script").at(-1));

// The scripts of the page, but for those whose `data-crib="live"` says that they can go on after a swap.
const strangers = () => all(written, "script").map((it) => lives.get(it))
  .filter((it) => call(it, "getAttribute", "data-crib") !== "live");

// The longest common subsequence of two lists of nodes, compared by `key`, as pairs of indices.
const series = (olds, news, key) => {
  if (!olds.length || !news.length || olds.length * news.length > 4e6) return [];
  const [a, b] = [olds.map(key), news.map(key)], found = [];
  const left = Array.from({ length: a.length + 1 }, () => new Uint16Array(b.length + 1));
  for (let i = a.length - 1; i >= 0; i--) for (let j = b.length - 1; j >= 0; j--) {
    left[i][j] = a[i] === b[j] ? left[i + 1][j + 1] + 1 : Math.max(left[i + 1][j], left[i][j + 1]);
  }
  for (let i = 0, j = 0; i < a.length && j < b.length;) {
    if (a[i] === b[j]) found.push([i++, j++]);
    else if (left[i + 1][j] >= left[i][j + 1]) i++;
    else j++;
  }
  return found;
};
const html = (it) => isElement(it) ? get(it, "outerHTML") : `${get(it, "nodeType")} ${it.data}`;
const kind = (it) => [get(it, "nodeName"), ...isElement(it) ? [get(it, "id"), call(it, "getAttribute", "data-crib")] : []].join(" ");

// Which old node each new one is made from: an equal one, else one of the same kind between those.
const partners = (olds, news, [key, ...keys]) => {
  const found = [];
  let i = 0, j = 0;
  for (const [x, y] of [...series(olds, news, key), [olds.length, news.length]]) {
    if (keys.length) found.push(...partners(olds.slice(i, x), news.slice(j, y), keys));
    if (x < olds.length) found.push([news[y], olds[x]]);
    [i, j] = [x + 1, y + 1];
  }
  return found;
};

// Writes only the part that differs, so that a selection elsewhere in the text stays.
const rewrite = (it, text) => {
  const was = it.data, most = Math.min(was.length, text.length);
  let from = 0, end = 0;
  while (from < most && was[from] === text[from]) from++;
  while (end < most - from && was.at(-1 - end) === text.at(-1 - end)) end++;
  it.replaceData(from, was.length - from - end, text.slice(from, text.length - end));
};

// Throws if a script has moved a node elsewhere, or removed it.
const inPlace = (it) => {
  const isMoved = lives.get(get(it, "parentNode")) !== get(lives.get(it), "parentNode");
  return isMoved ? unsafe("a script has moved a part of it") : it;
};
const put = (parent, before, it) =>
  call(parent, "insertBefore", it, before ? get(before, "nextSibling") : get(parent, "firstChild"));

// Adds the steps that make `old`, a node of the copy, and its counterpart on the page equal to `now`.
const plan = (old, now, steps) => {
  const both = [inPlace(old), lives.get(old)];
  if (!isElement(old)) return steps.push(() => both.forEach((it) => rewrite(it, now.data)));
  for (const name of new Set([old, now].flatMap((it) => call(it, "getAttributeNames")))) {
    const wanted = call(now, "getAttributeNode", name);
    if (wanted?.value === call(old, "getAttributeNode", name)?.value) continue;
    if (isHeld(old) || isHeld(now)) unsafe("a script knows a part of it");
    steps.push(() => both.forEach((it) => wanted
      ? call(it, "setAttributeNS", wanted.namespaceURI, name, wanted.value)
      : call(it, "removeAttribute", name)));
  }
  planChildren(both, now, steps);
};

const planChildren = ([old, live], now, steps) => {
  if (call(old, "matches", "script")) unsafe("a script is another");
  const olds = [...get(old, "childNodes")], news = [...get(now, "childNodes")];
  let last = null;
  const isSame = (a, b) => a && b && call(a, "isEqualNode", b);
  while (isSame(olds[0], news[0])) last = olds.shift(), news.shift();
  while (isSame(olds.at(-1), news.at(-1))) olds.pop(), news.pop();
  const known = new Map(partners(olds, news, [html, kind])), kept = new Set(known.values());
  const check = (it) => {
    if (isElement(it) && (isHeld(it) || call(it, "querySelector", HELD))) unsafe("a script knows a part of it");
  };
  for (const gone of olds.filter((it) => !kept.has(it))) {
    check(inPlace(gone));
    const both = [gone, lives.get(gone)];
    steps.push(() => both.forEach((it) => call(get(it, "parentNode"), "removeChild", it)));
  }
  for (const it of news) {
    const same = known.get(it), before = last;
    last = same ?? inert.importNode(it, true);
    if (!same) {
      check(it);
      if (lives.has(before)) inPlace(before);
      const [copy, shown] = [last, own("importNode").call(document, it, true)];
      steps.push(() => {
        pair(copy, shown);
        put(old, before, copy);
        put(live, before && lives.get(before), shown);
      });
    } else if (!isSame(same, it)) plan(same, it, steps);
  }
};

// The parts of a page that only loading it can change: all of its head but descriptions.
const frame = (it) => [call(it, "cloneNode"), ...all(it, "head > :not(meta[property], meta[name=description])")]
  .map(html).join("\n");

// Makes the page equal to `now`, the root of a parsed page; returns whether anything differed.
const swap = (now) => {
  const steps = [];
  if (frame(now) !== frame(written)) unsafe("its head is another");
  for (const part of ["head", "body"]) plan(all(written, part)[0], all(now, part)[0], steps);
  if (steps.length && strangers().length) unsafe("its scripts do not say that they can go on");
  steps.forEach((it) => it());
  return steps.length > 0;
};
