import assert from "node:assert/strict";
import { test } from "node:test";

import { fitted } from "../../static/js/fitting.js";

test("a picture keeps its form and stays within a message's bounds", () => {
  assert.deepEqual(fitted(2400, 1600), { width: 416, height: 277 });
  assert.deepEqual(fitted(900, 1600), { width: 180, height: 320 });
  assert.deepEqual(fitted(60_000, 2), { width: 416, height: 1 });
});

test("a small picture is not made larger", () => {
  assert.deepEqual(fitted(32, 16), { width: 32, height: 16 });
});
