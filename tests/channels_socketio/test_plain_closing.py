"""Plain WebSockets that are refused, closed or cut off."""

import asyncio
from typing import Any

import pytest
from channels.routing import URLRouter
from channels.testing import WebsocketCommunicator

from channels_socketio import Forbidden, Namespace, Socket, SocketIO, on
from tests.channels_socketio.namespaces import build
from tests.channels_socketio.plain_script import Plain, opened


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
