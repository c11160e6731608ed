import assert from "node:assert/strict";
import { connected, done, until, url } from "./tools.mjs";

const one = await connected();
await until(() => one.heard.length);
assert.deepEqual(one.heard, [["connections", 1]]);
one.heard.length = 0;

// A newcomer: all count two, and the others alone are told.
const two = await connected({ transports: ["websocket"] });
await until(() => one.heard.length === 2 && two.heard.length);
assert.deepEqual(one.heard[0], ["connections", 2]);
assert.equal(one.heard[1][0], "notification");
assert.equal(one.heard[1][1].type, "new_user");
assert.equal(one.heard[1][1].message, "a new user has joined");
assert.deepEqual(two.heard, [["connections", 2]]);
one.heard.length = two.heard.length = 0;

// A message comes back to all, with the time in UTC.
two.emit("message", "hello");
await until(() => one.heard.length && two.heard.length);
assert.deepEqual(one.heard, two.heard);
const [event, { type, message, timestamp }] = one.heard[0];
assert.deepEqual([event, type, message], ["notification", "user_message", "hello"]);
assert.match(timestamp, /\+00:00$/);
assert.ok(Math.abs(new Date(timestamp) - Date.now()) < 10_000);
one.heard.length = two.heard.length = 0;

// The chat goes to all, or to all others.
one.emit("chat", "everyone");
one.emit("chat", "you", "others");
one.emit("chat", "the end");
await until(() => one.heard.length === 2 && two.heard.length === 3);
assert.deepEqual(one.heard, [["grpchat", "everyone"], ["grpchat", "the end"]]);
assert.deepEqual(two.heard, [["grpchat", "everyone"], ["grpchat", "you"], ["grpchat", "the end"]]);
one.heard.length = 0;

two.disconnect();
await until(() => one.heard.length);
assert.deepEqual(one.heard, [["connections", 1]]);
assert.equal((await fetch(`${url}/socket.io/socket.io.js`)).status, 200);
done();
