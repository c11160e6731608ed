"""Plain WebSockets against a server in this process, beside clients of Socket.IO."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from channels.routing import URLRouter
from channels.testing import WebsocketCommunicator

from channels_socketio import ConnectionRefused, Forbidden, Namespace, Socket, SocketIO, on
from channels_socketio.testing import Communicator
from tests.channels_socketio.namespaces import build


class Plain:
    """One WebSocket, in the words of a script."""

    def __init__(self, sio: SocketIO, path: str = "/ws/", user: Any = None) -> None:
        router: Any = URLRouter(sio.websocket_urlpatterns)
        self.line = WebsocketCommunicator(router, path)
        self.line.scope["user"] = user

    async def send(self, *array: Any) -> None:
        await self.line.send_json_to(array)

    async def receive(self) -> Any:
        return await self.line.receive_json_from(5)

    async def call(self, event: str, data: Any = None) -> Any:
        """The answer; what else comes first fails the test."""
        await self.send(event, data, 99)
        blank, answer, ack_id = await self.receive()
        assert (blank, ack_id) == (None, 99)
        return answer

    async def closed(self) -> int:
        """The code it was closed with; there is nothing before the close."""
        message = await self.line.receive_output(5)
        assert message["type"] == "websocket.close", message
        code: int = message["code"]
        return code


@asynccontextmanager
async def opened(sio: SocketIO, path: str = "/ws/", user: Any = None) -> AsyncIterator[Plain]:
    plain = Plain(sio, path, user)
    assert (await plain.line.connect(5))[0]
    try:
        yield plain
    finally:
        await plain.line.disconnect(timeout=5)


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


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("/ws/admin", "no"),
        ("/ws/nowhere", "Invalid namespace"),
        ("/ws//admin", "Invalid namespace"),
    ],
)
async def test_a_namespace_that_refuses_or_is_not_there_closes(path: str, message: str) -> None:
    sio = build()
    async with opened(sio, path) as plain:
        assert await plain.receive() == ["connect_error", {"message": message}]
        assert await plain.closed() == 4003
    await sio.close()


async def test_what_is_sent_while_joining_waits_for_the_join() -> None:
    class Slow(Namespace):
        async def on_connect(self, socket: Socket, auth: Any) -> None:
            await asyncio.sleep(0.05)
            await socket.emit("welcome")

        @on("echo")
        async def echo(self, socket: Socket, value: Any) -> Any:
            return value

    sio = SocketIO({"/": Slow})
    async with opened(sio) as plain:
        await plain.send("echo", 1, 1)
        assert await plain.receive() == ["welcome"]
        assert await plain.receive() == [None, 1, 1]
    await sio.close()


async def test_a_join_that_never_ends_is_closed_in_time() -> None:
    class Stuck(Namespace):
        async def on_connect(self, socket: Socket, auth: Any) -> None:
            await asyncio.sleep(1)

    sio = SocketIO({"/": Stuck}, connect_timeout=50)
    async with opened(sio) as plain:
        assert await plain.closed() == 4008
    await sio.close()


async def test_a_joined_client_is_not_pinged_and_not_timed_out() -> None:
    sio = build(connect_timeout=50, ping_interval=20, ping_timeout=20)
    async with opened(sio) as plain:
        await plain.call("echo")
        assert await plain.line.receive_nothing(0.2)
        assert await plain.call("echo", 1) == 1
    await sio.close()


@pytest.mark.parametrize("frame", ["nonsense", "[]", '["connect"]', '["x",1,"1"]', "[null]"])
async def test_a_bad_frame_is_told_to_its_sender_and_costs_nothing(frame: str) -> None:
    sio = build()
    async with opened(sio) as plain, opened(sio) as other:
        await other.call("echo")
        await plain.line.send_to(text_data=frame)
        event, error = await plain.receive()
        assert event == "error"
        assert list(error) == ["message"]
        assert await plain.call("echo", "alive") == "alive"
        assert await other.call("echo", "nothing before") == "nothing before"
    await sio.close()


async def test_a_flood_and_a_frame_too_long_are_told_and_closed() -> None:
    sio = build(inbound_burst=3, inbound_rate=1, max_http_buffer_size=100)
    async with opened(sio) as plain:
        for _ in range(4):
            await plain.line.send_to(text_data="nonsense")
        for _ in range(3):
            assert (await plain.receive())[1]["message"] == "bad JSON"
        assert "slowly" in (await plain.receive())[1]["message"]
        assert await plain.closed() == 4008
    async with opened(sio) as plain:
        await plain.send("echo", "x" * 100)
        assert "long" in (await plain.receive())[1]["message"]
        assert await plain.closed() == 4009
    async with opened(sio, "/ws/relay") as plain:
        await plain.line.send_to(text_data="x" * 101)
        assert await plain.closed() == 4009
    await sio.close()


async def test_events_that_wait_are_bounded() -> None:
    sio = build(inbound_queue=2)
    async with opened(sio) as plain:
        for _ in range(5):
            await plain.send("slow", 0.2)
        assert "slowly" in (await plain.receive())[1]["message"]
        assert await plain.closed() == 4008
    await sio.close()


async def test_the_servers_disconnect_is_a_normal_close() -> None:
    sio = build()
    async with opened(sio) as plain:
        await plain.send("kick")
        assert await plain.closed() == 1000
    namespace: Any = sio.namespaces["/"]
    assert [reason for _, reason in namespace.gone] == ["server namespace disconnect"]
    await sio.close()


async def test_closing_the_server_ends_plain_clients_and_runs_their_handlers() -> None:
    sio = build()
    async with opened(sio) as plain:
        await plain.call("echo")
        await sio.drain()
        assert not (await Plain(sio).line.connect(5))[0]
        await sio.close()
        assert await plain.closed() == 4001
    namespace: Any = sio.namespaces["/"]
    assert [reason for _, reason in namespace.gone] == ["server shutting down"]


async def test_a_server_that_drains_while_a_client_comes_closes_it() -> None:
    sio = build()

    router: Any = URLRouter(sio.websocket_urlpatterns)

    async def drained(scope: Any, receive: Any, send: Any) -> None:
        async def sending(message: Any) -> None:
            sio.hub.draining = True
            await send(message)

        await router(scope, receive, sending)

    line = WebsocketCommunicator(drained, "/ws/")
    assert (await line.connect(5))[0]
    assert (await line.receive_output(5))["code"] == 1000
    await line.disconnect(timeout=5)
    await sio.close()


async def test_allow_request_refuses_a_handshake() -> None:
    async def allow(scope: Any) -> None:
        if scope["user"] is None:
            raise Forbidden("no")

    sio = build(allow_request=allow)
    assert not (await Plain(sio).line.connect(5))[0]
    async with opened(sio, user="ann") as plain:
        assert await plain.call("echo", 1) == 1
    await sio.close()


async def test_a_client_that_leaves_before_it_is_accepted_leaves_nothing() -> None:
    sio = build()
    line = Plain(sio).line
    await line.send_input({"type": "websocket.disconnect", "code": 1006})
    await line.wait(5)
    assert not sio.hub.connections
    await sio.close()


def test_the_path_is_an_option_and_can_be_off() -> None:
    assert len(build().websocket_urlpatterns) == 2
    assert len(build(plain_path=None).websocket_urlpatterns) == 1
    pattern = build(plain_path="/plain/").websocket_urlpatterns[1].pattern
    found = pattern.match("plain/ops/")
    assert found is not None
    assert found[2] == {"namespace": "ops/"}
