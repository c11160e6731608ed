import assert from "node:assert/strict";
import { test } from "node:test";

import { backoff } from "../../static/js/backoff.js";
import { ranked, wordAt } from "../../static/js/completing.js";
import { completions } from "../../static/js/emoji.js";
import { best, fit } from "../../static/js/fuzzy.js";
import { newId } from "../../static/js/ids.js";
import { pathOf, placeOf } from "../../static/js/navigation.js";
import { unreadText } from "../../static/js/rooms.js";
import { offlineWords } from "../../static/js/status_view.js";
import { Typing, typingLine } from "../../static/js/store/people.js";
import { nextTheme } from "../../static/js/theme.js";
import { Times } from "../../static/js/times.js";
import { badge } from "../../static/js/title.js";
import { TypingSignals } from "../../static/js/typing.js";

const found = (query, names) => best(query, names, (name) => [name]);

test("the switcher puts a beginning before a word's beginning, and that before the middle", () => {
  const names = ["old design", "redesigns", "design", "general"];
  assert.deepEqual(found("des", names), ["design", "old design", "redesigns"]);
});

test("letters may be scattered, but must be in order", () => {
  assert.deepEqual(found("gnl", ["general", "gallon"]), ["general"]);
  assert.equal(fit("lng", "general"), null);
});

test("case and accents do not matter", () => {
  assert.deepEqual(found("INES", ["Inês Albuquerque"]), ["Inês Albuquerque"]);
});

test("with nothing written everything is found, in the order given", () => {
  assert.deepEqual(found("", ["b", "a"]), ["b", "a"]);
});

test("a person is found by the user name too, after those of that name", () => {
  const people = [["Robert Byrne", "ada2"], ["Ada Lovelace", "ada"]];
  assert.deepEqual(best("ada", people, (names) => names)[0], people[1]);
});

const WORDS = [
  [":ro", [":", "ro", 0]],
  ["nice :rock", [":", "rock", 5]],
  ["(:+1", [":", "+1", 1]],
  ["at 10:30", null],
  ["http://x", null],
  [":r", null],
  ["a :b c", null],
  ["@", ["@", "", 0]],
  ["hi @ben.o", ["@", "ben.o", 3]],
  ["**@jür", ["@", "jür", 2]],
  ["me@example", null],
  ["@ben is", null],
  ["#", ["#", "", 0]],
  ["see #the", ["#", "the", 4]],
  ["# heading", null],
  ["in C#", null],
];

for (const [text, word] of WORDS) {
  test(`what is being written in “${text}”`, () => {
    const found = wordAt(String(text), String(text).length);
    assert.deepEqual(found && [found.sign, found.query, found.start], word);
  });
}

test("only what stands before the caret counts", () => {
  assert.deepEqual(wordAt("@ben later", 3), { sign: "@", query: "be", start: 0 });
});

/** @type {(name: string, more?: object) => any} */
const someone = (name, more = {}) => ({ names: [name], near: false, recent: 0, ...more });

test("those in the room come first, and those who wrote last, where they fit as well", () => {
  const all = [
    someone("benedict"),
    someone("ben"),
    someone("benno", { near: true }),
    someone("benita", { near: true, recent: 7 }),
    someone("ruben", { near: true, recent: 9 }),
    someone("carla", { near: true }),
  ];
  const names = ranked("ben", all).map(({ names }) => names[0]);
  assert.deepEqual(names, ["benita", "benno", "ben", "benedict", "ruben"]);
  assert.equal(ranked("", all).length, 6);
});

test("emoji whose name begins so come first, the shorter first", () => {
  const emojis = ["shamrock", "rocket", "rock"].map((name) => ({ name, char: "x" }));
  assert.deepEqual(
    completions(emojis, "roc").map(({ name }) => name),
    ["rock", "rocket", "shamrock"],
  );
});

test("times are the reader's own", () => {
  const stamp = "2026-01-31T23:05:07.000Z";
  assert.deepEqual(new Times("Europe/Zurich").moment(stamp), { day: "2026-02-01", time: "00:05" });
  assert.equal(new Times("UTC").exact(stamp), "Saturday, 31 January 2026 at 23:05:07");
});

test("a zone that the browser does not know is read as UTC", () => {
  assert.equal(new Times("Mars/Olympus").moment("2026-01-31T23:05:07.000Z").time, "23:05");
});

const DAYS = [
  ["2026-11-21", "Today"],
  ["2026-11-20", "Yesterday"],
  ["2026-11-19", "Thursday, 19 November"],
  ["2025-12-31", "Wednesday, 31 December 2025"],
];

for (const [day, words] of DAYS) {
  test(`${day} is called ${words}`, () => {
    const now = new Date("2026-11-21T00:30:00Z");
    assert.equal(new Times("UTC").dayText(day, now), words);
  });
}

test("who types is said in a line", () => {
  assert.equal(typingLine([]), "");
  assert.equal(typingLine(["Ada"]), "Ada is typing…");
  assert.equal(typingLine(["Ada", "Bob"]), "Ada and Bob are typing…");
  assert.equal(typingLine(["Ada", "Bob", "Cleo"]), "Several people are typing…");
});

test("typing lapses after 6 s unless said again", () => {
  const typing = new Typing();
  typing.take({ room: 1, user: 2, display_name: "Ada", active: true }, 0);
  assert.deepEqual(typing.names(1, 5_999), ["Ada"]);
  assert.deepEqual(typing.names(1, 6_000), []);
});

test("typing is said seldom, and its end once", () => {
  let now = 1;
  const said = [];
  const signals = new TypingSignals({ typing: (...args) => said.push(args) }, 3_000, () => now);
  for (const text of ["h", "he", "hel"]) signals.input(1, text);
  now += 3_000;
  signals.input(1, "hell");
  signals.input(1, "");
  signals.input(1, "");
  assert.deepEqual(said, [[1, true], [1, true], [1, false]]);
});

test("a pause is between 1 s and a ceiling of 30 s", () => {
  for (let attempt = 1; attempt < 40; attempt += 1) {
    assert.ok(backoff(attempt, () => 0) >= 1_000);
    assert.ok(backoff(attempt, () => 0.999) <= 30_000);
  }
});

test("a client_id is one that the server takes, and another each time", () => {
  const ids = new Set(Array.from({ length: 500 }, newId));
  assert.equal(ids.size, 500);
  for (const id of ids) assert.match(id, /^[A-Za-z0-9_-]{8,64}$/);
});

test("an address names a room, a message in it, a thread, a reply in that, or none of them", () => {
  const places = {
    "/r/12/": { room: 12, seq: null, thread: null },
    "/r/12/345/": { room: 12, seq: 345, thread: null },
    "/r/12/t/8/": { room: 12, seq: null, thread: 8 },
    "/r/12/t/8/345/": { room: 12, seq: 345, thread: 8 },
  };
  for (const [path, place] of Object.entries(places)) {
    assert.deepEqual(placeOf(path), place);
    assert.equal(pathOf(place), path);
  }
  for (const path of ["/", "/r/0/", "/r/12", "/r/12/join/", "/r/x/", "/r/12/t/", "/rooms/"]) {
    assert.equal(placeOf(path), null);
  }
});

test("counts are shortened where they would not fit", () => {
  assert.deepEqual([0, 7, 999, 1_000].map(unreadText), ["", "7", "999", "999+"]);
  assert.deepEqual([0, 7, 100].map((unread) => badge(unread)), ["", "(7) ", "(99+) "]);
  assert.deepEqual([badge(7, 2), badge(400, 120)], ["(@2 · 7) ", "(@99+ · 99+) "]);
});

test("the theme goes round", () => {
  assert.deepEqual(["system", "light", "dark"].map(nextTheme), ["light", "dark", "system"]);
});

test("the status bar says what is tried and what is kept", () => {
  assert.equal(offlineWords(0, true), "Connecting…");
  assert.equal(offlineWords(1, true, true), "Connecting another way… 1 message is kept and will be sent.");
  assert.equal(offlineWords(2, false, true), "You are offline. 2 messages are kept and will be sent.");
});
