import assert from "node:assert/strict";
import { connected, done, until } from "./tools.mjs";

const one = await connected({ auth: { name: "a name longer than twelve" } });
const two = await connected({ auth: { name: { no: "name" } } });
const latest = (socket) => socket.heard.filter(([event]) => event === "state").at(-1);
const painter = (socket) => latest(one)?.[2].find(({ sid }) => sid === socket.id);

await until(() => painter(one) && painter(two));
assert.equal(painter(one).name, "a name longe");
assert.notEqual(painter(one).colour, painter(two).colour);

// Everyone sees the same state.
await until(() => latest(two));
const shared = new Map(one.heard.map((state) => [state[3], state]));
assert.deepEqual(latest(two), shared.get(latest(two)[3]));

// To the left wall, however often one asks: a step a tick, and never past it.
for (let count = 0; count < 50; count += 1) one.emit("turn", "left");
await until(() => painter(one).at[0] === 0);
const states = one.heard.filter(([event]) => event === "state").map(([, , painters]) => painters);
const xs = states.map((painters) => painters.find(({ sid }) => sid === one.id)?.at[0]).filter((x) => x !== undefined);
xs.reduce((before, x) => { assert.ok(x === before || x === before - 1, `${before} to ${x}`); return x; });

// What it rode over is its own; nonsense stops it and hurts nobody.
one.emit("turn", painter(one).at[1] > 2 ? "up" : "down");
const colour = painter(one).colour;
await until(() => latest(one)[1].flat().filter((cell) => cell === colour).length >= 2);
const still = () => painter(one).way.every((step) => step === 0);
for (const nonsense of [null, {}, [], "sideways", 7, "__proto__"]) one.emit("turn", nonsense);
await until(still);
one.emit("turn");
one.emit("unheard of");

// Who leaves is gone from the floor's edge, not from the floor.
two.disconnect();
await until(() => latest(one)[2].length === 1);
done();
