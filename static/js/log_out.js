// @ts-check
/** @import {Commands} from "./commands.js" */
import { dialog } from "./dialogs/dialog.js";
import { maybe, setText, show } from "./dom.js";
import { forgetFiles } from "./files_left.js";
import { forgetDrafts } from "./drafts_storage.js";

/**
 * Logging out asks when something was not sent, and leaves nothing of this person behind.
 *
 * @param {Commands} commands
 */
export function listenForLogOut(commands) {
  const element = dialog("log-out");
  const form = element?.querySelector("form");
  element?.addEventListener("opening", () => {
    const count = commands.unsent;
    const note = maybe("outbox-note", element);
    show(note, count > 0);
    setText(note, unsentWords(count));
  });
  form?.addEventListener("submit", (event) => {
    if (event.submitter?.hasAttribute("data-close-dialog")) return;
    event.preventDefault();
    commands.disconnect(); // or the end of the session would lead elsewhere before the form does
    void forget(commands).finally(() => form.submit());
  });
}

/** @param {Commands} commands */
export async function forget(commands) {
  forgetDrafts(localStorage);
  forgetFiles();
  await commands.forgetUnsent();
}

/** @param {number} count */
export function unsentWords(count) {
  const what = count === 1 ? "1 message was" : `${count} messages were`;
  return `${what} not sent yet and would be lost. Stay until they have gone, or log out anyway.`;
}
