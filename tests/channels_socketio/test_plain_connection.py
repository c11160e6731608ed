"""Plain WebSockets against a server in this process, beside clients of Socket.IO."""

import asyncio
from typing import Any

import pytest

from channels_socketio import ConnectionRefused, Namespace, Socket, SocketIO, on
from channels_socketio.testing import Communicator
from tests.channels_socketio.namespaces import build
from tests.channels_socketio.plain_script import opened


async def test_an_event_is_answered_under_its_ack_id() -> None:
    sio = build()
    async with opened(sio) as plain:
        assert await plain.call("echo", {"a": [1, None]}) == {"a": [1, None]}
        assert await plain.call("echo", [1, 2]) == [1, 2]
        assert await plain.call("echo") is None
        assert await plain.call("fail") == {"error": "internal error"}
        assert await plain.call("enter") == {"error": "invalid arguments"}
        await plain.send("echo", "unanswered")
        await plain.send(7, None, 1)
        assert await plain.receive() == [None, "seven", 1]
    await sio.close()


async def test_an_array_is_several_arguments_for_a_handler_that_takes_no_fewer() -> None:
    class Game(Namespace):
        @on("move")
        async def move(self, socket: Socket, x: int, y: int, z: int = 0) -> list[int]:
            return [x, y, z]

    sio = SocketIO({"/": Game})
    async with opened(sio) as plain:
        assert await plain.call("move", [1, 2]) == [1, 2, 0]
        assert await plain.call("move", [1]) == {"error": "invalid arguments"}
        assert await plain.call("move", 1) == {"error": "invalid arguments"}
        assert await plain.call("move") == {"error": "invalid arguments"}
    await sio.close()


async def test_the_server_asks_and_the_client_answers() -> None:
    sio = build()
    async with opened(sio) as plain:
        await plain.send("ask-me", "why", 5)
        assert await plain.receive() == ["question", "why", 0]
        await plain.send(None, "late", 77)
        await plain.send(None, "because", 0)
        assert await plain.receive() == [None, ["because"], 5]
        await plain.send("ask-me", None, 6)
        assert await plain.receive() == ["question", None, 1]
        await plain.send(None, None, 1)
        assert await plain.receive() == [None, [], 6]
    await sio.close()


async def test_plain_clients_and_others_share_rooms_and_broadcasts() -> None:
    sio = build()
    async with opened(sio) as one, opened(sio) as two, Communicator(sio) as other:
        await other.connect()
        for plain in (one, two):
            assert await plain.call("enter", "r") == ["r"]
        await other.call("enter", "r")
        await other.call("say", "r", "x", b"y")
        assert await one.receive() == ["said", ["x", "eQ=="]]
        assert await two.receive() == ["said", ["x", "eQ=="]]
        await one.send("all", {"n": 1})
        assert await one.receive() == await two.receive() == ["said", {"n": 1}]
        assert await other.receive_event() == ["said", {"n": 1}]
        sio.emitter.emit("news")
        assert await one.receive() == ["news"]
        await one.call("leave", "r")
        await other.call("say", "r", "two alone")
        assert await two.receive() == ["news"]
        assert await two.receive() == ["said", "two alone"]
        assert await one.call("echo", "nothing before") == "nothing before"
    await sio.close()


async def test_another_worker_reaches_asks_finds_and_ends_plain_clients() -> None:
    here, there = build("here"), build("there")
    async with opened(here) as plain, Communicator(there) as other:
        await other.connect()
        assert await plain.call("enter", "r") == ["r"]
        await there.hub.peers.ready()
        there.emitter.emit("news", b"x", to="r")
        assert await plain.receive() == ["news", "eA=="]
        asking = asyncio.create_task(there.emitter.call("question", 1, to="r", timeout=3))
        event, data, ack_id = await plain.receive()
        assert (event, data) == ("question", 1)
        await plain.send(None, {"answer": 2}, ack_id)
        (socket,) = here.hub.sockets()
        assert await asking == {socket.sid: [{"answer": 2}]}
        (found,) = await there.emitter.fetch_sockets(to="r")
        assert (found.sid, found.transport, found.worker) == (socket.sid, "plain", "here")
        there.emitter.disconnect_sockets(to="r")
        assert await plain.closed() == 1000
    for sio in (here, there):
        await sio.close()


async def test_a_frame_is_made_once_for_all_plain_clients(monkeypatch: pytest.MonkeyPatch) -> None:
    from channels_socketio import frames, plain

    calls: list[Any] = []

    def counted(*args: Any, **options: Any) -> Any:
        calls.append(args)
        return plain.encode(*args, **options)

    sio = build()
    async with opened(sio) as one, opened(sio) as two:
        for client in (one, two):
            await client.call("echo")
        monkeypatch.setattr(frames, "encode_plain", counted)
        sio.emitter.emit("news", 1)
        assert await one.receive() == await two.receive() == ["news", 1]
        assert len(calls) == 1
    await sio.close()


async def test_a_binary_frame_is_a_message_and_a_message_of_bytes_a_binary_frame() -> None:
    sio = build()
    async with opened(sio) as plain, Communicator(sio) as other:
        await other.connect()
        for data in (b"\x00\xff", b""):
            await plain.line.send_input({"type": "websocket.receive", "bytes": data})
            assert await plain.line.receive_from(5) == data
            assert await other.receive_event() == ["message", data]
    await sio.close()


async def test_raw_text_passes_through_a_namespace_that_asks_for_it() -> None:
    sio = build()
    async with opened(sio, "/ws/relay") as one, opened(sio, "/ws/relay/") as two:
        for text in ("hello", "", '["announce"]', "{"):
            await one.line.send_input({"type": "websocket.receive", "text": text})
            assert await two.line.receive_from(5) == text
        await one.line.send_to(bytes_data=b"\x01")
        assert await two.line.receive_from(5) == b"\x01"
        async with Communicator(sio) as other:
            await other.connect("/relay")
            other.emit("announce", "x", 1, namespace="/relay")
            assert await one.receive() == ["announced", ["x", 1]]
            assert await two.receive() == ["announced", ["x", 1]]
    await sio.close()


async def test_a_socket_has_what_handlers_need() -> None:
    sio = build(worker="w1")
    async with opened(sio, user="ann") as plain:
        await plain.call("echo")
        (socket,) = sio.hub.sockets()
        assert (socket.transport, socket.user, socket.scope["path"]) == ("plain", "ann", "/ws/")
        assert socket.sid != socket.eio_sid
        assert socket.data == {"auth": None}
        assert len(sio.hub.connections) == 1
    assert not list(sio.hub.sockets())
    assert not sio.hub.connections
    await sio.close()


async def test_a_client_that_cannot_come_back_is_gone_at_once_and_hears_no_offsets() -> None:
    sio = build(connection_state_recovery=60_000)
    async with opened(sio) as plain:
        await plain.call("echo")
        sio.emitter.emit("news", 1)
        assert await plain.receive() == ["news", 1]
    assert not sio.hub.recovery._away
    await sio.close()


async def test_a_refusal_is_told_with_its_data_and_nothing_sent_before_it_runs() -> None:
    asked, ran = asyncio.Event(), []

    class Closed(Namespace):
        async def on_connect(self, socket: Socket, auth: Any) -> None:
            await asked.wait()
            raise ConnectionRefused("not you", {"code": 7})

        @on("act")
        async def act(self, socket: Socket) -> None:
            ran.append(socket)

    sio = SocketIO({"/": Closed})
    async with opened(sio) as plain:
        await plain.send("act", None, 1)
        asked.set()
        assert await plain.receive() == [
            "connect_error",
            {"message": "not you", "data": {"code": 7}},
        ]
        assert await plain.closed() == 4003
    assert not ran
    assert not list(sio.hub.sockets())
    await sio.close()
