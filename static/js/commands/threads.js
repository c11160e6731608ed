// @ts-check
/** @import {FollowedThread} from "../types.d.ts" */
/** @import {Connection} from "../connection.js" */
/** @import {Store} from "../store.js" */
/** @import {Thread} from "../store/thread.js" */

/** What a person does with threads. */
export class ThreadCommands {
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
   * Loads a page of a thread.
   *
   * @param {Thread} thread
   * @param {"newest" | "around" | "before" | "after"} kind
   * @param {number} [around]
   */
  async loadPage(thread, kind, around) {
    const page = thread.timeline.begin(kind);
    const where = kind === "newest" ? {} : { [kind]: kind === "around" ? around : page.edge };
    const place = { room: thread.id, thread: thread.thread };
    try {
      const { history } = await this.#connection.request("thread:history", { ...place, ...where });
      thread.timeline.finish(page, history);
      for (const message of history.messages) this.#store.people.meet(message);
    } catch (error) {
      thread.timeline.abandon(page);
      throw error;
    }
  }

  /**
   * @param {Thread} thread
   * @param {boolean} following
   */
  async follow({ id: room, thread }, following) {
    const answer = await this.#connection.request("thread:follow", { room, thread, following });
    this.#store.takeThread(answer.thread);
  }

  /**
   * Everything up to `seq` has been read. A loss is mended by the next look.
   *
   * @param {Thread} thread
   * @param {number} seq
   */
  async read({ id: room, thread }, seq) {
    try {
      const answer = await this.#connection.request("thread:read", { room, thread, seq });
      this.#store.takeThread(answer.thread);
    } catch {
      // Read here; the next look tells the server.
    }
  }

  /** @returns {Promise<FollowedThread[]>} those that I follow, with something unread first */
  async list() {
    const { threads } = await this.#connection.request("thread:list", {});
    return threads;
  }
}
