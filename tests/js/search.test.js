// @ts-check
import assert from "node:assert/strict";
import test from "node:test";
import { filterAt, operatorsFor, quoted } from "../../static/js/search/filters.js";

test("the filter before the caret is what is completed", () => {
  const at = (/** @type {string} */ text, caret = text.length) => filterAt(text, caret);
  assert.deepEqual(at("tide from:an"), { operator: "from", value: "an", start: 10 });
  assert.deepEqual(at("-in:"), { operator: "in", value: "", start: 4 });
  assert.deepEqual(at('IN:"den t'), { operator: "in", value: "den t", start: 3 });
  assert.deepEqual(at("has:fi later", 6), { operator: "has", value: "fi", start: 4 });
  assert.deepEqual(at("tide fr"), { operator: "", value: "fr", start: 5 });
  for (const text of ["", "tide from:ana ", "https://example.org", 'in:"den two" ']) {
    assert.equal(at(text), null);
  }
});

test("operators are offered by their beginning, names with blanks go into quotes", () => {
  assert.deepEqual(operatorsFor("fr").map(({ text }) => text), ["from:"]);
  assert.deepEqual(operatorsFor("xy"), []);
  assert.equal(quoted("den two"), '"den two"');
  assert.equal(quoted("den"), "den");
});
