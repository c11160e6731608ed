"""The browser's client, from the npm package."""

import gzip
import zlib
from pathlib import Path
from typing import Any

import pytest
from channels.routing import URLRouter

from channels_socketio import SocketIO
from channels_socketio.bundle import NAMES
from tests.channels_socketio.conftest import ROOT

DIST = ROOT / "node_modules" / "socket.io-client" / "dist"


class Answer:
    """One answer, as ASGI gives it."""

    def __init__(self, sent: list[dict[str, Any]]) -> None:
        self.status: int = sent[0]["status"]
        self.headers = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
        self.body: bytes = sent[1]["body"]


async def _get(
    sio: SocketIO, path: str, method: str = "GET", query: str = "", **headers: str
) -> Answer:
    sent: list[dict[str, Any]] = []

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    router: Any = URLRouter(sio.http_urlpatterns)
    names = [(k.replace("_", "-").encode(), v.encode()) for k, v in headers.items()]
    scope = {
        "type": "http",
        "method": method,
        "path": path,
        "query_string": query.encode(),
        "headers": names,
    }
    await router(scope, None, send)
    return Answer(sent)


def test_the_names_are_those_of_the_package() -> None:
    there = {path.name for path in DIST.iterdir()}
    assert there == set(NAMES)


@pytest.mark.parametrize("name", NAMES)
async def test_a_file_is_served_whole(name: str) -> None:
    sio = SocketIO({}, client_files=DIST)
    answer = await _get(sio, f"/socket.io/{name}", query="v=1")
    assert answer.status == 200
    assert answer.body == (DIST / name).read_bytes()
    kind = "json" if name.endswith(".map") else "javascript"
    assert answer.headers["content-type"] == f"application/{kind}; charset=utf-8"
    assert answer.headers["content-length"] == str(len(answer.body))
    assert answer.headers["cache-control"] == "public, max-age=0"
    assert answer.headers["vary"] == "Accept-Encoding"


async def test_it_is_packed_for_those_who_take_it() -> None:
    sio = SocketIO({}, client_files=str(DIST))
    whole = (DIST / "socket.io.js").read_bytes()
    for _ in range(2):
        packed = await _get(sio, "/socket.io/socket.io.js", accept_encoding="br, gzip")
        assert packed.headers["content-encoding"] == "gzip"
        assert gzip.decompress(packed.body) == whole
        assert packed.headers["content-length"] == str(len(packed.body))
    deflated = await _get(sio, "/socket.io/socket.io.js", accept_encoding="deflate")
    assert zlib.decompress(deflated.body) == whole


async def test_who_has_it_is_told_so() -> None:
    sio = SocketIO({}, client_files=DIST)
    etag = (await _get(sio, "/socket.io/socket.io.min.js")).headers["etag"]
    for asked in (etag, etag.removeprefix("W/"), f'"x", {etag}', "*"):
        answer = await _get(sio, "/socket.io/socket.io.min.js", if_none_match=asked)
        assert (answer.status, answer.body) == (304, b"")
        assert answer.headers["etag"] == etag
        assert "content-length" not in answer.headers
    for asked in ('"x"', ""):
        answer = await _get(sio, "/socket.io/socket.io.min.js", if_none_match=asked)
        assert answer.status == 200
    other = await _get(sio, "/socket.io/socket.io.js", if_none_match=etag)
    assert other.status == 200


async def test_head_has_no_body_and_other_methods_are_refused() -> None:
    sio = SocketIO({}, client_files=DIST)
    head = await _get(sio, "/socket.io/socket.io.js", "HEAD")
    assert head.body == b""
    assert head.headers["content-length"] == str((DIST / "socket.io.js").stat().st_size)
    for method in ("POST", "PUT", "DELETE", "OPTIONS"):
        refused = await _get(sio, "/socket.io/socket.io.js", method)
        assert (refused.status, refused.headers["allow"]) == (405, "GET, HEAD")


@pytest.mark.parametrize(
    "name",
    [
        "socket.io.ts",
        "socket.io.js.map.map",
        "package.json",
        "../package.json",
        "socket.io.js/",
        "",
    ],
)
async def test_no_other_name_leads_to_a_file(name: str) -> None:
    sio = SocketIO({}, client_files=DIST)
    try:
        answer = await _get(sio, f"/socket.io/{name}")
    except ValueError:  # Channels: no route
        assert name
    else:
        assert (name, answer.status) == ("", 400)


async def test_a_file_that_the_folder_lacks_is_404(tmp_path: Path) -> None:
    sio = SocketIO({}, client_files=tmp_path)
    assert (await _get(sio, "/socket.io/socket.io.js")).status == 404
    assert (await _get(SocketIO({}, client_files=DIST), "/socket.io/socket.io.js")).status == 200


async def test_without_the_option_there_is_the_protocols_error() -> None:
    answer = await _get(SocketIO({}), "/socket.io/socket.io.js")
    assert answer.status == 400
    assert answer.body == b'{"code":0,"message":"Transport unknown"}'


async def test_the_path_is_the_servers_and_cors_holds_here_too() -> None:
    origin = "https://example.org"
    cors = {"origins": [origin], "credentials": True}
    sio = SocketIO({}, client_files=DIST, path="/events/", cors=cors)
    answer = await _get(sio, "/events/socket.io.esm.min.js", origin=origin)
    assert answer.headers["access-control-allow-origin"] == origin
