// @ts-check
/** @import {MessageShape} from "../types.d.ts" */
import { Timeline } from "./timeline.js";

/**
 * A thread that is looked at: the message it begins with, and its replies. `id` is its room's, so
 * that it can stand where a room's timeline stands.
 */
export class Thread {
  timeline = new Timeline();

  /**
   * @param {number} room
   * @param {number} root the id of its first message
   */
  constructor(room, root) {
    this.id = room;
    this.thread = root;
  }

  /** Its first message, once it was loaded. @returns {MessageShape | undefined} */
  get root() {
    return this.timeline.messages.find((message) => message.id === this.thread);
  }

  /**
   * @param {MessageShape} message
   * @returns {boolean} whether what is held changed
   */
  put(message) {
    const belongs = message.thread_root === this.thread || message.id === this.thread;
    return belongs && this.timeline.put(message);
  }
}
