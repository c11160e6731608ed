import assert from "node:assert/strict";
import test from "node:test";
import { startOf } from "../../static/js/dates.js";
import { Times } from "../../static/js/times.js";
import { newSince } from "../../static/js/unread_words.js";

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
