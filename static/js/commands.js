// @ts-check
/** @import {Connection} from "./connection.js" */
/** @import {SendExtras, Wording} from "./types.d.ts" */
/** @import {Outbox} from "./outbox.js" */
/** @import {Store} from "./store.js" */
import { EmojiCommands } from "./commands/emoji.js";
import { FileCommands } from "./commands/files.js";
import { GroupCommands } from "./commands/groups.js";
import { InboxCommands } from "./commands/inbox.js";
import { PinCommands } from "./commands/pins.js";
import { PollCommands } from "./commands/polls.js";
import { PreviewCommands } from "./commands/previews.js";
import { ReactionCommands } from "./commands/reactions.js";
import { SavedCommands } from "./commands/saved.js";
import { ReadingCommands } from "./commands/reading.js";
import { RoomCommands } from "./commands/rooms.js";
import { SearchCommands } from "./commands/search.js";
import { SectionCommands } from "./commands/sections.js";
import { ThreadCommands } from "./commands/threads.js";
import { SlashCommands } from "./commands/slash.js";
import { WritingCommands } from "./commands/writing.js";

/**
 * All that a person can do here. Views call these and never speak to the connection. Each gives
 * what its view needs or raises a `CommandError`, whose message is for the person.
 */
export class Commands {
  #store;
  #connection;
  #outbox;

  /**
   * @param {Store} store
   * @param {Connection} connection
   * @param {Outbox} outbox
   */
  constructor(store, connection, outbox) {
    this.#store = store;
    this.#connection = connection;
    this.#outbox = outbox;
    this.emoji = new EmojiCommands(store, connection);
    this.files = new FileCommands(connection);
    this.groups = new GroupCommands(store, connection);
    this.inbox = new InboxCommands(store, connection);
    this.pins = new PinCommands(store, connection);
    this.polls = new PollCommands(store, connection);
    this.previews = new PreviewCommands(store, connection);
    this.saved = new SavedCommands(store, connection);
    this.reactions = new ReactionCommands(store, connection);
    this.reading = new ReadingCommands(store, connection);
    this.rooms = new RoomCommands(store, connection);
    this.search = new SearchCommands(connection);
    this.sections = new SectionCommands(store, connection);
    this.threads = new ThreadCommands(store, connection);
    this.slash = new SlashCommands(store, connection);
    this.writing = new WritingCommands(store, connection);
  }

  /** My user id. */
  get me() {
    return this.#store.me.id;
  }

  /** Whether the connection stands: what asks the server would otherwise be refused. */
  get canAsk() {
    return this.#connection.isOpen;
  }

  /**
   * Shown at once, stored, then sent until the server has it.
   *
   * @param {number} room
   * @param {string} text
   * @param {SendExtras} [extras]
   */
  sendMessage(room, text, extras) {
    return this.#outbox.add(room, text, extras);
  }

  /** @param {string} clientId */
  retry(clientId) {
    this.#outbox.retry(clientId);
  }

  /** @param {string} clientId */
  discard(clientId) {
    this.#outbox.discard(clientId);
  }

  /**
   * The server's own rendering; nothing is stored.
   *
   * @param {string} text
   * @returns {Promise<string>} sanitised HTML
   */
  async preview(text) {
    const { html } = await this.#connection.request("message:preview", { text });
    return html;
  }

  /**
   * Sends a message on to another room, under a comment.
   *
   * @param {{room: number, id: number}} message
   * @param {number} to a room's id
   * @param {string} clientId
   * @param {string} comment
   */
  async forward({ room, id }, to, clientId, comment) {
    const data = { room, message: id, to, client_id: clientId, comment };
    const answer = await this.#connection.request("message:forward", data);
    this.#store.acknowledged(answer.message);
  }

  /**
   * @param {number} room
   * @param {number} message
   * @param {string} text
   */
  async editMessage(room, message, text) {
    const answer = await this.#connection.request("message:edit", { room, message, text });
    this.#store.acknowledged(answer.message);
  }

  /**
   * Takes back what was just sent.
   *
   * @param {number} room
   * @param {number} message
   */
  async undoMessage(room, message) {
    const answer = await this.#connection.request("message:undo", { room, message });
    this.#store.acknowledged(answer.message);
  }

  /**
   * @param {number} room
   * @param {number} message
   * @returns {Promise<Wording[]>} what it has said, the oldest first
   */
  async versions(room, message) {
    const answer = await this.#connection.request("message:versions", { room, message });
    return answer.versions;
  }

  /**
   * @param {number} room
   * @param {number} message
   */
  async deleteMessage(room, message) {
    const answer = await this.#connection.request("message:delete", { room, message });
    this.#store.acknowledged(answer.message);
  }

  /**
   * Loads a page of a room's timeline.
   *
   * @param {number} id
   * @param {"newest" | "around" | "before" | "after"} kind
   * @param {number} [around]
   */
  async loadPage(id, kind, around) {
    const room = this.#store.rooms.get(id);
    if (!room) return;
    const page = room.timeline.begin(kind);
    const where = kind === "newest" ? {} : { [kind]: kind === "around" ? around : page.edge };
    try {
      const { history } = await this.#connection.request("room:history", { room: id, ...where });
      room.timeline.finish(page, history);
      for (const message of history.messages) this.#store.people.meet(message);
    } catch (error) {
      room.timeline.abandon(page);
      throw error;
    }
    this.#store.touched(room);
  }

  /** Reads everyone and who is there again. */
  async loadPeople() {
    this.#store.people.ask();
    const { people, presence } = await this.#connection.request("people:list", {});
    for (const person of people) this.#store.people.put(person);
    this.#store.people.setPresence(presence);
    this.#store.signals.emit("presence");
  }

  /**
   * Moves the read cursor in this tab, before the server says so.
   *
   * @param {number} id
   * @param {number} seq
   */
  readHere(id, seq) {
    const room = this.#store.rooms.get(id);
    if (!room) return;
    const { readSeq, count } = room.unread;
    room.unread.readUpTo(seq);
    room.mentions.readUpTo(seq);
    // Who hears of it looks again: to tell of no change would go round for ever. There is none when
    // the server has counted further than this tab has come.
    const changed = readSeq !== room.unread.readSeq || count !== room.unread.count;
    if (changed) this.#store.signals.emit("unread", id);
  }

  /**
   * Moves the read cursor, here at once and then everywhere. It may be lost: see Untold.
   *
   * @param {number} id
   * @param {number} seq
   */
  read(id, seq) {
    this.readHere(id, seq);
    this.#tell("read:set", { room: id, seq });
  }

  /** Reads all there is, in every room. */
  async readAll() {
    const { rooms } = await this.#connection.request("read:all", {});
    for (const mine of rooms) this.#store.takeOwn(mine);
  }

  /**
   * @param {number} room
   * @param {number} seq the first message that is to be unread
   */
  async markUnread(room, seq) {
    const { mine } = await this.#connection.request("read:set", { room, seq, unread: true });
    this.#store.takeOwn(mine);
  }

  /**
   * @param {number} room
   * @param {boolean} active
   */
  typing(room, active) {
    this.#tell(active ? "typing:start" : "typing:stop", { room });
  }

  /** @param {"active" | "away"} state */
  presence(state) {
    this.#tell("presence:set", { state });
  }

  /** How many messages the server does not have yet. */
  get unsent() {
    return this.#outbox.size;
  }

  /** Forgets what was not sent: at log-out. */
  forgetUnsent() {
    return this.#outbox.clear();
  }

  /** Ends the connection for good: the page is about to be left. */
  disconnect() {
    this.#connection.stop();
  }

  /**
   * What may be lost: nobody waits for the answer.
   *
   * @param {string} name
   * @param {object} data
   */
  #tell(name, data) {
    this.#connection.request(name, data).catch(() => {});
  }
}
