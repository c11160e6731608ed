import assert from "node:assert/strict";
import { test } from "node:test";

import { Store } from "../../static/js/store.js";
import { Thread } from "../../static/js/store/thread.js";
import { FakeRoom, person } from "./support/server.js";

const ME = 1;
const OTHER = 2;

/** A store with one room, whose first message is mine; and what it said. */
function world() {
  const room = new FakeRoom(1);
  const root = room.create(ME, "where?").data.message;
  const store = new Store(person(ME));
  store.start({
    people: [],
    presence: { online: 1, states: {} },
    my: { after: 0, upto: 1, limited: false, rooms: [room.mine(ME)], threads: [] },
    room: room.infoNow(),
    history: room.history({}),
  });
  const said = [];
  for (const topic of ["timeline", "thread", "threads", "arrived"]) {
    store.signals.on(topic, () => said.push(topic));
  }
  const here = store.rooms.get(1);
  const thread = new Thread(1, root.id);
  here.threads.add(thread);
  const page = { messages: [root], has_before: false, has_after: false };
  thread.timeline.finish(thread.timeline.begin("newest"), page);
  return { room, root, store, here, thread, said };
}

function reply({ room, root }, author, fields = {}) {
  const { data } = room.create(author, "here");
  return { ...data, message: { ...data.message, thread_root: root.id, in_room: false, ...fields } };
}

function follow({ room, root }, seq, fields = {}) {
  const thread = { root: root.id, room: 1, me_seq: seq, following: true, read_seq: root.seq };
  return { seq, thread: { ...thread, unread: 0, upto: room.seq, ...fields } };
}

test("a reply goes to its thread and not to the room", () => {
  const it = world();
  it.store.apply("message:created", reply(it, OTHER));
  assert.equal(it.thread.timeline.size, 2);
  assert.equal(it.here.timeline.size, 1);
  assert.equal(it.here.unread.count, 0);
  assert.deepEqual(it.said, ["thread"]);
});

test("a reply that was sent to the room too stands in both, and is news there", () => {
  const it = world();
  it.store.apply("message:created", reply(it, OTHER, { in_room: true }));
  assert.equal(it.thread.timeline.size, 2);
  assert.equal(it.here.timeline.size, 2);
  assert.equal(it.here.unread.count, 1);
  assert.ok(it.said.includes("arrived"));
});

test("what others reply is unread in a thread that I follow, until I read it", () => {
  const it = world();
  it.store.apply("message:created", reply(it, OTHER));
  assert.equal(it.store.threads.unreadIn(it.root.id), 0);
  it.store.apply("me:changed", follow(it, 2, { unread: 1 }));
  it.store.apply("message:created", reply(it, OTHER));
  it.store.apply("message:created", reply(it, ME));
  assert.equal(it.store.threads.unreadIn(it.root.id), 2);
  assert.equal(it.store.threads.waiting, 1);
  it.store.apply("me:changed", follow(it, 3, { read_seq: it.room.seq }));
  assert.equal(it.store.threads.waiting, 0);
});

test("an unread reply that is deleted is unread no more", () => {
  const it = world();
  it.store.apply("me:changed", follow(it, 2));
  const event = reply(it, OTHER);
  it.store.apply("message:created", event);
  const gone = it.room.remove(1).data;
  const message = { ...event.message, deleted: true, changed_seq: gone.seq };
  it.store.apply("message:changed", { ...gone, message });
  assert.equal(it.store.threads.unreadIn(it.root.id), 0);
});

test("whoever leaves the room follows none of its threads", () => {
  const it = world();
  it.store.apply("me:changed", follow(it, 2, { unread: 4 }));
  assert.equal(it.store.threads.waiting, 1);
  it.store.apply("me:changed", { seq: 3, mine: { ...it.room.mine(ME, 0, 3), active: false } });
  assert.equal(it.store.threads.waiting, 0);
});

test("an older word about a thread does not undo a newer one", () => {
  const it = world();
  it.store.takeThread(follow(it, 5, { unread: 0 }).thread);
  it.store.takeThread(follow(it, 4, { unread: 7 }).thread);
  assert.equal(it.store.threads.unreadIn(it.root.id), 0);
});
