import assert from "node:assert/strict";
import { connected, done, until, url } from "./tools.mjs";

const hello = await fetch(url);
assert.equal(await hello.text(), "Hello, World!");
assert.match(hello.headers.get("content-type"), /^text\/plain/);

// Node 20 has no WebSocket of its own yet; engine.io-client brings one.
const { WebSocket } = await import("ws").then((ws) => ({ WebSocket: ws.default }));

async function line() {
  const opened = new WebSocket(url.replace("http", "ws"));
  opened.heard = [];
  opened.on("message", (data, isBinary) => opened.heard.push(isBinary ? data : data.toString()));
  await until(() => opened.heard.length);
  assert.deepEqual(opened.heard, ["Hello, World!"]);
  opened.heard.length = 0;
  return opened;
}

const [one, two] = [await line(), await line()];
const three = await connected();
await until(() => three.heard.length);
assert.deepEqual(three.heard, [["message", "Hello, World!"]]);
three.heard.length = 0;

const frames = ["text", "", '["not","parsed"]', Buffer.from([0, 1, 255]), Buffer.alloc(100_000, 7), "last"];
frames.forEach((frame) => one.send(frame));
await until(() => two.heard.at(-1) === "last" && three.heard.at(-1)?.[1] === "last");
assert.deepEqual(two.heard, frames);
assert.deepEqual(three.heard, frames.map((frame) => ["message", frame]));

three.emit("message", Buffer.from("from Socket.IO"));
await until(() => one.heard.length);
assert.deepEqual(one.heard, [Buffer.from("from Socket.IO")]);
one.terminate();
two.close();
done();
