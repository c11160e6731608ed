// The official client against a server: node client.mjs URL [options in JSON]. Exits non-zero when
// anything differs. The options: `client`, the package; `transports`; `ends`, the transports that
// the client may end on.
import assert from "node:assert/strict";

const [url, given = "{}"] = process.argv.slice(2);
const { client, transports, ends } = {
  client: "socket.io-client", transports: ["websocket"], ends: ["websocket"], ...JSON.parse(given),
};
const { io } = await import(client);
const open = (nsp = "/", options = {}) =>
  io(url + nsp, { transports, forceNew: true, reconnectionDelay: 50, ...options });
const once = (socket, event) => new Promise((done) => socket.once(event, (...args) => done(args)));
const joined = async (socket) => { if (!socket.connected) await once(socket, "connect"); return socket; };
let step = "the beginning";
setTimeout(() => { console.error(`stuck at: ${step}`); process.exit(1); }, 40_000).unref();
const callAll = (socket, ...args) => new Promise((done, fail) => {
  socket.timeout(8000).emit(...args, (error, ...answer) => (error ? fail(new Error(`${step}: ${error}`)) : done(answer)));
});
const call = async (...args) => (await callAll(...args))[0];
// Two clients may be on two workers: what one caused reaches the other a little later.
const until = async (condition) => { while (!condition()) await new Promise((done) => setTimeout(done, 5)); };
const transport = (socket) => socket.io.engine.transport;
const ended = async (socket) => {
  if (ends.includes(transport(socket).name)) return;
  await once(socket.io.engine, "upgrade");
  assert.ok(ends.includes(transport(socket).name));
};

const one = await joined(open());
const two = await joined(open());
step = "the transport";
await ended(one);
await ended(two);
assert.notEqual(one.id, one.io.engine.id);
assert.match(one.id, /^[\w-]+\.[\w-]{27}$/);

// Acks from the server: none, one, several arguments; a numeric event; a failure.
step = "Acks from the server: none";
assert.deepEqual(await call(one, "echo", "a"), "a");
assert.deepEqual(await callAll(one, "echo", 1, { b: [2] }, null), [1, { b: [2] }, null]);
assert.deepEqual(await callAll(one, "echo"), []);
assert.equal(await call(one, 7), "seven");
assert.deepEqual(await call(one, "fail"), { error: "internal error" });
assert.deepEqual(await call(one, "enter"), { error: "invalid arguments" });
assert.equal(await call(one, "echo", "still here ✓ \u{1f600}"), "still here ✓ \u{1f600}");

// Acks from the client, asked for by a handler of the same client.
step = "Acks from the client";
two.on("question", (...args) => { const answer = args.pop(); answer(...args, "answered"); });
assert.deepEqual(await call(two, "ask-me", 1, Buffer.from([9])), [1, Buffer.from([9]), "answered"]);

// Binary, nested, empty.
step = "Binary";
const binary = { a: Buffer.from([1, 2, 3]), b: [Buffer.alloc(0), { c: Buffer.alloc(70000, 7) }] };
assert.deepEqual(await call(one, "echo", binary), binary);

// Rooms, all but the sender, everyone, one sid.
step = "Rooms";
assert.deepEqual(await call(one, "enter", "room ü"), ["room ü"]);
assert.deepEqual(await call(two, "enter", "room ü"), ["room ü"]);
const heard = [];
one.on("said", (...args) => heard.push(["one", ...args]));
two.on("said", (...args) => heard.push(["two", ...args]));
await call(one, "say", "room ü", "x", Buffer.from("y"));
await until(() => heard.length > 0);
await call(one, "echo");
assert.deepEqual(heard, [["two", "x", Buffer.from("y")]]);
heard.length = 0;
await call(one, "all", "z");
await until(() => heard.length > 1);
assert.deepEqual(heard.sort(), [["one", "z"], ["two", "z"]]);
heard.length = 0;
await call(two, "leave", "room ü");
await call(one, "say", "room ü", "nobody");
await call(one, "say", two.id, "for you");
await until(() => heard.length > 0);
assert.deepEqual(heard, [["two", "for you"]]);

// From a thread of an HTTP request.
step = "From a thread of an HTTP request";
const news = [once(one, "news"), once(two, "news")];
await fetch(url + "/emit?extra");
assert.deepEqual(await Promise.all(news), [["extra"], ["extra"]]);

// Namespaces: refused with data, refused, unknown, let in, on one connection.
step = "Namespaces: refused with data";
const refused = open("/", { auth: { refuse: true } });
const [error] = await once(refused, "connect_error");
assert.equal(error.message, "not you");
assert.deepEqual(error.data, { why: "because" });
step = "let in";
const admin = one.io.socket("/admin", { auth: { word: "sesame" } });
await joined(admin);
const [sid, eio] = await callAll(admin, "whoami");
assert.equal(sid, admin.id);
assert.equal(eio, one.io.engine.id);
step = "unknown namespace";
const [unknown] = await once(one.io.socket("/nowhere"), "connect_error");
assert.equal(unknown.message, "Invalid namespace");
assert.equal(one.connected, true);
step = "greeted";
const greeted = open("/", { auth: { greet: true } });
assert.deepEqual(await once(greeted, "greeting"), ["hello"]);

// Heartbeats keep an idle client for longer than an interval and a timeout of the server's.
step = "Heartbeats keep an idle client for longer than an interval and a timeout of the server's";
const pings = []; one.io.on("ping", () => pings.push(1));
await new Promise((done) => setTimeout(done, 1000));
assert.ok(pings.length >= 2, `pings ${pings.length}`);

// A connection that breaks is opened again, with a new sid; the others are told.
step = "A connection that breaks is opened again";
const before = two.id;
const gone = once(one, "gone");
two.io.engine.close();
assert.deepEqual(await gone, [before, "transport close"]);
two.connect();
await joined(two);
assert.notEqual(two.id, before);
const third = two.id;
const lost = once(two, "disconnect");
if (transport(two).ws) transport(two).ws.terminate();
else transport(two).onError("cut", new Error("cut"));
await lost;
await joined(two);
assert.notEqual(two.id, third);

// A DISCONNECT of the server's ends it for good; of the client's, it may join again.
step = "A DISCONNECT of the server's ends it for good; of the client's";
admin.disconnect();
await joined(admin.connect());
assert.notEqual(admin.id, sid);
const kicked = once(two, "disconnect");
two.emit("kick");
assert.equal((await kicked)[0], "io server disconnect");
[one, two, refused, greeted].forEach((socket) => socket.disconnect());
console.log("all as it should be");
process.exit(0);
