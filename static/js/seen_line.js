// @ts-check
/** @import {MessageShape, Reader} from "./types.d.ts" */
/** @import {Commands} from "./commands.js" */
/** @import {Conversation} from "./conversation.js" */
/** @import {Room} from "./store/room.js" */
/** @import {Store} from "./store.js" */
import { clone, hook, setText, soon } from "./dom.js";

/** The line under my own last message in a small room: who has read so far. */
export class SeenLine {
  /** How far the others have read, by room. @type {Map<number, Map<number, Reader>>} */
  #readers = new Map();
  #element = clone("seen-line");
  #store;
  #commands;
  #conversation;

  /**
   * @param {Store} store
   * @param {Commands} commands
   * @param {Conversation} conversation
   */
  constructor(store, commands, conversation) {
    this.#store = store;
    this.#commands = commands;
    this.#conversation = conversation;
    const patch = soon(() => this.patch());
    for (const topic of ["timeline", "person"]) store.signals.on(topic, patch);
    store.signals.on("read-by", ({ room, reader }) => {
      this.#take(room, reader);
      patch();
    });
  }

  /** @param {Room} room */
  async ask({ id }) {
    const { live, readers } = await this.#commands.reading.readers(id);
    if (!live) this.#readers.delete(id);
    else if (!this.#readers.has(id)) this.#readers.set(id, new Map());
    for (const reader of readers) this.#take(id, reader);
    this.patch();
  }

  patch() {
    const { room, view } = this.#conversation;
    const last = room && this.#lastOwn(room);
    const row = last && view.rowOf(last.seq);
    const names = room && last ? seenNames(last, this.#readers.get(room.id), this.#store) : "";
    if (!row || !names) {
      this.#element.remove();
      return;
    }
    setText(hook("seen-names", this.#element), room.info.kind === "direct" && room.info.people.length < 3 ? "Seen" : names);
    if (this.#element.parentElement === row) return;
    view.scroll.hold(() => row.append(this.#element));
  }

  /**
   * @param {number} room
   * @param {Reader} reader
   */
  #take(room, reader) {
    const readers = this.#readers.get(room);
    const known = readers?.get(reader.user);
    if (readers && (!known || known.order <= reader.order)) readers.set(reader.user, reader);
  }

  /** @param {Room} room @returns {MessageShape | undefined} */
  #lastOwn({ timeline }) {
    if (timeline.hasAfter) return undefined;
    const me = this.#store.me.id;
    return timeline.messages.findLast((m) => m.author?.id === me && m.kind === "text" && !m.deleted);
  }
}

/**
 * @param {Pick<MessageShape, "seq">} message
 * @param {Map<number, Reader> | undefined} readers
 * @param {Pick<Store, "people">} store
 * @returns {string} "Seen by Ben, Eve and 3 others"; empty where nobody has
 */
export function seenNames({ seq }, readers, store) {
  const names = [...(readers?.values() ?? [])]
    .filter((reader) => reader.seq >= seq)
    .map(({ user }) => store.people.get(user)?.display_name ?? "Someone")
    .sort((a, b) => a.localeCompare(b))
    .map((name) => `\u2068${name}\u2069`);
  if (!names.length) return "";
  const shown = names.length > 4 ? [...names.slice(0, 3), `${names.length - 3} others`] : names;
  const last = shown.pop();
  return `Seen by ${shown.length ? `${shown.join(", ")} and ${last}` : last}`;
}
