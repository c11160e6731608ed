import assert from "node:assert/strict";
import { test } from "node:test";

import { diff } from "../../static/js/diff.js";

const said = (before, after) => diff(before, after).map(({ kind, text }) => [kind, text]);

test("what stays, goes and comes is told word by word", () => {
  assert.deepEqual(said("the kettle is on", "the old kettle was on"), [
    ["same", "the "],
    ["new", "old "],
    ["same", "kettle "],
    ["gone", "is"],
    ["new", "was"],
    ["same", " on"],
  ]);
  assert.deepEqual(said("tea", "tea"), [["same", "tea"]]);
  assert.deepEqual(said("", "tea"), [["new", "tea"]]);
});

test("what stays and goes is the text before, what stays and comes the text after", () => {
  const [before, after] = ["Über 3 Türen, *nicht* vier.\n\nEnde", "Über drei Türen:\n\nvier. Ende!"];
  const parts = diff(before, after);
  const text = (kinds) => parts.filter((p) => kinds.includes(p.kind)).map((p) => p.text).join("");
  assert.equal(text(["same", "gone"]), before);
  assert.equal(text(["same", "new"]), after);
});

test("very long texts are told as a whole, at once", () => {
  const [before, after] = ["a ".repeat(5_000), "b ".repeat(5_000)];
  const started = Date.now();
  assert.deepEqual(said(before, after), [["gone", before], ["new", after]]);
  assert.ok(Date.now() - started < 500);
});
