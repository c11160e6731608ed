// @ts-check

import { listenForCopy } from "./copying.js";
import { listenForTheme } from "./theme.js";

/** A new account's time zone is the browser's, unless its owner chose one. */
function fillTimeZone() {
  const field = document.querySelector("input[type=hidden][name=time_zone]");
  if (field instanceof HTMLInputElement && (field.value === "" || field.value === "UTC")) {
    field.value = Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC";
  }
}

/** Nobody who uses this browser next may find what the last one had not sent. */
function emptyOutboxAtLogOut() {
  document.addEventListener("submit", (event) => {
    if (event.target instanceof Element && event.target.matches("[data-log-out]")) {
      indexedDB.deleteDatabase("hearth");
    }
  });
}

listenForCopy();
listenForTheme();
fillTimeZone();
emptyOutboxAtLogOut();
