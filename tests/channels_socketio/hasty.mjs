// Clients that close as soon as they can: node hasty.mjs URL TRANSPORTS(json). They close at once,
// when the transport is open, when they have joined, and by breaking off without a word.
import { io } from "socket.io-client";

const [url, transports] = process.argv.slice(2);
const rooms = [];
for (let number = 0; number < 16; number += 1) {
  const socket = io(url, { transports: JSON.parse(transports), forceNew: true, reconnection: false });
  const engine = socket.io.engine;
  rooms.push(new Promise((done) => {
    const way = number % 4;
    const close = () => { socket.close(); setTimeout(done, 50); };
    if (way === 0) close();
    else if (way === 1) engine.once("open", close);
    else if (way === 2) socket.once("connect", () => { socket.emit("enter", "room"); close(); });
    else socket.once("connect", () => {
      if (engine.transport.ws) engine.transport.ws.terminate();
      else engine.transport.onError("cut", new Error("cut"));
      close();
    });
    socket.once("connect_error", done);
  }));
}
await Promise.all(rooms);
console.log("all closed");
process.exit(0);
