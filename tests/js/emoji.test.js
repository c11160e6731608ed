// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";

import { customEntry, entriesOf, found, RECENT_MOST, toned, withRecent } from "../../static/js/emoji_data.js";

const RAW = [
  { emoji: "😀", annotation: "grinning face", shortcodes: ["grinning"], tags: ["happy"], group: 0 },
  {
    emoji: "👋",
    annotation: "waving hand",
    shortcodes: ["wave"],
    tags: ["hello"],
    group: 1,
    skins: [{ emoji: "👋🏿", tone: 5 }],
  },
  {
    emoji: "🤝",
    annotation: "handshake",
    shortcodes: ["handshake"],
    group: 1,
    skins: [
      { emoji: "🤝🏻", tone: [1, 1] },
      { emoji: "🫱🏻‍🫲🏿", tone: [1, 5] },
    ],
  },
  { emoji: "🏿", annotation: "dark skin tone", group: 2 },
];
const entries = entriesOf(RAW);
const keys = (/** @type {string} */ query) => found(entries, query).map(({ key }) => key);

test("bare skin tones are nothing to pick", () => {
  assert.deepEqual(entries.map(({ key }) => key), ["😀", "👋", "🤝"]);
});

test("a tone is used where the emoji has it, for people together only in one tone", () => {
  const [face, wave, shake] = entries;
  assert.deepEqual([5, 1, 0].map((tone) => toned(wave, tone)), ["👋🏿", "👋", "👋"]);
  assert.deepEqual([1, 5].map((tone) => toned(shake, tone)), ["🤝🏻", "🤝"]);
  assert.equal(toned(face, 3), "😀");
});

test("emoji are found by short name, words and tags, the closest first", () => {
  assert.deepEqual(keys("hand"), ["👋", "🤝"]); // a whole word before the beginning of one
  assert.deepEqual(keys(":wave:"), ["👋"]);
  assert.deepEqual(keys("HELLO"), ["👋"]);
  assert.deepEqual(keys("hand waving"), ["👋"]);
  assert.deepEqual(keys("hand nothing"), []);
  assert.deepEqual(keys(""), ["😀", "👋", "🤝"]);
});

test("the organisation's own are found by the parts of their name", () => {
  const own = customEntry({ name: "party_dyke", url: "/emoji/1" });
  assert.equal(own.key, ":party_dyke:");
  assert.deepEqual(found([...entries, own], "dyke"), [own]);
});

test("what was picked last stands first, once, and the list ends", () => {
  assert.deepEqual(withRecent(["a", "b"], "b"), ["b", "a"]);
  const many = Array.from({ length: RECENT_MOST }, (_, at) => String(at));
  assert.equal(withRecent(many, "new").length, RECENT_MOST);
  assert.equal(withRecent(many, "new")[0], "new");
});
