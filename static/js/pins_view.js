// @ts-check
/** @import {MessageShape} from "./types.d.ts" */
/** @import {Commands} from "./commands.js" */
/** @import {Room} from "./store/room.js" */
/** @import {Store} from "./store.js" */
/** @import {Times} from "./times.js" */
import { wordsOf } from "./file_facts.js";
import { arrange, clone, hook, setAttribute, setText, show, soon, within } from "./dom.js";
import { announce, toast } from "./notices.js";
import { listenForTabs } from "./tabs.js";
import { pinWords } from "./timeline/pin.js";
import { fillAvatar } from "./timeline/avatar.js";

const EXCERPT = 280;

/** What the open room has pinned, and the buttons that pin. */
export class PinsView {
  /** @type {Room | null} */
  #room = null;
  /** @type {Map<number, HTMLElement>} */
  #rows = new Map();
  #store;
  #commands;
  #times;

  /**
   * @param {Store} store
   * @param {Commands} commands
   * @param {Times} times
   */
  constructor(store, commands, times) {
    this.#store = store;
    this.#commands = commands;
    this.#times = times;
    listenForTabs(hook("tabs", hook("details")), () => this.patch());
    const patch = soon(() => this.patch());
    for (const topic of ["pins", "person"]) store.signals.on(topic, patch);
    document.addEventListener("click", (event) => {
      const button = within(event, 'act="pin"') ?? within(event, 'act="unpin"');
      if (button) this.#set(button, button.dataset.act === "pin");
    });
  }

  /** @param {Room} room */
  open(room) {
    this.#room = room;
    this.#rows.clear();
    // One that is only looked at tells nothing of its changes.
    if (!room.joined) room.pins.forget();
    this.patch();
  }

  patch() {
    const room = this.#room;
    if (!room || !hook("pins").checkVisibility()) return;
    if (!room.pins.loaded) {
      this.#commands.pins.load(room.id).catch(() => {}); // the next look asks again
      return;
    }
    const { list } = room.pins;
    arrange(hook("pins-list"), list.map((message) => this.#row(room, message)));
    show(hook("pins-none"), list.length === 0);
  }

  /**
   * @param {Room} room
   * @param {MessageShape} message
   */
  #row(room, message) {
    const row = this.#rows.get(message.id) ?? clone("pinned");
    this.#rows.set(message.id, row);
    row.dataset.message = String(message.id);
    row.dataset.ofRoom = String(room.id);
    const author = this.#store.people.current(message.author);
    fillAvatar(hook("avatar", row), author);
    setText(hook("pinned-author", row), author?.display_name ?? "Former member");
    const { day } = this.#times.moment(message.created_at);
    setText(hook("pinned-time", row), this.#times.dayText(day));
    setText(hook("pinned-text", row), excerpt(wordsOf(message)));
    setText(hook("pinned-by", row), pinWords(message, this.#store));
    setAttribute(hook("pinned-link", row), "href", `/r/${room.id}/${message.seq}/`);
    const mayUnpin = room.joined && this.#store.me.role !== "guest";
    show(hook('act="unpin"', row), mayUnpin);
    return row;
  }

  /**
   * @param {HTMLElement} button
   * @param {boolean} on
   */
  #set(button, on) {
    const at = /** @type {HTMLElement | null} */ (button.closest("[data-of-room]"));
    if (!at) return;
    const message = { room: Number(at.dataset.ofRoom), id: Number(at.dataset.message) };
    const done = () => announce(on ? "Pinned to the room" : "Unpinned");
    this.#commands.pins.set(message, on).then(done, (error) => toast(error.message));
  }
}

/** @param {string} text */
function excerpt(text) {
  return text.length > EXCERPT ? `${text.slice(0, EXCERPT).trimEnd()}…` : text;
}
