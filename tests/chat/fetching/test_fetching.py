"""What others serve, fetched: by a server that does all that a hostile one might."""

import asyncio
import gzip
import socket
import ssl
import time
import zlib
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from chat.fetching import Failed, Fetched, Refused, Wanted, fetch, fetcher
from tests.chat.fetching.hostile import HOME, Asked, Server, serving
from tests.support.certificates import make_certificate

MOST = 100_000
Resolver = Callable[..., list[Any]]


@pytest.fixture
async def server(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Server]:
    """One on an address that is allowed, as an organisation's own may be; 127.0.0.1 is not."""
    async with serving() as found:
        _allow(monkeypatch, found.port)
        yield found


def _allow(monkeypatch: pytest.MonkeyPatch, *ports: int) -> None:
    limits = {"FETCH_NETWORKS": (f"{HOME}/32",), "FETCH_PORTS": (80, 443, *ports)}
    for name, value in {**limits, "FETCH_SECONDS": 0.8}.items():
        monkeypatch.setitem(settings.HEARTH, name, value)


async def _page(url: str, *, cut: bool = True, most: int = MOST) -> Fetched:
    return await fetch(url, Wanted("text/html", most, cut=cut), Wanted("image/", most))


async def test_a_page_comes_with_its_type_its_charset_and_where_it_was(server: Server) -> None:
    server.says("/a", "<p>grüße</p>".encode("latin-1"), "Text/HTML; charset=ISO-8859-1")
    server.answers_with("/moved", 302, Location="/a")
    found = await _page(server.url("/moved#part"))
    assert (found.url, found.content_type, found.charset) == (
        server.url("/a"), "text/html", "iso-8859-1",
    )  # fmt: skip
    assert found.body.decode(found.charset) == "<p>grüße</p>"
    assert not found.is_cut


async def test_it_says_who_asks_and_gives_nothing_else_away(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY", "https_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    server.says("/", b"x", Set_Cookie="a=b")
    await _page(server.url())
    await _page(server.url())
    headers = server.asked[-1].headers
    assert set(headers) == {"host", "user-agent", "accept", "accept-encoding", "connection"}
    assert headers["host"] == f"{HOME}:{server.port}"
    assert "Hearth/" in headers["user-agent"]
    assert settings.SITE_URL in headers["user-agent"]


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "localhost", "[::1]", "2130706433", "0x7f000001", "017700000001", "127.1",
     "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "0.0.0.0", "[::]", "169.254.169.254",
     "[64:ff9b::7f00:1]", "[2002:7f00:1::]", "100.64.0.1", "127.0.0.3"],
)  # fmt: skip
async def test_an_address_within_is_refused_in_every_spelling(server: Server, host: str) -> None:
    with pytest.raises(Refused, match="not public"):
        await _page(server.url("/", host=host))
    assert server.asked == []


async def test_a_redirect_inward_is_refused(server: Server) -> None:
    async with serving(host="127.0.0.1") as inside:
        _allow(pytest.MonkeyPatch(), server.port, inside.port)
        server.answers_with("/in", 302, Location=inside.url("/secret", host="127.0.0.1"))
        inside.says("/secret", b"secret")
        with pytest.raises(Refused, match="not public"):
            await _page(server.url("/in"))
        assert inside.asked == []


async def test_a_redirect_to_another_scheme_or_port_or_without_end_is_refused(
    server: Server,
) -> None:
    server.answers_with("/file", 302, Location="file:///etc/passwd")
    server.answers_with("/redis", 307, Location=f"http://{HOME}:6379/")
    server.answers_with("/round", 301, Location="/round")
    for path, why in (("/file", "neither"), ("/redis", "port"), ("/round", "on and on")):
        with pytest.raises(Refused, match=why):
            await _page(server.url(path))
    assert len(server.asked) == 2 + settings.HEARTH["FETCH_REDIRECTS"] + 1


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> dict[str, list[list[str]]]:
    """What names resolve to, question by question."""
    known: dict[str, list[list[str]]] = {}
    real: Resolver = socket.getaddrinfo

    def look_up(host: str, port: int, *args: Any, **kwargs: Any) -> list[Any]:
        if host not in known:
            return real(host, port, *args, **kwargs)
        return [
            (socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))
            for address in known[host].pop(0)
        ]

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    return known


async def test_a_name_is_resolved_once_and_its_address_is_the_one_that_was_looked_at(
    server: Server, names: dict[str, list[list[str]]]
) -> None:
    server.says("/", b"here")
    names["rebind.example"] = [[HOME], ["127.0.0.1"]]
    assert (await _page(server.url(host="rebind.example"))).body == b"here"
    assert names["rebind.example"] == [["127.0.0.1"]]
    assert server.asked[-1].headers["host"] == f"rebind.example:{server.port}"
    with pytest.raises(Refused, match="not public"):
        await _page(server.url(host="rebind.example"))


async def test_each_step_of_a_redirect_is_resolved_and_looked_at_anew(
    server: Server, names: dict[str, list[list[str]]]
) -> None:
    server.answers_with("/", 302, Location=server.url("/again", host="rebind.example"))
    names["rebind.example"] = [[HOME], ["127.0.0.1"]]
    with pytest.raises(Refused, match="not public"):
        await _page(server.url(host="rebind.example"))
    assert [asked.path for asked in server.asked] == ["/"]


async def test_a_name_with_one_address_within_is_refused_whole(
    server: Server, names: dict[str, list[list[str]]]
) -> None:
    server.says("/", b"here")
    names["both.example"] = [[HOME, "10.0.0.1"]]
    with pytest.raises(Refused, match=r"10\.0\.0\.1"):
        await _page(server.url(host="both.example"))


async def test_the_next_address_of_a_name_is_tried_where_one_does_not_answer(
    server: Server, names: dict[str, list[list[str]]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(settings.HEARTH, "FETCH_NETWORKS", ("127.0.0.0/30",))
    server.says("/", b"here")
    names["two.example"] = [["127.0.0.3", HOME], ["127.0.0.3"], []]
    assert (await _page(server.url(host="two.example"))).body == b"here"
    for _ in range(2):
        with pytest.raises(Failed):
            await _page(server.url(host="two.example"))


async def _drip(asked: Asked, writer: asyncio.StreamWriter) -> None:
    """A byte at a time: of the head, and then of a body without end."""
    for byte in b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + b"x" * 10_000:
        writer.write(bytes([byte]))
        await writer.drain()
        await asyncio.sleep(0.05)


async def _pour(asked: Asked, writer: asyncio.StreamWriter) -> None:
    """A body without end."""
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n")
    while True:
        writer.write(b"x" * 65_536)
        await writer.drain()


async def _heads(asked: Asked, writer: asyncio.StreamWriter) -> None:
    """A head without end."""
    writer.write(b"HTTP/1.1 200 OK\r\n")
    while True:
        writer.write(b"X-More: " + b"x" * 60_000 + b"\r\n")
        await writer.drain()


async def _nothing(asked: Asked, writer: asyncio.StreamWriter) -> None:
    """No answer."""
    await asyncio.sleep(60)


@pytest.mark.parametrize("answer", [_drip, _nothing])
async def test_one_who_is_slow_is_given_up(server: Server, answer: Any) -> None:
    server.answers["/"] = answer
    before = time.monotonic()
    with pytest.raises(Failed, match="too long"):
        await _page(server.url())
    assert time.monotonic() - before < 4


async def test_of_a_body_without_end_only_the_beginning_is_taken(server: Server) -> None:
    server.answers["/"] = _pour
    found = await _page(server.url())
    assert (len(found.body), found.is_cut) == (MOST, True)
    with pytest.raises(Refused, match="too large"):
        await _page(server.url(), cut=False)


async def test_a_head_without_end_is_given_up(server: Server) -> None:
    server.answers["/"] = _heads
    with pytest.raises(Failed):
        await _page(server.url())


async def test_a_bomb_of_gzip_is_not_made_large(server: Server) -> None:
    bomb = gzip.compress(b"0" * 20_000_000)
    assert len(bomb) < MOST
    server.says("/", bomb, Content_Encoding="gzip")
    found = await _page(server.url())
    assert (len(found.body), found.is_cut) == (MOST, True)
    with pytest.raises(Refused, match="too large"):
        await _page(server.url(), cut=False)


@pytest.mark.parametrize("encoding", ["gzip", "deflate"])
async def test_what_is_compressed_is_read(server: Server, encoding: str) -> None:
    body = b"<title>small</title>" * 100
    packed = gzip.compress(body) if encoding == "gzip" else zlib.compress(body)
    server.says("/", packed, Content_Encoding=encoding)
    assert (await _page(server.url(), cut=False)).body == body


@pytest.mark.parametrize("encoding", ["br", "gzip, gzip", "zstd"])
async def test_an_encoding_that_nobody_asked_for_is_refused(server: Server, encoding: str) -> None:
    server.says("/", b"x", Content_Encoding=encoding)
    with pytest.raises(Refused, match="encoded as"):
        await _page(server.url())
    server.says("/", b"not gzip", Content_Encoding="gzip")
    with pytest.raises(Refused, match="broken"):
        await _page(server.url())


@pytest.mark.parametrize(
    ("status", "kind"), [(404, Refused), (204, Refused), (429, Failed), (503, Failed)]
)
async def test_what_is_not_there_is_not_asked_for_again(
    server: Server, status: int, kind: type[Exception]
) -> None:
    server.answers_with("/", status)
    with pytest.raises(kind, match=str(status)):
        await _page(server.url())


async def test_another_type_is_refused(server: Server) -> None:
    server.says("/", b"MZ", "application/octet-stream")
    with pytest.raises(Refused, match="octet-stream"):
        await _page(server.url())
    server.says("/p", b"GIF89a", "image/gif")
    assert (await _page(server.url("/p"))).content_type == "image/gif"


async def test_nonsense_and_a_closed_door_are_failures(server: Server) -> None:
    async def nonsense(asked: Asked, writer: asyncio.StreamWriter) -> None:
        writer.write(b"\x00\xff" * 100)

    server.answers["/"] = nonsense
    with pytest.raises(Failed):
        await _page(server.url())
    with pytest.raises(Failed):
        await _page("http://nobody.invalid/")


async def test_a_certificate_is_asked_for_and_checked_by_name(
    server: Server,
    names: dict[str, list[list[str]]],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    certificate, key = make_certificate(tmp_path, "pinned.example")
    theirs = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    theirs.load_cert_chain(certificate, key)
    asked: list[str] = []
    theirs.sni_callback = lambda _socket, name, _context: asked.append(name or "")
    ours = ssl.create_default_context(cafile=str(certificate))
    monkeypatch.setattr(fetcher, "_tls", lambda: ours)
    async with serving(context=theirs) as secure:
        _allow(monkeypatch, secure.port)
        secure.says("/", b"sealed")
        names |= {"pinned.example": [[HOME]], "other.example": [[HOME]]}
        found = await _page(secure.url(host="pinned.example", scheme="https"))
        assert found.body == b"sealed"
        with pytest.raises(Failed, match="certificate"):
            await _page(secure.url(host="other.example", scheme="https"))
    assert asked == ["pinned.example", "other.example"]
