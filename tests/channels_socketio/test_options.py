"""Options that are more than a number: transports, the cookie, CORS, compression."""

import gzip
import zlib
from typing import Any

import pytest

from channels_socketio.compression import choose, compress
from channels_socketio.cookies import Cookie
from channels_socketio.cors import Cors
from channels_socketio.options import Options


@pytest.mark.parametrize("transports", [(), ("webtransport",), ("polling", "x")])
def test_transports_are_polling_and_websocket(transports: Any) -> None:
    with pytest.raises(ValueError, match="transports"):
        Options(transports=transports)


def test_an_upgrade_is_offered_from_polling_where_it_is_possible() -> None:
    assert Options().upgrades_from("polling") == ("websocket",)
    assert Options().upgrades_from("websocket") == ()
    assert Options(allow_upgrades=False).upgrades_from("polling") == ()
    assert Options(transports=("polling",)).upgrades_from("polling") == ()


@pytest.mark.parametrize(
    ("given", "header"),
    [
        (True, b"io=w.s; HttpOnly; Path=/; SameSite=Lax"),
        (Cookie(), b"io=w.s; HttpOnly; Path=/; SameSite=Lax"),
        (
            {"name": "eio", "path": "/chat", "http_only": False, "same_site": None},
            b"eio=w.s; Path=/chat",
        ),
        (
            {"secure": True, "same_site": "None", "max_age": 60, "domain": "example.org"},
            b"io=w.s; Domain=example.org; HttpOnly; Max-Age=60; Path=/; SameSite=None; Secure",
        ),
    ],
)
def test_a_cookie_has_the_attributes_it_was_given(given: Any, header: bytes) -> None:
    cookie = Options(cookie=given).cookie
    assert cookie is not None
    assert cookie.header("w.s") == header


def test_without_the_option_there_is_no_cookie() -> None:
    assert Options().cookie is None
    assert Options(cookie=False).cookie is None  # type: ignore[arg-type]


ALLOW = b"access-control-allow-origin"


@pytest.mark.parametrize(
    ("origins", "origin", "allowed"),
    [
        ("*", "http://a.example", b"*"),
        ("*", None, b"*"),
        ("http://a.example", "http://a.example", b"http://a.example"),
        ("http://a.example", "http://a.exampl", None),
        (["http://a.example"], "http://a.example", b"http://a.example"),
        (["http://a.example"], "http://b.example", None),
        (["http://a.example"], None, None),
        (lambda origin: origin.endswith(".example"), "http://a.example", b"http://a.example"),
        (lambda origin: origin.endswith(".example"), "null", None),
    ],
)
def test_an_origin_is_named_when_it_is_listed(origins: Any, origin: Any, allowed: Any) -> None:
    cors = Cors(origins=origins)
    headers = cors.headers(origin)
    assert dict(headers).get(ALLOW) == allowed
    assert ((b"vary", b"Origin") in headers) is (origins != "*")
    preflight = dict(cors.preflight(origin, "x-a, x-b"))
    if allowed is None:
        assert preflight == {}
    else:
        assert preflight[b"access-control-allow-headers"] == b"x-a, x-b"
        assert preflight[b"access-control-allow-methods"] == b"GET, POST"


def test_no_control_character_comes_back_in_a_header() -> None:
    cors = Cors(origins=lambda origin: True)
    for bad in ("http://a\r\nset-cookie: x", "a\x00b", "", "\x7f", "é"):
        assert ALLOW not in dict(cors.headers(bad))
        assert cors.preflight(bad, None) == []
        preflight = dict(cors.preflight("http://a.example", bad))
        assert b"access-control-allow-headers" not in preflight


def test_credentials_need_named_origins() -> None:
    with pytest.raises(ValueError, match="credentials"):
        Options(cors={"origins": "*", "credentials": True})  # type: ignore[arg-type]
    cors = Options(cors=Cors(origins=["http://a.example"], credentials=True)).cors
    assert cors is not None
    headers = cors.headers("http://a.example")
    assert (b"access-control-allow-credentials", b"true") in headers
    assert cors.headers("http://b.example") == [(b"vary", b"Origin")]
    assert dict(cors.preflight("http://a.example", None)).keys() == {
        b"access-control-allow-methods"
    }


@pytest.mark.parametrize(
    ("accepted", "coding"),
    [
        ("", None),
        ("gzip", "gzip"),
        ("deflate", "deflate"),
        ("gzip, deflate, br, zstd", "gzip"),
        ("GZIP ; q=0.5 , deflate;q=0.8", "deflate"),
        ("gzip;q=0", None),
        ("gzip;q=0.000, deflate;q=0", None),
        ("*", "gzip"),
        ("*;q=0.1, gzip;q=0", "deflate"),
        ("br", None),
        ("identity", None),
        ("gzip;q=nonsense", None),
        ("gzip;q=0.5;x", None),
        (", ".join(["br"] * 30 + ["gzip"]), None),
    ],
)
def test_the_coding_is_what_the_client_takes_best(accepted: str, coding: str | None) -> None:
    assert choose(accepted) == coding


async def test_what_is_compressed_is_read_again() -> None:
    body = b"hearth " * 1_000
    assert gzip.decompress(await compress(body, "gzip")) == body
    assert zlib.decompress(await compress(body, "deflate")) == body
