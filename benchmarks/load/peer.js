// Socket.IO's own server, doing what benchmarks/load/layer.py does.
//     node benchmarks/load/peer.js PORT [REDIS_URL]
import { createServer } from "node:http";
import { Server } from "socket.io";

const [port, redis] = process.argv.slice(2);
const http = createServer();
const io = new Server(http, {
  transports: ["websocket"], pingInterval: 300_000, serveClient: false,
});

if (redis) {
  const { createAdapter } = await import("@socket.io/redis-adapter");
  const { createClient } = await import("redis");
  const publisher = createClient({ url: redis });
  const subscriber = publisher.duplicate();
  await Promise.all([publisher.connect(), subscriber.connect()]);
  io.adapter(createAdapter(publisher, subscriber));
}

io.on("connection", (socket) => {
  const { room: name, more = 0 } = socket.handshake.auth;
  const room = String(name);
  socket.join([room, ...Array.from({ length: more }, (_, n) => `more-${n}`)]);
  socket.on("say", (data) => io.to(room).emit("say", data));
});

http.listen(Number(port), "127.0.0.1");
process.on("SIGTERM", () => process.exit(0));
