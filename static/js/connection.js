// @ts-check
/** @import {Failure} from "./types.d.ts" */
import { io } from "socket.io-client";
import { backoff } from "./backoff.js";
import { Signals } from "./signals.js";

const ANSWER_MS = 10_000;
const REFUSALS = new Set(["login_required", "login required", "forbidden"]);

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
 * `refused` (the server does not know this log-in, or not here) and `event` ({name, data}).
 *
 * It comes back by itself after 1 to 30 s, and at once when the network or the page comes back.
 */
export class Connection {
  signals = new Signals();
  #socket;
  #attempt = 0;
  #stopped = false;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;

  /** @param {string} [namespace] the chat's unless told otherwise */
  constructor(namespace = "/") {
    this.#socket = io(namespace, {
      path: "/socket.io/",
      transports: ["websocket"],
      autoConnect: false,
      reconnection: false, // ours has full jitter and listens to the browser
      timeout: 15_000,
    });
    this.#socket.on("connect", () => this.#opened());
    this.#socket.on("disconnect", () => this.#lost());
    this.#socket.on("connect_error", (error) => this.#failed(error));
    this.#socket.onAny((name, data) => this.signals.emit("event", { name, data }));
  }

  get isOpen() {
    return this.#socket.connected;
  }

  start() {
    this.#socket.connect();
    window.addEventListener("online", () => this.hurry());
    document.addEventListener("visibilitychange", () => {
      if (!document.hidden) this.hurry();
    });
  }

  /** Tries at once instead of waiting out the pause. */
  hurry() {
    if (this.#stopped || this.#timer === undefined) return;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#socket.connect();
  }

  /** Closes and stays closed. */
  stop() {
    this.#stopped = true;
    clearTimeout(this.#timer);
    this.#socket.disconnect();
  }

  /** Closes and comes back after a pause: what was agreed on this connection cannot be trusted. */
  restart() {
    this.#socket.disconnect();
    this.#lost();
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
    const answer = await this.#socket.timeout(ANSWER_MS).emitWithAck(name, data).catch(() => {
      throw this.isOpen ? new CommandError({ code: "timeout", message: NO_ANSWER }) : offline();
    });
    if (!answer?.ok) throw new CommandError(answer?.error ?? { code: "error", message: NO_ANSWER });
    return answer;
  }

  #opened() {
    this.#attempt = 0;
    this.signals.emit("open");
  }

  #lost() {
    this.signals.emit("closed");
    this.#comeBack();
  }

  /** @param {Error & {data?: any}} error */
  #failed(error) {
    const code = error.data?.code ?? error.message;
    if (REFUSALS.has(code)) this.signals.emit("refused");
    else this.#lost();
  }

  #comeBack() {
    if (this.#stopped || this.#timer !== undefined) return;
    this.#attempt += 1;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#socket.connect();
    }, backoff(this.#attempt));
  }
}

const NO_ANSWER = "The server did not answer. Try again.";

function offline() {
  return new CommandError({
    code: "offline",
    message: "You are offline. This needs a connection; try again once it is back.",
  });
}
