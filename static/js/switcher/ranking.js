// @ts-check
import { fit } from "../fuzzy.js";

/**
 * @template T
 * @typedef {{item: T, key: string, names: string[]}} Named
 */

/**
 * Those that fit, by how well and by how often they are used; without a query as they come, those
 * that are used in front.
 *
 * @template T
 * @param {string} query
 * @param {Named<T>[]} all
 * @param {(key: string) => number} bonus
 * @returns {T[]}
 */
export function rankedByUse(query, all, bonus) {
  return all
    .flatMap(({ item, key, names }, at) => {
      const scores = names.map((name, nth) => [fit(query, name), nth]);
      const fits = scores.flatMap(([score, nth]) => (score === null ? [] : [score - (nth ?? 0)]));
      if (!fits.length) return [];
      return [{ item, at, score: Math.max(...fits) + bonus(key) }];
    })
    .sort((a, b) => b.score - a.score || a.at - b.at)
    .map(({ item }) => item);
}
