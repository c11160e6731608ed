// Traffic in both directions while the official client upgrades: node traffic.mjs URL ROUNDS.
// Every number arrives once and in order, both ways, and every ack comes once. The last line is
// how many numbers went by which transport; exits non-zero when anything differs.
import assert from "node:assert/strict";
import { io } from "socket.io-client";

const [url, rounds] = [process.argv[2], Number(process.argv[3])];
const COUNT = 120;
const pause = (ms) => new Promise((done) => setTimeout(done, ms));
const by = { polling: 0, websocket: 0 };
setTimeout(() => { console.error("stuck"); process.exit(1); }, 60_000).unref();

const round = async (number) => {
  const socket = io(url, { transports: ["polling", "websocket"], forceNew: true, reconnection: false });
  // The client upgrades so early that hardly anything would go by polling: later in each round.
  const { engine } = socket.io;
  const probe = engine._probe.bind(engine);
  engine._probe = (name) => setTimeout(() => probe(name), (number % 12) * 15);
  const [got, acked] = [[], []];
  let upgraded = false;
  socket.on("disconnect", (reason) => { if (reason !== "io client disconnect") throw new Error(reason); });
  socket.on("number", (value, extra) => {
    if (value % 7 === 0) assert.deepEqual(extra, Buffer.from([value % 256]));
    by[engine.transport.name] += 1;
    got.push(value);
  });
  engine.on("upgrade", () => { upgraded = true; });
  await new Promise((done) => socket.once("connect", done));
  socket.emit("count", COUNT);
  for (let value = 0; value < COUNT; value += 1) {
    const extra = value % 5 === 0 ? [Buffer.alloc(value)] : [];
    socket.emit("note", value, ...extra, (answer) => acked.push(answer));
    if ((value + number) % 4 === 0) await pause(number % 3);
  }
  while (got.length < COUNT || acked.length < COUNT || !upgraded) await pause(5);
  const noted = await socket.emitWithAck("noted");
  const whole = [...Array(COUNT).keys()];
  assert.deepEqual(got, whole);
  assert.deepEqual(acked, whole);
  assert.deepEqual(noted, whole);
  assert.equal(engine.transport.name, "websocket");
  socket.disconnect();
};

for (let number = 0; number < rounds; number += 4) {
  await Promise.all([0, 1, 2, 3].map((more) => round(number + more)));
}
console.log(JSON.stringify(by));
process.exit(0);
