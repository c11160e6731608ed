import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { Untold } from "../../static/js/untold.js";

function parts(/** @type {Record<number, number>} */ known) {
  const rooms = new Map(
    Object.entries(known).map(([id, read_seq]) => [Number(id), { mine: { read_seq } }]),
  );
  /** @type {number[][]} */
  const told = [];
  const read = (/** @type {number} */ room, /** @type {number} */ seq) => told.push([room, seq]);
  return { rooms, told, untold: new Untold(/** @type {any} */ ({ rooms }), { read }, 5_000) };
}

test("what was read in rooms that were left is told", () => {
  mock.timers.enable({ apis: ["setTimeout"] });
  const { told, untold } = parts({ 1: 4, 2: 0 });
  untold.add(1, 9);
  untold.add(1, 7);
  untold.add(2, 3);
  untold.tell();
  assert.deepEqual(told, [[1, 9], [2, 3]]);
  mock.timers.reset();
});

test("it is told again until the server says so too, and then no more", () => {
  mock.timers.enable({ apis: ["setTimeout"] });
  const { rooms, told, untold } = parts({ 1: 4 });
  untold.add(1, 9);
  untold.tell();
  mock.timers.tick(5_000);
  assert.equal(told.length, 2);
  rooms.set(1, { mine: { read_seq: 9 } });
  mock.timers.tick(60_000);
  assert.equal(told.length, 2);
  mock.timers.reset();
});

test("what the server knows, what is unread again and what one has left is not told", () => {
  const { told, untold } = parts({ 1: 9, 2: 0 });
  untold.add(1, 9);
  untold.add(2, 5);
  untold.forget(2);
  untold.add(3, 1);
  untold.tell();
  assert.deepEqual(told, []);
});
