import assert from "node:assert/strict";
import { test } from "node:test";

import { fromLocal, presets, toLocal } from "../../static/js/planning.js";

const iso = (date) => date.toISOString().slice(0, 16);

test("a wall clock's time is found in its zone, in summer and in winter", () => {
  assert.equal(iso(fromLocal("2026-11-23T09:00", "Europe/Lisbon")), "2026-11-23T09:00");
  assert.equal(iso(fromLocal("2026-07-23T09:00", "Europe/Lisbon")), "2026-07-23T08:00");
  assert.equal(iso(fromLocal("2026-11-23T09:00", "Asia/Kathmandu")), "2026-11-23T03:15");
  assert.equal(iso(fromLocal("2026-11-23T09:00", "America/New_York")), "2026-11-23T14:00");
});

test("around a change of clocks a time is right, and a skipped one is the hour after", () => {
  assert.equal(iso(fromLocal("2026-03-29T03:30", "Europe/Berlin")), "2026-03-29T01:30");
  assert.equal(iso(fromLocal("2026-03-29T01:30", "Europe/Berlin")), "2026-03-29T00:30");
  assert.equal(iso(fromLocal("2026-03-29T02:30", "Europe/Berlin")), "2026-03-29T01:30");
});

test("a moment and its local time are each other's way back", () => {
  for (const zone of ["UTC", "Europe/Lisbon", "Asia/Tokyo", "Pacific/Chatham"]) {
    const at = new Date("2026-11-21T18:45:00Z");
    assert.equal(iso(fromLocal(toLocal(at, zone), zone)), iso(at));
  }
});

test("the menu offers soon, tomorrow and Monday in the reader's zone", () => {
  const saturday = presets(new Date("2026-11-21T18:45:10Z"), "Europe/Lisbon");
  assert.deepEqual(
    saturday.map(({ name, at }) => `${name} ${iso(at)}`),
    ["In 20 minutes 2026-11-21T19:06", "Tomorrow 2026-11-22T09:00", "Monday 2026-11-23T09:00"],
  );
  const tokyo = presets(new Date("2026-11-21T18:45:10Z"), "Asia/Tokyo"); // Sunday there
  assert.deepEqual(
    tokyo.map(({ name, at }) => `${name} ${iso(at)}`),
    ["In 20 minutes 2026-11-21T19:06", "Tomorrow 2026-11-23T00:00"],
  );
  const monday = presets(new Date("2026-11-23T12:00:00Z"), "UTC");
  assert.equal(iso(monday[2].at), "2026-11-30T09:00");
});
