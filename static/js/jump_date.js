// @ts-check
/** @import {Conversation} from "./conversation.js" */
import { within } from "./dom.js";
import { toast } from "./notices.js";

/**
 * From a day's line, or the room's details, to another day.
 *
 * @param {Conversation} conversation
 * @param {string} zone the reader's
 */
export function listenForJumpDate(conversation, zone) {
  document.addEventListener("click", (event) => {
    const button = within(event, "act");
    if (button?.dataset.act !== "jump-date" || !conversation.room) return;
    const day = /** @type {HTMLElement | null} */ (button.closest("[data-day]"))?.dataset.day;
    open(conversation, zone, day ?? null).catch((error) => toast(error.message));
  });
}

/**
 * @param {Conversation} conversation
 * @param {string} zone
 * @param {string | null} day
 */
async function open(conversation, zone, day) {
  const { openJumpDate } = await import("./dialogs/jump_date.js");
  openJumpDate(conversation, zone, day);
}
