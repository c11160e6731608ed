// Rooms, broadcasts and their acks, by the official client: node rooms.mjs URL TRANSPORTS WORKERS.
// Exits non-zero when anything differs.
import assert from "node:assert/strict";
import { io } from "socket.io-client";

const [url, transports, workers] = process.argv.slice(2).map((arg, n) => (n ? JSON.parse(arg) : arg));
const open = (nsp = "/", options = {}) => io(url + nsp, { transports, forceNew: true, ...options });
const once = (socket, event) => new Promise((done) => socket.once(event, (...args) => done(args)));
const joined = async (socket) => { if (!socket.connected) await once(socket, "connect"); return socket; };
let step = "the beginning";
setTimeout(() => { console.error(`stuck at: ${step}`); process.exit(1); }, 40_000).unref();
const call = (socket, ...args) => socket.timeout(8000).emitWithAck(...args);
const [one, two, three] = await Promise.all([open(), open(), open()].map(joined));

step = "Rooms to skip";
const heard = [];
for (const [name, socket] of Object.entries({ one, two, three })) {
  socket.on("said", (...args) => heard.push([name, ...args]));
  await call(socket, "enter", "r");
}
[one, two, three].forEach((socket) => socket.on("question", (...args) => args.pop()()));
await call(two, "enter", "skip");
await call(one, "say-but", "r", "skip", Buffer.alloc(0));
// What is said of one process to another comes in order: an answer of all is a barrier.
await call(one, "ask-all", "r");
assert.deepEqual(heard.sort(), [["one", Buffer.alloc(0)], ["three", Buffer.alloc(0)]]);

step = "An ack of everyone in a room, none, several and binary arguments";
[one, two, three].forEach((socket) => socket.off("question"));
one.on("question", (a, b, answer) => answer());
two.on("question", (a, b, answer) => answer(a, { b: [b, Buffer.alloc(0)] }));
three.on("question", (a, b, answer) => answer(null, "three"));
const { answers } = await call(one, "ask-all", "r", 5, Buffer.from([9]));
assert.deepEqual(answers, {
  [one.id]: [],
  [two.id]: [5, { b: [Buffer.from([9]), Buffer.alloc(0)] }],
  [three.id]: [null, "three"],
});
assert.deepEqual(await call(one, "ask-all", "nowhere"), { answers: {} });

step = "One does not answer";
three.off("question");
three.on("question", () => {});
const some = await call(one, "ask-all", "r", 1, 2);
assert.equal(some.missing, 1);
assert.deepEqual(Object.keys(some.answers).sort(), [one.id, two.id].sort());

step = "One goes instead of answering";
three.off("question");
three.on("question", () => three.disconnect());
const before = Date.now();
assert.equal((await call(one, "ask-all", "r", 1, 2)).missing, 1);
assert.ok(Date.now() - before < 1400, "it was known at once");
await joined(three.connect());
three.off("question");

step = "Who is there, and who is moved";
assert.deepEqual(await call(one, "who", "r"), [one.id, two.id].sort());
await call(one, "gather", "r", "s");
[one, two, three].forEach((socket) => { socket.off("question"); socket.on("question", (...args) => args.pop()()); });
await call(one, "ask-all", "r");
assert.deepEqual(await call(two, "who", "s"), [one.id, two.id].sort());
await call(two, "scatter", "s");
await call(two, "ask-all", "r");
assert.deepEqual(await call(one, "who", "s"), []);

step = "The servers among themselves";
const others = await call(one, "ask-servers", 1, Buffer.alloc(0));
assert.equal(Object.keys(others).length, workers - 1);
for (const [worker, said] of Object.entries(others)) assert.deepEqual(said, [worker, 1, Buffer.alloc(0)]);

step = "Volatile events are dropped while the transport cannot be written";
const drops = [];
one.on("drop", (number) => drops.push(number));
await call(one, "drizzle", 2000);
await call(one, "echo");
assert.ok(drops.length < 2000, `${drops.length} of 2000 came`);
assert.deepEqual(drops, [...drops].sort((a, b) => a - b));

step = "Middleware, and a namespace of a pattern";
const [error] = await once(open("/room-5"), "connect_error");
assert.equal(error.message, "who are you?");
assert.deepEqual(error.data, { code: 7, more: ["ü"] });
const [ann, bob, eve] = await Promise.all(
  [["/room-5", "ann"], ["/room-5", "bob"], ["/room-6", "eve"]].map(([nsp, name]) => joined(open(nsp, { auth: { name } }))),
);
const said = once(bob, "said");
eve.on("said", () => assert.fail("that was another room"));
assert.equal(await call(ann, "say", "hi"), "/room-5");
assert.deepEqual(await said, ["ann", "hi"]);
assert.deepEqual(await new Promise((done) => ann.emit("what?", 1, (...args) => done(args))), ["any", "what?", 1]);
const [invalid] = await once(one.io.socket("/room-5x"), "connect_error");
assert.equal(invalid.message, "Invalid namespace");
assert.equal(await call(eve, "say", "alone"), "/room-6");

step = "Sockets are disconnected in every process";
const gone = [one, two].map((socket) => once(socket, "disconnect"));
one.emit("end", "r");
for (const [reason] of await Promise.all(gone)) assert.equal(reason, "io server disconnect");
console.log("all as it should be");
process.exit(0);
