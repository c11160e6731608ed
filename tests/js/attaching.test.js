// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { isPassing, newEntry, refusalOf, sift } from "../../static/js/files/entries.js";

const limits = { file_size: 2 * 1024 * 1024, files_per_message: 3 };
const file = (/** @type {string} */ name, size = 10) => ({ name, size });

/** @param {number} status @param {string} body */
const refused = (status, body) => ({
  originalResponse: { getStatus: () => status, getBody: () => body },
});

test("what is too large or too many is left out, and it is said why", () => {
  const few = [file("a"), file("b")];
  assert.deepEqual(sift(few, 0, limits), { taken: few, refusal: "" });
  assert.deepEqual(sift([...few, file("c")], 2, limits), {
    taken: few.slice(0, 1),
    refusal: "A message takes 3 files at most.",
  });
  const large = sift([file("film.mov", 3e6), file("a")], 0, limits);
  assert.deepEqual(large.taken.map(({ name }) => name), ["a"]);
  assert.match(large.refusal, /“film.mov” is too large: files may have 2 MB/);
});

test("a server's refusal is told in its words, a dead line's in ours", () => {
  const full = refused(413, JSON.stringify({ detail: "There is no room left." }));
  assert.deepEqual(refusalOf(full), { status: 413, words: "There is no room left." });
  assert.equal(refusalOf(refused(502, "<html>")).words, "It could not be uploaded.");
  assert.equal(refusalOf({ originalResponse: null }).status, 0);
  assert.deepEqual([0, 409, 423, 429, 500, 400, 401, 404, 413].map(isPassing), [
    true, true, true, true, true, false, false, false, false,
  ]);
});

test("a chosen file waits, and one that the server has is ready", () => {
  const place = { id: 4, thread: null };
  const chosen = newEntry(place, { name: "a.txt", size: 3, blob: new Blob(["abc"]) });
  assert.deepEqual([chosen.state, chosen.room, chosen.thread], ["waiting", 4, null]);
  const held = /** @type {any} */ ({ id: "x", name: "a.txt", size: 3 });
  assert.equal(newEntry(place, { name: "a.txt", size: 3, file: held }).state, "ready");
});
