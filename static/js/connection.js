// @ts-check
/** @import {Failure} from "./types.d.ts" */
import { io } from "socket.io-client";
import { backoff } from "./backoff.js";
import { Route } from "./route.js";
import { Signals } from "./signals.js";

const ANSWER_MS = 10_000;
const PATH = "/socket.io/";
const CLOSE_PACKET = "1"; // Engine.IO's
const REFUSALS = new Set(["login_required", "login required", "forbidden"]);
/** Why a connection ended that nobody at the other end closed: the second is our own giving up. */
const SILENCE = ["ping timeout", "io client disconnect"];

/** The server's refusal, or why it could not be asked: `offline`, `timeout`. */
export class CommandError extends Error {
  /** @param {Failure} failure */
  constructor(failure) {
    super(failure.message);
    this.code = failure.code;
    this.retryAfter = failure.retry_after ?? 0;
  }
}

/**
 * The one connection to the server. Signals: `open` (connected, nothing sent yet), `closed`,
 * `refused` (the server does not know this log-in, or not here), `event` ({name, data}) and
 * `transport` (what it goes by now: `websocket` or `polling`).
 *
 * It comes back by itself after 1 to 30 s, and at once when the network or the page comes back.
 * Which way it takes, and how long it waits for it, `Route` says.
 */
export class Connection {
  signals = new Signals();
  #socket;
  #attempt = 0;
  #stopped = false;
  #route = new Route();
  /** Until the next attempt. @type {ReturnType<typeof setTimeout> | undefined} */
  #pause;
  /** Until this attempt counts as failed. @type {ReturnType<typeof setTimeout> | undefined} */
  #limit;

  /** @param {string} [namespace] the chat's unless told otherwise */
  constructor(namespace = "/") {
    this.#socket = io(namespace, {
      path: PATH,
      autoConnect: false,
      reconnection: false, // ours has full jitter and listens to the browser
    });
    // Ours is for the answer to the CONNECT too, which a dead line may keep back.
    this.#socket.io.timeout(false);
    this.#socket.io.on("open", () => this.#carried());
    this.#socket.on("connect", () => this.#opened());
    this.#socket.on("disconnect", (reason) => this.#lost(SILENCE.includes(reason)));
    this.#socket.on("connect_error", (error) => this.#failed(error));
    this.#socket.onAny((name, data) => this.signals.emit("event", { name, data }));
  }

  get isOpen() {
    return this.#socket.connected;
  }

  /** Whether it goes, or is being tried, another way than the best. */
  get isDetour() {
    return this.#route.isDetour;
  }

  start() {
    this.#connect();
    window.addEventListener("online", () => {
      this.#route.forget();
      this.hurry();
    });
    document.addEventListener("visibilitychange", () => {
      if (!document.hidden) this.hurry();
    });
    window.addEventListener("pagehide", () => this.#sayGoodbye());
  }

  /** A page that polls and goes leaves nothing behind that would break: it has to say so. */
  #sayGoodbye() {
    const { engine } = this.#socket.io;
    if (!this.isOpen || this.#transport !== "polling") return;
    const query = new URLSearchParams({ EIO: "4", transport: "polling", sid: engine.id });
    navigator.sendBeacon(`${PATH}?${query}`, CLOSE_PACKET);
  }

  /** Tries at once instead of waiting out the pause. */
  hurry() {
    if (this.#stopped || this.#pause === undefined) return;
    clearTimeout(this.#pause);
    this.#connect();
  }

  /** Closes and stays closed. */
  stop() {
    this.#stopped = true;
    clearTimeout(this.#pause);
    clearTimeout(this.#limit);
    this.#socket.disconnect();
  }

  /** Closes and comes back after a pause: what was agreed on this connection cannot be trusted. */
  restart() {
    this.#giveUp();
  }

  /**
   * Asks the server; the answer's fields, or a `CommandError`. Nothing is queued while there is
   * no connection: what must not be lost goes through the outbox.
   *
   * @param {string} name
   * @param {object} data
   * @returns {Promise<any>}
   */
  async request(name, data) {
    if (!this.isOpen) throw offline();
    const asked = this.#transport;
    const answer = await this.#socket.timeout(ANSWER_MS).emitWithAck(name, data).catch(() => {
      if (!this.isOpen) throw offline();
      if (!this.#route.carries(this.#transport)) this.#giveUp();
      throw new CommandError({ code: "timeout", message: NO_ANSWER });
    });
    if (asked === this.#transport) this.#route.answered(asked);
    if (!answer?.ok) throw new CommandError(answer?.error ?? { code: "error", message: NO_ANSWER });
    return answer;
  }

  get #transport() {
    return this.#socket.io.engine.transport.name;
  }

  #connect() {
    this.#pause = undefined;
    const { transports, ms } = this.#route.way;
    this.#socket.io.opts.transports = transports;
    this.#limit = setTimeout(() => this.#giveUp(), ms);
    this.#socket.connect();
  }

  #carried() {
    const { engine } = this.#socket.io;
    engine.on("upgrade", ({ name }) => this.signals.emit("transport", name));
    this.signals.emit("transport", engine.transport.name);
  }

  #opened() {
    clearTimeout(this.#limit);
    this.#attempt = 0;
    this.signals.emit("open");
  }

  /** Nothing comes, or nothing that could be used. */
  #giveUp() {
    const wasOpen = this.isOpen;
    this.#socket.disconnect(); // of which one that was open tells
    if (!wasOpen) this.#lost(true);
  }

  /** @param {boolean} silent nobody closed it */
  #lost(silent) {
    if (this.#pause !== undefined) return; // an error, and then the close that it led to
    clearTimeout(this.#limit);
    const atOnce = this.#route.ended(this.#transport, silent);
    this.signals.emit("closed");
    if (!this.#stopped) this.#comeBack(atOnce);
  }

  /** @param {Error & {data?: any, type?: string}} error */
  #failed(error) {
    const code = error.data?.code ?? error.message;
    if (REFUSALS.has(code)) this.signals.emit("refused");
    else this.#lost(error.type === "TransportError");
  }

  /** @param {boolean} atOnce as soon as the library has cleared away what failed */
  #comeBack(atOnce) {
    if (!atOnce) this.#attempt += 1;
    this.#pause = setTimeout(() => this.#connect(), atOnce ? 0 : backoff(this.#attempt));
  }
}

const NO_ANSWER = "The server did not answer. Try again.";

function offline() {
  return new CommandError({
    code: "offline",
    message: "You are offline. This needs a connection; try again once it is back.",
  });
}
