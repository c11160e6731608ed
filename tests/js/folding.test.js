// Which code is cut off.
import assert from "node:assert/strict";
import { test } from "node:test";
import { countLines } from "../../static/js/folding.js";

test("a last line end is no line of its own", () => {
  assert.equal(countLines("one"), 1);
  assert.equal(countLines("one\ntwo\n"), 2);
  assert.equal(countLines("one\n\n"), 2);
  assert.equal(countLines(""), 1);
});
