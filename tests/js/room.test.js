import assert from "node:assert/strict";
import { test } from "node:test";

import { Room } from "../../static/js/store/room.js";
import { FakeRoom } from "./support/server.js";

const ME = 1;
const OTHER = 2;
const MOST = 300;

/** A room of `count` messages, read up to `readSeq`, of which one page is held. */
function behind(count, readSeq, query = {}, kind = "newest") {
  const server = new FakeRoom(1, 50);
  for (let at = 0; at < count; at += 1) server.create(OTHER);
  const room = new Room(server.info, ME);
  room.setMine(server.mine(ME, readSeq));
  if (kind) room.timeline.finish(room.timeline.begin(kind), server.history(query));
  return room;
}

test("a room that was never loaded does not hold where it opens", () => {
  assert.equal(behind(3, 3, {}, "").holdsStart(MOST), false);
});

test("a room that was read opens at its end", () => {
  assert.equal(behind(200, 200).holdsStart(MOST), true);
  assert.equal(behind(200, 200, { around: 20 }, "around").holdsStart(MOST), false);
});

test("a room with news opens where they begin, which the newest page may not reach", () => {
  assert.equal(behind(200, 190).holdsStart(MOST), true);
  assert.equal(behind(200, 150).holdsStart(MOST), true);
  assert.equal(behind(200, 149).holdsStart(MOST), false);
});

test("more than is shown at once is loaded afresh around where the news begin", () => {
  assert.equal(behind(40, 20).holdsStart(40), true);
  assert.equal(behind(40, 20).holdsStart(39), false);
});
