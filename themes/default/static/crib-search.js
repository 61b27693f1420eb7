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

  const folds = new Map();
  const fold = (code) => {
    let found = folds.get(code);
    if (!found) folds.set(code, found = folded(code));
    return found;
  };
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
      const code = text.codePointAt(at), { kind, text: letters } = fold(code);
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
        const below = ending === "\u1039" || ending === "\u17d2";
        if (units.length && (below || within(ATTACHED, code))) units[units.length - 1] += c;
        else units.push(c);
        ending = c;
      }
    }
    const tokens = units.slice(1).map((it, at) => cut(units[at] + it));
    found.push({ from, to: at, tokens: tokens.length ? tokens : [cut(units[0])], unspaced: true });
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
    // Where the last upper-case letter is, how many end there, and how many others follow it.
    let capital, capitals, others, afterDigit;
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
      const code = text.codePointAt(at), { kind, shape, text: letters } = fold(code), after = at + width(code);
      if (kind === SPACED) {
        border(shape);
        word.text += letters;
        word.to = at = after;
      } else if (kind === IGNORABLE && code !== 0x2bc) {
        word.to = at = after;
      } else {
        const on = kind !== PAIRED && join(text.slice(at, after), after);
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
      const { kind } = fold(code);
      if (kind === SPACED) at = chain(text, at, found);
      else if (kind === PAIRED) at = pairs(text, at, found);
      else at += width(code);
    }
    return found;
  }
  const tokens = (text) => runs(text).flatMap((it) => it.tokens);

  globalThis.cribSearchEngine = Object.freeze({ tokens, runs });
})();
