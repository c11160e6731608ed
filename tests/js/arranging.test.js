import assert from "node:assert/strict";
import { test } from "node:test";

import { arranged, sectionName } from "../../static/js/arranging.js";
import { Store } from "../../static/js/store.js";

const me = { id: 1, display_name: "Ada", username: "ada" };

/** A store with rooms as `{id, name, …}`; what is not said is as in a public room that is read. */
function storeOf(...rooms) {
  const store = new Store(me);
  for (const { id, name = "", kind = "public", unread = 0, last_at = null, facts, ...more } of rooms) {
    const room = {
      id, kind, name, topic: "", group: false, is_general: false, archived: false, people: [],
      changed_seq: 1, last_seq: 1, member_count: 1, ...facts,
    };
    store.takeOwn({
      room, active: true, me_seq: id, read_seq: 0, starred: false, muted: false, section: "",
      unread, mentions: [], last_at, ...more,
    });
  }
  return store;
}

const keys = (store) =>
  arranged(store).map(({ section, rooms }) => [section.key, rooms.map(({ id }) => id)]);

test("what is starred comes first, #general before the others, the latest to write with on top", () => {
  const store = storeOf(
    { id: 1, name: "zinc" },
    { id: 2, name: "general", facts: { is_general: true } },
    { id: 3, name: "attic", starred: true },
    { id: 4, kind: "direct", last_at: "2026-11-20T10:00:00.000Z" },
    { id: 5, kind: "direct", last_at: "2026-11-21T10:00:00.000Z" },
    { id: 6, name: "old", facts: { archived: true } },
  );
  assert.deepEqual(keys(store), [["starred", [3]], ["rooms", [2, 1]], ["direct", [5, 4]]]);
});

test("a room stands in the section it was put in, while that is there", () => {
  const store = storeOf({ id: 1, name: "b", section: "s1" }, { id: 2, name: "a", section: "s9" });
  const own = { key: "s1", name: "Works", sort: "name", folded: false };
  store.takeSidebar({ sections: [own, ...store.sidebar.sections], me_seq: 9 });
  assert.deepEqual(keys(store).slice(0, 3), [["s1", [1]], ["starred", []], ["rooms", [2]]]);
  assert.equal(sectionName(own), "Works");
  assert.equal(sectionName({ ...own, key: "direct", name: "" }), "Direct messages");
});

test("unread first leaves out what is muted; an older sidebar replaces none", () => {
  const store = storeOf(
    { id: 1, name: "a" },
    { id: 2, name: "b", unread: 1, muted: true },
    { id: 3, name: "c", unread: 1 },
  );
  const rooms = { key: "rooms", name: "", sort: "unread", folded: true };
  store.takeSidebar({ sections: [rooms], me_seq: 9 });
  assert.deepEqual(keys(store), [["rooms", [3, 1, 2]]]);
  store.takeSidebar({ sections: [], me_seq: 8 });
  assert.equal(store.sidebar.sections.length, 1);
});
