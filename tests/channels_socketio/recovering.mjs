// The official client loses its connection and is recovered: node recovering.mjs URL TRANSPORTS.
import assert from "node:assert/strict";
import { io } from "socket.io-client";

const [url, transports] = process.argv.slice(2);
const once = (socket, event) => new Promise((done) => socket.once(event, (...args) => done(args)));
const open = () => io(url, { transports: JSON.parse(transports), forceNew: true, reconnectionDelay: 300, randomizationFactor: 0 });
setTimeout(() => { console.error("stuck"); process.exit(1); }, 40_000).unref();

const socket = open();
await once(socket, "connect");
assert.equal(socket.recovered, false);
await new Promise((done) => socket.emit("enter", "room", done));
const sender = open();
await once(sender, "connect");
const first = once(socket, "said");
sender.emit("say", "room", "before");
assert.equal((await first)[0], "before");

for (let turn = 0; turn < 3; turn += 1) {
  const heard = [];
  socket.on("said", (...args) => heard.push(args.slice(0, -1)));
  const { id } = socket;
  const back = once(socket, "connect");
  socket.io.engine.close();
  assert.equal(socket.connected, false);
  await new Promise((done) => setTimeout(done, 100));
  await new Promise((done) => sender.emit("say", "room", "missed", turn, Buffer.from([turn]), done));
  await new Promise((done) => sender.emit("say", id, "by sid", turn, done));
  await back;
  assert.equal(socket.recovered, true, `turn ${turn}`);
  assert.equal(socket.id, id);
  while (heard.length < 2) await once(socket, "said");
  await new Promise((done) => sender.emit("say", "room", "after", done));
  await new Promise((done) => sender.emit("say", id, "to its sid", done));
  while (heard.length < 4) await once(socket, "said");
  const sorted = (list) => list.map((one) => JSON.stringify(one)).sort();
  assert.deepEqual(sorted(heard), sorted(
    [["missed", turn, Buffer.from([turn])], ["by sid", turn], ["after"], ["to its sid"]]));
  socket.off("said");
}

socket.disconnect();
// The client does not wait until that has arrived, and another worker may be asked first.
await new Promise((done) => setTimeout(done, 1000));
await once(socket.connect(), "connect");
assert.equal(socket.recovered, false);
console.log("recovered");
process.exit(0);
