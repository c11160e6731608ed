import assert from "node:assert/strict";
import { test } from "node:test";

import { EmojiCommands } from "../../static/js/commands/emoji.js";
import { Signals } from "../../static/js/signals.js";

const TIDE = { id: 1, name: "tide", url: "/emoji/a.webp", maker: 1, active: true };

/** A connection that counts what it is asked, and answers as it is told. */
function world(answer = async () => ({ emoji: [TIDE], may_add: true })) {
  const asked = [];
  const connection = {
    signals: new Signals(),
    request: (name) => {
      asked.push(name);
      return answer();
    },
  };
  const store = { signals: new Signals() };
  return { asked, connection, store, commands: new EmojiCommands(store, connection) };
}

test("they are asked for when they are wanted, and once", async () => {
  const { asked, commands } = world();
  assert.deepEqual(asked, []);
  assert.deepEqual(await commands.load(), { emoji: [TIDE], mayAdd: true });
  await commands.load();
  assert.deepEqual(asked, ["emoji:list"]);
});

test("they are asked for again after a change, and after a connection that was lost", async () => {
  const { asked, connection, store, commands } = world();
  await commands.load();
  store.signals.emit("emoji", { ...TIDE, active: false });
  await commands.load();
  connection.signals.emit("closed");
  await commands.load();
  assert.equal(asked.length, 3);
});

test("what failed is tried again", async () => {
  let down = true;
  const { commands } = world(async () => {
    if (down) throw new Error("offline");
    return { emoji: [], may_add: false };
  });
  await assert.rejects(commands.load());
  down = false;
  assert.deepEqual(await commands.load(), { emoji: [], mayAdd: false });
});
