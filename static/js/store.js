// @ts-check
/** @import {Bootstrap, MeChanged, MessageShape, MyChanges, MyRoom} from "./types.d.ts" */
/** @import {Person, RoomChanges, RoomInfo} from "./types.d.ts" */
import { EarlyEvents } from "./store/early.js";
import { Keeper } from "./store/keeper.js";
import { PendingMessages } from "./store/pending.js";
import { People, Typing } from "./store/people.js";
import { MyVotes } from "./store/polls.js";
import { ReactionWishes } from "./store/reactions.js";
import { Room } from "./store/room.js";

/**
 * All that this client knows. Events go in through `apply`, answers through the `take…` methods;
 * what changed comes out as signals:
 *
 * - `timeline`, `info`, `members`, `pins`, `unread` (room id): that of one room
 * - `rooms`: rooms came or went
 * - `person` (user id), `groups`, `presence`, `typing` (room id)
 * - `draft` (DraftShape): another text, or the same with another number
 * - `thread` (room id): that of a thread that is looked at; `threads`: those that I follow
 * - `read-by` (RoomRead): another has read further in a small room
 * - `inbox`: I have said something of my inbox; `reacted` (room id): others, to a message of mine
 * - `scheduled` (ScheduledShape): a message that waits, or no longer does
 * - `sent` (message): the server has stored a message of mine that this browser sent
 * - `arrived` (message): a new message of a room, live
 * - `gap` (room id), `me-gap`: something is missing, ask for it
 * - `stale`: counts must be read again
 * - `ended` (reason): this log-in is over
 */
export class Store extends Keeper {
  /** @type {Map<number, Room>} */
  rooms = new Map();
  people = new People();
  typing = new Typing();
  pending = new PendingMessages();
  #early = new EarlyEvents();
  #now;

  /**
   * @param {Person} me
   * @param {() => number} [now]
   */
  constructor(me, now = Date.now) {
    super(me);
    this.#now = now;
    this.votes = new MyVotes(me.id);
    this.reactions = new ReactionWishes(me.id);
    this.own.keep("mine", "rooms", (mine, force) => this.#put(mine, force));
  }

  /** The head of the user's own sequence. */
  get meHead() {
    return this.own.head;
  }

  /** @returns {Room[]} the rooms I am in */
  get joined() {
    return [...this.rooms.values()].filter((room) => room.joined);
  }

  /** @returns {Record<string, number>} what `sync` says that we have */
  get heads() {
    return Object.fromEntries(this.joined.map((room) => [room.id, room.sequence.head]));
  }

  /**
   * Whether something is known to be missing.
   *
   * @param {number | "me"} what a room id, or the user's own
   */
  isBehind(what) {
    if (what === "me") return this.own.gap;
    const room = this.rooms.get(what);
    if (!room?.joined || !room.mine) return false;
    const told = room.mine.room.last_seq > room.sequence.head;
    return room.sequence.gap || room.incomplete || told;
  }

  /** @param {Bootstrap} page */
  start({ people, presence, my, room, history }) {
    for (const person of people) this.people.put(person);
    this.people.setPresence(presence);
    this.takeMine(my);
    if (room && history) {
      const { timeline } = this.look(room);
      timeline.finish(timeline.begin("newest"), history);
    }
  }

  /**
   * Takes an event of the server's, in whatever order, once or twice.
   *
   * @param {string} name
   * @param {any} data
   */
  apply(name, data) {
    const ephemeral = this.#ephemeral[name];
    if (ephemeral) ephemeral(data);
    else if (name === "me:changed") this.#takeMine(data);
    else if (name === "room:caught_up") this.takeChanges(data.changes);
    else this.#takeRoomEvent(name, data);
  }

  /** @type {Record<string, ((data: any) => void) | undefined>} */
  #ephemeral = {
    "person:changed": ({ person }) => {
      this.people.put(person);
      this.signals.emit("person", person.id);
    },
    "group:changed": ({ group }) => {
      this.people.putGroup(group);
      this.signals.emit("groups");
    },
    "emoji:changed": ({ emoji }) => this.signals.emit("emoji", emoji),
    presence: (data) => {
      this.people.changePresence(data);
      this.signals.emit("presence", data.user);
    },
    typing: (data) => {
      if (data.user === this.me.id) return;
      this.typing.take(data, this.#now());
      this.signals.emit("typing", data.room);
    },
    "poll:voted": ({ room, message, options }) => {
      this.votes.set(message, options);
      this.signals.emit("timeline", room);
    },
    "room:read": (data) => this.signals.emit("read-by", data),
    "session:ended": ({ reason }) => this.signals.emit("ended", reason),
  };

  /**
   * @param {RoomChanges} changes
   * @returns {boolean} whether they joined on to what is held
   */
  takeChanges(changes) {
    const room = this.rooms.get(changes.room);
    if (!room) return false;
    const joined = room.takeAll(changes);
    this.#publish(room);
    if (changes.limited) this.signals.emit("stale");
    if (!joined || this.isBehind(room.id)) this.signals.emit("gap", room.id);
    return joined;
  }

  /** @param {MyChanges} changes */
  takeMine(changes) {
    if (changes.limited) this.#forgetOthers(changes.rooms);
    this.own.takeAll(changes);
    this.signals.emit("rooms");
  }

  /**
   * The answer to something that I did. The event with the same news follows in its order.
   *
   * @param {MyRoom} mine
   */
  takeOwn(mine) {
    this.#put(mine);
    this.signals.emit("rooms");
  }

  /**
   * A room that is looked at, joined or not.
   *
   * @param {RoomInfo} info
   * @returns {Room}
   */
  look(info) {
    const known = this.rooms.get(info.id);
    if (known) {
      known.setInfo(info);
      return known;
    }
    const room = new Room(info, this.me.id);
    this.rooms.set(info.id, room);
    for (const person of info.people) this.people.put(person);
    for (const event of this.#early.adopt(info.id)) room.take(event);
    return room;
  }

  /**
   * The server has stored a message of mine: its answer is as good as the event.
   *
   * @param {MessageShape} message
   */
  acknowledged(message) {
    if (message.client_id) this.pending.acknowledge(message.client_id, message);
    const name = message.changed_seq === message.seq ? "message:created" : "message:changed";
    this.apply(name, { room: message.room, seq: message.changed_seq, message });
    this.signals.emit("timeline", message.room);
  }

  /**
   * @param {string} name
   * @param {any} data
   */
  #takeRoomEvent(name, data) {
    const room = this.rooms.get(data.room);
    if (!room) {
      this.#early.keep(data.room, { name, data });
      return;
    }
    room.take({ name, data });
    this.#publish(room);
    if (room.sequence.gap) this.signals.emit("gap", room.id);
  }

  /** @param {MessageShape} message */
  #arrived(message) {
    this.people.meet(message);
    const author = message.author?.id;
    if (author && this.typing.stop(message.room, author)) this.signals.emit("typing", message.room);
    this.signals.emit("arrived", message);
  }

  /** @param {MeChanged} event */
  #takeMine(event) {
    this.own.take(event);
    this.signals.emit("rooms");
    if (this.own.gap) this.signals.emit("me-gap");
  }

  /**
   * @param {MyRoom} mine
   * @param {boolean} [force] it replaces what is newer too
   */
  #put(mine, force = false) {
    const room = this.look(mine.room);
    room.setMine(mine, force);
    if (!mine.active) this.threads.leave(room.id);
    this.#publish(room);
    // The number was read with the room: what lies before it may still be on its way to us.
    if (this.isBehind(room.id)) this.signals.emit("gap", room.id);
  }

  /** @param {MyRoom[]} rooms all that are left */
  #forgetOthers(rooms) {
    const kept = new Set(rooms.map((mine) => mine.room.id));
    for (const room of this.joined) {
      if (!kept.has(room.id) && room.mine) room.mine = { ...room.mine, active: false };
    }
  }

  /** @param {Room} room */
  #publish(room) {
    if (this.pending.settle(room.id, room.sequence.head)) this.signals.emit("timeline", room.id);
    for (const change of room.takeChanges()) this.signals.emit(change, room.id);
    for (const message of room.takeArrivals()) this.#arrived(message);
    for (const reply of room.takeReplies()) {
      this.people.meet(reply);
      if (this.threads.take(reply)) this.signals.emit("threads");
    }
  }

  /**
   * Something was done to a room by the code that fetched for it.
   *
   * @param {Room} room
   */
  touched(room) {
    this.#publish(room);
    this.signals.emit("timeline", room.id);
  }
}
