import assert from "node:assert/strict";
import { test } from "node:test";

import { lines, messageKey } from "../../static/js/timeline/lines.js";
import { Times } from "../../static/js/times.js";
import { person } from "./support/server.js";

const ME = 1;

function message(seq, author, at, more = {}) {
  return {
    id: 100 + seq,
    seq,
    changed_seq: seq,
    kind: "text",
    author: author && person(author),
    client_id: null,
    created_at: at,
    deleted: false,
    ...more,
  };
}

function shown(messages, { pending = [], newAfter = null, hasBefore = false, zone = "UTC" } = {}) {
  const view = { me: ME, times: new Times(zone), newAfter, hasBefore };
  return lines(messages, pending, view).map((line) => {
    if (line.type === "day") return line.day;
    if (line.type === "new") return "new";
    return `${line.key}${line.grouped ? " grouped" : ""}`;
  });
}

const NOON = "2026-11-21T12:00:00.000Z";
const at = (minutes, seconds = 0) =>
  new Date(Date.parse(NOON) + minutes * 60_000 + seconds * 1_000).toISOString();

const GROUPING = [
  ["the same author soon after is grouped", [[2, 0], [2, 4]], true],
  ["the same author after five minutes is not", [[2, 0], [2, 5]], false],
  ["another author is not", [[2, 0], [3, 1]], false],
  ["those whose accounts are gone are not one person", [[null, 0], [null, 1]], false],
];

for (const [name, writers, grouped] of GROUPING) {
  test(name, () => {
    const messages = writers.map(([author, minute], i) => message(i + 1, author, at(minute)));
    assert.equal(shown(messages).at(-1).endsWith("grouped"), grouped);
  });
}

test("a long run of one author stays grouped while each is soon after the one above", () => {
  const messages = [0, 4, 8, 12].map((minute, i) => message(i + 1, 2, at(minute)));
  assert.deepEqual(
    shown(messages).map((line) => line.endsWith("grouped")),
    [false, false, true, true, true],
  );
});

test("a notice, a new day and the new line each end a group", () => {
  const notice = message(2, 2, at(0, 20), { kind: "notice" });
  assert.deepEqual(shown([message(1, 2, at(0)), notice, message(3, 2, at(0, 40))]), [
    "2026-11-21",
    "m:101",
    "m:102",
    "m:103",
  ]);
  const late = "2026-11-21T23:59:30.000Z";
  assert.deepEqual(shown([message(1, 2, late), message(2, 2, "2026-11-22T00:00:10.000Z")]), [
    "2026-11-21",
    "m:101",
    "2026-11-22",
    "m:102",
  ]);
  assert.deepEqual(shown([message(1, 2, at(0)), message(2, 2, at(1))], { newAfter: 1 }), [
    "2026-11-21",
    "m:101",
    "new",
    "m:102",
  ]);
});

test("days are those of the reader's zone", () => {
  const messages = [message(1, 2, "2026-11-21T13:00:00.000Z")];
  assert.equal(shown(messages, { zone: "Pacific/Auckland" })[0], "2026-11-22");
  assert.equal(shown(messages, { zone: "America/Los_Angeles" })[0], "2026-11-21");
});

test("the new line stands before the first message of another, not before one's own", () => {
  const messages = [message(1, 2, at(0)), message(2, ME, at(1)), message(3, 2, at(2))];
  assert.deepEqual(shown(messages, { newAfter: 1 }), [
    "2026-11-21",
    "m:101",
    "m:102",
    "new",
    "m:103",
  ]);
});

test("the new line passes over notices and deleted messages", () => {
  const messages = [
    message(1, 2, at(0), { kind: "notice" }),
    message(2, 2, at(1), { deleted: true }),
    message(3, 2, at(2)),
  ];
  assert.equal(shown(messages, { newAfter: 0 }).indexOf("new"), 3);
});

test("there is no new line while the first new message may lie further up", () => {
  const messages = [message(50, 2, at(0)), message(51, 2, at(1))];
  assert.ok(!shown(messages, { newAfter: 20, hasBefore: true }).includes("new"));
  assert.ok(shown(messages, { newAfter: 49, hasBefore: true }).includes("new"));
});

test("what is on its way stands last, and once when the room has it", () => {
  const pending = [
    { client_id: "aaa", text: "", created_at: at(1) },
    { client_id: "bbb", text: "", created_at: at(2) },
  ];
  const arrived = message(1, ME, at(1), { client_id: "aaa" });
  assert.deepEqual(shown([arrived], { pending }), ["2026-11-21", "c:aaa", "c:bbb grouped"]);
});

test("another person's message never takes the place of mine, whatever its client_id", () => {
  const theirs = message(1, 2, at(0), { client_id: "aaa" });
  assert.equal(messageKey(theirs, ME), "m:101");
  const pending = [{ client_id: "aaa", text: "", created_at: at(1) }];
  assert.deepEqual(shown([theirs], { pending }), ["2026-11-21", "m:101", "c:aaa"]);
});
