"""One client against a server in this process: what closes the engine, and what does not."""

import asyncio
from typing import Any, cast

import pytest

from channels_socketio import Namespace, NotInRoom, Socket, SocketIO, on
from channels_socketio.packet import Packet, PacketType
from channels_socketio.testing import Closed, Communicator, PollingCommunicator
from tests.channels_socketio.namespaces import Everything, build

TRANSPORTS = pytest.mark.parametrize(
    "transport", [Communicator, PollingCommunicator], ids=["websocket", "polling"]
)
ATTACHMENT = '451-["e",{"_placeholder":true,"num":0}]'


def _gone(sio: SocketIO) -> list[tuple[str, str]]:
    return cast(Everything, sio.namespaces["/"]).gone


@pytest.mark.parametrize(
    "frames",
    [
        ['42["a"]'],
        ["430[]"],
        ["41"],
        [b"binary"],
        ["40", '40{"again":1}'],
        ["40[]"],
        ["40null"],
        ["40", '42/admin,["a"]'],
        ["40", "43/admin,0[]"],
        ["40", "41", '42["a"]'],
        ["40", '44{"message":"x"}'],
        ["40", "42"],
        ["40", "42[]"],
        ["40", "42{}"],
        ["40", '42["connect"]'],
        ["40", '42["disconnect"]'],
        ["40", "430{}"],
        ["40", '41{"a":1}'],
        ["40", "47"],
        ["40", '450-["e"]'],
        ["40", '451-["e"]'],
        ["40", ATTACHMENT, "42[1]"],
        ["40", b"stray"],
        ["40", "4511-[]"],
        ["40", "2"],
        ["40", "1"],
        ["40", "x"],
        ["40", ""],
        ["40", "b*"],
        ["40", '42["a",NaN]'],
    ],
    ids=lambda frames: " ".join(repr(frame[:24]) for frame in frames),
)
@TRANSPORTS
async def test_the_engine_is_closed_on(
    transport: type[Communicator | PollingCommunicator], frames: list[str | bytes]
) -> None:
    sio = build()
    async with transport(sio) as client, Communicator(sio) as other:
        await other.connect()
        for frame in frames:
            client.send_frame(frame)
            if frame == "40":
                await client.receive()
        await client.wait_closed()
        assert client.close_code in (1000, None)
        assert await other.call("echo", 1) == 1
        assert len(sio.hub.connections) == 1
    await sio.close()


@pytest.mark.parametrize(
    "frames",
    [
        ["40", '42["' + "x" * 1_000_000 + '"]'],
        ["40", '42["' + "é" * 500_000 + '"]'],
        ["40", ATTACHMENT, b"x" * 1_000_001],
    ],
    ids=lambda frames: " ".join(repr(frame[:24]) for frame in frames),
)
async def test_a_websocket_is_closed_on_a_frame_over_max_payload(frames: list[str | bytes]) -> None:
    sio = build()
    async with Communicator(sio) as client, Communicator(sio) as other:
        await other.connect()
        for frame in frames:
            client.send_frame(frame)
            if frame == "40":
                await client.receive()
        assert await client.wait_closed() == 1000
        assert await other.call("echo", 1) == 1
        assert len(sio.hub.connections) == 1
    await sio.close()


@pytest.mark.parametrize(
    "frame",
    [
        '42["unknown"]',
        '425["unknown","with an ack id"]',
        '42["error"]',
        "42[99]",
        "43[]",
        "435[1]",
        "3",
        "3probe",
        "5",
        "6",
        "0",
        '42["echo",{"type":"websocket.disconnect"}]',
    ],
)
@TRANSPORTS
async def test_passed_over_is(
    transport: type[Communicator | PollingCommunicator], frame: str
) -> None:
    sio = build()
    async with transport(sio) as client:
        await client.connect()
        client.send_frame(frame)
        assert await client.call("echo", "alive") == "alive"
    await sio.close()


async def test_a_message_as_long_as_max_payload_is_taken() -> None:
    sio = build()
    async with Communicator(sio) as client:
        await client.connect()
        room = 1_000_000 - len('4211["echo",""]')
        for text in ("x" * room, "é" * (room // 2)):
            client.send_frame('4211["echo","' + text + '"]')
            assert (await client.receive()).data == [text]
        assert client.handshake["maxPayload"] == 1_000_000
    await sio.close()


async def test_every_namespace_has_a_sid_of_its_own_and_may_be_joined_again() -> None:
    sio = build(worker="w7")
    async with Communicator(sio) as client:
        first = (await client.connect())["sid"]
        assert (await client.connect("/admin"))["message"] == "no"
        admin = (await client.connect("/admin", {"word": "sesame"}))["sid"]
        assert len({first, admin, client.handshake["sid"]}) == 3
        assert all(sid.startswith("w7.") and len(sid) == 30 for sid in (first, admin))
        client.send(Packet(PacketType.DISCONNECT))
        again = (await client.connect())["sid"]
        assert again != first
        assert _gone(sio) == [(first, "client namespace disconnect")]
        ids = await client.call("whoami", namespace="/admin")
        assert ids == [admin, client.handshake["sid"]]
        assert await client.connect("/x") == {"message": "Invalid namespace"}
    assert _gone(sio)[-1] == (again, "transport close")
    await sio.close()


async def test_a_refusal_carries_its_data_and_leaves_nothing_behind() -> None:
    sio = build()
    async with Communicator(sio) as client:
        answer = await client.connect(auth={"refuse": True})
        assert answer == {"message": "not you", "data": {"why": "because"}}
        assert list(sio.hub.sockets()) == []
        await client.connect()
        assert len(list(sio.hub.sockets())) == 1
    assert len(_gone(sio)) == 1
    await sio.close()


async def test_what_is_emitted_while_joining_comes_after_the_answer() -> None:
    sio = build()
    async with Communicator(sio) as client:
        client.send(Packet(PacketType.CONNECT, {"greet": True}))
        assert (await client.receive()).type is PacketType.CONNECT
        assert (await client.receive()).data == ["greeting", "hello"]
    await sio.close()


async def test_acks_are_taken_while_a_handler_waits_for_them() -> None:
    sio = build()
    async with Communicator(sio) as client:
        await client.connect()
        client.send(Packet(PacketType.EVENT, ["ask-me", 1, b"x"], id=500))
        client.send(Packet(PacketType.EVENT, ["echo", "after"], id=501))
        question = await client.receive_request()
        assert question.data == ["question", 1, b"x"]
        client.ack(question, "yes", b"y")
        client.ack(question, "twice")
        first, second = await client.receive(), await client.receive()
        assert (first.id, first.data) == (500, [["yes", b"y"]])
        assert (second.id, second.data) == (501, ["after"])
        assert await client.call("ask-in-vain") == {"error": "internal error"}
    await sio.close()


async def test_acks_have_no_argument_one_or_several() -> None:
    sio = build()
    async with Communicator(sio) as client:
        await client.connect()
        assert await client.call("echo") is None
        assert await client.call("echo", None) is None
        assert await client.call("echo", [1, 2]) == [1, 2]
        assert await client.call("echo", 1, 2) == [1, 2]
        assert await client.call(7) == "seven"
        assert await client.call("enter") == {"error": "invalid arguments"}
        assert await client.call("enter", "a", "b") == {"error": "invalid arguments"}
        assert await client.call("fail") == {"error": "internal error"}
        assert await client.call("echo", "alive") == "alive"
    await sio.close()


async def test_a_disconnect_of_the_servers_ends_the_socket_and_with_close_the_engine() -> None:
    sio = build()
    async with Communicator(sio) as client:
        await client.connect()
        assert await client.connect("/admin", {"word": "sesame"})
        client.emit("kick")
        assert (await client.receive()).type is PacketType.DISCONNECT
        assert await client.call("whoami", namespace="/admin")
        await client.connect()
        client.emit("kick", True)
        assert (await client.receive()).type is PacketType.DISCONNECT
        await client.wait_closed()
    assert [reason for _, reason in _gone(sio)] == ["server namespace disconnect"] * 2
    await sio.close()


async def test_a_socket_has_what_handlers_need() -> None:
    sio = build()
    async with Communicator(sio, user="ann") as client:
        sid = (await client.connect())["sid"]
        (socket,) = sio.hub.sockets()
        assert repr(socket) == f"<Socket {sid} in />"
        assert (socket.user, socket.transport, socket.connected) == ("ann", "websocket", True)
        assert socket.scope["path"] == "/socket.io/"
        assert socket.session.sid == socket.eio_sid == client.handshake["sid"]
        await socket.enter("a", "b")
        await socket.leave("b", "c")
        assert socket.rooms == {"a"}
        socket.require("a")
        with pytest.raises(NotInRoom, match="'b'"):
            socket.require("b")
        call = asyncio.create_task(socket.call("question"))
        await client.receive_request()
    with pytest.raises(TimeoutError):
        await call
    await socket.emit("nobody hears this")
    await socket.enter("nowhere")
    await socket.disconnect()
    assert socket.rooms == {"a"}, "as it was at the end"
    assert dict(sio.hub.rooms()) == {}
    with pytest.raises(TimeoutError):
        await socket.call("question")
    await sio.close()


async def test_handlers_that_fail_everywhere_cost_nobody_anything() -> None:
    class Broken(Namespace):
        async def on_connect(self, socket: Socket, auth: dict[str, Any] | None) -> None:
            if auth:
                raise RuntimeError("on_connect")

        async def on_disconnect(self, socket: Socket, reason: str) -> None:
            raise RuntimeError("on_disconnect")

        async def on_error(self, socket: Socket, event: Any, error: Exception) -> Any:
            raise RuntimeError("on_error")

        @on("x")
        async def x(self, socket: Socket) -> object:
            return object()

    sio = SocketIO({"/": Broken})
    async with Communicator(sio) as client:
        assert await client.connect(auth={"fail": 1}) == {"message": "internal error"}
        await client.connect()
        assert await client.call("x") == {"error": "internal error"}
    await sio.close()


async def test_a_client_that_goes_while_it_joins_is_told_goodbye_exactly_once() -> None:
    entered, leave = asyncio.Event(), asyncio.Event()
    calls: list[str] = []

    class Slow(Namespace):
        async def on_connect(self, socket: Socket, auth: dict[str, Any] | None) -> None:
            entered.set()
            await leave.wait()
            await socket.enter("room")
            calls.append("joined")

        async def on_disconnect(self, socket: Socket, reason: str) -> None:
            calls.append(reason)

    sio = SocketIO({"/": Slow})
    client = Communicator(sio)
    await client.open()
    client.send(Packet(PacketType.CONNECT))
    await entered.wait()
    closing = asyncio.create_task(client.close())
    await asyncio.sleep(0)
    leave.set()
    await closing
    assert calls == ["joined", "transport close"]
    assert dict(sio.hub.rooms()) == {}
    await sio.close()


async def test_closing_ends_sockets_runs_their_handlers_and_sends_no_disconnect() -> None:
    sio = build()
    async with Communicator(sio) as client:
        await client.connect()
        await sio.drain()
        with pytest.raises(Closed, match="refused"):
            await Communicator(sio).open()
        assert await client.call("echo", "served") == "served"
        client.send(Packet(PacketType.CONNECT, {"word": "sesame"}, "/admin"))
        await client.wait_closed()
        assert [reason for _, reason in _gone(sio)] == ["forced close"]
    await sio.close()
    async with Communicator(sio) as client:
        await client.connect()
        await sio.close()
        with pytest.raises(Closed):
            await client.receive_frame()
    assert _gone(sio)[-1][1] == "server shutting down"
    await sio.close()


async def test_a_server_that_cancels_its_applications_still_has_its_goodbyes_said() -> None:
    sio = build()
    client = Communicator(sio)
    await client.open()
    await client.connect()
    assert client.application is not None
    client.application.cancel()
    await asyncio.wait([client.application])
    assert client.application.cancelled()
    assert [reason for _, reason in _gone(sio)] == ["server shutting down"]
    await sio.close()
