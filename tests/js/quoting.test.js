import assert from "node:assert/strict";
import { test } from "node:test";

import { quoted } from "../../static/js/quoting.js";

const message = { room: 3, seq: 14, text: "so", in_room: true, thread_root: null };

test("a quote names its author, links to the message and leaves a line for one's own words", () => {
  assert.equal(
    quoted({ ...message, text: "one\n\ntwo" }, "Ada"),
    "> **[Ada](/r/3/14/)**\n> one\n>\n> two\n\n",
  );
  const reply = { ...message, in_room: false, thread_root: 8 };
  assert.match(quoted(reply, "Ada"), /\(\/r\/3\/t\/8\/14\/\)/);
});

test("a name with marks in it stays a name", () => {
  assert.match(quoted(message, "[x](y) *z*"), /\*\*\[\\\[x\\\]\(y\) \\\*z\\\*\]\(\/r\/3\/14\/\)\*\*/);
});

test("a quote calls nobody again, and leaves code as it is", () => {
  const text = "ask @ben\n```\n@property\n```\nor a@b";
  assert.match(quoted({ ...message, text }, "Ada"), /ask @\u2060ben\n[^]*> @property\n/);
});

test("of a long message the beginning is quoted, in whole characters", () => {
  const text = quoted({ ...message, text: "😀".repeat(2_000) }, "Ada");
  assert.equal([...text].filter((c) => c === "😀").length, 600);
  assert.ok(text.endsWith("…\n\n"));
});
