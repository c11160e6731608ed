// @ts-check
import assert from "node:assert/strict";
import test from "node:test";
import { rankedByUse } from "../../static/js/switcher/ranking.js";
import { Uses } from "../../static/js/switcher/uses.js";

const DAY_MS = 86_400_000;

/** A storage with a clock that is ours. @param {Map<string, string>} [kept] */
function fixture(kept = new Map()) {
  const clock = { now: 1_000 };
  const storage = {
    getItem: (/** @type {string} */ key) => kept.get(key) ?? null,
    setItem: (/** @type {string} */ key, /** @type {string} */ value) => void kept.set(key, value),
  };
  return { clock, kept, uses: new Uses(1, () => storage, () => clock.now) };
}

const all = ["general", "games", "gardening"].map((name) => ({ item: name, key: name, names: [name] }));

test("what is used often comes first among what fits, and never what does not", () => {
  const { uses } = fixture();
  assert.deepEqual(rankedByUse("ga", all, uses.bonuses()), ["games", "gardening", "general"]);
  uses.use("gardening");
  assert.equal(rankedByUse("ga", all, uses.bonuses())[0], "gardening");
  assert.equal(rankedByUse("", all, uses.bonuses())[0], "gardening");
  assert.deepEqual(rankedByUse("gam", all, uses.bonuses()), ["games"]);
});

test("a use counts half as much a week later", () => {
  const { uses, clock } = fixture();
  uses.use("general");
  clock.now += 7 * DAY_MS;
  assert.equal(uses.bonuses()("general"), 30);
  uses.use("general");
  assert.equal(uses.bonuses()("general"), 90);
  for (let n = 0; n < 50; n += 1) uses.use("general");
  assert.equal(uses.bonuses()("general"), 300);
});

test("what is kept is bounded, a user's own, and what is broken there counts for nothing", () => {
  const { uses, kept } = fixture();
  for (let n = 0; n < 150; n += 1) uses.use(`room ${n}`);
  assert.equal(JSON.parse(kept.get("hearth-uses-1") ?? "").length, 100);
  assert.equal(fixture(new Map([["hearth-uses-2", "x"]])).uses.bonuses()("room 1"), 0);
  for (const broken of ["{", '{"a":1}', '[["room 1","x",null]]', "[null]"]) {
    assert.equal(fixture(new Map([["hearth-uses-1", broken]])).uses.bonuses()("room 1"), 0);
  }
  const failing = () => { throw new Error("no storage"); };
  new Uses(1, failing).use("room 1");
});
