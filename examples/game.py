"""Paint the floor: whose colour covers most of it when the time is up?

python -m examples.game     and open it in two windows
"""

import asyncio
import itertools
from typing import Any

from channels_socketio import Namespace, Socket, SocketIO, on
from examples.serving import OPTIONS, configure, page, serve

SIZE, TICKS = 24, 450  # cells a side, steps a round
WAYS = {"up": (0, -1), "down": (0, 1), "left": (-1, 0), "right": (1, 0)}


class Game(Namespace):
    """Clients ask to turn. Who is where, and whose a cell is, is decided here alone."""

    colours = itertools.count(1)

    async def on_connect(self, socket: Socket, auth: dict[str, Any] | None) -> None:
        socket.data["name"] = str((auth or {}).get("name") or "anyone")[:12]
        colour = next(self.colours)
        # From the middle, in rows that lie apart: nobody begins at a wall or in another's way.
        socket.data["at"] = SIZE // 2, colour * 7 % SIZE
        socket.data |= {"sid": socket.sid, "colour": colour, "way": (0, 0)}

    @on("turn")
    async def turn(self, socket: Socket, way: str) -> None:
        """Counts at the next tick: asking more often makes nobody faster."""
        socket.data["way"] = WAYS.get(str(way), (0, 0))

    async def run(self) -> None:
        while True:
            self.floor = [[0] * SIZE for _ in range(SIZE)]
            for left in range(TICKS, -1, -1):
                await asyncio.sleep(0.1)
                painters = [socket.data for socket in self.emitter.hub.sockets() if socket.data]
                self.tick(painters)
                # Each state is whole: who lags misses a picture, not the game.
                await self.emit("state", self.floor, painters, left, volatile=left > 0)

    def tick(self, painters: list[dict[str, Any]]) -> None:
        """Everyone moves at once. Two who want one cell both wait: nobody was there first."""
        taken = [painter["at"] for painter in painters]
        wanted = [(p["at"][0] + p["way"][0], p["at"][1] + p["way"][1]) for p in painters]
        for painter, (x, y) in zip(painters, wanted, strict=True):
            free = (x, y) not in taken and wanted.count((x, y)) == 1
            if free and 0 <= x < SIZE and 0 <= y < SIZE:
                painter["at"], self.floor[y][x] = (x, y), painter["colour"]


if __name__ == "__main__":
    game = Game()
    sio = SocketIO({"/": game}, **OPTIONS)
    sio.hub.add_background(game.run)
    configure(page("game.html"))
    serve(sio)
