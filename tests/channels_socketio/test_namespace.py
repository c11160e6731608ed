"""What an application writes: middleware, the hooks, and handlers of anything."""

import asyncio
from collections.abc import Sequence
from typing import Any

import pytest

from channels_socketio import ConnectionRefused, Namespace, Socket, SocketIO, on, on_server
from channels_socketio.namespace import Middleware
from channels_socketio.packet import Packet, PacketType
from channels_socketio.testing import Communicator

Auth = dict[str, Any] | None


def _serve(namespace: type[Namespace], **options: Any) -> SocketIO:
    return SocketIO({"/": namespace}, **options)


async def name_them(socket: Socket, auth: Auth) -> None:
    if not auth or "name" not in auth:
        raise ConnectionRefused("who are you?", {"code": "nameless"})
    socket.data["name"] = auth["name"]


async def greet(socket: Socket, auth: Auth) -> None:
    await socket.emit("greeting", socket.data["name"])


async def test_middleware_runs_in_order_before_on_connect_and_on_what_it_found_out() -> None:
    order: list[str] = []

    async def count(socket: Socket, auth: Auth) -> None:
        order.append("middleware")
        assert list(sio.hub.sockets()) == []
        with pytest.raises(RuntimeError, match="from on_connect on"):
            await socket.enter("room")

    class Base(Namespace):
        middleware: Sequence[Middleware] = (name_them, greet)

    class Doored(Base):
        middleware = (*Base.middleware, count)

        async def on_connect(self, socket: Socket, auth: Auth) -> None:
            order.append(f"on_connect {socket.data['name']}")

    sio = _serve(Doored)
    async with Communicator(sio) as client:
        assert "sid" in await client.connect(auth={"name": "ann"})
        assert await client.receive_event() == ["greeting", "ann"]
    assert order == ["middleware", "on_connect ann"]
    await sio.close()


async def test_a_refusal_of_middleware_carries_its_data_and_stops_there() -> None:
    class Doored(Namespace):
        middleware = (name_them,)

        async def on_connect(self, socket: Socket, auth: Auth) -> None:
            raise AssertionError("refused before")

        async def on_disconnect(self, socket: Socket, reason: str) -> None:
            raise AssertionError("never let in")

    sio = SocketIO({"/": Doored, "/open": Namespace})
    async with Communicator(sio) as client:
        await client.connect("/open")
        refused = {"message": "who are you?", "data": {"code": "nameless"}}
        assert await client.connect(auth={}) == refused
        assert await client.connect() == refused
        sio.emitter.emit("x", namespace="/open")
        assert await client.receive_event() == ["x"], "the others are unaffected"
    await sio.close()


@pytest.mark.parametrize("data", [b"binary", object(), {"deep": [b""]}])
async def test_a_refusal_whose_data_cannot_be_sent_is_sent_without(
    data: Any, caplog: pytest.LogCaptureFixture
) -> None:
    class Doored(Namespace):
        async def on_connect(self, socket: Socket, auth: Auth) -> None:
            raise ConnectionRefused("no", data)

    sio = _serve(Doored)
    async with Communicator(sio) as client:
        assert await client.connect() == {"message": "no"}
        assert list(sio.hub.sockets()) == []
    assert "data cannot be sent" in caplog.text
    await sio.close()


async def test_middleware_that_fails_refuses_and_tells_the_log_alone(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async def fail(socket: Socket, auth: Auth) -> None:
        raise RuntimeError("a secret")

    class Doored(Namespace):
        middleware = (fail,)

    sio = _serve(Doored)
    async with Communicator(sio) as client:
        assert await client.connect() == {"message": "internal error"}
    assert "a secret" in caplog.text
    await sio.close()


@pytest.mark.parametrize("how", ["raise", "return"])
async def test_a_client_that_goes_in_the_middle_of_middleware_is_let_in_nowhere(how: str) -> None:
    inside, go_on = asyncio.Event(), asyncio.Event()
    calls: list[str] = []

    async def wait(socket: Socket, auth: Auth) -> None:
        inside.set()
        await go_on.wait()
        if how == "raise":
            raise ConnectionRefused

    async def after(socket: Socket, auth: Auth) -> None:
        calls.append("after")

    class Doored(Namespace):
        middleware = (wait, after)

        async def on_connect(self, socket: Socket, auth: Auth) -> None:
            calls.append("on_connect")

    sio = _serve(Doored)
    client = Communicator(sio)
    await client.open()
    client.send(Packet(PacketType.CONNECT))
    await inside.wait()
    closing = asyncio.create_task(client.close())
    await asyncio.sleep(0)
    go_on.set()
    await closing
    assert calls == []
    assert list(sio.hub.roster.namespaces) == []
    await sio.close()


async def test_a_client_that_is_refused_where_it_left_elsewhere_has_the_time_to_connect_again() -> (
    None
):
    refuse = asyncio.Event()

    async def wait(socket: Socket, auth: Auth) -> None:
        await refuse.wait()
        raise ConnectionRefused

    class Doored(Namespace):
        middleware = (wait,)

    sio = SocketIO({"/": Namespace, "/doored": Doored}, connect_timeout=100)
    async with Communicator(sio) as client:
        await client.connect()
        client.send(Packet(PacketType.CONNECT, namespace="/doored"))
        client.send(Packet(PacketType.DISCONNECT))
        refuse.set()
        async with asyncio.timeout(3):
            await client.wait_closed()
    await sio.close()


async def test_on_disconnect_knows_the_rooms_and_what_was_still_waiting_does_not() -> None:
    seen: list[tuple[str, set[str]]] = []
    working, go_on = asyncio.Event(), asyncio.Event()

    class Rooms(Namespace):
        async def on_connect(self, socket: Socket, auth: Auth) -> None:
            await socket.enter("a", "b")

        @on("work")
        async def work(self, socket: Socket, number: int) -> None:
            working.set()
            await go_on.wait()
            seen.append((f"work {number}", set(socket.rooms)))

        async def on_disconnect(self, socket: Socket, reason: str) -> None:
            assert dict(sio.hub.rooms()) == {}
            seen.append((reason, set(socket.rooms)))

    sio = _serve(Rooms)
    async with Communicator(sio) as client:
        await client.connect()
        client.emit("work", 1)
        client.emit("work", 2)
        await working.wait()
        sio.emitter.disconnect_sockets(to="a", close=False)
        go_on.set()
    nowhere: set[str] = set()
    reason = "server namespace disconnect"
    assert seen == [("work 1", nowhere), ("work 2", nowhere), (reason, {"a", "b"})]
    await sio.close()


async def test_on_any_takes_what_no_handler_does_and_answers_it() -> None:
    class Relay(Namespace):
        @on("known")
        async def known(self, socket: Socket) -> str:
            return "known"

        async def on_any(self, socket: Socket, event: Any, *args: Any) -> tuple[Any, ...]:
            return (event, *args)

    class Strict(Relay):
        async def on_any(self, socket: Socket, event: Any, text: str) -> str:  # type: ignore[override]
            return text

    sio = SocketIO({"/": Relay, "/strict": Strict, "/none": Namespace})
    async with Communicator(sio) as client:
        for name in ("/", "/strict", "/none"):
            await client.connect(name)
        assert await client.call("known") == "known"
        assert await client.call("unknown", 1, b"") == ["unknown", 1, b""]
        assert await client.call(5) == 5
        assert await client.call("x", "text", namespace="/strict") == "text"
        invalid = {"error": "invalid arguments"}
        assert await client.call("x", "text", "more", namespace="/strict") == invalid
        client.send(Packet(PacketType.EVENT, ["x"], "/none", 9))
        client.send(Packet(PacketType.EVENT, ["known"], "/", 10))
        assert (await client.receive()).id == 10, "unanswered where nobody takes it"
    await sio.close()


async def test_handlers_of_several_classes_are_put_together_and_the_nearest_one_counts() -> None:
    class Doors(Namespace):
        @on("open")
        async def open(self, socket: Socket) -> str:
            return "door"

        @on_server("lock")
        async def lock(self) -> str:
            return "locked"

    class Windows(Namespace):
        @on("open")
        async def open(self, socket: Socket) -> str:
            return "window"

        @on("clean")
        async def clean(self, socket: Socket) -> str:
            return "clean"

    class House(Doors, Windows):
        @on("ring")
        async def ring(self, socket: Socket) -> str:
            return "ding"

    assert House.server_handlers == {"lock": Doors.lock}
    sio = _serve(House)
    async with Communicator(sio) as client:
        await client.connect("/")
        answers = [await client.call(event) for event in ("open", "clean", "ring")]
    assert answers == ["door", "clean", "ding"]
    await sio.close()
