import assert from "node:assert/strict";
import { test } from "node:test";

import { Drafts, merged } from "../../static/js/drafts.js";
import { forgetDrafts } from "../../static/js/drafts_storage.js";
import { SavedDrafts } from "../../static/js/store/drafts.js";
import { FakeStorage } from "./support/storage.js";

/** The server, with what it has; `devices` hear of each save. */
class Server {
  seq = 0;
  saves = [];
  devices = [];
  failure = null;
  texts = new Map();

  async save(room, thread, text) {
    await null;
    if (this.failure) throw Object.assign(new Error("refused"), { code: this.failure });
    this.saves.push(text);
    this.seq += 1;
    const draft = { room, thread, text, me_seq: this.seq, saved_at: "" };
    for (const device of this.devices) if (device.online) device.hear(draft);
    return draft;
  }
}

/** One device: its drafts, and a clock that is moved by hand. */
function device(server, storage = new FakeStorage()) {
  const saved = new SavedDrafts();
  const timers = [];
  const it = { online: true, now: 0, storage, saved, replaced: 0 };
  it.drafts = new Drafts({
    user: 7,
    storage,
    saved,
    save: (...given) => server.save(...given),
    later: (run, ms) => timers.push({ run, at: it.now + ms }),
    now: () => it.now,
  });
  it.drafts.signals.on("replaced", () => (it.replaced += 1));
  it.hear = (draft) => saved.take(draft) && it.drafts.heard(draft);
  it.wait = async (ms) => {
    for (const until = it.now + ms; it.now < until; ) {
      it.now += 100;
      for (const timer of timers.filter(({ at }) => at <= it.now)) {
        timers.splice(timers.indexOf(timer), 1);
        timer.run();
      }
      await new Promise((done) => setImmediate(done));
    }
  };
  it.drop = () => {
    it.online = false;
    it.drafts.disconnected();
  };
  it.back = (draft) => {
    it.online = true;
    if (draft) it.hear(draft);
    it.drafts.connected();
  };
  server.devices.push(it);
  return it;
}

test("what is typed is saved once, a moment after the last key", async () => {
  const server = new Server();
  const desk = device(server);
  desk.drafts.connected();
  for (const text of ["h", "he", "hel"]) {
    desk.drafts.set(1, text);
    await desk.wait(300);
  }
  assert.deepEqual(server.saves, []);
  await desk.wait(1_000);
  assert.deepEqual(server.saves, ["hel"]);
  assert.equal(desk.storage.size, 0);
  await desk.wait(20_000);
  assert.deepEqual(server.saves, ["hel"]);
});

test("who types on without a pause is saved every few seconds", async () => {
  const server = new Server();
  const desk = device(server);
  desk.drafts.connected();
  for (let at = 1; at <= 25; at += 1) {
    desk.drafts.set(1, "x".repeat(at));
    await desk.wait(400);
  }
  assert.equal(server.saves.length, 2);
});

test("another device shows what was written, and a thread's draft is its own", async () => {
  const server = new Server();
  const [desk, phone] = [device(server), device(server)];
  desk.drafts.connected();
  desk.drafts.set(1, "from the desk");
  desk.drafts.set(1, "in the thread", 5);
  await desk.wait(1_000);
  assert.equal(phone.drafts.get(1), "from the desk");
  assert.equal(phone.drafts.get(1, 5), "in the thread");
  assert.equal(phone.drafts.get(2), "");
  assert.equal(phone.replaced, 2);
});

test("nothing from elsewhere replaces what is being typed here, and the last save holds", async () => {
  const server = new Server();
  const [desk, phone] = [device(server), device(server)];
  desk.drafts.connected();
  phone.drafts.connected();
  desk.drafts.set(1, "desk");
  phone.drafts.set(1, "phone");
  await desk.wait(900);
  assert.equal(phone.drafts.get(1), "phone");
  await phone.wait(900);
  assert.equal(phone.drafts.get(1), "phone");
  await desk.wait(10_000);
  assert.equal(desk.drafts.get(1), "phone");
  assert.equal(desk.replaced, 1);
});

test("a draft that was sent is gone here at once and does not come back", async () => {
  const server = new Server();
  const desk = device(server);
  desk.drafts.connected();
  assert.equal(desk.drafts.sent(1), undefined); // never saved: the send has nothing to end
  desk.drafts.set(1, "hello");
  await desk.wait(1_000);
  assert.equal(desk.drafts.sent(1), 1);
  assert.equal(desk.drafts.get(1), "");
  desk.hear({ room: 1, thread: null, text: "", me_seq: 2, saved_at: "" }); // with the message
  await desk.wait(10_000);
  assert.equal(desk.drafts.get(1), "");
  assert.deepEqual(server.saves, ["hello"]);
});

test("a message sent while its draft is being saved takes it along", async () => {
  const server = new Server();
  const desk = device(server);
  desk.drafts.connected();
  desk.drafts.set(1, "hello");
  desk.drafts.flush();
  assert.equal(desk.drafts.sent(1), 0);
  await desk.wait(2_000);
  assert.deepEqual(server.saves, ["hello", ""]);
});

test("what was written offline is kept, and merged with what came meanwhile", async () => {
  const server = new Server();
  const desk = device(server);
  desk.drafts.connected();
  desk.drop();
  desk.drafts.set(1, "offline words");
  await desk.wait(2_000);
  assert.deepEqual(server.saves, []);
  const again = device(server, desk.storage); // the page was loaded again
  assert.equal(again.drafts.get(1), "offline words");
  again.back({ room: 1, thread: null, text: "from the phone", me_seq: 9, saved_at: "" });
  assert.equal(again.drafts.get(1), "from the phone\n\noffline words");
  await again.wait(2_000);
  assert.deepEqual(server.saves, ["from the phone\n\noffline words"]);
  assert.equal(again.replaced, 1);
});

test("a message sent offline does not erase what another device wrote since", async () => {
  const server = new Server();
  const desk = device(server);
  desk.drafts.connected();
  desk.drafts.set(1, "first");
  await desk.wait(1_000);
  desk.drop();
  desk.drafts.sent(1);
  desk.back({ room: 1, thread: null, text: "second", me_seq: 5, saved_at: "" });
  await desk.wait(10_000);
  assert.equal(desk.drafts.get(1), "second");
  assert.deepEqual(server.saves, ["first"]);
});

test("two texts written apart become one that has both", () => {
  assert.equal(merged("a tide", "a ti"), "a tide");
  assert.equal(merged("a ti", "a tide"), "a tide");
  assert.equal(merged("", "theirs"), "theirs");
  assert.equal(merged("mine", " "), "mine");
  assert.equal(merged("mine", "theirs"), "theirs\n\nmine");
});

test("a passing failure is tried again, a refusal is not", async () => {
  const server = new Server();
  const desk = device(server);
  desk.drafts.connected();
  server.failure = "unavailable";
  desk.drafts.set(1, "words");
  await desk.wait(2_000);
  server.failure = null;
  await desk.wait(5_000);
  assert.deepEqual(server.saves, ["words"]);
  server.failure = "conflict";
  desk.drafts.set(1, "too many");
  await desk.wait(2_000);
  server.failure = null;
  await desk.wait(20_000);
  assert.deepEqual(server.saves, ["words"]);
  assert.equal(desk.drafts.get(1), "too many");
});

test("drafts in this browser are one person's, and forgotten at log-out", () => {
  const storage = new FakeStorage([["theme", "dark"]]);
  device(new Server(), storage).drafts.set(1, "begun");
  assert.equal(device(new Server(), storage).drafts.get(1), "begun");
  const saved = new SavedDrafts();
  const other = new Drafts({ user: 8, storage, saved, save: async () => ({}) });
  assert.equal(other.get(1), "");
  forgetDrafts(storage);
  assert.deepEqual([...storage.keys()], ["theme"]);
});

test("a draft lasts as long as the page where storage is refused", () => {
  const refuse = () => {
    throw new Error("refused");
  };
  const storage = { getItem: refuse, setItem: refuse, removeItem: refuse, key: refuse, length: 1 };
  const { drafts } = device(new Server(), storage);
  drafts.set(1, "begun");
  assert.equal(drafts.get(1), "begun");
  assert.equal(drafts.get(2), "");
});
