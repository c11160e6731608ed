import assert from "node:assert/strict";
import { test } from "node:test";

import { Signals } from "../../static/js/signals.js";
import { Store } from "../../static/js/store.js";
import { Sync } from "../../static/js/sync.js";
import { below, pick, seeded, shuffled } from "./support/random.js";
import { FakeRoom, person } from "./support/server.js";

const ME = 1;

/** A store that looks at one room, its `Sync`, and the server behind them. */
function world({ page = 200, limit = 1_000, before = 0 } = {}) {
  const room = new FakeRoom(1, page, limit);
  for (let at = 0; at < before; at += 1) room.create(2, `before ${at}`);
  const store = new Store(person(ME));
  store.start({
    people: [person(ME)],
    presence: { online: 1, states: {} },
    my: { after: 0, upto: 1, limited: false, rooms: [room.mine(ME)] },
    room: room.infoNow(),
    history: room.history({}),
  });
  const asked = [];
  const connection = {
    signals: new Signals(),
    isOpen: true,
    restart() {},
    async request(name, data) {
      asked.push([name, data]);
      if (name === "room:changes") return { ok: true, changes: room.changes(data.after) };
      const rooms = Object.entries(data.rooms).map(([, after]) => room.changes(after));
      const me = { after: data.me, upto: it.meHead, limited: false, rooms: mine(data) };
      return { ok: true, me, rooms };
    },
  };
  const mine = ({ me }) => (me === 0 ? [room.mine(ME)] : []);
  const timers = [];
  const sync = new Sync(store, connection, (run) => timers.push(run));
  const it = { room, store, sync, connection, asked, timers, meHead: 1 };
  return it;
}

/** Lets answers arrive and timers run until nothing is left to do. */
async function settle({ timers }) {
  for (let quiet = 0; quiet < 3; ) {
    await new Promise((done) => setImmediate(done));
    if (timers.length) {
      quiet = 0;
      timers.shift()();
    } else quiet += 1;
  }
}

function held(store) {
  const room = store.rooms.get(1);
  return {
    head: room.sequence.head,
    messages: room.timeline.messages,
    name: room.info.name,
    count: room.info.member_count,
    unread: room.unread.count,
    mentions: room.mentions.seqs,
    lastAt: room.lastAt,
  };
}

/** What a client has that fetches everything now. */
function refetched(room, from) {
  const messages = room.messages.filter((message) => message.seq >= from);
  const mine = room.mine(ME);
  return {
    head: room.seq,
    messages,
    name: room.info.name,
    count: room.info.member_count,
    unread: mine.unread,
    mentions: mine.mentions,
    lastAt: mine.last_at,
  };
}

const someText = (random) => (random() < 0.4 ? "hello @1" : "hello");

function act(random, room) {
  const roll = random();
  const size = room.messages.length;
  if (roll < 0.6 || !size) return room.create(1 + below(random, 4), someText(random));
  if (roll < 0.75) {
    const at = below(random, size);
    return room.messages[at].deleted ? room.create(2) : room.edit(at, `${room.seq} ${someText(random)}`);
  }
  if (roll < 0.85) {
    const at = below(random, size - 1); // the last one's deletion moves `last_at` back
    return !room.messages[at] || room.messages[at].deleted ? room.create(2) : room.remove(at);
  }
  if (roll < 0.95) return room.member(1 + below(random, 6), random() < 0.5);
  return room.rename(`name ${room.seq}`);
}

test("events in order give what a refetch gives", async () => {
  const it = world({ before: 5 });
  const random = seeded(7);
  for (let at = 0; at < 60; at += 1) {
    const event = act(random, it.room);
    it.store.apply(event.name, event.data);
  }
  assert.deepEqual(held(it.store), refetched(it.room, 1));
});

test("events lost, repeated and out of order give what a refetch gives", async () => {
  for (let seed = 1; seed <= 150; seed += 1) {
    const random = seeded(seed);
    const it = world({ before: below(random, 8), page: pick(random, [3, 10, 200]) });
    it.connection.signals.emit("open");
    await settle(it);
    const events = Array.from({ length: 30 }, () => act(random, it.room));
    const arriving = shuffled(random, [
      ...events.filter(() => random() < 0.7),
      ...events.filter(() => random() < 0.2),
      events.at(-1), // the server's watcher sees to it that the end is told
    ]);
    for (const event of arriving) {
      it.store.apply(event.name, event.data);
      if (random() < 0.3) await settle(it);
    }
    await settle(it);
    assert.deepEqual(held(it.store), refetched(it.room, 1), `seed ${seed}`);
  }
});

test("whatever is missed while away is had after the next connect", async () => {
  for (let seed = 1; seed <= 60; seed += 1) {
    const random = seeded(seed);
    const it = world({ before: 3, page: 7 });
    for (let visit = 0; visit < 3; visit += 1) {
      it.connection.signals.emit("open");
      await settle(it);
      it.connection.signals.emit("closed");
      for (let at = 0; at < 20; at += 1) act(random, it.room);
    }
    it.connection.signals.emit("open");
    await settle(it);
    assert.deepEqual(held(it.store), refetched(it.room, 1), `seed ${seed}`);
  }
});

test("too far behind, the newest page replaces what was held and counts are read anew", async () => {
  const it = world({ before: 5, limit: 100 });
  for (let at = 0; at < 300; at += 1) it.room.create(2);
  it.connection.signals.emit("open");
  await settle(it);
  const { timeline } = it.store.rooms.get(1);
  assert.deepEqual([timeline.size, timeline.hasBefore, timeline.hasAfter], [50, true, false]);
  assert.deepEqual(held(it.store), refetched(it.room, timeline.first));
});

test("`sync` is the first thing said, with the heads that are had", async () => {
  const it = world({ before: 5 });
  it.connection.signals.emit("open");
  await settle(it);
  assert.deepEqual(it.asked, [["sync", { me: 1, rooms: { 1: 5 } }]]);
});

test("two events that pass each other cost no question", async () => {
  const it = world();
  it.connection.signals.emit("open");
  await settle(it);
  const [first, second] = [it.room.create(2), it.room.create(2)];
  it.store.apply(second.name, second.data);
  it.store.apply(first.name, first.data);
  await settle(it);
  assert.equal(it.asked.length, 1);
  assert.equal(it.store.rooms.get(1).timeline.size, 2);
});

test("a lost event is asked for once another shows the gap", async () => {
  const it = world();
  it.connection.signals.emit("open");
  await settle(it);
  it.room.create(2);
  const event = it.room.create(2);
  it.store.apply(event.name, event.data);
  await settle(it);
  assert.deepEqual(it.asked.at(-1), ["room:changes", { room: 1, after: 0 }]);
  assert.equal(it.store.rooms.get(1).timeline.size, 2);
});

test("what the server found missing is taken as an answer", () => {
  const it = world();
  it.room.create(2);
  it.store.apply("room:caught_up", { room: 1, seq: 1, changes: it.room.changes(0) });
  assert.deepEqual(held(it.store), refetched(it.room, 1));
});

test("an acknowledgement and its event are one message, in either order", () => {
  for (const ackFirst of [true, false]) {
    const it = world();
    const item = { client_id: "c1", room: 1, text: "hi", order: [1, 1], state: "pending" };
    it.store.pending.put(item);
    const event = it.room.create(ME, "hi", "c1");
    const steps = [
      () => it.store.acknowledged(event.data.message),
      () => it.store.apply(event.name, event.data),
    ];
    for (const step of ackFirst ? steps : steps.reverse()) step();
    assert.equal(it.store.rooms.get(1).timeline.size, 1);
    assert.equal(it.store.pending.in(1).length, 0);
  }
});

test("an acknowledged message stays pending until the room has come so far", () => {
  const it = world();
  it.store.pending.put({ client_id: "c1", room: 1, text: "hi", order: [1, 1], state: "pending" });
  const missed = it.room.create(2);
  const mine = it.room.create(ME, "hi", "c1");
  it.store.acknowledged(mine.data.message);
  assert.equal(it.store.pending.in(1).length, 1);
  it.store.apply(missed.name, missed.data);
  assert.equal(it.store.pending.in(1).length, 0);
  assert.equal(it.store.rooms.get(1).timeline.size, 2);
});

test("an event that overtakes the word that one was added is kept for it", () => {
  const it = world();
  const other = new FakeRoom(9);
  const mine = other.mine(ME, 0, 2);
  const event = other.create(2);
  it.store.apply(event.name, event.data);
  it.store.apply("me:changed", { seq: 2, mine });
  assert.equal(it.store.rooms.get(9).sequence.head, 1);
  assert.equal(it.store.rooms.get(9).unread.count, 1);
});

test("a gap in the user's own sequence is asked for", async () => {
  const it = world();
  it.connection.signals.emit("open");
  await settle(it);
  it.meHead = 5;
  it.store.apply("me:changed", { seq: 5, mine: it.room.mine(ME, 0, 5) });
  await settle(it);
  assert.deepEqual(it.asked.at(-1), ["sync", { me: 1, rooms: {} }]);
  assert.equal(it.store.meHead, 5);
});

test("a room that one left is no longer among the joined, and comes back whole", () => {
  const it = world();
  it.store.apply("me:changed", { seq: 2, mine: { ...it.room.mine(ME, 0, 2), active: false } });
  assert.deepEqual(it.store.joined, []);
  it.store.apply("me:changed", { seq: 3, mine: it.room.mine(ME, 0, 3) });
  assert.equal(it.store.joined.length, 1);
});

test("keys such as __proto__ are names like any other", () => {
  const it = world();
  it.store.people.setPresence(JSON.parse('{"online":1,"states":{"__proto__":"online"}}'));
  assert.equal({}.online, undefined);
  assert.equal(it.store.people.presence(3), "offline");
});
