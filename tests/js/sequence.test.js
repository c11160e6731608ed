import assert from "node:assert/strict";
import { test } from "node:test";

import { Sequence } from "../../static/js/store/sequence.js";
import { seeded, shuffled } from "./support/random.js";

const CASES = [
  ["the next is applied at once", 4, [5], [5], 5, false],
  ["what is had is dropped", 4, [4, 1], [], 4, false],
  ["what comes twice is applied once", 4, [5, 5], [5], 5, false],
  ["what is ahead is held", 4, [7], [], 4, true],
  ["two that passed each other are put right", 4, [6, 5], [5, 6], 6, false],
  ["a run stops at the gap", 4, [6, 8, 5], [5, 6], 6, true],
  ["what was held twice is applied once", 4, [6, 6, 5], [5, 6], 6, false],
];

for (const [name, head, offered, applied, after, gap] of CASES) {
  test(name, () => {
    const sequence = new Sequence(head);
    assert.deepEqual(offered.flatMap((seq) => sequence.offer(seq, seq)), applied);
    assert.equal(sequence.head, after);
    assert.equal(sequence.gap, gap);
  });
}

test("a catch-up drops what it covers and frees what follows", () => {
  const sequence = new Sequence(0);
  for (const seq of [3, 4, 7, 9]) sequence.offer(seq, seq);
  assert.deepEqual(sequence.advance(6), [7]);
  assert.equal(sequence.head, 7);
  assert.equal(sequence.gap, true);
});

test("a catch-up that is older than the head changes nothing", () => {
  const sequence = new Sequence(9);
  assert.deepEqual(sequence.advance(6), []);
  assert.equal(sequence.head, 9);
});

test("what is held is bounded, and the next is taken all the same", () => {
  const sequence = new Sequence(0);
  for (let seq = 2; seq < 5_000; seq += 1) sequence.offer(seq, seq);
  const applied = sequence.offer(1, 1);
  assert.deepEqual([applied[0], applied.length, sequence.gap], [1, 501, false]);
});

test("any order with repeats is applied once each, in order", () => {
  for (let seed = 1; seed <= 200; seed += 1) {
    const random = seeded(seed);
    const all = Array.from({ length: 40 }, (_, at) => at + 1);
    const arrivals = shuffled(random, [...all, ...all.filter(() => random() < 0.3)]);
    const sequence = new Sequence(0);
    assert.deepEqual(arrivals.flatMap((seq) => sequence.offer(seq, seq)), all, `seed ${seed}`);
  }
});
