import assert from "node:assert/strict";
import { test } from "node:test";

import { untilOf } from "../../static/js/dialogs/status.js";
import { statusOf } from "../../static/js/person_status.js";
import { readSlash, slashHelp } from "../../static/js/slash.js";

const COMMANDS = ["away", "invite", "me", "topic"].map((name) => ({ name, usage: `/${name}` }));
const named = (text) => slashHelp(COMMANDS, text).found.map(({ name }) => name);

test("a word after a slash is a command, two slashes are one", () => {
  assert.deepEqual(readSlash("/topic boats"), { run: "/topic boats" });
  assert.deepEqual(readSlash("/unknown"), { run: "/unknown" });
  assert.deepEqual(readSlash("//topic boats"), { send: "/topic boats" });
  assert.deepEqual(readSlash("no /topic"), { send: "no /topic" });
});

test("/me is a message as it is written, and what is no command's name is a message too", () => {
  assert.deepEqual(readSlash("/me waves"), { send: "/me waves" });
  assert.deepEqual(readSlash("//me waves"), { send: "\\/me waves" });
  assert.deepEqual(readSlash("/usr/bin/env"), { send: "/usr/bin/env" });
  assert.deepEqual(readSlash("/ alone"), { send: "/ alone" });
});

test("help has what fits the name so far, then the one that is written", () => {
  assert.deepEqual(named("/"), ["away", "invite", "me", "topic"]);
  assert.deepEqual(named("/i"), ["invite"]);
  assert.equal(slashHelp(COMMANDS, "/i").naming, true);
  assert.deepEqual(slashHelp(COMMANDS, "/topic bo"), { found: [COMMANDS[3]], naming: false });
  assert.deepEqual(named("/nothing x"), []);
  assert.deepEqual(named("text /i"), []);
});

test("a status ends in so many minutes, with the day or with the week, in the reader's zone", () => {
  const now = new Date("2026-11-21T18:45:00Z"); // Saturday; Sunday in Tokyo
  const until = (choice, zone) => untilOf(choice, now, zone)?.toISOString().slice(0, 16);
  assert.equal(until("", "UTC"), undefined);
  assert.equal(until("30", "UTC"), "2026-11-21T19:15");
  assert.equal(until("today", "UTC"), "2026-11-22T00:00");
  assert.equal(until("today", "Asia/Tokyo"), "2026-11-22T15:00");
  assert.equal(until("week", "UTC"), "2026-11-23T00:00");
});

test("a status that is over is not shown", () => {
  const status = { emoji: "🌴", text: "", until: "2026-11-21T18:45:00.000Z" };
  const at = Date.parse(status.until);
  assert.equal(statusOf({ status }, at), null);
  assert.equal(statusOf({ status }, at - 1), status);
  assert.equal(statusOf({ status: null }), null);
  assert.equal(statusOf(null), null);
});
