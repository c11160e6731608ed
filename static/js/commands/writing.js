// @ts-check
/** @import {DraftShape, ScheduledShape} from "../types.d.ts" */
/** @import {Connection} from "../connection.js" */
/** @import {Store} from "../store.js" */
import { newId } from "../ids.js";

/** What a person does with what they have begun to write. */
export class WritingCommands {
  #store;
  #connection;

  /**
   * @param {Store} store
   * @param {Connection} connection
   */
  constructor(store, connection) {
    this.#store = store;
    this.#connection = connection;
  }

  /**
   * @param {number} room
   * @param {number | null} thread
   * @param {string} text
   * @returns {Promise<DraftShape>}
   */
  async saveDraft(room, thread, text) {
    const { draft } = await this.#connection.request("draft:save", { room, thread, text });
    this.#store.takeDraft(draft);
    return draft;
  }

  /**
   * @param {number} room
   * @param {string} text
   * @param {Date} at
   * @param {number} [draft] the number of the draft that it was
   */
  async schedule(room, text, at, draft) {
    const words = { room, text, client_id: newId(), draft: draft ?? null };
    await this.#change("message:schedule", { ...words, at: at.toISOString() });
  }

  /**
   * @param {number} scheduled
   * @param {string} text
   * @param {Date} at
   */
  async updateScheduled(scheduled, text, at) {
    await this.#change("scheduled:update", { scheduled, text, at: at.toISOString() });
  }

  /** @param {number} scheduled */
  async cancelScheduled(scheduled) {
    await this.#change("scheduled:cancel", { scheduled });
  }

  /** @param {number} scheduled */
  async sendScheduled(scheduled) {
    const { message } = await this.#connection.request("scheduled:send", { scheduled });
    this.#store.acknowledged(message);
  }

  /**
   * @param {string} name
   * @param {object} data
   */
  async #change(name, data) {
    const answer = await this.#connection.request(name, data);
    this.#store.takeScheduled(/** @type {ScheduledShape} */ (answer.scheduled));
  }
}
