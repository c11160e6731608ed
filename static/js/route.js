// @ts-check

const KEY = "hearth-route";

/**
 * The ways to the server, the best first, and within what time each must have brought one in. From
 * polling the client goes on to a WebSocket as soon as that proves to carry.
 */
export const WAYS = [
  { transports: ["websocket"], ms: 5_000 },
  { transports: ["polling", "websocket"], ms: 15_000 },
  { transports: ["polling"], ms: 15_000 },
];
const [DIRECT, UPGRADING, POLLING] = WAYS.keys();

/**
 * Which way to take. Where a network refuses WebSockets, or takes them and is silent, the next way
 * is tried at once, and the tab remembers where to begin: a WebSocket that an answer came by makes
 * it forget. Only a question and its answer prove a transport: a proxy may let its opening through
 * and no more.
 */
export class Route {
  #storage;
  #way = DIRECT;
  /** The transport by which the last question and its answer went. @type {string | undefined} */
  #proven;

  /** @param {() => Pick<Storage, "getItem" | "setItem" | "removeItem">} storage may fail */
  constructor(storage = () => sessionStorage) {
    this.#storage = storage;
    this.#way = this.#first;
  }

  /** What to try now. */
  get way() {
    return WAYS[this.#way];
  }

  /** Whether it is another than the best. */
  get isDetour() {
    return this.#way !== DIRECT;
  }

  /** @param {string} transport by which a question went and its answer came */
  answered(transport) {
    if (transport === this.#proven) return;
    this.#proven = transport;
    this.#first = transport === "websocket" ? DIRECT : UPGRADING;
  }

  /**
   * Whether that was the last, on this connection.
   *
   * @param {string} transport
   */
  carries(transport) {
    return transport === this.#proven;
  }

  /**
   * An attempt failed, or what stood was lost.
   *
   * @param {string} transport that it was on
   * @param {boolean} silent nobody closed it: it did not open, or nothing came any more
   * @returns {boolean} whether to try the next way at once
   */
  ended(transport, silent) {
    const fruitless = silent && !this.carries(transport);
    this.#proven = undefined;
    const next = fruitless ? this.#after(transport) : undefined;
    // With no way left it is the server that is away, or all of the network.
    this.#way = next ?? (fruitless ? DIRECT : this.#first);
    return next !== undefined;
  }

  /** It may be another network. */
  forget() {
    this.#first = DIRECT;
    this.#way = DIRECT;
  }

  /** @param {string} transport */
  #after(transport) {
    if (transport !== "websocket") return undefined;
    return this.#way === DIRECT ? UPGRADING : POLLING;
  }

  get #first() {
    try {
      return this.#storage().getItem(KEY) === null ? DIRECT : UPGRADING;
    } catch {
      return DIRECT;
    }
  }

  set #first(way) {
    try {
      if (way === DIRECT) this.#storage().removeItem(KEY);
      else this.#storage().setItem(KEY, "polling");
    } catch {
      // Then each time the best way is tried first.
    }
  }
}
