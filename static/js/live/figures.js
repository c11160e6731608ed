// @ts-check
/** @import {DatabaseState, OpsSample, RedisState, WorkerState} from "../types.d.ts" */

const UNKNOWN = "—";
const CHART_HEIGHT = 100;
const LEAST_TOP = 4; // one message in an hour is no peak
/** @type {Record<string, string>} */
const TRANSPORTS = {
  websocket: "WebSocket",
  polling: "Long-polling",
  plain: "Plain WebSocket",
};
const UNITS = ["B", "kB", "MB", "GB", "TB"];

/**
 * A sample in words, as chat/admin/figures.py says the first one: `values` by the name of the
 * element that shows each, and the rows of what repeats.
 *
 * @param {OpsSample} sample
 */
export function figures(sample) {
  return {
    values: {
      people: count(sample.people),
      sockets: count(sample.sockets),
      workers: `${sample.workers.length} of ${expected(sample)}`,
      ...messages(sample.messages),
      ...database(sample.database),
      ...redis(sample.redis),
    },
    health: {
      database: sample.database.latency === null ? "away" : "ok",
      redis: redisHealth(sample.redis),
    },
    workers: sample.workers.map((one) => worker(one, sample.at)),
    silent: sample.silent,
    bars: bars(sample.messages ?? []),
    transports: transports(sample),
    versions: sample.versions.map(({ name, version }) => ({ name, value: version })),
  };
}

/** @param {OpsSample} sample */
function expected(sample) {
  return Math.max(sample.expected, sample.workers.length + sample.silent.length);
}

/** @param {number[] | null} counts */
function messages(counts) {
  if (counts === null) {
    const chart = "Unknown: the database does not answer.";
    return { minute: UNKNOWN, hour: UNKNOWN, top: "", chart };
  }
  const minute = count(counts[counts.length - 1]);
  const sum = counts.reduce((all, one) => all + one, 0);
  const words = `${minute} this minute, ${count(sum)} in the last hour, `;
  const most = `at most ${count(Math.max(...counts))} in one minute.`;
  const chart = sum ? words + most : "None in the last hour.";
  return { minute, hour: count(sum), top: count(top(counts)), chart };
}

/** @param {number[]} counts */
function top(counts) {
  return Math.max(LEAST_TOP, ...counts);
}

/** @param {number[]} counts */
function bars(counts) {
  return counts.map((number, place) => {
    const height = number ? Math.max(2, Math.floor((number * CHART_HEIGHT) / top(counts))) : 0;
    const ago = counts.length - 1 - place;
    const title = `${ago ? `${ago} min ago` : "this minute"}: ${count(number)}`;
    return { x: place * 10, y: CHART_HEIGHT - height, height, title };
  });
}

/** @param {DatabaseState} state */
function database(state) {
  let connections = optional(count, state.connections);
  if (state.latency !== null && state.connections === null) connections = "none: it is a file";
  else if (state.connections_max !== null) connections += ` of ${count(state.connections_max)}`;
  return {
    database_name: `${state.name} ${state.version ?? ""}`.trim(),
    database_latency: optional(milliseconds, state.latency),
    database_size: optional(size, state.size),
    database_connections: connections,
  };
}

/** @param {RedisState | null} state */
function redis(state) {
  return {
    redis_name: `Redis ${state?.version ?? ""}`.trim(),
    redis_latency: optional(milliseconds, state?.latency),
    redis_memory: optional(size, state?.memory),
    redis_clients: optional(count, state?.clients),
  };
}

/** @param {RedisState | null} state */
function redisHealth(state) {
  if (state === null) return "off";
  return state.latency === null ? "away" : "ok";
}

/** @param {OpsSample} sample */
function transports(sample) {
  const by = new Map(sample.transports.map((one) => [one.transport, one]));
  return [...new Set([...Object.keys(TRANSPORTS), ...by.keys()])].map((name) => {
    const { sockets, people } = by.get(name) ?? { sockets: 0, people: 0 };
    const words = `${plural(sockets, "connection")}, ${peopleWords(people)}`;
    return { name: TRANSPORTS[name] ?? name, value: sockets ? words : "nobody" };
  });
}

/**
 * @param {WorkerState} worker
 * @param {string} at
 */
function worker(worker, at) {
  const by = new Map(worker.transports.map((one) => [one.transport, one.sockets]));
  const counts = Object.keys(TRANSPORTS).map((name) => [name, count(by.get(name) ?? 0)]);
  const up = (Date.parse(at) - Date.parse(worker.started_at)) / 1_000;
  return {
    name: worker.name,
    people: count(worker.people),
    sockets: count(worker.sockets),
    ...Object.fromEntries(counts),
    cpu: `${Math.floor(worker.cpu + 0.5)} %`,
    memory: optional(size, worker.memory),
    lag: optional(milliseconds, worker.lag),
    up: duration(Math.floor(up)),
  };
}

/** @param {number} number */
function count(number) {
  return number.toLocaleString("en-US");
}

/**
 * @param {number} number
 * @param {string} noun
 */
function plural(number, noun) {
  return `${count(number)} ${noun}${number === 1 ? "" : "s"}`;
}

/** @param {number} number */
function peopleWords(number) {
  return number === 1 ? "1 person" : `${count(number)} people`;
}

/**
 * @param {(number: number) => string} words
 * @param {number | null | undefined} number
 */
function optional(words, number) {
  return number === null || number === undefined ? UNKNOWN : words(number);
}

/** @param {number} number */
function short(number) {
  const tenths = Math.floor(number * 10 + 0.5);
  if (tenths < 100) return `${Math.floor(tenths / 10)}.${tenths % 10}`;
  return count(Math.floor(number + 0.5));
}

/** @param {number} number */
function milliseconds(number) {
  return number < 0.05 ? "< 0.1 ms" : `${short(number)} ms`;
}

/** @param {number} number */
function size(number) {
  let [left, unit] = [number, 0];
  while (left >= 999.5 && unit < UNITS.length - 1) [left, unit] = [left / 1_000, unit + 1];
  return `${unit ? short(left) : count(Math.floor(left))} ${UNITS[unit]}`;
}

/** @param {number} seconds */
function duration(seconds) {
  const left = Math.max(0, seconds);
  const days = Math.floor(left / 86_400);
  const hours = Math.floor(left / 3_600) % 24;
  const minutes = Math.floor(left / 60) % 60;
  if (days) return `${days} d ${hours} h`;
  if (hours) return `${hours} h ${minutes} min`;
  return minutes ? `${minutes} min` : `${left} s`;
}
