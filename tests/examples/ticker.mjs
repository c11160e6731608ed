import assert from "node:assert/strict";
import { connect, connected, done, once, until } from "./tools.mjs";

await once(connect({ transports: ["polling"] }), "connect_error");
const socket = await connected({ transports: ["websocket"] });
const [, shares] = await until(() => socket.heard[0]);
assert.deepEqual(shares, ["ACME", "HEARTH", "INITECH", "UMBRELLA"]);
const prices = () => socket.heard.filter(([event]) => event === "price");

// Nothing before it is asked for; then what is watched, and nothing else.
await new Promise((next) => setTimeout(next, 1000));
assert.deepEqual(prices(), []);
socket.emit("watch", "ACME", "nothing there is");
await until(() => prices().length >= 3);
assert.deepEqual([...new Set(prices().map(([, share]) => share))], ["ACME"]);
assert.ok(prices().every(([, , cents]) => Number.isInteger(cents) && cents > 0));

socket.emit("watch", "INITECH");
await until(() => prices().at(-1)[1] === "INITECH");
done();
