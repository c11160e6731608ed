// @ts-check
import assert from "node:assert/strict";
import test from "node:test";
import { Latest } from "../../static/js/latest.js";

test("it is settled when nothing was begun", async () => {
  await new Latest().settled();
});

test("what is begun while it is waited for is waited for too", async () => {
  const latest = new Latest();
  /** @type {string[]} */
  const done = [];
  /** @type {(() => void)[]} */
  const finish = [];
  const begin = () => latest.follow(new Promise((resolve) => finish.push(() => resolve(null))));
  begin();
  const waited = latest.settled().then(() => done.push("settled"));
  begin();
  finish[0]?.();
  await new Promise((resolve) => setTimeout(resolve));
  assert.deepEqual(done, []);
  finish[1]?.();
  await waited;
  assert.deepEqual(done, ["settled"]);
});
