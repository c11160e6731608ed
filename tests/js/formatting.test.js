import assert from "node:assert/strict";
import { test } from "node:test";

import { fence, FORMATS } from "../../static/js/formatting.js";

/** Angle brackets stand for the ends of the selection. */
function read(marked) {
  const start = marked.indexOf("⟨");
  const text = marked.replace("⟨", "");
  return { text: text.replace("⟩", ""), start, end: text.indexOf("⟩") };
}

function shown({ text, start, end }) {
  return `${text.slice(0, start)}⟨${text.slice(start, end)}⟩${text.slice(end)}`;
}

const CASES = [
  ["bold", "a ⟨word⟩ here", "a **⟨word⟩** here"],
  ["bold", "a **⟨word⟩** here", "a ⟨word⟩ here"],
  ["bold", "a ⟨word ⟩here", "a **⟨word⟩** here"],
  ["bold", "⟨⟩", "**⟨bold⟩**"],
  ["italic", "**⟨word⟩**", "***⟨word⟩***"],
  ["italic", "***⟨word⟩***", "**⟨word⟩**"],
  ["italic", "*⟨word⟩*", "⟨word⟩"],
  ["strike", "⟨word⟩", "~~⟨word⟩~~"],
  ["spoiler", "it was ⟨the tide⟩", "it was ||⟨the tide⟩||"],
  ["code", "⟨x = 1⟩", "`⟨x = 1⟩`"],
  ["code", "see ⟨a\nb⟩", "see \n```\n⟨a\nb⟩\n```"],
  ["link", "⟨the plan⟩", "[the plan](⟨https://⟩)"],
  ["link", "⟨https://example.org/a⟩", "[⟨words⟩](https://example.org/a)"],
  ["link", "⟨⟩", "[words](⟨https://⟩)"],
  ["quote", "one\n⟨two\nthree⟩", "one\n⟨> two\n> three⟩"],
  ["quote", "⟨> two\n> three⟩", "⟨two\nthree⟩"],
  ["bullets", "⟨⟩", "- ⟨⟩"],
  ["bullets", "⟨one\ntwo⟩", "⟨- one\n- two⟩"],
  ["bullets", "⟨- [ ] one\n2. two⟩", "⟨- one\n- two⟩"],
  ["bullets", "⟨- one\n- two⟩", "⟨one\ntwo⟩"],
  ["numbers", "⟨one\n- two\nthree⟩", "⟨1. one\n2. two\n3. three⟩"],
  ["tasks", "⟨one\n- two⟩", "⟨- [ ] one\n- [ ] two⟩"],
  ["tasks", "⟨- [x] one⟩", "⟨one⟩"],
  ["table", "⟨⟩", "| ⟨Column⟩ | Column |\n|---|---|\n|  |  |\n"],
  ["table", "so:⟨⟩", "so:\n\n| ⟨Column⟩ | Column |\n|---|---|\n|  |  |\n"],
];

for (const [name, before, after] of CASES) {
  test(`${name} makes ${JSON.stringify(before)} into ${JSON.stringify(after)}`, () => {
    assert.equal(shown(FORMATS[name](read(before))), after);
  });
}

test("a block of code has its language, lines of its own, and more ticks than it holds", () => {
  assert.equal(shown(fence(read("a⟨b⟩c"), "python")), "a\n```python\n⟨b⟩\n```\nc");
  assert.equal(shown(fence(read("⟨```\nx\n```⟩"), "")), "````\n⟨```\nx\n```⟩\n````");
  assert.equal(shown(fence(read("⟨⟩"), "sql")), "```sql\n⟨⟩\n```");
});
