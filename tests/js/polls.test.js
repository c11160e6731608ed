import assert from "node:assert/strict";
import { test } from "node:test";

import { isClosed, MyVotes } from "../../static/js/store/polls.js";
import { optionWords } from "../../static/js/timeline/poll.js";

const ME = 1;

/** A message with a poll whose options these people chose. */
function asking(users, facts = {}) {
  const options = users.map((who, at) => ({ text: `no. ${at}`, votes: who.length, users: who }));
  return { id: 9, poll: { options, named: true, multiple: false, closes_at: null, ...facts } };
}

test("a poll that names its voters says what I vote for", () => {
  assert.deepEqual(new MyVotes(ME).of(asking([[2], [ME, 3], []])), [1]);
});

test("of one that names nobody it is told", () => {
  const votes = new MyVotes(ME);
  const message = asking([[], []], { named: false });
  assert.equal(votes.of(message), null);
  const before = votes.version(message);
  votes.set(9, [0]);
  assert.deepEqual(votes.of(message), [0]);
  assert.notEqual(votes.version(message), before);
});

test("a press takes the place of my vote, adds to it, or takes it back", () => {
  const votes = new MyVotes(ME);
  assert.deepEqual(votes.after(asking([[ME], []]), 1), [1]);
  assert.deepEqual(votes.after(asking([[ME], []], { multiple: true }), 1), [0, 1]);
  assert.deepEqual(votes.after(asking([[ME], []]), 0), []);
});

test("a poll is closed from its time on", () => {
  const poll = { closes_at: "2026-11-21T12:00:00.000Z" };
  assert.equal(isClosed(poll, Date.parse(poll.closes_at) - 1), false);
  assert.equal(isClosed(poll, Date.parse(poll.closes_at)), true);
  assert.equal(isClosed({ closes_at: null }), false);
});

test("an option is told in words", () => {
  assert.equal(optionWords("Pie", 1, 3), "Pie, 1 vote, 33 %");
  assert.equal(optionWords("Pie", 0, 0), "Pie, 0 votes, 0 %");
});
