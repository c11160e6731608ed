import assert from "node:assert/strict";
import { test } from "node:test";

import { Timeline } from "../../static/js/store/timeline.js";
import { FakeRoom } from "./support/server.js";

function filled(count) {
  const room = new FakeRoom();
  for (let at = 0; at < count; at += 1) room.create(1, `message ${at}`);
  return room;
}

function opened(room, query = {}, kind = "newest") {
  const timeline = new Timeline();
  timeline.finish(timeline.begin(kind), room.history(query));
  return timeline;
}

const seqs = (timeline) => timeline.messages.map((message) => message.seq);

test("an unopened timeline keeps nothing", () => {
  const timeline = new Timeline();
  assert.equal(timeline.put(filled(1).messages[0]), false);
  assert.deepEqual(seqs(timeline), []);
});

test("a new message joins the newest page", () => {
  const room = filled(3);
  const timeline = opened(room);
  assert.equal(timeline.put(room.create(1).data.message), true);
  assert.deepEqual(seqs(timeline), [1, 2, 3, 4]);
});

test("an older state of a message does not replace a newer", () => {
  const room = filled(1);
  const [old] = room.messages;
  room.edit(0, "newer");
  const timeline = opened(room);
  assert.equal(timeline.put(old), false);
  assert.equal(timeline.get(1).text, "newer");
});

test("a new message beyond a stretch of the past is left to the pages that bring it", () => {
  const room = filled(200);
  const timeline = opened(room, { around: 50 }, "around");
  assert.equal(timeline.hasAfter, true);
  assert.equal(timeline.put(room.create(1).data.message), false);
});

test("a change beyond the held stretch is left alone", () => {
  const room = filled(200);
  const timeline = opened(room);
  assert.equal(timeline.put(room.edit(3, "old").data.message), false);
});

test("pages join on at both ends until the room ends", () => {
  const room = filled(200);
  const timeline = opened(room, { around: 100 }, "around");
  while (timeline.hasBefore) {
    timeline.finish(timeline.begin("before"), room.history({ before: timeline.first }));
  }
  while (timeline.hasAfter) {
    timeline.finish(timeline.begin("after"), room.history({ after: timeline.last }));
  }
  assert.equal(timeline.size, 200);
});

test("what arrives while the last page is on its way is not lost", () => {
  const room = filled(100);
  const timeline = opened(room, { around: 60 }, "around");
  const page = timeline.begin("after");
  const answer = room.history({ after: timeline.last });
  timeline.put(room.create(1).data.message); // after the page was read, before it is here
  timeline.put(room.edit(99, "edited meanwhile").data.message);
  timeline.finish(page, answer);
  assert.equal(timeline.last, 101);
  assert.equal(timeline.get(100).text, "edited meanwhile");
});

test("a page whose end has moved meanwhile is not joined on: it would leave a hole", () => {
  const room = filled(400);
  const timeline = opened(room, { around: 200, limit: 100 }, "around");
  const page = timeline.begin("before");
  const answer = room.history({ before: timeline.first });
  timeline.trim("start", 20);
  timeline.finish(page, answer);
  const held = seqs(timeline);
  assert.equal(held.length, 20);
  assert.equal(held.at(-1) - held[0], 19);
});

test("letting go at an end says that the room goes on there", () => {
  const timeline = opened(filled(40));
  timeline.trim("start", 30);
  assert.deepEqual([timeline.size, timeline.hasBefore, timeline.hasAfter], [30, true, false]);
  timeline.trim("end", 10);
  assert.deepEqual([timeline.size, timeline.hasBefore, timeline.hasAfter], [10, true, true]);
  assert.deepEqual(seqs(timeline), [11, 12, 13, 14, 15, 16, 17, 18, 19, 20]);
});

test("a room is silent until somebody writes in it", () => {
  const room = new FakeRoom();
  assert.equal(new Timeline().silent, false, "unknown before it is loaded");
  const timeline = opened(room);
  assert.equal(timeline.silent, true);
  timeline.put({ ...room.create(1).data.message, kind: "notice" });
  assert.equal(timeline.silent, true);
  timeline.put(room.create(1).data.message);
  assert.equal(timeline.silent, false);
});

test("an abandoned page leaves the timeline as it was", () => {
  const timeline = opened(filled(3));
  timeline.abandon(timeline.begin("before"));
  assert.deepEqual(seqs(timeline), [1, 2, 3]);
});

test("a message that was taken back goes, held or on its way", () => {
  const room = filled(3);
  const timeline = opened(room);
  const gone = { ...room.messages[1], deleted: true, withdrawn: true, in_room: false, changed_seq: 4 };
  assert.equal(timeline.put(gone), true);
  assert.deepEqual(seqs(timeline), [1, 3]);
  assert.equal(timeline.put(gone), false);
  const page = timeline.begin("newest");
  timeline.put(gone);
  timeline.finish(page, room.history({}));
  assert.deepEqual(seqs(timeline), [1, 3]);
});
