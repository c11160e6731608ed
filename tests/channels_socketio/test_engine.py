"""The engine by itself, on a transport that keeps what it is given."""

from channels_socketio.engine import Engine, Told, untold
from channels_socketio.errors import DisconnectReason
from channels_socketio.frames import Frame, message_frame
from channels_socketio.options import Options


class Kept:
    """A transport whose client never reads."""

    name = "kept"

    def __init__(self) -> None:
        self.told: Told = untold
        self.frames: list[Frame] = []
        self.closed = 0

    def send(self, frame: Frame) -> None:
        self.frames.append(frame)

    def close(self) -> None:
        self.closed += 1

    def buffered(self) -> int:
        return 0

    def writable(self) -> bool:
        return True


async def test_nothing_leaves_an_engine_that_closed_and_closing_again_is_harmless() -> None:
    transport, reasons = Kept(), list[DisconnectReason]()
    engine = Engine(
        "sid", Options(), transport, on_message=lambda message: None, on_close=reasons.append
    )
    engine.open()
    engine.send(message_frame("1"))
    engine.close(DisconnectReason.PING_TIMEOUT)
    engine.send(message_frame("2"))
    engine.close(DisconnectReason.FLOOD)
    assert [frame.packets[0].data for frame in transport.frames[1:]] == ["1"]
    assert reasons == [DisconnectReason.PING_TIMEOUT]
    assert transport.closed == 1
