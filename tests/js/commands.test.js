import assert from "node:assert/strict";
import { test } from "node:test";

import { Commands } from "../../static/js/commands.js";
import { Store } from "../../static/js/store.js";
import { FakeRoom, person } from "./support/server.js";

const ME = 1;

/** A tab that has what it has been told of a room, and hears how often its count changes. */
function world({ had, since }) {
  const room = new FakeRoom(1, 200, 1_000);
  for (let at = 0; at < had; at += 1) room.create(2, `had ${at}`);
  const store = new Store(person(ME));
  const history = room.history({});
  const info = room.infoNow();
  for (let at = 0; at < since; at += 1) room.create(2, `since ${at}`);
  store.start({
    people: [person(ME)],
    presence: { online: 1, states: {} },
    my: { after: 0, upto: 1, limited: false, rooms: [room.mine(ME)] },
    room: info,
    history,
  });
  const commands = new Commands(store, { request: async () => ({ ok: true }), signals: store.signals }, {});
  const unread = () => store.rooms.get(1).unread.count;
  let heard = 0;
  store.signals.on("unread", () => {
    heard += 1;
    assert.ok(heard < 10, "told again of what did not change");
    if (unread()) commands.readHere(1, had); // as whoever looks does
  });
  return { commands, unread, heard: () => heard };
}

test("what is read here is told once, and again only when it changes", () => {
  const { commands, unread, heard } = world({ had: 3, since: 0 });
  assert.equal(unread(), 3);
  commands.readHere(1, 3);
  assert.equal(unread(), 0);
  commands.readHere(1, 3);
  assert.equal(heard(), 1);
});

test("reading as far as one has come, where the server has counted further, comes to an end", () => {
  const { commands, unread, heard } = world({ had: 3, since: 2 });
  commands.readHere(1, 3);
  assert.equal(heard(), 1);
  assert.equal(unread(), 5); // until what is missing arrives, or the server counts again
});
