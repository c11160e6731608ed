// @ts-check
/** @import {Commands} from "../commands.js" */
/** @import {Store} from "../store.js" */
import { arrange, clone, hook, maybe, setText } from "../dom.js";
import { fillPerson } from "../person_row.js";
import { dialog, openDialog } from "./dialog.js";

/**
 * Opens the list of those who have read a message.
 *
 * @param {Store} store
 * @param {Commands} commands
 * @param {{room: number, id: number}} message
 */
export async function openSeen(store, commands, { room, id }) {
  const element = dialog("seen");
  if (!element) return;
  const said = hook("seen-said", element);
  const list = hook("seen-list", element);
  setText(said, "");
  list.replaceChildren();
  openDialog("seen");
  try {
    const { users, count, of } = await commands.reading.seenBy(room, id);
    setText(said, wordsFor(count, of));
    const people = users.map((user) => store.people.get(user)).filter((person) => person !== undefined);
    arrange(list, people.map((person) => {
      const row = clone("member");
      fillPerson(row, person, store.people.presence(person.id));
      for (const button of row.querySelectorAll("button")) button.remove();
      maybe("person-you", row)?.remove();
      return row;
    }));
  } catch (error) {
    setText(said, /** @type {Error} */ (error).message);
  }
}

/**
 * @param {number} count
 * @param {number} of
 */
function wordsFor(count, of) {
  if (!of) return "There is nobody yet who could have seen it.";
  if (!count) return "Nobody has seen it yet.";
  return count === of ? "Everyone has seen it." : `${count} of ${of} have seen it.`;
}
