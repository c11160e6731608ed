// @ts-check

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const MONDAY = 1;

/** @typedef {{name: string, at: Date}} Preset a time that is often meant */

/**
 * A wall clock's time in a zone. In the hour that a clock skips: the hour after it.
 *
 * @param {string} local 2026-11-23T09:00
 * @param {string} zone an IANA name
 * @returns {Date}
 */
export function fromLocal(local, zone) {
  const wanted = Date.parse(`${local}:00Z`);
  // The zone's distance from UTC at that moment; asked again, for the first guess may lie on the
  // other side of a change of clocks.
  let at = wanted - offset(wanted, zone);
  at = wanted - offset(at, zone);
  return new Date(at);
}

/**
 * @param {Date} date
 * @param {string} zone
 * @returns {string} 2026-11-23T09:00, as a clock in that zone shows it
 */
export function toLocal(date, zone) {
  const at = date.getTime();
  return new Date(at + offset(at, zone)).toISOString().slice(0, 16);
}

/**
 * In 20 minutes, tomorrow and on Monday at 9:00.
 *
 * @param {Date} now
 * @param {string} zone
 * @returns {Preset[]}
 */
export function presets(now, zone) {
  const today = Date.parse(`${toLocal(now, zone).slice(0, 10)}T00:00:00Z`);
  const weekday = new Date(today).getUTCDay();
  const toMonday = (MONDAY - weekday + 7) % 7 || 7;
  const days = [{ name: "Tomorrow", days: 1 }];
  if (toMonday > 1) days.push({ name: "Monday", days: toMonday });
  const soon = Math.ceil((now.getTime() + 20 * MINUTE_MS) / MINUTE_MS) * MINUTE_MS;
  return [
    { name: "In 20 minutes", at: new Date(soon) },
    ...days.map((day) => ({
      name: day.name,
      at: fromLocal(`${new Date(today + day.days * DAY_MS).toISOString().slice(0, 10)}T09:00`, zone),
    })),
  ];
}

/**
 * @param {number} at
 * @param {string} zone
 * @returns {number} milliseconds by which the zone's clock is ahead of UTC then
 */
function offset(at, zone) {
  const format = new Intl.DateTimeFormat("en-GB", {
    timeZone: zone,
    hourCycle: "h23",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
  });
  const of = new Map(format.formatToParts(at).map(({ type, value }) => [type, Number(value)]));
  const part = (/** @type {any} */ name) => of.get(name) ?? 0;
  const clock = Date.UTC(
    part("year"), part("month") - 1, part("day"), part("hour"), part("minute"), part("second"),
  );
  return clock - Math.floor(at / 1_000) * 1_000;
}
