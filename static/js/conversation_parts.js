// @ts-check
/** @import {Bootstrap, MessageShape} from "./types.d.ts" */
/** @import {Away} from "./away.js" */
/** @import {Commands} from "./commands.js" */
/** @import {Panes} from "./panes.js" */
/** @import {Room} from "./store/room.js" */
/** @import {SidebarView} from "./sidebar_view.js" */
/** @import {Store} from "./store.js" */
/** @import {Sync} from "./sync.js" */
import { Attaching } from "./attaching.js";
import { Composer } from "./composer.js";
import { Completion } from "./composer_completion.js";
import { offerEmoji } from "./composer_emoji.js";
import { Conversation } from "./conversation.js";
import { DetailsView } from "./details_view.js";
import { addMemberDialog } from "./dialogs/people.js";
import { forwardDialog } from "./dialogs/forward.js";
import { listenForPrefs, listenForRemoveMember, roomSettingsDialog } from "./dialogs/rooms.js";
import { hook } from "./dom.js";
import { Drafts } from "./drafts.js";
import { wordsOf } from "./file_facts.js";
import { listenForFiles } from "./files_tab.js";
import { FormatBar } from "./format_bar.js";
import { HeaderView } from "./header_view.js";
import { JumpButton } from "./jump.js";
import { listenForJumpDate } from "./jump_date.js";
import { MessageActions } from "./message_actions.js";
import { NewBar } from "./new_bar.js";
import { announce, toast } from "./notices.js";
import { PinsView } from "./pins_view.js";
import { PollsView } from "./polls_view.js";
import { ReadCursor } from "./read_cursor.js";
import { namedRooms, roomName } from "./rooms.js";
import { listenForSeen } from "./seen.js";
import { listenForSchedule } from "./scheduling.js";
import { SlashHelp } from "./slash.js";
import { TimelineView } from "./timeline/view.js";
import { ThreadPane } from "./thread_pane.js";
import { Times } from "./times.js";
import { Undo } from "./undo.js";
import { TypingSignals, TypingView } from "./typing.js";

const YEAR_SECONDS = 31_536_000;

/**
 * @typedef {object} Around
 * @property {Bootstrap} page
 * @property {Store} store
 * @property {Commands} commands
 * @property {Sync} sync
 * @property {Away} away
 * @property {Panes} panes
 * @property {SidebarView} sidebar
 * @property {(room: number, root: number) => void} reply opens a thread
 */

/**
 * Puts together what stands in the middle of the page: the open room's timeline, its header and
 * details, and the composer.
 *
 * @param {Around} around
 * @returns {Conversation}
 */
export function startConversation({ page, store, commands, sync, away, panes, sidebar, reply }) {
  const times = new Times(page.me.time_zone);
  const view = new TimelineView(hook("timeline"), store, times, page.notices);
  const conversation = new Conversation(store, commands, view);
  // Before the composer: while its list is open it has the keys.
  const form = hook("composer");
  new Completion(form, { page, store, commands, room: () => conversation.room });
  new SlashHelp(form, page.slash);
  const drafts = keepDrafts({ page, store, commands, sync });
  const composer = new Composer(form, commands, drafts, {
    longest: page.limits.message_length,
    enterSends: page.enter_sends,
  });
  offerEmoji(form);
  new Attaching(composer, commands, page, hook("conversation"));
  const bar = new FormatBar(form, commands);
  const typing = new TypingSignals(commands, page.limits.typing_ms);
  const cursor = new ReadCursor(store, commands, conversation, away);
  const details = new DetailsView(store, commands);
  const pins = new PinsView(store, commands, times);
  const parts = [new HeaderView(store), details, pins, composer, bar];
  listenForFiles(store, commands, times, conversation);
  const typingView = new TypingView(store);

  const forward = forwardDialog(store, commands);
  const threads = startThreads({ page, store, commands, away, panes, drafts, forward });
  conversation.threads = threads;
  new PollsView(store, commands, conversation).follow(sync.signals);
  composer.onInput = (room, text) => typing.input(room, text);
  listenForSchedule(composer, commands, page.me.time_zone);
  composer.onSend = () => sent(conversation);
  panes.onShow = (pane) => {
    details.patch();
    pins.patch();
    threads.shown(pane);
  };
  new Undo(composer, store, commands, page.limits.undo_ms);
  cursor.follow(sync.signals);
  new JumpButton(store, conversation);
  new NewBar(store, conversation, cursor, times);
  listenForJumpDate(conversation, page.me.time_zone);
  listenForSeen(page, store, commands, conversation);
  sync.signals.on("ready", () => store.signals.emit("caught-up"));
  const actions = new MessageActions(commands, composer, conversation, cursor);
  actions.onForward = forward;
  actions.onReply = ({ room, id, thread_root: root }) => reply(room, root ?? id);
  roomSettingsDialog(store, commands, conversation);
  listenForPrefs(commands, conversation);
  addMemberDialog(store, commands, conversation);
  listenForRemoveMember(commands, conversation);
  sayAloud(store, conversation);
  followMembership(store, conversation);

  const opened = (/** @type {Room} */ room) => {
    typing.stop();
    for (const part of parts) part.open(room);
    typingView.open(room.id);
    sidebar.open(room.id);
    document.cookie = `room=${room.id}; Path=/; Max-Age=${YEAR_SECONDS}; SameSite=Lax`;
  };
  conversation.signals.on("opened", (room) => {
    opened(room);
    if (matchMedia("(hover: hover)").matches) composer.focus();
    announce(roomName(room.info, store));
  });
  listenForEscape(conversation, cursor);
  conversation.adopt(page);
  if (page.room && page.thread) void threads.open(page.room.id, page.thread.root, page.thread.seq);
  if (conversation.room) opened(conversation.room);
  else sidebar.open(null);
  if (conversation.room && matchMedia("(hover: hover)").matches) composer.focus();
  cursor.look();
  return conversation;
}

/**
 * The pane of threads, with a timeline and a composer of its own.
 *
 * @param {Pick<Around, "page" | "store" | "commands" | "away" | "panes"> & {
 *   drafts: Drafts, forward: (message: MessageShape) => void}} around
 */
function startThreads({ page, store, commands, away, panes, drafts, forward }) {
  const form = hook("thread-composer");
  const times = new Times(page.me.time_zone);
  const view = new TimelineView(hook("thread-timeline"), store, times, page.notices);
  new Completion(form, {
    page,
    store,
    commands,
    room: () => (threads.room && store.rooms.get(threads.room.id)) ?? null,
  });
  new SlashHelp(form, page.slash);
  const composer = new Composer(form, commands, drafts, {
    longest: page.limits.message_length,
    enterSends: page.enter_sends,
  });
  offerEmoji(form);
  new Attaching(composer, commands, page, hook("thread"));
  new FormatBar(form, commands);
  new Undo(composer, store, commands, page.limits.undo_ms);
  const threads = new ThreadPane({ store, commands, composer, view, panes, away });
  const actions = new MessageActions(commands, composer, threads, null);
  actions.onForward = forward;
  actions.onReply = () => composer.focus();
  return threads;
}

/**
 * Drafts that follow the server, and are saved before the page is left.
 *
 * @param {Pick<Around, "page" | "store" | "commands" | "sync">} around
 */
function keepDrafts({ page, store, commands, sync }) {
  const drafts = new Drafts({
    user: page.me.id,
    storage: localStorage,
    saved: store.drafts,
    save: (room, thread, text) => commands.writing.saveDraft(room, thread, text),
  });
  store.signals.on("draft", (draft) => drafts.heard(draft));
  sync.signals.on("ready", () => drafts.connected());
  sync.signals.on("closed", () => drafts.disconnected());
  addEventListener("pagehide", () => drafts.flush());
  document.addEventListener("visibilitychange", () => drafts.flush());
  return drafts;
}

/** Who writes has read what came before, and wants to see what they wrote.
 * @param {Conversation} conversation */
function sent(conversation) {
  conversation.view.newAfter = null;
  conversation.view.scroll.atEnd = true;
  void conversation.toLatest();
  conversation.view.patch();
}

/**
 * Escape, where nothing is open that it would close, marks the room read.
 *
 * @param {Conversation} conversation
 * @param {ReadCursor} cursor
 */
function listenForEscape(conversation, cursor) {
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.defaultPrevented) return;
    if (document.querySelector("dialog[open], [popover]:popover-open")) return;
    if (!conversation.view.pane.checkVisibility()) return;
    cursor.markRead();
    void conversation.toLatest();
  });
}

/**
 * Says new messages of the open room to screen readers.
 *
 * @param {Store} store
 * @param {Conversation} conversation
 */
function sayAloud(store, conversation) {
  store.signals.on("arrived", (message) => {
    if (message.room !== conversation.room?.id || message.kind !== "text") return;
    if (message.author?.id === store.me.id) return;
    const author = store.people.current(message.author)?.display_name ?? "Someone";
    announce(`${author}: ${wordsOf(message).slice(0, 300)}`);
  });
}

/**
 * Whoever is taken out of the room that is open is told, and a private one is closed.
 *
 * @param {Store} store
 * @param {Conversation} conversation
 */
function followMembership(store, conversation) {
  let wasIn = 0;
  conversation.signals.on("opened", (room) => (wasIn = room.joined ? room.id : 0));
  store.signals.on("rooms", () => {
    const { room } = conversation;
    if (!room || room.joined) wasIn = room?.id ?? 0;
    else if (wasIn === room.id) {
      wasIn = 0;
      toast(`You are no longer in ${roomName(room.info, store)}.`);
      if (room.info.kind !== "public" || store.me.role === "guest") goElsewhere(store, room);
    }
  });
}

/**
 * @param {Store} store
 * @param {Room} left
 */
function goElsewhere(store, left) {
  left.timeline.unload();
  const next = namedRooms(store)[0];
  const link = next && document.querySelector(`[data-sidebar] a[href="/r/${next.id}/"]`);
  if (link instanceof HTMLElement) link.click();
  else location.assign("/");
}
