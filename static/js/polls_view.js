// @ts-check
/** @import {MessageShape} from "./types.d.ts" */
/** @import {Commands} from "./commands.js" */
/** @import {Conversation} from "./conversation.js" */
/** @import {Store} from "./store.js" */
/** @import {Asking} from "./store/polls.js" */
import { dialog, onSubmit } from "./dialogs/dialog.js";
import { hook, hooks, maybe, show, within } from "./dom.js";
import { newId } from "./ids.js";
import { toast } from "./notices.js";

/** No timer waits longer: beyond it the page is loaded again, or drawn again by something else. */
const LONGEST_MS = 86_400_000;

/** Voting in polls, closing them at their time or by hand, and asking a new one. */
export class PollsView {
  #store;
  #commands;
  #conversation;
  /** Messages whose poll's end is waited for, or whose own votes are asked for. @type {Set<string>} */
  #under = new Set();
  #clientId = "";

  /**
   * @param {Store} store
   * @param {Commands} commands
   * @param {Conversation} conversation
   */
  constructor(store, commands, conversation) {
    this.#store = store;
    this.#commands = commands;
    this.#conversation = conversation;
    store.signals.on("votes-unknown", (message) => this.#askMine(message));
    store.signals.on("timeline", (room) => this.#waitForEnds(room));
    document.addEventListener("click", (event) => this.#click(event));
    this.#listenToDialog();
  }

  /** After a break the own votes in polls that name nobody may be others, or not yet known.
   * @param {import("./signals.js").Signals} sync */
  follow(sync) {
    sync.on("ready", () => {
      for (const message of this.#conversation.room?.timeline.messages ?? []) {
        const { poll } = message;
        if (poll && !poll.named) this.#askMine({ ...message, poll });
      }
    });
  }

  /** @param {MouseEvent} event */
  #click(event) {
    const vote = within(event, "vote");
    const close = within(event, "poll-close");
    const message = vote || close ? this.#messageAt(event) : null;
    if (!message) return;
    const { polls } = this.#commands;
    const done = vote
      ? polls.vote(message, this.#store.votes.after(message, Number(vote.dataset.vote)))
      : polls.close(message);
    done.catch((error) => toast(error.message));
  }

  /**
   * @param {Event} event
   * @returns {Asking | null}
   */
  #messageAt(event) {
    const article = within(event, "message");
    const room = this.#store.rooms.get(Number(article?.dataset.ofRoom));
    const message = room?.timeline.get(Number(article?.dataset.seq));
    return message?.poll ? { ...message, poll: message.poll } : null;
  }

  /** @param {Asking} message */
  #askMine(message) {
    const key = `mine ${message.id}`;
    if (this.#under.has(key)) return;
    this.#under.add(key);
    const again = () => this.#under.delete(key);
    this.#commands.polls.loadMine(message).then(again, again); // the next connect asks again
  }

  /** @param {number} id a room that changed: its polls' buttons go when their time has come */
  #waitForEnds(id) {
    const messages = this.#store.rooms.get(id)?.timeline.messages ?? [];
    for (const message of messages) if (message.poll?.closes_at) this.#waitForEnd(message);
  }

  /** @param {MessageShape} message */
  #waitForEnd({ id, room, poll }) {
    const left = Date.parse(poll?.closes_at ?? "") - Date.now();
    const key = `end ${id} ${poll?.closes_at}`;
    if (left <= 0 || left > LONGEST_MS || this.#under.has(key)) return;
    this.#under.add(key);
    setTimeout(() => this.#store.signals.emit("timeline", room), left + 50);
  }

  #listenToDialog() {
    const element = dialog("poll");
    const form = element?.querySelector("form");
    element?.addEventListener("opening", () => {
      form?.reset();
      hooks("poll-field", element).forEach((field, at) => show(field, at < 2));
      show(hook("poll-add", element), true);
      this.#clientId = newId();
    });
    maybe("poll-add", element ?? document)?.addEventListener("click", () => addField());
    onSubmit("poll", async (fields) => {
      const { room } = this.#conversation;
      if (!room) return;
      await this.#commands.polls.create({
        room: room.id,
        client_id: this.#clientId,
        question: String(fields.get("question")),
        options: fields.getAll("option").map(String).filter((option) => option.trim()),
        multiple: fields.has("multiple"),
        anonymous: fields.has("anonymous"),
        closes_in: Number(fields.get("closes_in")) || null,
      });
      void this.#conversation.toLatest();
    });
  }
}

/** One more field for an option, as long as there may be one. */
function addField() {
  const element = /** @type {HTMLElement} */ (dialog("poll"));
  const hidden = hooks("poll-field", element).filter((field) => field.hidden);
  show(hidden[0] ?? null, true);
  hidden[0]?.querySelector("input")?.focus();
  show(hook("poll-add", element), hidden.length > 1);
}
