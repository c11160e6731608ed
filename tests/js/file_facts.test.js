// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { fileFacts, fileIcon, sizeText, wordsOf } from "../../static/js/file_facts.js";

test("a size reads as people say it", () => {
  // The same list as in tests/pages/test_files.py: the server and the client agree.
  const said = [0, 999, 1000, 9949, 99_500, 999_499, 999_500, 1_234_567, 2_500_000_000].map(sizeText);
  assert.deepEqual(said, [
    "0 bytes", "999 bytes", "1.0 kB", "9.9 kB", "100 kB", "999 kB", "1.0 MB", "1.2 MB", "2.5 GB",
  ]);
});

test("its ending says what kind of file it is, where it has one", () => {
  assert.equal(fileFacts({ name: "tides.pdf", size: 1_200_000 }), "PDF, 1.2 MB");
  assert.equal(fileFacts({ name: "README", size: 12 }), "12 bytes");
  assert.equal(fileFacts({ name: "a.b c", size: 12 }), "12 bytes");
  assert.deepEqual(["picture", "audio", "other"].map(fileIcon), ["picture", "sound", "file"]);
});

test("a message of files alone says their names", () => {
  const files = /** @type {any} */ ([{ name: "a.pdf" }, { name: "b.png" }]);
  assert.equal(wordsOf({ text: "", files }), "a.pdf, b.png");
  assert.equal(wordsOf({ text: "look", files }), "look");
});

test("what a spoiler hides is said nowhere", () => {
  const said = (/** @type {string} */ text) => wordsOf({ text, files: [] });
  assert.equal(said("it was || the heron || again"), "it was (hidden) again");
  assert.equal(said("||a|b|| and ||c||"), "(hidden) and (hidden)");
  assert.equal(said("a || b"), "a || b");
  assert.equal(said("one ||\n|| two"), "one ||\n|| two");
});
