/** A small seeded generator (mulberry32), so that a failing case can be run again. */
export function seeded(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** @returns {number} from 0 to below `n` */
export const below = (random, n) => Math.floor(random() * n);

export const pick = (random, items) => items[below(random, items.length)];

export function shuffled(random, items) {
  const result = [...items];
  for (let at = result.length - 1; at > 0; at -= 1) {
    const other = below(random, at + 1);
    [result[at], result[other]] = [result[other], result[at]];
  }
  return result;
}
