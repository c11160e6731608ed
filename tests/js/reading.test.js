import assert from "node:assert/strict";
import test from "node:test";
import { startOf } from "../../static/js/dates.js";
import { seenNames } from "../../static/js/seen_line.js";
import { Times } from "../../static/js/times.js";
import { CatchUpQueue } from "../../static/js/views/catch_up_queue.js";
import { newSince, whenText } from "../../static/js/unread_words.js";

const NOW = new Date("2026-11-21T23:30:00Z"); // Sunday the 22nd in Berlin

test("days that people name begin at midnight in their own zone", () => {
  const at = (name) => startOf(name, NOW, "Europe/Berlin").toISOString();
  assert.equal(at("today"), "2026-11-21T23:00:00.000Z");
  assert.equal(at("yesterday"), "2026-11-20T23:00:00.000Z");
  assert.equal(at("week"), "2026-11-08T23:00:00.000Z"); // Monday the 9th
  assert.equal(at("month"), "2026-09-30T22:00:00.000Z"); // summer time
  assert.equal(at("2026-03-29"), "2026-03-28T23:00:00.000Z");
  assert.equal(at("first"), "1970-01-01T00:00:00.000Z");
  assert.equal(startOf("month", new Date("2026-01-09T12:00:00Z"), "UTC").getUTCFullYear(), 2025);
});

test("what is new says how much, and since when in the reader's own day", () => {
  const times = new Times("Europe/Berlin");
  assert.equal(newSince(1, null, times, NOW), "1 new");
  assert.equal(newSince(2_000, null, times, NOW), "1,000+ new");
  assert.equal(newSince(37, "2026-11-21T23:05:00Z", times, NOW), "37 new since 00:05");
  assert.equal(newSince(2, "2026-11-21T13:02:00Z", times, NOW), "2 new since yesterday at 14:02");
  assert.equal(newSince(2, "2026-11-16T13:02:00Z", times, NOW), "2 new since Monday, 16 November");
});

test("when something happened is said as shortly as it can be", () => {
  const times = new Times("Europe/Berlin");
  const said = (at) => whenText(at, times, NOW);
  assert.equal(said("2026-11-21T23:05:00Z"), "00:05");
  assert.equal(said("2026-11-21T13:02:00Z"), "Yesterday");
  assert.equal(said("2026-11-16T13:02:00Z"), "16 Nov");
  assert.equal(said("2025-05-16T13:02:00Z"), "16 May 2025");
});

function waiting(id, { mentions = 0, kind = "public", starred = false, muted = false, at = "" } = {}) {
  return {
    id,
    info: { archived: false, kind },
    unread: { count: 2, readSeq: 10 * id },
    mentions: { count: mentions },
    mine: { starred, muted },
    lastAt: at,
  };
}

test("unread rooms come one after another, those first that call the reader, without muted ones", () => {
  const store = {
    joined: [
      waiting(1, { at: "2026-11-20" }),
      waiting(2, { at: "2026-11-21" }),
      waiting(3, { starred: true }),
      waiting(4, { kind: "direct" }),
      waiting(5, { mentions: 1 }),
      waiting(6, { muted: true }),
      waiting(7, { muted: true, mentions: 1 }),
    ],
  };
  const queue = new CatchUpQueue(store);
  assert.deepEqual(queue.stops.map(({ id }) => id), [5, 7, 4, 3, 2, 1]);
  queue.next("read");
  assert.deepEqual(queue.current, { id: 7, from: 70, outcome: null });
  store.joined.push(waiting(8)); // it comes meanwhile, and at the end
  queue.next("kept");
  assert.deepEqual(queue.stops.map(({ id }) => id), [5, 7, 4, 3, 2, 1, 8]);
  assert.equal(queue.back()?.id, 7);
  assert.equal(queue.back()?.id, 5);
  assert.equal(queue.back(), null);
  while (queue.current) queue.next("read");
  assert.deepEqual([queue.count("read"), queue.count("kept"), queue.at], [7, 0, 7]);
});

test("a line names who has read so far, and counts the others", () => {
  const names = ["Ada", "Ben", "Cem", "Dee", "Eve"];
  const store = { people: { get: (id) => ({ display_name: names[id - 1] }) } };
  const said = (...seqs) => {
    const readers = new Map(seqs.map((seq, at) => [at + 1, { user: at + 1, seq, order: 1 }]));
    return seenNames({ seq: 5 }, readers, store).replace(/[\u2068\u2069]/g, "");
  };
  assert.equal(said(), "");
  assert.equal(said(4), "");
  assert.equal(said(4, 5), "Seen by Ben");
  assert.equal(said(9, 5), "Seen by Ada and Ben");
  assert.equal(said(5, 5, 5, 5, 5), "Seen by Ada, Ben, Cem and 2 others");
});
