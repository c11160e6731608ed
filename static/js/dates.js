// @ts-check
import { fromLocal, toLocal } from "./planning.js";

const DAY_MS = 86_400_000;

/**
 * When a stretch of time began that people name, in their own zone.
 *
 * @param {string} name `today`, `yesterday`, `week` (last week's Monday), `month` (the first of last
 *   month), `first` (before everything) or a day: 2026-11-21
 * @param {Date} now
 * @param {string} zone an IANA name
 * @returns {Date}
 */
export function startOf(name, now, zone) {
  if (name === "first") return new Date(0);
  return fromLocal(`${dayOf(name, toLocal(now, zone).slice(0, 10))}T00:00`, zone);
}

/**
 * @param {string} name
 * @param {string} today
 * @returns {string}
 */
function dayOf(name, today) {
  const noon = Date.parse(`${today}T12:00:00Z`);
  const sinceMonday = (new Date(noon).getUTCDay() + 6) % 7;
  const back = new Map([["today", 0], ["yesterday", 1], ["week", 7 + sinceMonday]]).get(name);
  if (back !== undefined) return new Date(noon - back * DAY_MS).toISOString().slice(0, 10);
  if (name !== "month") return name;
  const [year, month] = today.split("-").map(Number);
  return new Date(Date.UTC(year, month - 2, 1)).toISOString().slice(0, 10);
}
