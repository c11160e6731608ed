"""Events for the same sockets that leave together are given to each socket as one."""

import asyncio
from typing import Any

import pytest

from channels_socketio.batch import joined
from channels_socketio.frames import Frame, Several, packet_frame
from channels_socketio.joining import MOST_BYTES
from channels_socketio.packet import PacketType, encode_data
from channels_socketio.testing import Communicator, PollingCommunicator
from tests.channels_socketio.namespaces import build


def event(*data: Any) -> Frame:
    """An event's frame."""
    return packet_frame(PacketType.EVENT, encode_data(data), namespace="/")


def test_several_are_written_as_each_alone_in_every_way() -> None:
    def frames() -> list[Frame]:
        return [event("a", 1), event("b", b"\0\xff", "é"), event("message", "c")]

    several, alone = Several(frames()), frames()
    assert several.wire == b"".join(frame.wire for frame in alone)
    assert several.payload == tuple(part for frame in alone for part in frame.payload)
    base64 = tuple(part for frame in alone for part in frame.base64.parts)
    assert several.base64.parts == base64
    assert several.size == sum(frame.size for frame in alone)
    for raw in (False, True):
        plain = tuple(part for frame in frames() for part in frame.plain(raw=raw).parts)
        joined = Several(frames())
        assert joined.plain(raw=raw).parts == plain
        assert joined.plain(raw=raw) is joined.plain(raw=raw)


def test_as_many_are_joined_as_are_written_at_once() -> None:
    small, large = event("a"), event("a", "x" * MOST_BYTES)
    assert list(joined([])) == []
    assert list(joined([small])) == [small]
    assert [len(frame.packets) for frame in joined([small] * 5)] == [5]
    found = [len(frame.packets) for frame in joined([small, large, small, large, large])]
    assert found == [2, 2, 1]


@pytest.mark.parametrize("kind", [Communicator, PollingCommunicator])
@pytest.mark.parametrize("recovery", [0, 60_000], ids=["", "that can be asked for again"])
async def test_all_come_in_their_order_whomever_they_are_for(kind: Any, recovery: int) -> None:
    sio = build(connection_state_recovery=recovery)
    async with kind(sio) as one, kind(sio) as two:
        sids = [(await client.connect())["sid"] for client in (one, two)]
        sio.emitter.sockets_join(to=sids, rooms="r")
        await asyncio.sleep(0)
        with sio.emitter.together():
            sio.emitter.emit("n", 1, to="r")
            sio.emitter.emit("n", b"\x02", to="r")
            sio.emitter.emit("n", 3, to="r", skip_sid=sids[0])
            sio.emitter.emit("n", 4, to=sids[0])
            sio.emitter.emit("n", 5, to="r")
            sio.emitter.sockets_leave(to=sids[0], rooms="r")
            sio.emitter.emit("n", 6, to="r")
            sio.emitter.emit("n", 7, to="r")
            sio.emitter.emit("n", 8, to=sids)
        heard = [
            [(await client.receive_event("n"))[1] for _ in range(n)]
            for client, n in ((one, 5), (two, 7))
        ]
        assert heard == [[1, b"\x02", 4, 5, 8], [1, b"\x02", 3, 5, 6, 7, 8]]
        assert await one.receive_nothing() is None
    await sio.close()


async def test_a_socket_is_asked_once_for_all_that_is_said_to_its_room(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    sio = build()
    seen: list[str] = []
    sio.hub.observe(lambda envelope: seen.append(envelope.body))
    given: list[int] = []
    async with Communicator(sio) as client:
        sid = (await client.connect())["sid"]
        (socket,) = sio.hub.sockets()
        deliver = socket.deliver

        def counted(frame: Frame) -> None:
            given.append(len(frame.packets))
            deliver(frame)

        with monkeypatch.context() as counting:
            counting.setattr(socket, "deliver", counted)
            with sio.emitter.together():
                for number in range(30):
                    sio.emitter.emit("n", number, to=sid)
        assert given == [30]
        assert seen == [f'["n",{number}]' for number in range(30)]
        assert [(await client.receive_event("n"))[1] for _ in range(30)] == list(range(30))
    await sio.close()
