// Says things in the language of the site. Its words, `cribWords`, are put before this script when a
// theme is loaded: `language`, `numbers`, and `texts` by key.
(function (words) {
  "use strict";
  var rules;
  function number(value) {
    var digits = String(value);
    return digits.length < words.numbers.from ? digits : digits.replace(/\B(?=(\d{3})+$)/g, words.numbers.group);
  }
  // A text with values in place of `{name}`; `n` chooses its plural form.
  globalThis.cribText = function (key, values) {
    var text = words.texts[key];
    if (text === undefined) return key;
    if (typeof text === "object") {
      rules = rules || new Intl.PluralRules(words.language);
      text = text[rules.select(values.n)] || text.other;
    }
    return text.replace(/\{(\w+)\}/g, function (all, name) {
      var value = values && values[name];
      return value === undefined ? all : typeof value === "number" ? number(value) : value;
    });
  };
})(globalThis.cribWords);
