// @ts-check
/** @import {DraftShape, MyThread, Person, SavedShape, ScheduledShape} from "../types.d.ts" */
/** @import {SidebarShape} from "../types.d.ts" */
import { Signals } from "../signals.js";
import { SavedDrafts } from "./drafts.js";
import { Own } from "./own.js";
import { OwnThings } from "./own_things.js";
import { SavedMessages } from "./saved.js";
import { Threads } from "./threads.js";

/** What everyone begins with; as in chat/queries/sidebar.py. @type {SidebarShape} */
const SIDEBAR = {
  sections: [
    { key: "starred", name: "", sort: "name", folded: false },
    { key: "rooms", name: "", sort: "name", folded: false },
    { key: "direct", name: "", sort: "latest", folded: false },
  ],
  me_seq: 0,
};

/**
 * What the user keeps beside their rooms: drafts, messages that wait, saved ones, followed threads.
 * Each kind has its place in `own`, by which events and catch-ups find it.
 */
export class Keeper {
  signals = new Signals();
  /** What is mine alone; whoever keeps more of it says so with `own.keep`. */
  own = new Own();
  drafts = new SavedDrafts();
  /** @type {OwnThings<ScheduledShape>} */
  scheduled = new OwnThings(({ state }) => state === "sent" || state === "cancelled");
  saved = new SavedMessages();
  /** @type {SidebarShape} how I have arranged what is at the side */
  sidebar = SIDEBAR;

  /** @param {Person} me */
  constructor(me) {
    this.me = me;
    this.threads = new Threads(me.id);
    this.own.keep(
      "draft",
      "drafts",
      (draft, force) => this.takeDraft(draft, force),
      () => this.drafts.clear(),
    );
    this.own.keep(
      "thread",
      "threads",
      (mine, force) => this.takeThread(mine, force),
      () => this.threads.clear(),
    );
    this.own.keep(
      "saved",
      "saved",
      (saved, force) => this.takeSaved(saved, force),
      () => this.saved.clear(),
    );
    this.own.keep("inbox", "inbox", () => this.signals.emit("inbox"));
    this.own.keep(
      "sidebar",
      "sidebars",
      (sidebar, force) => this.takeSidebar(sidebar, force),
      () => this.takeSidebar(SIDEBAR, true),
    );
    this.own.keep(
      "scheduled",
      "scheduled",
      (scheduled, force) => this.takeScheduled(scheduled, force),
      () => this.scheduled.clear(),
    );
  }

  /**
   * What I have begun to write, as the server has it.
   *
   * @param {DraftShape} draft
   * @param {boolean} [force] it replaces what is newer too
   */
  takeDraft(draft, force = false) {
    if (this.drafts.take(draft, force)) this.signals.emit("draft", draft);
  }

  /**
   * A thread as I follow it now, or no longer.
   *
   * @param {MyThread} mine
   * @param {boolean} [force] it replaces what is newer too
   */
  takeThread(mine, force = false) {
    this.threads.put(mine, force);
    this.signals.emit("threads");
  }

  /**
   * A message that waits for its time, or no longer does.
   *
   * @param {ScheduledShape} scheduled
   * @param {boolean} [force] it replaces what is newer too
   */
  takeScheduled(scheduled, force = false) {
    if (this.scheduled.take(scheduled, force)) this.signals.emit("scheduled", scheduled);
  }

  /**
   * @param {SavedShape} saved
   * @param {boolean} [force] it replaces what is newer too
   */
  takeSaved(saved, force = false) {
    if (!this.saved.take(saved, force)) return;
    this.signals.emit("saved", saved);
    this.signals.emit("timeline", saved.room);
  }

  /**
   * @param {SidebarShape} sidebar
   * @param {boolean} [force] it replaces what is newer too
   */
  takeSidebar(sidebar, force = false) {
    if (sidebar.me_seq < this.sidebar.me_seq && !force) return;
    this.sidebar = sidebar;
    this.signals.emit("rooms");
  }

  /**
   * I have read a thread so far: here at once.
   *
   * @param {number} root
   * @param {number} seq
   */
  readThread(root, seq) {
    if (this.threads.readUpTo(root, seq)) this.signals.emit("threads");
  }
}
