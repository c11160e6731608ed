// @ts-check

/**
 * How well `query` fits `text`: its letters must all be there in order. Higher is better; null
 * when it does not fit. A beginning counts most, then the beginning of a word, then a run.
 *
 * @param {string} query
 * @param {string} text
 * @returns {number | null}
 */
export function fit(query, text) {
  const wanted = fold(query);
  const given = fold(text);
  if (!wanted) return 0;
  const at = given.indexOf(wanted);
  if (at === 0) return 1_000 - given.length;
  if (at > 0) return (isWordStart(given, at) ? 700 : 400) - given.length;
  return scattered(wanted, given);
}

/**
 * Those that fit, the best first; among equals the order given.
 *
 * @template T
 * @param {string} query
 * @param {T[]} items
 * @param {(item: T) => string[]} names what it may be called, the chief name first
 * @returns {T[]}
 */
export function best(query, items, names) {
  return items
    .map((item, at) => ({ item, at, score: bestName(query, names(item)) }))
    .filter(({ score }) => score !== null)
    .sort((a, b) => Number(b.score) - Number(a.score) || a.at - b.at)
    .map(({ item }) => item);
}

/**
 * Case and accents do not matter.
 *
 * @param {string} text
 */
export function fold(text) {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().trim();
}

/**
 * @param {string} query
 * @param {string[]} names
 */
function bestName(query, names) {
  const scores = names.map((name, at) => {
    const score = fit(query, name);
    return score === null ? null : score - at;
  });
  return scores.reduce((a, b) => (a === null || (b !== null && b > a) ? b : a), null);
}

/**
 * @param {string} wanted
 * @param {string} given
 */
function scattered(wanted, given) {
  let score = 100 - given.length;
  let from = 0;
  for (const letter of wanted) {
    const at = given.indexOf(letter, from);
    if (at < 0) return null;
    if (isWordStart(given, at)) score += 20;
    score -= at - from;
    from = at + 1;
  }
  return score;
}

/**
 * @param {string} text
 * @param {number} at
 */
function isWordStart(text, at) {
  return at === 0 || /[\s\-_./@]/.test(text[at - 1]);
}
