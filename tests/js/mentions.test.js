// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";

import { Mentions } from "../../static/js/store/mentions.js";

const ME = 1;
const message = (/** @type {number} */ seq, /** @type {object} */ more = {}) =>
  /** @type {any} */ ({ seq, changed_seq: seq, author: { id: 2 }, in_room: true, deleted: false, mentions: [ME], mentions_room: false, ...more });
const mine = (/** @type {number} */ read, /** @type {number[]} */ seqs, /** @type {number} */ head) =>
  /** @type {any} */ ({ read_seq: read, mentions: seqs, room: { last_seq: head } });

function started() {
  const mentions = new Mentions(ME);
  mentions.rebase(mine(10, [12, 14], 15));
  return mentions;
}

test("what the server named counts, and what arrives after it", () => {
  const mentions = started();
  mentions.take(message(16));
  mentions.take(message(17, { mentions: [], mentions_room: true }));
  mentions.take(message(18, { mentions: [3] }));
  mentions.take(message(19, { author: { id: ME }, mentions: [], mentions_room: true }));
  assert.deepEqual(mentions.seqs, [12, 14, 16, 17]);
});

test("an edit and a deletion take a mention away, or bring one, wherever it stands", () => {
  const mentions = started();
  mentions.take(message(12, { changed_seq: 16, mentions: [] }));
  mentions.take(message(14, { changed_seq: 17, deleted: true, mentions: [] }));
  mentions.take(message(13, { changed_seq: 18 }));
  assert.deepEqual(mentions.seqs, [13]);
  mentions.take(message(12, { changed_seq: 15 })); // late, and older than what is known
  assert.deepEqual(mentions.seqs, [13]);
});

test("what the server counts later replaces what it knew then, and no more", () => {
  const mentions = started();
  mentions.take(message(14, { changed_seq: 16, mentions: [] }));
  mentions.take(message(18));
  mentions.rebase(mine(12, [14], 15)); // read before the edit
  assert.deepEqual(mentions.seqs, [18]);
  mentions.rebase(mine(12, [14, 18], 18));
  assert.deepEqual(mentions.seqs, [14, 18]);
});

test("what is read counts no more", () => {
  const mentions = started();
  mentions.take(message(16));
  mentions.readUpTo(14);
  assert.deepEqual(mentions.seqs, [16]);
  mentions.readUpTo(3);
  assert.equal(mentions.count, 1);
});
