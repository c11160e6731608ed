// @ts-check
/** @import {Person} from "../types.d.ts" */
/** @import {Commands} from "../commands.js" */
/** @import {Conversation} from "../conversation.js" */
/** @import {Store} from "../store.js" */
import { clone, hook, postsTo, setText, within } from "../dom.js";
import { toast } from "../notices.js";
import { fillPerson } from "../person_row.js";
import { attempt, dialog } from "./dialog.js";
import { ListDialog } from "./lists.js";

/** How long a row says that its person was added. */
const ADDED_MS = 1_500;

/** @param {Person} person */
const names = (person) => [person.display_name, person.username];

/**
 * Opens the direct messages with someone from any `[data-act="message"]` beside their name.
 * Before the connection stands the form itself asks.
 *
 * @param {Commands} commands
 * @param {(room: number) => void} go
 */
export function listenForMessage(commands, go) {
  document.addEventListener("click", (event) => {
    const button = within(event, 'act="message"');
    const row = within(event, "person") ?? within(event, "member");
    if (!button || !row) return;
    const person = Number(row.dataset.person ?? row.dataset.member);
    if (!commands.canAsk && postsTo(button, `/people/${person}/message/`)) return;
    event.preventDefault();
    commands.rooms
      .openDirect(person)
      .then((room) => {
        row.closest("dialog")?.close();
        go(room);
      })
      .catch((error) => toast(error.message));
  });
}

/**
 * The directory of people.
 *
 * @param {Store} store
 * @param {Commands} commands
 */
export function peopleDialog(store, commands) {
  const list = new ListDialog("people", "people-list", names, row, async () => {
    await commands.loadPeople();
    return active(store);
  });
  list.items = active(store);
  for (const topic of ["presence", "person"]) {
    store.signals.on(topic, () => {
      list.items = active(store);
      if (dialog("people")?.open) list.patch();
    });
  }

  /** @param {Person} person */
  function row(person) {
    const element = clone("person");
    element.dataset.person = String(person.id);
    fillPerson(element, person, store.people.presence(person.id));
    return element;
  }
}

/**
 * Adds people to the open room, one after the other.
 *
 * @param {Store} store
 * @param {Commands} commands
 * @param {Conversation} conversation
 */
export function addMemberDialog(store, commands, conversation) {
  const element = dialog("add-member");
  if (!element) return;
  /** Whose row says so, for a moment. @type {Set<number>} */
  const added = new Set();
  const list = new ListDialog("add-member", "add-list", names, row, async () => {
    const { room } = conversation;
    if (room && !room.members) await commands.rooms.loadMembers(room.id);
    return others();
  });
  element.addEventListener("click", (event) => {
    const button = within(event, 'act="add-member"');
    const { room } = conversation;
    const person = Number(within(event, "add")?.dataset.add);
    if (!button || !room || !person) return;
    event.preventDefault();
    void attempt(element, async () => {
      await commands.rooms.addMember(room.id, person);
      added.add(person);
      list.patch();
      hook("filter", element).focus();
      setTimeout(() => letGo(person), ADDED_MS);
    });
  });

  /** @param {number} person */
  function letGo(person) {
    added.delete(person);
    list.items = list.items.filter(({ id }) => id !== person);
    list.patch();
  }

  function others() {
    const members = conversation.room?.members;
    return active(store).filter(({ id }) => members?.get(id)?.active !== true);
  }

  /** @param {Person} person */
  function row(person) {
    const made = clone("person");
    made.removeAttribute("data-person");
    made.dataset.add = String(person.id);
    fillPerson(made, person, store.people.presence(person.id));
    const button = hook('act="message"', made);
    button.dataset.act = "add-member";
    const done = added.has(person.id);
    button.setAttribute("aria-label", `${done ? "Added" : "Add"} ${person.display_name}`);
    button.toggleAttribute("disabled", done);
    setText(button, done ? "Added" : "Add");
    return made;
  }
}

/** @param {Store} store */
function active(store) {
  return store.people.all().filter((person) => person.is_active);
}
