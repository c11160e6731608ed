// @ts-check
import { toast } from "./notices.js";

// Each browser has its own words for it: Chromium's and Firefox's, Safari's.
const MISSING = /dynamically imported module|importing a module script failed/i;

/**
 * A part of the page that is loaded only when it is wanted could not be: says so, in whatever view
 * it was asked for. Without a connection it comes at the next try; after an update with the page.
 *
 * @param {Pick<Window, "addEventListener">} [page]
 * @param {(words: string) => void} [say]
 */
export function listenForMissingChunks(page = window, say = toast) {
  page.addEventListener("unhandledrejection", (event) => {
    if (!MISSING.test(String(event.reason?.message))) return;
    event.preventDefault();
    say("This could not be loaded. Check your connection and try again, or reload the page.");
  });
}
