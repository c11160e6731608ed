import assert from "node:assert/strict";
import { test } from "node:test";

import { Frequent } from "../../static/js/frequent.js";
import { ReactionWishes } from "../../static/js/store/reactions.js";
import { countWords, namesInWords } from "../../static/js/timeline/reactions.js";

const ME = 1;
const PLUS = { emoji: "👍", name: "thumbs up" };
const EYES = { emoji: "👀", name: "eyes" };

/** A message with thumbs from the users given. */
function message(users, changedSeq = 5) {
  const reactions = users.length ? [{ ...PLUS, users }] : [];
  return { id: 9, room: 1, changed_seq: changedSeq, reactions };
}

test("a wish is shown at once, on top of what is there", () => {
  const wishes = new ReactionWishes(ME);
  wishes.wish(9, PLUS, true);
  wishes.wish(9, EYES, true);
  const shown = wishes.shown(message([2]));
  assert.deepEqual(shown, [{ ...PLUS, users: [2, ME] }, { ...EYES, users: [ME] }]);
  assert.deepEqual(wishes.shown({ ...message([2]), id: 10 }), [{ ...PLUS, users: [2] }]);
});

test("what I take back goes at once, and the emoji with its last", () => {
  const wishes = new ReactionWishes(ME);
  wishes.wish(9, PLUS, false);
  assert.deepEqual(wishes.shown(message([2, ME]))[0].users, [2]);
  assert.deepEqual(wishes.shown(message([ME])), []);
});

test("a wish that the server has holds until the message has come so far", () => {
  const wishes = new ReactionWishes(ME);
  const wish = wishes.wish(9, PLUS, true);
  wishes.settle(wish, 7);
  assert.deepEqual(wishes.shown(message([], 6))[0].users, [ME]);
  assert.deepEqual(wishes.shown(message([ME, 2], 7))[0].users, [ME, 2]);
  assert.equal(wishes.version(message([], 7)), "");
});

test("a wish given up leaves what is there, and a later wish for the same", () => {
  const wishes = new ReactionWishes(ME);
  const first = wishes.wish(9, PLUS, true);
  assert.equal(wishes.version(message([])), "+👍");
  const second = wishes.wish(9, PLUS, false);
  wishes.giveUp(9, first);
  assert.equal(wishes.version(message([ME])), "-👍");
  wishes.giveUp(9, second);
  assert.deepEqual(wishes.shown(message([ME]))[0].users, [ME]);
});

test("a reaction is told in words", () => {
  assert.equal(countWords(1, true), "you");
  assert.equal(countWords(1, false), "1 person");
  assert.equal(countWords(3, true), "3 people, you too");
  assert.equal(namesInWords(["Ada"], 3), "Ada");
  assert.equal(namesInWords(["Ada", "Ben", "You"], 3), "Ada, Ben and You");
  assert.equal(namesInWords(["Ada", "Ben", "Cem", "You"], 3), "Ada, Ben and 2 others");
});

test("the usual emoji are offered, and before them those that one uses most", () => {
  const kept = new Map();
  const storage = { getItem: (key) => kept.get(key) ?? null, setItem: (k, v) => kept.set(k, v) };
  const frequent = new Frequent(storage);
  const usual = frequent.top().map(({ emoji }) => emoji);
  assert.deepEqual(usual, ["👍", "❤️", "😂", "🎉", "👀", "✅"]);
  frequent.use({ emoji: "🦀", name: "crab" });
  frequent.use(EYES);
  frequent.use(EYES);
  assert.deepEqual(frequent.top().map(({ emoji }) => emoji), ["👀", "🦀", "👍", "❤️", "😂", "🎉"]);
  kept.set("hearth-reactions", "{broken");
  assert.equal(frequent.top().length, 6);
});
