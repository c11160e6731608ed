// @ts-check
/** @import {Member, MessageShape, MyRoom, RoomChanges, RoomInfo} from "../types.d.ts" */
/** @import {Thread} from "./thread.js" */
import { Pins } from "./pins.js";
import { Mentions } from "./mentions.js";
import { Sequence } from "./sequence.js";
import { Timeline } from "./timeline.js";
import { Unread } from "./unread.js";

/** @typedef {{name: string, data: any}} RoomEvent one of the room's durable events */

/**
 * One room as this client has it. `joined` is false for a public room that is only looked at.
 */
export class Room {
  timeline = new Timeline();
  pins = new Pins();
  /** The room's own timeline is that of no thread. @type {null} */
  thread = null;
  /** Its members by user id, once they were asked for. @type {Map<number, Member> | null} */
  members = null;
  /** Who came or went while the list of members was on its way. @type {Member[]} */
  #lateMembers = [];
  /** @type {MyRoom | null} */
  mine = null;
  /** Whether the server said that there is more to ask for. */
  incomplete = false;
  #me;
  /** @type {Set<string>} what changed since `takeChanges`: timeline, thread, info, members, pins,
   * unread */
  #changes = new Set();
  /** @type {MessageShape[]} new messages since `takeArrivals` */
  #arrivals = [];
  /** Threads that are looked at. @type {Set<Thread>} */
  threads = new Set();
  /** @type {MessageShape[]} replies in threads, new or changed, since `takeReplies` */
  #replies = [];

  /**
   * @param {RoomInfo} info
   * @param {number} me my user id
   */
  constructor(info, me) {
    this.#me = me;
    this.id = info.id;
    this.info = info;
    /** @type {Sequence<RoomEvent>} */
    this.sequence = new Sequence(info.last_seq);
    this.unread = new Unread(me);
    this.mentions = new Mentions(me);
    /** @type {string | null} when the last message was sent */
    this.lastAt = null;
  }

  get joined() {
    return this.mine?.active === true;
  }

  /**
   * Whether what is held has the place at which a room is opened: its end, and what is new to me
   * before it.
   *
   * @param {number} most how many rows are shown at once
   */
  holdsStart(most) {
    const { loaded, hasAfter, hasBefore, first, size } = this.timeline;
    if (!loaded || hasAfter) return false;
    if (!this.joined || !this.unread.count) return true;
    return size <= most && (!hasBefore || (first ?? 0) <= this.unread.readSeq + 1);
  }

  /** @returns {string[]} what changed since the last call */
  takeChanges() {
    const changes = [...this.#changes];
    this.#changes.clear();
    return changes;
  }

  /** @returns {MessageShape[]} the new messages since the last call, oldest first */
  takeArrivals() {
    return this.#arrivals.splice(0);
  }

  /** @returns {MessageShape[]} the replies, new or changed, since the last call */
  takeReplies() {
    return this.#replies.splice(0);
  }

  /**
   * Takes one durable event: applied when it is the next, dropped when it is had, held when it is
   * ahead.
   *
   * @param {RoomEvent} event
   */
  take(event) {
    for (const next of this.sequence.offer(event.data.seq, event)) this.#apply(next);
  }

  /**
   * Takes the answer to "changes after", or what the server found missing.
   *
   * @param {RoomChanges} changes
   * @returns {boolean} whether they joined on to what is held
   */
  takeAll(changes) {
    const { head } = this.sequence;
    if (changes.after <= head || changes.limited) this.incomplete = changes.more;
    const restored = changes.limited && changes.after === head && changes.upto < head;
    if (changes.upto <= head && !restored) return true;
    if (restored) this.sequence.restart(changes.upto);
    if (changes.limited) this.#startAgain(changes);
    else if (changes.after > head) {
      this.incomplete = true; // what lies before it is asked for
      return false;
    }
    if (changes.info) this.setInfo(changes.info, changes.limited);
    for (const message of changes.messages) this.#putMessage(message, message.seq > head);
    this.#putMembers(changes);
    for (const next of this.sequence.advance(changes.upto)) this.#apply(next);
    return true;
  }

  /**
   * @param {MyRoom} mine
   * @param {boolean} [force] it replaces what is newer too
   */
  setMine(mine, force = false) {
    const held = this.mine;
    if (held && mine.me_seq < held.me_seq && !force) return;
    this.mine = mine;
    this.setInfo(mine.room);
    this.unread.rebase(mine.read_seq, mine.unread, mine.room.last_seq);
    this.mentions.rebase(mine);
    if (mine.last_at && (!this.lastAt || mine.last_at > this.lastAt)) this.lastAt = mine.last_at;
    this.#changes.add("unread");
  }

  /**
   * @param {RoomInfo} info
   * @param {boolean} [force] it replaces what is newer too
   */
  setInfo(info, force = false) {
    // Two readings with the same change differ in what moves without it: the member count.
    const older = info.changed_seq < this.info.changed_seq || info.last_seq < this.info.last_seq;
    if (older && !force) return;
    this.info = info;
    this.#changes.add("info");
  }

  /** The list of members is being asked for; `setMembers` follows. */
  beginMembers() {
    this.#lateMembers = [];
  }

  /** @param {Member[]} members */
  setMembers(members) {
    this.members = new Map(members.map((member) => [member.person.id, member]));
    for (const member of this.#lateMembers) this.#putMember(member);
    this.#changes.add("members");
  }

  /** @param {RoomEvent} event */
  #apply({ name, data }) {
    if (name === "message:created") this.#putMessage(data.message, true);
    else if (name === "message:changed") this.#putMessage(data.message, false);
    else if (name === "room:changed") this.setInfo(data.info);
    else if (name === "member:changed") {
      this.info = { ...this.info, member_count: data.member_count, last_seq: data.seq };
      this.#changes.add("info");
      this.#putMember(data.member);
    }
  }

  /**
   * @param {MessageShape} message
   * @param {boolean} isNew
   */
  #putMessage(message, isNew) {
    for (const thread of this.threads) if (thread.put(message)) this.#changes.add("thread");
    if (this.pins.take(message)) this.#changes.add("pins");
    if (message.thread_root) this.#replies.push(message);
    if (!message.in_room && !this.#stoodHere(message)) return;
    if (isNew && !message.deleted) this.#arrivals.push(message);
    const mine = message.author?.id === this.#me;
    if (!isNew && mine && message.reactions.length) this.#changes.add("reacted");
    if (this.timeline.put(message)) this.#changes.add("timeline");
    this.unread.take(message);
    this.mentions.take(message);
    const spoken = message.kind === "text" && !message.deleted;
    if (spoken && (!this.lastAt || message.created_at > this.lastAt)) {
      this.lastAt = message.created_at;
    }
    this.#changes.add("unread");
  }

  /** Whether a message that was taken back had its place in the room, and not in a thread alone.
   * @param {MessageShape} message */
  #stoodHere({ withdrawn, thread_root: root, seq }) {
    return withdrawn && (!root || this.timeline.get(seq) !== undefined);
  }

  /** @param {RoomChanges} changes */
  #putMembers({ members, info }) {
    for (const member of members) this.#putMember(member);
    if (!members.length || info || !this.members) return;
    const count = [...this.members.values()].filter((member) => member.active).length;
    this.info = { ...this.info, member_count: count };
    this.#changes.add("info");
  }

  /** @param {Member} member */
  #putMember(member) {
    if (!this.members) {
      this.#lateMembers.push(member);
      return;
    }
    const held = this.members.get(member.person.id);
    if (held && held.changed_seq >= member.changed_seq) return;
    this.members.set(member.person.id, member);
    this.#changes.add("members");
  }

  /** @param {RoomChanges} changes */
  #startAgain(changes) {
    this.members = null;
    this.pins.forget();
    if (this.timeline.loaded) this.timeline.reset(changes.messages, changes.has_before);
    for (const thread of this.threads) thread.timeline.unload();
    this.#changes.add("timeline").add("thread").add("members").add("pins").add("info");
  }
}
