// @ts-check
/** @import {Bootstrap} from "./types.d.ts" */
/** @import {Commands} from "./commands.js" */
/** @import {Conversation} from "./conversation.js" */
/** @import {Store} from "./store.js" */
/** @import {SeenLine} from "./seen_line.js" */
import { within } from "./dom.js";
import { toast } from "./notices.js";

/**
 * Who has read what, where one is told: asked for by a message's menu, and in small rooms in a line
 * under one's own last message.
 *
 * @param {Bootstrap} page
 * @param {Store} store
 * @param {Commands} commands
 * @param {Conversation} conversation
 */
export function listenForSeen(page, store, commands, conversation) {
  if (!page.receipts) return;
  document.addEventListener("click", (event) => {
    const article = within(event, "act")?.dataset.act === "seen" && within(event, "message");
    if (article) void open(store, commands, article);
  });
  /** @type {SeenLine | null} */
  let line = null;
  const look = async () => {
    const { room } = conversation;
    const small = room?.joined && room.info.member_count > 1
      && room.info.member_count <= page.limits.seen_live_members;
    if (!small || !commands.canAsk) return;
    const { SeenLine } = await import("./seen_line.js");
    line ??= new SeenLine(store, commands, conversation);
    await line.ask(room);
  };
  const lookSoon = () => void look().catch(() => {}); // the next look asks again
  conversation.signals.on("opened", lookSoon);
  store.signals.on("caught-up", lookSoon);
}

/**
 * @param {Store} store
 * @param {Commands} commands
 * @param {HTMLElement} article
 */
async function open(store, commands, article) {
  const message = { room: Number(article.dataset.ofRoom), id: Number(article.dataset.message) };
  const { openSeen } = await import("./dialogs/seen.js");
  await openSeen(store, commands, message).catch((error) => toast(error.message));
}
