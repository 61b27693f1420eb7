// The engine of the search: cuts texts into words, as the program did when it made the index.
// It knows no page: the dialog shows what it finds.
(() => {
  "use strict";

  // Words. `src/text/tokens.rs` does the same in the program, says why and has the tables; texts for
  // both are in `tests/search/vectors.json`. Tables of code points decide, because engines know
  // different versions of Unicode.
  const LONGEST = 64, LONGEST_JOIN = 24;
  const table = (text) => text.split(" ").map((it) => it.split("-").map((end) => parseInt(end, 16)));
  const SIGNS = table(
    "80-a9 ab-b1 b4 b6-b8 bb-bf d7 f7 2d2-2df 2e5-2ff 375 37e 384-385 387 3f6 482 55a-55f 589-5c6 600-61f 66a-66d 6d4 6dd-6de " +
    "6e9 6fd-6fe 700-70f 964-965 970 df4 e3f e4f e5a-e5b f01-f17 f1a-f1f f34 f36 f38 f3a-f3d f85 fbe-fc5 fc7-fda 104a-104f " +
    "109e-109f 10fb 1360-1368 1400 1680 17d4-17d6 17d8-17db 1800-180a 19de-19ff 1aa0-1aa6 1aa8-1aad 2000-205f 207a-207e " +
    "208a-208e 20a0-2101 2103-2106 2108-2109 2114 2116-2118 211e-2123 2125 2127 2129 212e 213a-213b 2140-2144 214a-214d " +
    "214f-215f 2189-245f 249c-24e9 2500-2775 2794-2bff 2e00-2e2e 2e30-2ef3 2ff0-3004 3008-3020 3030 3036-3037 303d-3040 " +
    "309b-309c 30a0 30fb 3190-3191 3196-319f 31c0-31ef 3200-33ff 4dc0-4dff a490-a4c6 a9c1-a9cd a9de-a9df aa77-aa79 " +
    "aade-aadf d800-f8ff fb29 fbb2-fbd2 fd3e-fd4f fdfc-fe6f feff-ff0f ff1a-ff20 ff3b-ff40 ff5b-ff65 ffe0-ffff 1d000-1d3ff " +
    "1f000-1fbef e0000-10ffff");
  const IGNORED = table(
    "ad 2b9-2cf 300-36f 483-489 591-5bd 5bf 5c1-5c2 5c4-5c5 5c7 5f3-5f4 610-61a 61c 640 64b-65f 670 6d6-6dc 6df-6e4 6e7-6e8 " +
    "6ea-6ed 711 730-74a 8ca-8e1 8e3-8ff 180b-180f 1ab0-1aff 1dc0-1dff 200b-200f 202a-202e 2060-206f 20d0-20ff fe00-fe0f " +
    "fe20-fe2f feff e0000-e0fff");
  const ATTACHED = table(
    "e31 e34-e3a e47-e4e eb1 eb4-ebc ec8-ece 102b-103e 1056-1059 105e-1060 1062-1064 1067-106d 1071-1074 1082-108d 108f " +
    "109a-109d 17b4-17d3 17dd 19b0-19c0 1a55-1a7f 3099-309a aa7b-aa7d aab0-aac1");
  // Scripts without spaces, and Hangul.
  const UNSPACED = table(
    "e00-eff 1000-109f 1100-11ff 1780-17ff 1950-19df 1a20-1aaf 3005-3007 3021-3029 3031-3035 3038-303c 3040-309f " +
    "30a1-30fa 30fc-312f 3131-318e 31a0-31bf 31f0-31ff 3400-4dbf 4e00-9fff a960-a97c a9e0-a9ff aa60-aa7f aa80-aadf " +
    "ac00-d7a3 d7b0-d7fb f900-faff ff66-ff9f ffa0-ffdc 16fe3 16ff0-16fff 1aff0-1b16f 20000-3ffff");
  // What has a decomposition or a lower case that every engine knows.
  const DECOMPOSED = table(
    "0-557 559-1c7f 1c90-209c 20a0-3040 3100-33ff a640-a7ad f900-ffff 1d400-1d6a5 1d6a8-1d7ff 2f800-2fa1f");
  const USUAL = new Map(Object.entries({
    ß: "ss", æ: "ae", œ: "oe", þ: "th", ð: "d", đ: "d", ø: "o", ł: "l", ı: "i", ħ: "h", ŧ: "t", ς: "σ",
    ى: "ي", ی: "ي", ک: "ك", ة: "ه"
  }));
  for (const zero of [0x660, 0x6f0, 0x966]) {
    for (let digit = 0; digit < 10; digit++) USUAL.set(String.fromCharCode(zero + digit), String(digit));
  }

  function within(ranges, code) {
    let low = 0, high = ranges.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (ranges[middle][0] <= code) low = middle + 1;
      else high = middle;
    }
    return low > 0 && code <= (ranges[low - 1][1] ?? ranges[low - 1][0]);
  }

  // What a character is to the tokenizer, and what borders in `camelCase` are made of.
  const SIGN = 0, IGNORABLE = 1, SPACED = 2, PAIRED = 3;
  const NONE = 0, LOWER = 1, UPPER = 2, DIGIT = 3;
  const digit = (code) => code >= 48 && code <= 57;
  const upper = (code) => code >= 65 && code <= 90;
  const lower = (code) => code >= 97 && code <= 122;
  const plain = (code) => lower(code) || digit(code) || upper(code);
  // Ideographs and syllables of Hangul stay what they are.
  const stays = (code) => code >= 0x4e00 && code <= 0x9fff || code >= 0xac00 && code <= 0xd7a3;

  const ascii = Array.from({ length: 128 }, (_, code) => folded(code)), beyond = new Map();
  function fold(code) {
    if (code < 128) return ascii[code];
    let found = beyond.get(code);
    if (!found) beyond.set(code, found = folded(code));
    return found;
  }
  function folded(code) {
    let c = String.fromCodePoint(code);
    if (code < 128) {
      if (!plain(code)) return { kind: SIGN, shape: NONE, text: "" };
      return { kind: SPACED, shape: digit(code) ? DIGIT : upper(code) ? UPPER : LOWER, text: c.toLowerCase() };
    }
    if (within(IGNORED, code)) return { kind: IGNORABLE, shape: NONE, text: "" };
    if (within(SIGNS, code)) return { kind: SIGN, shape: NONE, text: "" };
    let capital = false;
    if (within(DECOMPOSED, code)) {
      const letters = [...c.normalize("NFKD")].filter((it) => {
        const code = it.codePointAt(0);
        return code < 128 ? plain(code) : !within(IGNORED, code) && !within(SIGNS, code);
      });
      // One by one: in a word, the lower case of a sigma depends on its place.
      const lowered = letters.map((it) => it.toLowerCase());
      capital = lowered.some((it, at) => it !== letters[at]);
      c = lowered.map((it) => USUAL.get(it) ?? it).join("");
    }
    if (!c) return { kind: SIGN, shape: NONE, text: "" };
    const first = c.codePointAt(0);
    if (within(UNSPACED, first)) return { kind: PAIRED, shape: NONE, text: c };
    return { kind: SPACED, shape: digit(first) ? DIGIT : capital ? UPPER : LOWER, text: c };
  }
  const kind = (text, at) => at < text.length ? fold(text.codePointAt(at)).kind : SIGN;
  const width = (code) => code > 0xffff ? 2 : 1;

  // The first bytes of a word that may be a token, as UTF-8.
  function cut(word) {
    if (word.length * 3 <= LONGEST) return word;
    let bytes = 0, at = 0;
    while (at < word.length) {
      const code = word.codePointAt(at);
      bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
      if (bytes > LONGEST) return word.slice(0, at);
      at += width(code);
    }
    return word;
  }

  // The end of an ASCII word if nothing in it or behind it asks for a closer look, else 0.
  function plainWord(text, from) {
    let end = from;
    while (end < text.length && plain(text.charCodeAt(end))) {
      if (end > from && upper(text.charCodeAt(end))) return 0;
      end++;
    }
    if (end === text.length) return end;
    const next = text[end];
    if (next === "." || next === "-") {
      const code = end + 1 < text.length ? text.charCodeAt(end + 1) : 32;
      return code < 128 && !plain(code) ? end : 0;
    }
    return "_'+#".includes(next) || next > "\x7f" ? 0 : end;
  }

  // Pairs of units from a place on; gives where the run ends.
  function pairs(text, from, found) {
    const units = [];
    let at = from, ending = "";
    while (at < text.length) {
      const code = text.codePointAt(at);
      if (stays(code)) {
        units.push(ending = text[at++]);
        continue;
      }
      const { kind, text: letters } = fold(code);
      if (kind === SPACED || kind === SIGN) break;
      at += width(code);
      for (const c of letters) {
        const code = c.codePointAt(0), composed = compose(ending, c, code);
        if (composed) {
          units[units.length - 1] = units.at(-1).slice(0, -ending.length) + composed;
          ending = composed;
          continue;
        }
        // After a virama of Burmese or Khmer the next letter is written below.
        const below = /[\u1039\u17d2]/.test(ending) && ending.charCodeAt(0) >> 8 === code >> 8;
        if (units.length && (below || within(ATTACHED, code))) units[units.length - 1] += c;
        else units.push(c);
        ending = c;
      }
    }
    const tokens = units.length > 1 ? [] : [cut(units[0])];
    for (let last = 1; last < units.length; last++) tokens.push(cut(units[last - 1] + units[last]));
    found.push({ from, to: at, tokens, unspaced: true });
    return at;
  }

  // The character two are composed to: kana with a voicing mark, or letters of a Hangul syllable.
  function compose(first, second, code) {
    const voiced = code === 0x3099 || code === 0x309a;
    if (!first || !(voiced || code >= 0x1161 && code <= 0x1175 || code >= 0x11a8 && code <= 0x11c2)) return "";
    const composed = (first + second).normalize("NFC");
    return composed.length === 1 ? composed : "";
  }

  // Words that hyphens or dots join, from a place on; gives where they end.
  function chain(text, from, found) {
    // Folded words with their places and where parts begin in them.
    const words = [];
    let word, shape, at = from;
    // Where the last upper-case letter is, how many end there, whether a digit is before it, and how
    // many other letters follow it.
    let capital, capitals, afterDigit, others;
    const border = (next) => {
      const here = word.text.length;
      if (next === UPPER) {
        if (shape === LOWER) word.parts.push(here);
        capitals = shape === UPPER ? capitals + 1 : 1;
        afterDigit = shape === DIGIT;
        capital = here;
        others = 0;
      } else if (next === LOWER && (shape === UPPER || others > 0)) {
        others++;
        // `HTTPServer`, but not `PDFs`; `S3Bucket`, but not `H2O`.
        if (others === 2 && capitals > 1 || others === 1 && afterDigit) word.parts.push(capital);
      } else {
        others = 0;
      }
      shape = next;
    };
    const begin = () => {
      words.push(word = { from: at, to: at, text: "", parts: [] });
      border(NONE);
    };
    // The place after signs with which the chain goes on, else 0.
    const join = (sign, after) => {
      if (sign === "_") {
        while (text[after] === "_") after++;
        if (kind(text, after) !== SPACED) return 0;
        word.parts.push(word.text.length);
        border(NONE);
        return after;
      }
      if (".-\u2010\u2011\u2013\uff0d".includes(sign)) {
        const next = after < text.length ? fold(text.codePointAt(after)) : { kind: SIGN };
        if (next.kind !== SPACED) return 0;
        const number = shape === DIGIT && next.shape === DIGIT;
        if (number && sign !== ".") return 0;
        if (number) word.text += ".";
        else at = after, begin();
        return after;
      }
      if ("'\u2019\u02bc\uff07".includes(sign)) {
        let end = after;
        while (end < text.length && plain(text.charCodeAt(end)) && !digit(text.charCodeAt(end))) end++;
        if (kind(text, end) === SPACED || end - after > 2) return 0;
        const ending = text.slice(after, end).toLowerCase();
        if (ending === "s") return word.to = end;
        return ["t", "d", "m", "re", "ve", "ll"].includes(ending) ? after : 0;
      }
      return 0;
    };
    begin();
    while (at < text.length) {
      const code = text.codePointAt(at), letter = fold(code), after = at + width(code);
      if (letter.kind === SPACED) {
        border(letter.shape);
        word.text += letter.text;
        word.to = at = after;
      } else if (letter.kind === IGNORABLE && code !== 0x2bc) {
        word.to = at = after;
      } else {
        const on = letter.kind !== PAIRED && join(text.slice(at, after), after);
        if (!on) break;
        at = on;
      }
    }
    const rest = text.slice(at, at + 2);
    const sign = rest === "++" || rest === "\uff0b\uff0b" ? "++" : "#\uff03\u266f".includes(rest[0] ?? " ") ? "#" : "";
    const named = sign && word.text.length === 1 && lower(word.text.charCodeAt(0));
    if (named) word.to = at += sign.length;
    const lists = words.map((it) => wordTokens(it, it === word && named ? sign : ""));
    const whole = words.map((it) => it.text).join("");
    if (words.length > 1 && whole.length <= 2 * LONGEST_JOIN && [...whole].length <= LONGEST_JOIN) {
      found.push({ from, to: word.to, tokens: [cut(whole)].concat(...lists), unspaced: false });
    } else {
      words.forEach(({ from, to }, at) => found.push({ from, to, tokens: lists[at], unspaced: false }));
    }
    return at;
  }

  // A word, what its signs make of it (`C++`), and its parts.
  function wordTokens({ text, parts }, sign) {
    const tokens = [cut(text)];
    if (sign) tokens.unshift(text + sign);
    if (tokens[0].length < text.length) return tokens;
    const dot = text.indexOf(".");
    if (dot > 0) {
      let letters = dot;
      while (letters > 0 && digit(text.charCodeAt(letters - 1))) letters--;
      if (letters) tokens.push(text.slice(letters), text.slice(0, dot));
    }
    if (!parts.length) return tokens;
    let begin = 0;
    for (const border of [...parts, text.length]) {
      const part = text.slice(begin, border);
      if (part.length > width(part.codePointAt(0))) tokens.push(part);
      begin = border;
    }
    return tokens;
  }

  // Written words and runs of letters, with their places and tokens: a whole before its parts. The
  // tokens of an unspaced run are pairs.
  function runs(text) {
    const found = [];
    let at = 0;
    while (at < text.length) {
      const code = text.codePointAt(at);
      if (code < 128 && !plain(code)) {
        at++;
        continue;
      }
      const end = code < 128 ? plainWord(text, at) : 0;
      if (end) {
        found.push({ from: at, to: end, tokens: [cut(text.slice(at, end).toLowerCase())], unspaced: false });
        at = end;
        continue;
      }
      const kind = stays(code) ? PAIRED : fold(code).kind;
      if (kind === SPACED) at = chain(text, at, found);
      else if (kind === PAIRED) at = pairs(text, at, found);
      else at += width(code);
    }
    return found;
  }
  function tokens(text) {
    const all = [];
    for (const run of runs(text)) {
      for (const token of run.tokens) all.push(token);
    }
    return all;
  }

  // Numbers as `src/export/search/numbers.rs` writes them.
  function decode(text) {
    const numbers = [];
    for (let at = 0, number = 0, unit = 1; at < text.length; at++) {
      let digit = text.charCodeAt(at) - 35;
      if (digit > 57) digit--;
      number += digit * unit;
      unit *= 46;
      if (digit < 45) numbers.push(number), (number = 0), (unit = 1);
    }
    return numbers;
  }
  function growing(text) {
    let last = 0;
    return decode(text).map((by) => (last += by));
  }
  // Words in order, each without what it shares with the one before.
  function words(text) {
    const all = [];
    let last = "", at = 0;
    while (at < text.length) {
      const shared = text.charCodeAt(at++) - 65, start = at;
      for (let code; at < text.length && !((code = text.charCodeAt(at)) > 64 && code < 91); ) at++;
      all.push((last = last.slice(0, shared) + text.slice(start, at)));
    }
    return all;
  }
  // The place of the first word that is not before another.
  function lowest(sorted, word) {
    let low = 0, high = sorted.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (sorted[middle] < word) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  // How much a word of a query has in common with a word of a text: 1 if it is the same one.
  const SHORTEST_STEM = 5, STEM = 0.6;
  function shared(a, b) {
    let at = 0;
    while (at < a.length && a[at] === b[at]) at++;
    return at;
  }
  // A word without the endings that short words have, too: "finds", "nodes", "used".
  function stems(word) {
    return ["s", "es", "d", "ed", "ing"].filter((it) => word.endsWith(it) && word.length - it.length > 2).map((it) => word.slice(0, -it.length));
  }
  function likeness(asked, word, isLast) {
    if (word === asked) return 1;
    if (asked.startsWith(word) && stems(asked).includes(word)) return STEM;
    if (asked.length > 1 && (isLast || asked.length > 3) && word.startsWith(asked)) {
      return (isLast ? 0.75 : 0.5) * (0.4 + (0.6 * asked.length) / word.length);
    }
    if (asked.length < SHORTEST_STEM) return 0;
    const common = shared(asked, word), longer = Math.max(asked.length, word.length);
    const isForm = word.length - common < 5 && asked.length - common < 4 && digits(asked) === digits(word);
    return isForm && common >= Math.max(SHORTEST_STEM, 0.55 * longer) ? (STEM * common) / longer : 0;
  }
  // Another number is another thing: "python2" and "python3".
  function digits(word) {
    return word.replace(/\D/g, "");
  }
  // Whether two words differ by one letter, or by two that are swapped.
  function isTypo(a, b) {
    if (Math.abs(a.length - b.length) > 1 || a === b || digits(a) !== digits(b)) return false;
    const at = shared(a, b);
    if (a.length < b.length) return a.slice(at) === b.slice(at + 1);
    if (a.length > b.length) return a.slice(at + 1) === b.slice(at);
    return a.slice(at + 1) === b.slice(at + 1) ||
      (a[at] === b[at + 1] && a[at + 1] === b[at] && a.slice(at + 2) === b.slice(at + 2));
  }

  // What is read from the index, with everything that is looked up often.
  class Index {
    constructor(data) {
      if (data.format !== 1) throw new Error("the index of the search has another format");
      Object.assign(this, data);
      this.words = words(data.words);
      this.stopWords = new Set(data.stop_words);
      this.readSections(data);
      this.readTags(data);
      this.readNames();
      this.shards = data.postings === null ? starts(data.shards) : [{ name: null, from: 0, count: this.words.length }];
      this.loaded = new Map(data.postings === null ? [] : [[0, postings(data.postings)]]);
      this.texts = starts(data.texts);
      this.quotes = new Map();
      this.listed = new Map();
      this.norms = [];
    }

    // Sections are counted through; the first of a note is the note as a whole.
    readSections({ sizes, headings, levels, ids, lengths, links }) {
      const counts = decode(sizes), count = counts.reduce((sum, it) => sum + it, 0);
      const levelOf = decode(levels), given = new Map(ids);
      this.count = count;
      this.firsts = [];
      this.noteOf = new Uint32Array(count);
      this.heading = new Array(count);
      this.id = new Array(count);
      this.above = new Int32Array(count).fill(-1);
      // Behind the last section below each one.
      this.ends = new Uint32Array(count);
      this.size = Float64Array.from(decode(lengths), (it) => 2 ** (it >> 2) * (1 + (it & 3) / 4));
      this.isLinks = new Uint8Array(count);
      for (const it of growing(links)) this.isLinks[it] = 1;
      let at = 0, number = 0;
      counts.forEach((size, note) => {
        const first = at, open = [];
        this.firsts.push(first);
        for (; at < first + size; at++) {
          this.noteOf[at] = note;
          this.ends[at] = at + 1;
          if (at === first) {
            this.heading[at] = "";
            continue;
          }
          const level = levelOf[number];
          this.heading[at] = headings[number];
          this.id[at] = given.get(number++);
          while (open.length && open[open.length - 1][1] >= level) open.pop();
          if (open.length) this.above[at] = open[open.length - 1][0];
          open.push([at, level]);
          for (const [above] of open) this.ends[above] = at + 1;
        }
        this.ends[first] = at;
      });
      this.firsts.push(count);
    }

    readTags({ tagged }) {
      const numbers = decode(tagged);
      let at = 0;
      this.tagged = this.tags.map(() => {
        const places = [];
        for (let left = numbers[at++], last = 0; left; left--) {
          last += numbers[at++];
          const section = Math.floor(last / 3), level = last % 3;
          const end = level ? (level > 1 ? section + 1 : this.ends[section]) : this.firsts[this.noteOf[section] + 1];
          places.push({ section, end, isWhole: level < 2 });
        }
        return places;
      });
    }

    // The words of headings, titles, file names and tags: few enough to be read here.
    readNames() {
      const names = new Map();
      const add = (text, kind, place) => {
        const all = tokens(text);
        for (const word of all) {
          const places = names.get(word);
          if (places) places.push(kind, place);
          else names.set(word, [kind, place]);
        }
        return all.length;
      };
      this.headed = new Float64Array(this.count);
      this.titled = new Float64Array(this.notes.length);
      this.pathed = new Float64Array(this.count);
      this.notes.forEach(([title, path], note) => {
        this.titled[note] = add(title, TITLE, note);
        const stem = path.slice(path.lastIndexOf("/") + 1);
        if (stem !== title && !/^(readme|index|_index)$/i.test(stem)) add(stem, FILE, note);
        this.headed[this.firsts[note]] = this.titled[note];
      });
      this.heading.forEach((heading, at) => {
        if (!heading) return;
        this.headed[at] = add(heading, HEADING, at);
        const above = this.above[at];
        if (above >= 0) this.pathed[at] = this.pathed[above] + this.headed[above];
      });
      this.tags.forEach(([name], at) => add(name, TAG, at));
      this.names = names;
      this.named = [...names.keys()].sort();
      const mean = (list) => Math.max(1, list.reduce((sum, it) => sum + it, 0) / Math.max(1, list.length));
      this.means = [mean(this.headed), mean(this.titled), mean(this.pathed), 1, mean(this.size)];
    }

    // The numbers of the tags that a filter names: a tag with those below it, else those that begin so.
    tagsNamed(name) {
      const asked = foldName(name), names = (this.tagNames ??= this.tags.map(([it]) => foldName(it)));
      if (!asked) return [];
      const exact = names.includes(asked);
      return [...names.keys()].filter((at) => (exact ? (names[at] + " ").startsWith(asked + " ") : names[at].startsWith(asked)));
    }

    // The numbers of the notes below a folder, by the beginning of its title or name: `guides`, `aws/guides`.
    notesIn(name) {
      const asked = name.split("/").map(closeName).filter(Boolean);
      const folders = (this.folderNames ??= this.notes.map(([, path], note) => [
        [...this.foldersOf(note)].reverse().map(closeName), path.split("/").slice(0, -1).map(closeName),
      ]));
      if (!asked.length) return [];
      const names = (folder, at) => asked.every((it, n) => (n + 1 < asked.length ? folder[at + n] === it : folder[at + n]?.startsWith(it)));
      return [...folders.keys()].filter((note) => folders[note].some((it) => it.some((_, at) => names(it, at))));
    }

    // The words of each name in a list, in a comparison those of each thing.
    wordsOf(list) {
      if (!this.listed.has(list)) this.listed.set(list, list.map(([name]) => ({ all: tokens(name), each: name.split(/\s+vs\.?\s+/i).map(tokens) })));
      return this.listed.get(list);
    }

    // For each field how much its length in a section counts.
    normsOf(section) {
      const { headed, titled, pathed, size, noteOf, means } = this;
      const lengths = [headed[section], titled[noteOf[section]], pathed[section], 1, size[section]];
      return lengths.map((it, field) => 1 - NORMS[field] + (NORMS[field] * it) / means[field]);
    }

    has(word) {
      return this.names.has(word) || this.words[lowest(this.words, word)] === word;
    }

    begins(word) {
      const begins = (sorted) => (sorted[lowest(sorted, word)] ?? "").startsWith(word);
      return begins(this.words) || begins(this.named);
    }

    /** The address of a note's page, or of a section in it. */
    address(root, note, section) {
      const page = this.page(root, this.notes[note][1]);
      if (section === this.firsts[note]) return page;
      return `${page}#${encodeURIComponent(this.id[section] ?? plainId(this.heading[section]))}`;
    }

    page(root, path) {
      return `${root}${path.split("/").map(encodeURIComponent).join("/")}.html`;
    }

    /** The names above a section, the outermost first. */
    path(section) {
      const note = this.noteOf[section], path = [];
      for (let at = this.above[section]; at >= 0; at = this.above[at]) path.unshift(this.heading[at]);
      if (section !== this.firsts[note]) path.unshift(this.notes[note][0]);
      for (const folder of this.foldersOf(note)) path.unshift(folder);
      return path;
    }

    /** The titles of the folders around a note, the innermost first. */
    *foldersOf(note) {
      for (let at = this.notes[note][2]; at; at = this.folders[at - 1][1]) yield this.folders[at - 1][0];
    }
  }

  // Files and how many of something each has, with where those begin.
  function starts(files) {
    let from = 0;
    return files.map(([name, count]) => ({ name, count, from: (from += count) - count }));
  }
  function fileOf(files, at) {
    let low = 0, high = files.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (files[middle].from <= at) low = middle;
      else high = middle - 1;
    }
    return low;
  }
  // For each word of a shard its sections and how often each has it, in turn.
  function postings(text) {
    const numbers = decode(text), lists = [];
    for (let at = 0; at < numbers.length; ) {
      const list = [];
      for (let left = numbers[at++], section = 0; left; left--) {
        const step = numbers[at++];
        section += step >> 1;
        list.push(section, step & 1 ? numbers[at++] + 2 : 1);
      }
      lists.push(list);
    }
    return lists;
  }
  // As `plain_id` of `src/export/search/table.rs` makes it.
  function plainId(heading) {
    return heading.replace(/[\0-\x7f]/g, (c) => (c === " " ? "-" : /[\w-]/.test(c) ? c.toLowerCase() : ""));
  }

  // Where a word of a name stands.
  const HEADING = 0, TITLE = 1, FILE = 2, TAG = 3;
  // The fields of a section, what a word weighs in each, and how much their lengths count (BM25F).
  const FIELDS = 5, HEAD = 0, NOTE = 1, PATH = 2, TAGGED = 3, TEXT = 4;
  const WEIGHTS = [7, 2, 1.2, 1, 1], NORMS = [0.3, 0.3, 0.5, 0, 0.4];
  const K1 = 1.2, STOP_WORD = 0.12, TYPO = 0.5, LINKS = 0.7;
  // How many terms a query has at most, and how many words from how many shards each stands for.
  const MOST_TERMS = 24, MOST_WORDS = 60, MOST_SHARDS = 3, MOST_QUERY = 1000, MOST_NAMES = 20, MOST_SECTIONS = 60;

  // A name as names are compared: without case, accents and signs, words apart.
  function foldName(text) {
    return runs(text).map((it) => (it.unspaced ? text.slice(it.from, it.to).normalize("NFKC").toLowerCase() : it.tokens[0])).join(" ");
  }
  function closeName(text) {
    return foldName(text).replaceAll(" ", "");
  }

  class Search {
    constructor(index, root, file) {
      Object.assign(this, { index, root, file });
    }

    // Takes a query apart: filters, and the text that is looked for. What names no tag or folder is text.
    parse(query) {
      const { index } = this, tags = [], folders = [];
      const text = query.slice(0, MOST_QUERY).replace(/(^|\s)(#|in:)([^\s#]+)/giu, (all, space, sign, name) => {
        const list = sign === "#" ? tags : folders, found = sign === "#" ? index.tagsNamed(name) : index.notesIn(name);
        if (!found.length) return all;
        list.push(found);
        return " ";
      });
      return { tags, folders, text };
    }

    // The terms of a text: pairs of characters, parts of words, and words that are one with the next.
    terms(text) {
      const { index } = this, terms = [];
      const found = runs(text).slice(0, MOST_TERMS);
      found.forEach((run, at) => {
        const isLast = at === found.length - 1;
        if (run.unspaced) {
          for (const pair of run.tokens) terms.push({ pair, weight: 1 / Math.sqrt(run.tokens.length), run });
          return;
        }
        const [whole, ...parts] = run.tokens, next = found[at + 1], before = found[at - 1];
        const joined = (a, b) => a && b && !a.unspaced && !b.unspaced && a.tokens[0].length > 1 && b.tokens[0].length > 1 &&
          !index.stopWords.has(a.tokens[0]) && !index.stopWords.has(b.tokens[0]) && index.has(a.tokens[0] + b.tokens[0]) ? [a.tokens[0] + b.tokens[0]] : [];
        const also = [...joined(run, next), ...joined(before, run)];
        if (!parts.length) {
          terms.push({ word: whole, also, isLast, run });
          return;
        }
        if (parts.length === 1 || !parts.some((it) => index.has(it))) {
          terms.push({ word: whole, also: index.has(whole) ? also : also.concat(parts), isLast, run });
        } else {
          parts.forEach((word, n) => terms.push({ word, also: [whole, ...also], isLast: isLast && n === parts.length - 1, run }));
        }
      });
      for (const it of terms) it.isStopWord = it.word !== undefined && index.stopWords.has(it.word);
      if (terms.every((it) => it.isStopWord)) for (const it of terms) it.isStopWord = false;
      return terms.flatMap((it) => this.split(it)).slice(0, 2 * MOST_TERMS);
    }

    // Two words for one that is unknown: "logicbomb".
    split(term) {
      const { word } = term, { index } = this;
      if (!word || word.length < 6 || term.also.length || index.begins(word)) return [term];
      for (let at = word.length - 3; at > 2; at--) {
        const [a, b] = [word.slice(0, at), word.slice(at)];
        if (index.has(a) && index.has(b)) return [{ ...term, word: a, isLast: false }, { ...term, word: b }];
      }
      return [term];
    }

    // The words that a term stands for, each with how much it counts.
    expand(term) {
      const { index } = this, words = new Map();
      const add = (word, factor) => { if (factor > (words.get(word) ?? 0)) words.set(word, factor); };
      const each = (from, visit) => {
        for (const sorted of [index.words, index.named]) {
          for (let at = lowest(sorted, from); at < sorted.length && sorted[at].startsWith(from); at++) visit(sorted[at]);
        }
      };
      if (term.pair !== undefined) {
        if (index.has(term.pair)) add(term.pair, 1);
        // A single character stands in pairs.
        if ([...term.pair].length === 1) each("", (it) => { if (it.includes(term.pair)) add(it, 0.7); });
        return words;
      }
      const { word, isLast } = term;
      for (const it of term.also) if (index.has(it)) add(it, 0.9);
      if (index.has(word)) add(word, 1);
      if (word.length > 1 && (isLast || word.length > 3)) each(word, (it) => add(it, likeness(word, it, isLast)));
      for (const it of stems(word)) if (index.has(it)) add(it, STEM);
      if (word.length >= SHORTEST_STEM) {
        each(word.slice(0, Math.max(SHORTEST_STEM, word.length - 3)), (it) => add(it, likeness(word, it, isLast)));
        if (![...words.values()].some((it) => it >= 0.25)) this.addTypos(word, each, add);
      }
      return words;
    }

    addTypos(word, each, add) {
      let found = false;
      each(word[0], (it) => {
        if (it.length > 3 && isTypo(word, it)) add(it, TYPO), (found = true);
      });
      // The reader may not have typed all of it.
      if (!found) each(word[0], (it) => {
        if (it.length > word.length && it.length <= word.length + 6 && isTypo(word, it.slice(0, word.length))) add(it, TYPO / 2);
      });
    }

    // The words that are looked up in texts: the likest, from few shards.
    async lists(words) {
      const { index } = this, shards = new Set(), lists = [];
      const likest = [...words].sort((a, b) => b[1] - a[1]).slice(0, MOST_WORDS);
      for (const [word, factor] of likest) {
        const at = lowest(index.words, word);
        if (index.words[at] !== word) continue;
        const shard = fileOf(index.shards, at);
        if (!shards.has(shard) && shards.size === MOST_SHARDS) continue;
        shards.add(shard);
        lists.push([shard, at - index.shards[shard].from, factor]);
      }
      await Promise.all([...shards].map(async (it) => {
        if (!index.loaded.has(it)) index.loaded.set(it, postings(await this.file(index.shards[it].name)));
      }));
      return lists.map(([shard, at, factor]) => [index.loaded.get(shard)[at], factor]);
    }

    // Which sections the filters leave, and how much each counts; null without filters.
    allowed({ tags, folders }) {
      const { index } = this;
      if (!tags.length && !folders.length) return null;
      const allowed = new Float64Array(index.count).fill(1);
      const keep = (test) => { for (let at = 0; at < index.count; at++) allowed[at] *= test(at); };
      for (const numbers of tags) {
        const has = new Float64Array(index.count);
        for (const { section, end, isWhole } of numbers.flatMap((it) => index.tagged[it])) {
          for (let at = section; at < end; at++) has[at] = Math.max(has[at], isWhole && at === section ? 1.5 : 1);
        }
        keep((at) => has[at]);
      }
      for (const notes of folders) {
        const isIn = new Set(notes);
        keep((at) => (isIn.has(index.noteOf[at]) ? 1 : 0));
      }
      return allowed;
    }

    // Where the words of a term stand: for each section how often in each field, and how likely.
    places(words, lists) {
      const { index } = this, { ends, firsts } = index, found = new Map();
      const add = (section, field, times, factor) => {
        let it = found.get(section);
        if (!it) found.set(section, (it = new Float64Array(FIELDS + 1)));
        if (factor * times > it[field]) it[field] = factor * times;
        if (factor > it[FIELDS]) it[FIELDS] = factor;
      };
      const range = (from, to, field, factor) => { for (let at = from; at < to; at++) add(at, field, 1, factor); };
      for (const [word, factor] of words) {
        const places = index.names.get(word) ?? [];
        for (let at = 0; at < places.length; at += 2) {
          const place = places[at + 1];
          if (places[at] === HEADING) add(place, HEAD, 1, factor), range(place + 1, ends[place], PATH, factor);
          else if (places[at] === TITLE) add(firsts[place], HEAD, 1, factor), range(firsts[place] + 1, firsts[place + 1], NOTE, factor);
          else if (places[at] === FILE) range(firsts[place], firsts[place + 1], PATH, factor);
          else for (const { section, end } of index.tagged[place]) range(section, end, TAGGED, factor);
        }
      }
      for (const [list, factor] of lists) {
        for (let at = 0; at < list.length; at += 2) add(list[at], TEXT, list[at + 1], factor);
      }
      return found;
    }

    // The sections that a query names, best first, each with how well.
    async rank(query, terms) {
      const { index } = this, allowed = this.allowed(query);
      const scores = new Float64Array(index.count), shares = new Float64Array(index.count);
      const spread = terms.map((it) => this.expand(it));
      const lists = await Promise.all(spread.map((it) => this.lists(it)));
      let all = 0;
      terms.forEach((term, n) => {
        const places = this.places(spread[n], lists[n]);
        if (allowed) for (const at of places.keys()) if (!allowed[at]) places.delete(at);
        const rarity = Math.log(1 + (index.count - places.size + 0.5) / (places.size + 0.5)) * (term.isStopWord ? STOP_WORD : term.weight ?? 1);
        term.rarity = rarity;
        term.words = spread[n];
        all += rarity;
        for (const [at, it] of places) {
          const lengths = (index.norms[at] ??= index.normsOf(at));
          let times = 0;
          for (let field = 0; field < FIELDS; field++) {
            if (it[field]) times += (WEIGHTS[field] * it[field]) / lengths[field];
          }
          scores[at] += (rarity * times * (K1 + 1)) / (K1 + times);
          shares[at] += rarity * (it[FIELDS] >= 0.45 ? 1 : 0.6 + it[FIELDS] * 0.8);
        }
      });
      const ranked = [];
      for (let at = 0; at < index.count; at++) {
        const score = terms.length ? (scores[at] * shares[at]) / all : 1;
        const filtered = score * (allowed ? allowed[at] : 1) * (index.isLinks[at] ? LINKS : 1);
        if (filtered > 0) ranked.push([at, filtered]);
      }
      ranked.sort((a, b) => b[1] - a[1] || a[0] - b[0]);
      return this.prefer(ranked, query.text, terms);
    }

    // Of the best those first whose headings say what is asked.
    prefer(ranked, text, terms) {
      const { index } = this, asked = foldName(text), close = asked.replaceAll(" ", "");
      const wanted = terms.filter((it) => !it.isStopWord), hasPairs = terms.some((it) => it.pair !== undefined);
      for (const it of ranked.slice(0, 30)) {
        const written = index.heading[it[0]] || index.notes[index.noteOf[it[0]]][0], heading = foldName(written), words = tokens(written);
        // A number before a name and brackets behind it are not what people type.
        const bare = closeName(written.replace(/^[\d.]+[.)]\s+|\s*[(（][^)）]*[)）]\s*$/gu, ""));
        const says = ({ pair, word }) => words.some((it) => (pair === undefined ? it.startsWith(word) : it === pair));
        if (close && (heading.replaceAll(" ", "") === close || bare === close)) it[1] *= 1.6;
        else if (terms.length > 1 && (hasPairs ? heading.includes(asked) : (" " + heading).includes(" " + asked))) it[1] *= 1.3;
        else if (wanted.length && wanted.every(says)) it[1] *= 1.25;
      }
      return ranked.sort((a, b) => b[1] - a[1] || a[0] - b[0]);
    }

    async textsOf(sections) {
      const { index } = this;
      await Promise.all([...new Set(sections.map((it) => fileOf(index.texts, it)))].map(async (file) => {
        const { name, from } = index.texts[file];
        if (index.quotes.has(from)) return;
        (await this.file(name)).forEach((it, n) => index.quotes.set(from + n, it));
      }));
    }

    section(at, terms) {
      const { index, root } = this, note = index.noteOf[at], heading = index.heading[at];
      const quote = index.quotes.get(at);
      return {
        url: index.address(root, note, at), title: index.notes[note][0], heading,
        kind: at === index.firsts[note] ? "note" : "section", path: index.path(at), excerpt: quote ? excerpt(quote[0], terms) : null,
      };
    }

    // The answers of a section to questions that have the words asked, the best first.
    answers(at, terms) {
      const quote = this.index.quotes.get(at) ?? [], all = terms.reduce((sum, it) => sum + it.rarity, 0);
      const rarest = Math.max(...terms.map((it) => it.rarity));
      const heading = tokens(this.index.heading[at] || this.index.notes[this.index.noteOf[at]][0]);
      const found = [];
      for (let n = 1; n + 1 < quote.length; n += 2) {
        const asked = tokens(quote[n]), said = tokens(quote[n + 1]);
        let share = 0, own = 0, isAbout = false;
        for (const it of terms) {
          const inQuestion = best(it, asked), inAnswer = best(it, said);
          own += it.rarity * Math.max(inQuestion, inAnswer);
          isAbout ||= it.rarity === rarest && inQuestion + inAnswer > 0;
          share += it.rarity * Math.max(inQuestion, 0.9 * inAnswer, 0.6 * best(it, heading));
        }
        if (isAbout && share >= 0.5 * all && own >= 0.4 * all) found.push([share / all, n]);
      }
      found.sort((a, b) => b[0] - a[0] || a[1] - b[1]);
      return found.slice(0, 3).map(([share, n]) => ({ ...this.section(at, terms), kind: "answer", question: quote[n], answer: quote[n + 1], excerpt: quote[n + 1], share }));
    }

    // Names that have every word asked, those with the fewest others first; none where others are most of it.
    named(kind, list, terms) {
      const wanted = terms.filter((it) => !it.isStopWord), found = [];
      if (!wanted.length) return found;
      const share = (words) => wanted.reduce((sum, it) => sum + best(it, words), 0) / Math.max(words.length, wanted.length);
      this.index.wordsOf(list).forEach(({ all, each }, at) => {
        if (!wanted.every((it) => best(it, all))) return;
        const most = Math.max(share(all), ...each.map(share));
        if (most >= 0.4) found.push([most, all.length, at]);
      });
      found.sort((a, b) => b[0] - a[0] || a[1] - b[1] || a[2] - b[2]);
      return found.slice(0, MOST_NAMES).map(([share, , at]) => ({ ...this.name(kind, list[at]), share }));
    }

    name(kind, [title, path, count, hue]) {
      return { url: this.index.page(this.root, path), title, heading: "", kind, path: [], excerpt: "", count, hue };
    }

    /** Results in order, with `words`: what of the query is to be marked. */
    async search(text, { texts = 3 } = {}) {
      const { index } = this, query = this.parse(text), terms = this.terms(query.text);
      const isFiltered = query.tags.length + query.folders.length > 0;
      const tags = query.tags.length
        ? [...new Set(query.tags.flat())].slice(0, MOST_NAMES).map((it) => this.name("tag", index.tags[it]))
        : isFiltered ? [] : this.named("tag", index.tags, terms);
      const ranked = terms.length || isFiltered ? await this.rank(query, terms) : [];
      const best = ranked.slice(0, MOST_SECTIONS).map((it) => it[0]);
      await this.textsOf(best.slice(0, texts));
      const answers = (from, to) => (terms.length ? best.slice(from, to).flatMap((at) => this.answers(at, terms)) : []);
      const names = isFiltered ? [] : [...this.named("comparison", index.comparisons, terms), ...this.named("item", index.items, terms)];
      names.sort((a, b) => b.share - a.share);
      const isExact = (it) => it.share >= 0.99, sections = best.map((at) => this.section(at, terms));
      const all = [
        ...answers(0, 1), ...names.filter(isExact), ...sections.slice(0, 3), ...answers(1, texts),
        ...names.filter((it) => !isExact(it)), ...sections.slice(3), ...tags,
      ];
      const results = all.map(({ share, ...it }) => it), said = terms.filter((it) => !it.isStopWord).map((it) => it.run);
      results.words = [...new Set(said)].map((it) => query.text.slice(it.from, it.to)).join(" ");
      return results;
    }
  }

  // How like the likest of some words is to what a term stands for.
  function best(term, among) {
    let most = 0;
    for (const it of among) most = Math.max(most, term.words?.get(it) ?? (term.word === undefined ? +(it === term.pair) : likeness(term.word, it, term.isLast)));
    return most;
  }

  // The part of a text that has most of what was asked, about so long.
  const EXCERPT = 180;
  function excerpt(text, terms) {
    if (text.length <= EXCERPT * 1.2) return text;
    const hits = [];
    for (const { from, tokens: all } of runs(text)) {
      terms.forEach((term, n) => { if (!term.isStopWord && best(term, all)) hits.push([from, n, term.rarity]); });
    }
    let most = 0, start = 0;
    hits.forEach(([from], first) => {
      const met = new Set();
      let sum = 0;
      for (let at = first; at < hits.length && hits[at][0] < from + EXCERPT - 40; at++) {
        if (!met.has(hits[at][1])) met.add(hits[at][1]), (sum += hits[at][2]);
      }
      if (sum > most + 1e-9) (most = sum), (start = from);
    });
    let from = Math.max(0, start - 40), to = Math.min(text.length, from + EXCERPT);
    if (from) from = text.indexOf(" ", from) + 1 || from;
    if (from > start) from = start;
    if (to < text.length && text.lastIndexOf(" ", to) > from + EXCERPT / 2) to = text.lastIndexOf(" ", to);
    return (from ? "… " : "") + text.slice(from, to) + (to < text.length ? " …" : "");
  }

  // Words that are looked for in a text at hand.
  function wantedBy(words) {
    const found = runs(words).slice(0, MOST_TERMS);
    return found.map((run, at) => ({ run, written: words.slice(run.from, run.to), isLast: at === found.length - 1 }));
  }
  function isLike({ run, isLast }, word) {
    const [asked] = run.tokens;
    return likeness(asked, word, isLast) > 0 || (asked.length >= SHORTEST_STEM && word.length > 3 && asked[0] === word[0] && isTypo(asked, word));
  }

  function marks(text, words) {
    const wanted = wantedBy(words), found = [];
    for (const run of runs(text)) {
      for (const it of wanted) {
        if (it.run.unspaced !== run.unspaced) continue;
        if (run.unspaced) found.push(...pairsIn(text, run, it));
        else if (run.tokens.some((word) => isLike(it, word))) found.push([run.from, run.to]);
      }
    }
    found.sort((a, b) => a[0] - b[0]);
    const joined = [];
    for (const [from, to] of found) {
      const last = joined[joined.length - 1];
      if (last && from <= last[1]) last[1] = Math.max(last[1], to);
      else joined.push([from, to]);
    }
    return joined;
  }
  // Where a run without spaces has the characters of another, or pairs of them.
  function pairsIn(text, { from, to, tokens: pairs }, asked) {
    const small = (it) => it.normalize("NFC").toLowerCase(), found = [];
    const written = small(text.slice(from, to)), whole = small(asked.written);
    if (written.length !== to - from) return asked.run.tokens.some((it) => pairs.includes(it)) ? [[from, to]] : found;
    for (const it of written.includes(whole) ? [whole] : asked.run.tokens) {
      for (let at = written.indexOf(it); at >= 0; at = written.indexOf(it, at + 1)) found.push([from + at, from + at + it.length]);
    }
    return found;
  }

  function matcher(query) {
    const wanted = wantedBy(query);
    return (name) => {
      const words = tokens(name);
      return wanted.every((it) => (it.run.unspaced
        ? it.run.tokens.every((pair) => words.some((word) => word.includes(pair)))
        : words.some((word) => word.startsWith(it.run.tokens[0]) || likeness(it.run.tokens[0], word, it.isLast) > 0)));
    };
  }

  // A file that could not be loaded.
  class Missing extends Error {}

  /** Opens the index; whoever calls loads files by their names. */
  async function open(load, root) {
    async function read(options) {
      const files = new Map();
      function file(name) {
        if (!files.has(name)) files.set(name, load(name).catch((e) => {
          files.delete(name);
          throw new Missing(e.message);
        }));
        return files.get(name);
      }
      return new Search(new Index(await load("index", options)), root, file);
    }
    let current = await read();
    return {
      async search(query, options) {
        const text = String(query ?? "");
        try {
          return await current.search(text, options);
        } catch (e) {
          if (!(e instanceof Missing)) throw e;
        }
        // The site was published anew, and the files that were known are gone; or there is no network, and what
        // is here has to do.
        const fresh = await read({ fresh: true }).catch(() => null);
        current = fresh ?? current;
        return current.search(text, { ...options, ...(fresh ? {} : { texts: 0 }) });
      },
    };
  }

  globalThis.cribSearchEngine = Object.freeze({ tokens, runs, open, matcher, marks });
})();
