// @ts-check

const DAY_MS = 86_400_000;
/** @typedef {{day: string, time: string}} Moment */

/** Times as the reader's own zone has them, worded as the server words them. */
export class Times {
  /** @type {Map<string, Moment>} */
  #known = new Map();
  #parts;
  #exact;

  /** @param {string} zone an IANA name; UTC when the browser does not know it */
  constructor(zone) {
    const timeZone = knownZone(zone);
    this.#parts = new Intl.DateTimeFormat("en-GB", {
      timeZone,
      year: "numeric",
      month: "2-digit",
      day: "2-digit",
      hour: "2-digit",
      minute: "2-digit",
      hourCycle: "h23",
    });
    this.#exact = new Intl.DateTimeFormat("en-GB", {
      timeZone,
      weekday: "long",
      day: "numeric",
      month: "long",
      year: "numeric",
      hour: "2-digit",
      minute: "2-digit",
      second: "2-digit",
      hourCycle: "h23",
    });
  }

  /**
   * @param {string} stamp ISO 8601
   * @returns {Moment} its day (2026-11-21) and time (09:05)
   */
  moment(stamp) {
    const known = this.#known.get(stamp);
    if (known) return known;
    const of = fields(this.#parts, new Date(stamp));
    const moment = {
      day: `${of("year")}-${of("month")}-${of("day")}`,
      time: `${of("hour")}:${of("minute")}`,
    };
    if (this.#known.size > 5_000) this.#known.clear();
    this.#known.set(stamp, moment);
    return moment;
  }

  /**
   * @param {string} stamp
   * @returns {string} Saturday, 21 November 2026 at 09:05:07
   */
  exact(stamp) {
    const of = fields(this.#exact, new Date(stamp));
    const day = `${of("weekday")}, ${of("day")} ${of("month")} ${of("year")}`;
    return `${day} at ${of("hour")}:${of("minute")}:${of("second")}`;
  }

  /**
   * @param {string} day 2026-11-21
   * @param {Date} [now]
   * @returns {string} Today, Yesterday, "Thursday, 19 November", and the year when it is another
   */
  dayText(day, now = new Date()) {
    const today = this.moment(now.toISOString()).day;
    if (day === today) return "Today";
    const noon = Date.parse(`${day}T12:00:00Z`);
    if (noon === Date.parse(`${today}T12:00:00Z`) - DAY_MS) return "Yesterday";
    const of = fields(DAY, new Date(noon));
    const year = day.slice(0, 4) === today.slice(0, 4) ? "" : ` ${of("year")}`;
    return `${of("weekday")}, ${of("day")} ${of("month")}${year}`;
  }
}

const DAY = new Intl.DateTimeFormat("en-GB", {
  timeZone: "UTC",
  weekday: "long",
  day: "numeric",
  month: "long",
  year: "numeric",
});

/**
 * @param {Intl.DateTimeFormat} format
 * @param {Date} date
 * @returns {(name: string) => string}
 */
function fields(format, date) {
  const parts = new Map(format.formatToParts(date).map(({ type, value }) => [type, value]));
  return (name) => parts.get(/** @type {any} */ (name)) ?? "";
}

/** @param {string} zone */
function knownZone(zone) {
  try {
    new Intl.DateTimeFormat("en-GB", { timeZone: zone });
    return zone;
  } catch {
    return "UTC";
  }
}
