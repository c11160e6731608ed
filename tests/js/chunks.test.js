import assert from "node:assert/strict";
import { test } from "node:test";
import { listenForMissingChunks } from "../../static/js/chunks.js";

/** What is said of a promise that was refused so, and whether the browser is left to tell it. */
function refused(/** @type {unknown} */ reason) {
  const page = new EventTarget();
  /** @type {string[]} */
  const said = [];
  listenForMissingChunks(/** @type {any} */ (page), (words) => said.push(words));
  const event = Object.assign(new Event("unhandledrejection", { cancelable: true }), { reason });
  page.dispatchEvent(event);
  return { said, told: !event.defaultPrevented };
}

test("a chunk that cannot be had is said, in each browser's words for it", () => {
  for (const words of [
    "Failed to fetch dynamically imported module: https://chat.example.org/x.js",
    "error loading dynamically imported module: https://chat.example.org/x.js",
    "Importing a module script failed.",
  ]) {
    const { said, told } = refused(new TypeError(words));
    assert.match(said.join(), /could not be loaded/);
    assert.equal(told, false);
  }
});

test("any other fault is left for the console", () => {
  for (const reason of [new Error("x is not a function"), "a string", null, undefined]) {
    assert.deepEqual(refused(reason), { said: [], told: true });
  }
});
