// What the scripts share. `done()` is the last line of each.
import { io } from "socket.io-client";

export const url = process.argv[2];
const open = [];
setTimeout(() => { console.error("stuck", new Error().stack); process.exit(1); }, 40_000).unref();

export function connect(options = {}) {
  const socket = io(url, { forceNew: true, ...options });
  socket.heard = [];
  socket.onAny((...event) => socket.heard.push(event));
  open.push(socket);
  return socket;
}

export const once = (socket, event) => new Promise((found) => socket.once(event, (...args) => found(args)));

export async function connected(options) {
  const socket = connect(options);
  await once(socket, "connect");
  return socket;
}

// Wait until what `look` finds is there; the rest of the script may then rely on it.
export async function until(look) {
  for (;;) {
    const found = look();
    if (found) return found;
    await new Promise((next) => setTimeout(next, 10));
  }
}

export function done() {
  open.forEach((socket) => socket.disconnect());
  console.log("as it should be");
  process.exit(0);
}
