import assert from "node:assert/strict";
import test from "node:test";

import { People } from "../../static/js/store/people.js";

test("what is heard while everyone's presence is asked for is newer than the answer", () => {
  const people = new People();
  people.ask();
  people.changePresence({ user: 1, state: "online" });
  people.changePresence({ user: 2, state: "online" });
  people.changePresence({ user: 1, state: "offline" });
  people.setPresence({ online: 3, states: { 3: "away" } });
  assert.equal(people.presence(1), "offline");
  assert.equal(people.presence(2), "online");
  assert.equal(people.presence(3), "away");
  assert.equal(people.online, 2);
});

test("what was heard before it was asked for is older than the answer", () => {
  const people = new People();
  people.changePresence({ user: 1, state: "online" });
  people.ask();
  people.setPresence({ online: 0, states: {} });
  assert.equal(people.presence(1), "offline");
  assert.equal(people.online, 0);
});
