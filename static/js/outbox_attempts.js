// @ts-check
/** @import {Failure} from "./types.d.ts" */
import { backoff } from "./backoff.js";

/** Sending the same again would be refused again; in slow mode, for longer than anyone waits. */
const PERMANENT = new Set(["invalid", "forbidden", "conflict", "not_found", "slow_mode"]);
/** An error of no known kind is tried this often, so that one message cannot block its room. */
const UNKNOWN_ATTEMPTS = 6;
const TRANSIENT = new Set(["offline", "timeout", "too_many", "unavailable", "login_required"]);

/**
 * @param {Failure & {retryAfter?: number}} error what the server, or the way there, said
 * @param {number} attempt the how manyth it was
 * @param {() => number} random
 * @returns {number} ms to wait before trying again, 0 when that would be of no use
 */
export function pauseAfter(error, attempt, random) {
  const unknown = !TRANSIENT.has(error.code) && attempt >= UNKNOWN_ATTEMPTS;
  if (PERMANENT.has(error.code) || unknown) return 0;
  return Math.max(backoff(attempt, random), (error.retryAfter ?? 0) * 1_000);
}

/** Pauses between attempts, which a new connection ends. */
export class Pauses {
  /** @type {Set<() => void>} */
  #wakers = new Set();
  #wait;

  /** @param {(ms: number) => Promise<void>} wait */
  constructor(wait) {
    this.#wait = wait;
  }

  /** @param {number} ms */
  async take(ms) {
    /** @type {() => void} */
    let wake = () => {};
    const woken = new Promise((done) => {
      wake = () => done(undefined);
    });
    this.#wakers.add(wake);
    await Promise.race([this.#wait(ms), woken]);
    this.#wakers.delete(wake);
  }

  end() {
    for (const wake of this.#wakers) wake();
  }
}
