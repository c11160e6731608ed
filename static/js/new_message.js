// @ts-check
/** @import {Bootstrap, Person} from "./types.d.ts" */
/** @import {Commands} from "./commands.js" */
/** @import {Conversation} from "./conversation.js" */
/** @import {Store} from "./store.js" */
import { dialog, openDialog } from "./dialogs/dialog.js";
import { within } from "./dom.js";
import { toast } from "./notices.js";
import { otherPerson, othersIn } from "./rooms.js";

/**
 * Opens the dialog in which one picks whom to write to, which is loaded then: from the sidebar, and
 * from the details of direct messages, to have more people in it.
 *
 * @param {object} around
 * @param {Bootstrap} around.page
 * @param {Store} around.store
 * @param {Commands} around.commands
 * @param {Conversation | null} around.conversation
 * @param {(room: number) => void} around.go
 */
export function listenForNewMessage({ page, store, commands, conversation, go }) {
  /** @type {Promise<import("./dialogs/new_message.js").NewMessage> | null} */
  let loading = null;
  /** @type {Person[]} */
  let around = [];
  const load = async () => {
    const { NewMessage } = await import("./dialogs/new_message.js");
    return new NewMessage(store, commands, page.limits.group_people, go);
  };
  dialog("new-message")?.addEventListener("opening", () => {
    const people = around;
    around = [];
    loading ??= load();
    loading.then(
      (picker) => picker.begin(people),
      () => {
        loading = null;
        dialog("new-message")?.close();
        toast("That could not be loaded. Try again.");
      },
    );
  });
  document.addEventListener("click", (event) => {
    const room = conversation?.room;
    if (!within(event, 'act="widen"') || !room) return;
    const other = otherPerson(room.info, store);
    around = room.info.group ? othersIn(room.info, store) : other ? [other] : [];
    around = around.filter(({ id }) => id !== store.me.id);
    openDialog("new-message");
  });
}
