// @ts-check
/** @import {Bootstrap} from "./types.d.ts" */
import { Away } from "./away.js";
import { listenForMissingChunks } from "./chunks.js";
import { Commands } from "./commands.js";
import { Connection } from "./connection.js";
import { startConversation } from "./conversation_parts.js";
import { listenForCopy } from "./copying.js";
import { listenForCustomEmoji } from "./custom_emoji.js";
import { listenForDialogs } from "./dialogs/dialog.js";
import { listenForMessage, peopleDialog } from "./dialogs/people.js";
import { scheduleDialog } from "./dialogs/schedule.js";
import { threadsDialog } from "./dialogs/threads.js";
import { versionsDialog } from "./dialogs/versions.js";
import { savedDialog } from "./dialogs/saved.js";
import { listenForStatus } from "./dialogs/status.js";
import { writingDialog } from "./dialogs/writing.js";
import { browseDialog, createRoomDialog, listenForJoin } from "./dialogs/rooms.js";
import { listenForFilter } from "./directory.js";
import { maybe } from "./dom.js";
import { forget, listenForLogOut } from "./log_out.js";
import { setMessageRules } from "./message_rules.js";
import { InboxCount } from "./inbox_count.js";
import { Navigation } from "./navigation.js";
import { listenForNewMessage } from "./new_message.js";
import { toast } from "./notices.js";
import { Outbox } from "./outbox.js";
import { BrowserStorage } from "./outbox_storage.js";
import { BrowserTabs } from "./outbox_tabs.js";
import { Panes } from "./panes.js";
import { listenForPictures } from "./pictures_in_place.js";
import { listenForPreviews } from "./previews_view.js";
import { listenForProse } from "./prose.js";
import { ReactionsView } from "./reactions_view.js";
import { SavedView } from "./saved_view.js";
import { listenForSections } from "./sections.js";
import { listenForShortcuts } from "./shortcuts.js";
import { SidebarView } from "./sidebar_view.js";
import { StatusView } from "./status_view.js";
import { Store } from "./store.js";
import { listenForSwitcher } from "./switcher.js";
import { Sync } from "./sync.js";
import { listenForTheme } from "./theme.js";
import { keepTitle } from "./title.js";
import { Views } from "./views.js";

/** @type {Bootstrap} */
const page = JSON.parse(document.getElementById("bootstrap")?.textContent ?? "{}");
const store = new Store(page.me);
setMessageRules(page.rules, page.me);
store.start(page);
const connection = new Connection();
// The handshake goes on while the page is put together; nothing is heard before this has run.
connection.start();
const sync = new Sync(store, connection);
const outbox = new Outbox({
  user: page.me.id,
  storage: new BrowserStorage(page.me.id),
  tabs: new BrowserTabs(page.me.id),
  send: async ({ room, client_id, text, thread = null, also_in_room = false, ...extras }) => {
    const { draft = null, files = [] } = extras;
    const ids = files.map((file) => file.id);
    const words = { room, client_id, text, draft, thread, also_in_room, files: ids };
    const answer = await connection.request("message:send", words);
    return answer.message;
  },
});
const commands = new Commands(store, connection, outbox);

follow();
show();
void outbox.load();

/** From the outbox and the connection into the store. */
function follow() {
  outbox.signals.on("changed", (item) => {
    store.pending.put(item);
    store.signals.emit("timeline", item.room);
  });
  outbox.signals.on("acked", ({ message }) => {
    store.acknowledged(message);
    store.signals.emit("sent", message);
  });
  outbox.signals.on("removed", (clientId) => {
    const room = store.pending.get(clientId)?.room;
    store.pending.remove(clientId);
    if (room !== undefined) store.signals.emit("timeline", room);
  });
  outbox.signals.on("cleared", () => store.pending.clear());
  sync.signals.on("ready", () => outbox.start());
  connection.signals.on("closed", () => outbox.stop());
  connection.signals.on("refused", () => leave("refused"));
  store.signals.on("ended", (reason) => leave(reason));
}

/** Everything that shows the store and takes what the person does. */
function show() {
  const panes = new Panes();
  const sidebar = new SidebarView(store);
  const status = new StatusView(store);
  const away = new Away(commands, page.limits.away_ms);
  const reply = (/** @type {number} */ room, /** @type {number} */ root) =>
    void navigation.go(room, null, root);
  const conversation = maybe("conversation")
    ? startConversation({ page, store, commands, sync, away, panes, sidebar, reply })
    : null;
  const navigation = new Navigation(async (place) => {
    return (await conversation?.visit(place, panes)) ?? false;
  });
  const inbox = new InboxCount(store, commands, sync.signals);
  const views = new Views({
    page, store, commands, conversation, panes, sidebar, inbox,
    go: (room, seq, thread) => navigation.go(room, seq, thread),
    ready: () => new Promise((done) => (sync.ready ? done() : sync.signals.on("ready", done))),
  });
  navigation.follow(views);
  /** @type {(room: number, thread?: number | null) => void} */
  const go = (room, thread = null) => void navigation.go(room, null, thread);

  sync.signals.on("ready", () => {
    status.ready();
    away.connected();
    commands.groups.load().catch(() => {}); // the next connect brings them
    void conversation?.retry();
  });
  connection.signals.on("closed", () => status.lost(connection.isDetour));
  connection.signals.on("transport", (name) => status.carriedBy(name));
  new ReactionsView(store, commands);
  new SavedView(store, commands);
  listenForPreviews(store, commands);
  savedDialog(store, commands);
  createRoomDialog(commands, go);
  browseDialog(store, commands);
  peopleDialog(store, commands);
  threadsDialog(store, commands);
  versionsDialog(commands, page.me.time_zone);
  listenForStatus(store, commands);
  writingDialog(store, commands, go);
  scheduleDialog(commands, page.me.time_zone);
  listenForMessage(commands, go);
  listenForNewMessage({ page, store, commands, conversation, go });
  listenForJoin(commands, conversation, go);
  listenForSections(store, commands, conversation);
  listenForDialogs();
  listenForMissingChunks();
  listenForCustomEmoji(store, commands);
  listenForPictures();
  listenForFilter();
  listenForTheme();
  listenForCopy();
  if (maybe("rows")) listenForProse(store);
  listenForLogOut(commands);
  const readAll = () => {
    commands.readAll().then(() => toast("All is read."), (error) => toast(error.message));
  };
  listenForSwitcher({
    ...{ page, store, commands, go, readAll },
    goTo: (room, seq, thread) => void navigation.go(room, seq, thread),
    current: () => conversation?.room?.id ?? null,
  });
  maybe("read-all")?.addEventListener("click", () => {
    maybe("menu=\"account\"")?.hidePopover();
    readAll();
  });
  listenForShortcuts({
    readAll,
    escape: () => panes.show("timeline"),
    write: () => /** @type {HTMLElement | null} */ (maybe("input"))?.focus(),
  });
  keepTitle(store, conversation, page.organisation);
  if (!conversation) sidebar.open(null);
  if (maybe("search")) {
    void import("./search/view.js").then(
      ({ SearchView }) => new SearchView(store, commands, sync.signals),
    );
  }
}

/**
 * This log-in is over: nothing more is sent in its name. What was not sent is kept for the same
 * person's next log-in, unless they logged out.
 *
 * @param {string} reason
 */
async function leave(reason) {
  connection.stop();
  outbox.stop();
  if (reason === "logged_out") await forget(commands).catch(() => {});
  // The log-in stands, but with another role: the page is another.
  if (reason === "changed") location.reload();
  else location.assign(`/accounts/login/?next=${encodeURIComponent(location.pathname)}`);
}
