"""The notification server of the tutorials: who is here, who came, what they say.

python -m examples.notifications
"""

from datetime import UTC, datetime
from typing import Any

from channels_socketio import Namespace, Socket, SocketIO, on
from examples.serving import OPTIONS, configure, page, serve


def notification(kind: str, message: str) -> dict[str, str]:
    return {"type": kind, "message": message, "timestamp": datetime.now(UTC).isoformat()}


class Notifications(Namespace):
    """Everyone who has the page open."""

    connections = 0

    async def on_connect(self, socket: Socket, auth: dict[str, Any] | None) -> None:
        """All learn how many they are; the others, not the newcomer, that someone came."""
        self.connections += 1
        await self.emit("connections", self.connections)
        joined = notification("new_user", "a new user has joined")
        await self.emit("notification", joined, skip_sid=socket.sid)

    async def on_disconnect(self, socket: Socket, reason: str) -> None:
        self.connections -= 1
        await self.emit("connections", self.connections)

    @on("message")
    async def message(self, socket: Socket, text: str) -> None:
        """Comes back to all, the sender too."""
        await self.emit("notification", notification("user_message", str(text)))

    @on("chat")
    async def chat(self, socket: Socket, text: str, to: str = "all") -> None:
        """Goes to `all`, or to all `others`."""
        await self.emit("grpchat", str(text), skip_sid=socket.sid if to == "others" else None)


if __name__ == "__main__":
    configure(page("notifications.html"))
    serve(SocketIO({"/": Notifications}, **OPTIONS))
