import assert from "node:assert/strict";
import { test } from "node:test";

import { Route, WAYS } from "../../static/js/route.js";

const [DIRECT, UPGRADING, POLLING] = WAYS;

function tab() {
  const kept = new Map();
  return {
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => void kept.set(key, value),
    removeItem: (key) => void kept.delete(key),
  };
}

function route(storage = tab()) {
  return new Route(() => storage);
}

test("a WebSocket is tried first, and again after it was lost", () => {
  const found = route();
  assert.equal(found.way, DIRECT);
  found.answered("websocket");
  assert.equal(found.ended("websocket", true), false);
  assert.equal(found.way, DIRECT);
});

test("where none gets through, polling is tried at once, and may lead to one", () => {
  const found = route();
  assert.equal(found.ended("websocket", true), true);
  assert.equal(found.way, UPGRADING);
  assert.ok(found.isDetour);
});

test("a WebSocket that falls silent after the upgrade is left out", () => {
  const found = route();
  found.ended("websocket", true);
  assert.equal(found.ended("websocket", true), true);
  assert.equal(found.way, POLLING);
  found.answered("polling");
  found.ended("polling", true);
  assert.equal(found.way, UPGRADING);
});

test("an answer by polling does not speak for the WebSocket that came after", () => {
  const found = route();
  found.ended("websocket", true);
  found.answered("polling");
  assert.ok(found.carries("polling"));
  assert.ok(!found.carries("websocket"));
  assert.equal(found.ended("websocket", true), true);
  assert.equal(found.way, POLLING);
});

test("where nothing gets through, one waits and begins with the best way", () => {
  const found = route();
  found.ended("websocket", true);
  assert.equal(found.ended("polling", true), false);
  assert.equal(found.way, DIRECT);
});

test("what the server closes tells nothing of the network", () => {
  const found = route();
  assert.equal(found.ended("websocket", false), false);
  assert.equal(found.way, DIRECT);
});

test("a tab remembers where to begin until a WebSocket carries", () => {
  const storage = tab();
  const first = route(storage);
  first.ended("websocket", true);
  first.answered("polling");
  assert.equal(first.ended("polling", false), false);
  assert.equal(first.way, UPGRADING);
  const afterReload = route(storage);
  assert.equal(afterReload.way, UPGRADING);
  afterReload.answered("polling");
  afterReload.answered("websocket");
  afterReload.ended("websocket", false);
  assert.equal(afterReload.way, DIRECT);
  assert.equal(route(storage).way, DIRECT);
});

test("another network is tried like the first", () => {
  const storage = tab();
  const found = route(storage);
  found.ended("websocket", true);
  found.answered("polling");
  found.forget();
  assert.equal(found.way, DIRECT);
  assert.equal(route(storage).way, DIRECT);
});

test("without a storage every page tries for itself", () => {
  const found = new Route(() => {
    throw new Error("SecurityError");
  });
  assert.equal(found.ended("websocket", true), true);
  found.answered("polling");
  found.ended("polling", false);
  assert.equal(found.way, DIRECT);
});
