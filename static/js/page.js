// @ts-check

import { listenForCopy } from "./copying.js";
import { forgetDrafts } from "./drafts_storage.js";
import { forgetFiles } from "./files_left.js";
import { clearAllOutboxes } from "./outbox_storage.js";
import { listenForTheme } from "./theme.js";

/** A new account's time zone is the browser's, unless its owner chose one. */
function fillTimeZone() {
  const field = document.querySelector("input[type=hidden][name=time_zone]");
  if (field instanceof HTMLInputElement && (field.value === "" || field.value === "UTC")) {
    field.value = Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC";
  }
}

/**
 * Nobody who uses this browser next may find what the last one had not sent. What cannot be
 * reached (no storage in this browser) does not keep anyone from logging out.
 */
function emptyOutboxAtLogOut() {
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!(form instanceof HTMLFormElement) || !form.matches("[data-log-out]")) return;
    event.preventDefault();
    forgetDrafts(localStorage);
    forgetFiles();
    void clearAllOutboxes()
      .catch(() => {})
      .finally(() => form.submit());
  });
}

/** What only one of the pages has is loaded there. */
async function editAvatar() {
  const root = document.querySelector("[data-avatar-editor]");
  if (!(root instanceof HTMLElement)) return;
  const { AvatarEditor } = await import("./avatar_editor.js");
  new AvatarEditor(root);
}

listenForCopy();
void editAvatar();
listenForTheme();
fillTimeZone();
emptyOutboxAtLogOut();
