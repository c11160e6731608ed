import assert from "node:assert/strict";
import { test } from "node:test";

import { Unread } from "../../static/js/store/unread.js";
import { FakeRoom } from "./support/server.js";
import { below, seeded } from "./support/random.js";

const ME = 1;
const OTHER = 2;

/** Starts again from what the server would say now. */
function rebase(unread, room, readSeq) {
  const mine = room.mine(ME, readSeq);
  unread.rebase(mine.read_seq, mine.unread, mine.room.last_seq);
}

function counting(room, readSeq = 0) {
  const unread = new Unread(ME);
  rebase(unread, room, readSeq);
  return unread;
}

test("messages of others count, one's own do not", () => {
  const room = new FakeRoom();
  const unread = counting(room);
  unread.take(room.create(OTHER).data.message);
  unread.take(room.create(ME).data.message);
  assert.equal(unread.count, 1);
});

test("a message that the server counted is not counted again", () => {
  const room = new FakeRoom();
  const { message } = room.create(OTHER).data;
  const unread = counting(room);
  unread.take(message);
  assert.equal(unread.count, 1);
});

test("a deleted message no longer counts, whoever counted it", () => {
  const room = new FakeRoom();
  room.create(OTHER);
  const unread = counting(room);
  unread.take(room.create(OTHER).data.message);
  unread.take(room.remove(0).data.message);
  unread.take(room.remove(1).data.message);
  assert.equal(unread.count, 0);
});

test("an old message that is edited does not become unread", () => {
  const room = new FakeRoom();
  room.create(OTHER);
  const unread = counting(room, 1);
  unread.take(room.edit(0, "again").data.message);
  assert.equal(unread.count, 0);
});

test("reading up to the end leaves nothing, before the server says so", () => {
  const room = new FakeRoom();
  room.create(OTHER);
  const unread = counting(room);
  unread.take(room.create(OTHER).data.message);
  unread.readUpTo(2);
  assert.equal(unread.count, 0);
});

test("marked unread, it counts as the server does", () => {
  const room = new FakeRoom();
  for (let at = 0; at < 5; at += 1) room.create(OTHER);
  const unread = counting(room, 5);
  rebase(unread, room, 2);
  assert.equal(unread.count, 3);
});

test("it always counts as the server would", () => {
  for (let seed = 1; seed <= 300; seed += 1) {
    const random = seeded(seed);
    const room = new FakeRoom();
    let read = 0;
    const unread = counting(room, read);
    for (let step = 0; step < 40; step += 1) {
      const roll = random();
      const size = room.messages.length;
      if (roll < 0.6 || !size) unread.take(room.create(1 + below(random, 3)).data.message);
      else if (roll < 0.85) {
        const at = below(random, size);
        if (room.messages[at].deleted) continue;
        unread.take((roll < 0.7 ? room.edit(at, "x") : room.remove(at)).data.message);
      } else rebase(unread, room, (read = below(random, room.seq + 1)));
      assert.equal(unread.count, room.mine(ME, read).unread, `seed ${seed} step ${step}`);
    }
  }
});
