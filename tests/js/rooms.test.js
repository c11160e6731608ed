import assert from "node:assert/strict";
import { test } from "node:test";

import { kindOf, othersIn, roomName, together } from "../../static/js/rooms.js";
import { Store } from "../../static/js/store.js";

const person = (id, name) => ({ id, display_name: name, username: `p${id}` });
const ada = person(1, "Ada Lovelace");
const group = (people, name = "") => ({ kind: "direct", group: true, name, people });

test("several people are called by their first names, where those are one's alone", () => {
  assert.equal(together([person(2, "Ben Okri")]), "Ben");
  assert.equal(together([person(2, "Ben Okri"), person(3, "Eve")]), "Ben and Eve");
  const three = [person(2, "Ana Silva"), person(3, "Eve Adams"), person(4, "Ana Costa")];
  assert.equal(together(three), "Ana Silva, Eve and Ana Costa");
  assert.equal(together([]), "Only you");
});

test("a group is called by the others as they are called now, or by its name", () => {
  const store = new Store(ada);
  store.people.put(person(2, "Benjamin Okri"));
  const info = group([ada, person(2, "Ben Okri"), person(3, "Eve")]);
  assert.deepEqual(othersIn(info, store).map(({ id }) => id), [2, 3]);
  assert.equal(roomName(info, store), "Benjamin and Eve");
  assert.equal(roomName({ ...info, name: "The trio" }, store), "The trio");
  assert.equal(kindOf(info), "group");
  assert.equal(kindOf({ kind: "direct", group: false }), "direct");
});
