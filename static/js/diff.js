// @ts-check

/** @typedef {{kind: "same" | "gone" | "new", text: string}} Part */

/** Beyond this many comparisons all of it counts as changed: nobody reads word by word then. */
const MOST = 400_000;

/**
 * How one text became another, word by word.
 *
 * @param {string} before
 * @param {string} after
 * @returns {Part[]}
 */
export function diff(before, after) {
  const [a, b] = [words(before), words(after)];
  if (a.length * b.length > MOST) return joined([part("gone", before), part("new", after)]);
  const common = lengths(a, b);
  /** @type {Part[]} */
  const parts = [];
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      parts.push(part("same", a[i]));
      i += 1;
      j += 1;
    } else if (j === b.length || (i < a.length && common[i + 1][j] >= common[i][j + 1])) {
      parts.push(part("gone", a[i]));
      i += 1;
    } else {
      parts.push(part("new", b[j]));
      j += 1;
    }
  }
  return joined(parts);
}

/** Words, spaces and marks, each by itself. @param {string} text */
function words(text) {
  return text.match(/[\p{L}\p{N}_]+|\s+|[^\p{L}\p{N}_\s]/gu) ?? [];
}

/**
 * The length of the longest common part of what follows each pair of places.
 *
 * @param {string[]} a
 * @param {string[]} b
 */
function lengths(a, b) {
  const table = Array.from({ length: a.length + 1 }, () => new Uint16Array(b.length + 1));
  for (let i = a.length - 1; i >= 0; i -= 1) {
    for (let j = b.length - 1; j >= 0; j -= 1) {
      const next = Math.max(table[i + 1][j], table[i][j + 1]);
      table[i][j] = a[i] === b[j] ? table[i + 1][j + 1] + 1 : next;
    }
  }
  return table;
}

/**
 * @param {Part["kind"]} kind
 * @param {string} text
 * @returns {Part}
 */
function part(kind, text) {
  return { kind, text };
}

/** Neighbours of a kind as one. @param {Part[]} parts */
function joined(parts) {
  /** @type {Part[]} */
  const result = [];
  for (const { kind, text } of parts) {
    const last = result.at(-1);
    if (last?.kind === kind) last.text += text;
    else if (text) result.push(part(kind, text));
  }
  return result;
}
