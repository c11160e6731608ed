// @ts-check
/** @import {Times} from "./times.js" */

/**
 * How much is new, and since when: "37 new since 14:02", "1 new since Monday, 16 November".
 *
 * @param {number} count
 * @param {string | null} since when the first of them was sent; null when that is not known
 * @param {Times} times
 * @param {Date} [now]
 */
export function newSince(count, since, times, now = new Date()) {
  const many = `${count >= 1_000 ? "1,000+" : count} new`;
  if (since === null) return many;
  const { day, time } = times.moment(since);
  if (day === times.moment(now.toISOString()).day) return `${many} since ${time}`;
  const said = times.dayText(day, now);
  return `${many} since ${said === "Yesterday" ? `yesterday at ${time}` : said}`;
}

/**
 * When something happened, in a word or two: "14:02", "Yesterday", "16 Nov", "16 Nov 2025".
 *
 * @param {string} at
 * @param {Times} times
 * @param {Date} [now]
 */
export function whenText(at, times, now = new Date()) {
  const { day, time } = times.moment(at);
  if (day === times.moment(now.toISOString()).day) return time;
  const said = times.dayText(day, now);
  return said === "Yesterday" ? said : said.replace(/^\w+, (\d+ \w{3})\w*/, "$1");
}
