"""Handshakes: the protocol's errors, in its order, over HTTP and over WebSocket."""

from typing import Any

import orjson
import pytest
from channels.routing import URLRouter

from channels_socketio import Forbidden, Namespace, SocketIO
from channels_socketio.testing import Closed, Communicator


async def _request(sio: SocketIO, query: str, method: str = "GET") -> tuple[int, dict[str, Any]]:
    sent: list[dict[str, Any]] = []

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    scope = {
        "type": "http",
        "method": method,
        "path": sio.options.path,
        "query_string": query.encode(),
    }
    application = URLRouter(sio.http_urlpatterns)
    await application(scope, None, send)
    assert (b"content-type", b"application/json") in sent[0]["headers"]
    assert (b"cache-control", b"no-store") in sent[0]["headers"]
    return sent[0]["status"], orjson.loads(sent[1]["body"])


def _refuse(scope: Any) -> None:
    raise Forbidden("not from there")


async def _refuse_later(scope: Any) -> None:
    raise Forbidden


@pytest.mark.parametrize(
    ("query", "method", "code", "message"),
    [
        ("", "GET", 0, "Transport unknown"),
        ("EIO=4", "GET", 0, "Transport unknown"),
        ("EIO=4&transport=carrier-pigeon&sid=x", "POST", 0, "Transport unknown"),
        ("EIO=4&transport=polling&sid=x", "GET", 1, "Session ID unknown"),
        ("EIO=3&transport=polling&sid=x", "PUT", 1, "Session ID unknown"),
        ("EIO=3&transport=polling", "POST", 2, "Bad handshake method"),
        ("EIO=4&transport=polling", "HEAD", 2, "Bad handshake method"),
        ("EIO=4&transport=polling", "OPTIONS", 2, "Bad handshake method"),
        ("EIO=3&transport=polling", "GET", 5, "Unsupported protocol version"),
        ("transport=polling", "GET", 5, "Unsupported protocol version"),
        ("EIO=4&transport=websocket&sid=x", "POST", 1, "Session ID unknown"),
        ("EIO=4&transport=websocket", "POST", 2, "Bad handshake method"),
        ("EIO=4&transport=websocket", "GET", 3, "Bad request"),
        ("EIO=4&transport=websocket&transport=polling", "GET", 3, "Bad request"),
        ("&".join(["a=1"] * 101), "GET", 3, "Bad request"),
    ],
)
async def test_an_http_request_gets_the_protocols_error(
    query: str, method: str, code: int, message: str
) -> None:
    sio = SocketIO({"/": Namespace})
    assert await _request(sio, query, method) == (400, {"code": code, "message": message})


@pytest.mark.parametrize(
    "query",
    [
        "",
        "EIO=4",
        "EIO=4&transport=polling",
        "EIO=3&transport=websocket",
        "transport=websocket",
        "EIO=4&transport=websocket&sid=w.unknown",
        "&".join(["a=1"] * 101),
    ],
)
async def test_a_websocket_with_a_bad_handshake_is_refused(query: str) -> None:
    sio = SocketIO({"/": Namespace})
    client = Communicator(sio, query=query)
    with pytest.raises(Closed, match="refused"):
        await client.open()
    assert not sio.hub.connections
    await sio.close()


@pytest.mark.parametrize("allow_request", [_refuse, _refuse_later])
async def test_allow_request_refuses_a_websocket(allow_request: Any) -> None:
    sio = SocketIO({"/": Namespace}, allow_request=allow_request)
    with pytest.raises(Closed, match="refused"):
        await Communicator(sio).open()
    await sio.close()


async def test_allow_request_sees_the_scope_and_lets_in() -> None:
    paths: list[str] = []
    sio = SocketIO({"/": Namespace}, allow_request=lambda scope: paths.append(scope["path"]))
    async with Communicator(sio):
        assert paths == ["/socket.io/"]
    await sio.close()


@pytest.mark.parametrize("allow_request", [_refuse, _refuse_later])
async def test_a_refusal_of_allow_request_is_403_and_code_4_before_the_version(
    allow_request: Any,
) -> None:
    sio = SocketIO({"/": Namespace}, allow_request=allow_request)
    status, error = await _request(sio, "EIO=3&transport=polling")
    assert (status, error["code"]) == (403, 4)
    assert error["message"] in ("not from there", "Forbidden")


async def test_the_first_message_must_be_the_opening() -> None:
    sio = SocketIO({"/": Namespace})

    async def receive() -> dict[str, Any]:
        return {"type": "websocket.disconnect"}

    application: Any = sio.websocket
    await application({"type": "websocket"}, receive, None)
    await sio.close()


@pytest.mark.parametrize("name", ["chat", "", "/a,b"])
def test_a_namespace_has_a_name_that_packets_can_carry(name: str) -> None:
    with pytest.raises(ValueError, match="namespace"):
        SocketIO({name: Namespace})


@pytest.mark.parametrize("worker", ["", "a.b", "a b", "x" * 41])
def test_a_worker_has_a_name_that_sids_can_carry(worker: str) -> None:
    with pytest.raises(ValueError, match="worker"):
        SocketIO({}, worker=worker)


def test_the_path_is_a_setting_and_its_routes_follow() -> None:
    sio = SocketIO({}, path="/events.io/")
    route = sio.websocket_urlpatterns[0]
    assert route.pattern.match("events.io/")
    assert not route.pattern.match("events-io/")
    assert not route.pattern.match("socket.io/")
