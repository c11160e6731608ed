// @ts-check
/** @import {Person} from "./types.d.ts" */
import { maybe, setText, show } from "./dom.js";
import { fillPresence } from "./header_view.js";
import { fillStatus } from "./person_status.js";
import { fillAvatar } from "./timeline/avatar.js";

/**
 * Fills a row of a list of people.
 *
 * @param {HTMLElement} row
 * @param {Person} person
 * @param {string} state
 */
export function fillPerson(row, person, state) {
  fillAvatar(maybe("avatar", row), person);
  fillPresence(maybe("presence", row), state);
  setText(maybe("person-name", row), person.display_name);
  fillStatus(maybe("person-status", row), person);
  setText(maybe("person-handle", row), `@${person.username}`);
  setText(maybe("person-role", row), person.role);
  show(maybe("person-role", row), person.role !== "member");
  maybe('act="message"', row)?.setAttribute("aria-label", `Message ${person.display_name}`);
}
