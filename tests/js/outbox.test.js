import assert from "node:assert/strict";
import { test } from "node:test";

import { below, seeded } from "./support/random.js";
import { Browser, failure, openTab, Server, settle, tick } from "./support/outbox.js";

function world(options) {
  const browser = new Browser();
  const server = new Server();
  return { browser, server, ...openTab(browser, server, options) };
}

test("a message is shown before anything is stored or sent", () => {
  const { outbox, shown, server, browser } = world();
  outbox.start();
  const item = outbox.add(1, "hello");
  assert.equal(shown.get(item.client_id).state, "pending");
  assert.deepEqual([browser.storage.items.size, server.attempts.length], [0, 0]);
});

test("a message is stored before it is sent", async () => {
  const { outbox, server, browser } = world();
  server.before = () => assert.deepEqual(browser.storage.log, ["put hello"]);
  outbox.start();
  outbox.add(1, "hello");
  await settle();
  assert.deepEqual(server.texts(), ["hello"]);
});

test("an acknowledged message is forgotten", async () => {
  const { outbox, shown, browser } = world();
  outbox.start();
  outbox.add(1, "hello");
  await settle();
  assert.deepEqual([outbox.size, shown.size, browser.storage.items.size], [0, 0, 0]);
});

test("without a connection everything is kept, and sent in order once there is one", async () => {
  const { outbox, server } = world();
  for (const text of ["one", "two", "three"]) outbox.add(1, text);
  await settle();
  assert.deepEqual(server.texts(), []);
  outbox.start();
  await settle();
  assert.deepEqual(server.texts(), ["one", "two", "three"]);
});

test("a message whose acknowledgement was lost is sent again under the same name", async () => {
  const { outbox, server } = world();
  let losses = 2;
  server.after = () => {
    if (losses-- > 0) throw failure("timeout");
  };
  outbox.start();
  outbox.add(1, "hello");
  await settle();
  assert.deepEqual(server.texts(), ["hello"]);
  assert.equal(new Set(server.attempts).size, 1);
  assert.equal(server.attempts.length, 3);
});

test("the order within a room holds when one has to be tried again", async () => {
  const { outbox, server } = world();
  let refusals = 3;
  server.before = ({ text }) => {
    if (text === "first" && refusals-- > 0) throw failure("unavailable");
  };
  outbox.start();
  for (const text of ["first", "second", "third"]) outbox.add(1, text);
  outbox.add(2, "elsewhere");
  await settle();
  assert.deepEqual(server.texts(1), ["first", "second", "third"]);
  assert.equal(server.stored[0].text, "elsewhere"); // another room does not wait
});

test("the pauses are random between 1 and 30 s, with a ceiling that doubles", async () => {
  const { outbox, server, pauses } = world({ random: () => 0.999_999 });
  server.before = () => {
    if (server.attempts.length < 9) throw failure("offline");
  };
  outbox.start();
  outbox.add(1, "hello");
  await settle(200);
  const seconds = pauses.map((ms) => Math.round(ms / 1_000));
  assert.deepEqual(seconds, [2, 4, 8, 16, 30, 30, 30, 30]);
});

test("a server that says when to come back is waited for", async () => {
  const { outbox, server, pauses } = world({ random: () => 0 });
  server.before = () => {
    if (server.attempts.length === 1) throw failure("too_many", { retryAfter: 12 });
  };
  outbox.start();
  outbox.add(1, "hello");
  await settle();
  assert.deepEqual(pauses, [12_000]);
});

test("a connection that comes back ends the pause", async () => {
  const { outbox, server } = world({ wait: () => new Promise(() => {}) });
  server.before = () => {
    if (server.attempts.length === 1) throw failure("offline");
  };
  outbox.start();
  outbox.add(1, "hello");
  await settle();
  assert.equal(server.attempts.length, 1);
  outbox.stop();
  outbox.start();
  await settle();
  assert.deepEqual(server.texts(), ["hello"]);
});

for (const code of ["invalid", "forbidden", "not_found", "conflict", "slow_mode"]) {
  test(`a message refused as ${code} fails, and lets the next one through`, async () => {
    const { outbox, server, shown } = world();
    server.before = ({ text }) => {
      if (text === "bad") throw failure(code);
    };
    outbox.start();
    const bad = outbox.add(1, "bad");
    outbox.add(1, "good");
    await settle();
    assert.deepEqual(server.texts(), ["good"]);
    assert.equal(shown.get(bad.client_id).state, "failed");
    assert.equal(shown.get(bad.client_id).failure.code, code);
  });
}

test("a failed message can be tried again, or discarded", async () => {
  const { outbox, server, shown, browser } = world();
  let refuse = true;
  server.before = () => {
    if (refuse) throw failure("forbidden");
  };
  outbox.start();
  const [one, two] = [outbox.add(1, "one"), outbox.add(1, "two")];
  await settle();
  refuse = false;
  outbox.retry(one.client_id);
  outbox.discard(two.client_id);
  await settle();
  assert.deepEqual(server.texts(), ["one"]);
  assert.deepEqual([shown.size, browser.storage.items.size], [0, 0]);
});

test("after a conflict it is sent under another name", async () => {
  const { outbox, server } = world();
  server.before = () => {
    if (server.attempts.length === 1) throw failure("conflict");
  };
  outbox.start();
  const item = outbox.add(1, "hello");
  await settle();
  outbox.retry(item.client_id);
  await settle();
  assert.deepEqual(server.texts(), ["hello"]);
  assert.notEqual(server.stored[0].client_id, item.client_id);
});

test("an error of no known kind does not block its room for ever", async () => {
  const { outbox, server, shown } = world();
  server.before = ({ text }) => {
    if (text === "poison") throw failure("error");
  };
  outbox.start();
  const poison = outbox.add(1, "poison");
  outbox.add(1, "after");
  await settle(200);
  assert.deepEqual(server.texts(), ["after"]);
  assert.equal(shown.get(poison.client_id).state, "failed");
});

test("what a crashed page left behind is sent by the next", async () => {
  const { browser, server, outbox, tab } = world();
  outbox.add(1, "before the crash");
  await settle();
  tab.close();
  const next = openTab(browser, server);
  await next.outbox.load();
  assert.equal(next.shown.size, 1);
  next.outbox.start();
  await settle();
  assert.deepEqual(server.texts(), ["before the crash"]);
});

test("another person's messages are left alone", async () => {
  const { browser, outbox, shown } = world();
  await browser.storage.put({ client_id: "other", user: 8, room: 1, text: "x", order: [1, 1] });
  await outbox.load();
  assert.equal(shown.size, 0);
});

test("of two tabs one sends, and both see the same", async () => {
  const first = world();
  const second = openTab(first.browser, first.server);
  first.outbox.start();
  second.outbox.start();
  await settle();
  first.server.before = () => assert.equal(first.browser.holder, first.tab);
  second.outbox.add(1, "from the second");
  await tick();
  await settle();
  assert.deepEqual(first.server.texts(), ["from the second"]);
  assert.equal(first.server.attempts.length, 1);
  assert.deepEqual([first.shown.size, second.shown.size, second.outbox.size], [0, 0, 0]);
});

test("the tab that loses its connection gives its turn to one that has one", async () => {
  const first = world();
  const second = openTab(first.browser, first.server);
  first.outbox.start();
  second.outbox.start();
  await settle();
  first.outbox.stop();
  first.outbox.add(1, "hello");
  await settle();
  assert.deepEqual(first.server.texts(), ["hello"]);
  assert.deepEqual([first.shown.size, second.shown.size], [0, 0]);
});

test("log-out empties it, in every tab and in storage", async () => {
  const first = world();
  const second = openTab(first.browser, first.server);
  first.outbox.add(1, "unsent");
  await settle();
  assert.equal(second.shown.size, 1);
  await first.outbox.clear();
  await settle();
  assert.deepEqual([first.shown.size, second.shown.size], [0, 0]);
  assert.equal(first.browser.storage.items.size, 0);
});

test("storage that refuses does not keep a message from being sent", async () => {
  const { browser, outbox, server } = world();
  browser.storage.put = () => Promise.reject(new Error("full"));
  outbox.start();
  outbox.add(1, "hello");
  await settle();
  assert.deepEqual(server.texts(), ["hello"]);
});

test("whatever fails, each message arrives once and in order", async () => {
  for (let seed = 1; seed <= 60; seed += 1) {
    const random = seeded(seed);
    const browser = new Browser();
    const server = new Server();
    const maybeFail = () => {
      if (random() < 0.3) throw failure(random() < 0.5 ? "timeout" : "offline");
    };
    server.before = maybeFail;
    server.after = maybeFail;
    const tabs = [openTab(browser, server), openTab(browser, server)];
    const written = [];
    for (let step = 0; step < 25; step += 1) {
      const { outbox } = tabs[below(random, 2)];
      if (random() < 0.4) outbox.start();
      else if (random() < 0.3) outbox.stop();
      else written.push([outbox, outbox.add(1, `${step}`).text]);
      await settle(below(random, 4));
    }
    for (const { outbox } of tabs) outbox.start();
    await settle(1_500);
    const texts = server.texts();
    assert.deepEqual([...texts].sort(), written.map(([, text]) => text).sort(), `seed ${seed}`);
    for (const { outbox } of tabs) {
      const mine = written.filter(([by]) => by === outbox).map(([, text]) => text);
      assert.deepEqual(texts.filter((text) => mine.includes(text)), mine, `seed ${seed}`);
    }
    assert.equal(browser.storage.items.size, 0, `seed ${seed}`);
  }
});
