"""project/proxies.py and middleware.py: the proxies in front are believed so far and no further."""

from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from project.middleware import proxy_headers
from project.proxies import client_address


def _scope(*forwarded: str, peer: str | None = "10.0.0.1") -> dict[str, Any]:
    headers = [(b"x-forwarded-for", value.encode()) for value in forwarded]
    return {"headers": headers, "client": [peer, 5] if peer else None}


def test_without_trusted_proxies_the_header_is_not_believed(settings: Any) -> None:
    settings.TRUSTED_PROXIES = 0
    assert client_address(_scope("6.6.6.6")) == "10.0.0.1"


@pytest.mark.parametrize(
    ("hops", "forwarded", "expected"),
    [
        (1, ["192.0.2.7"], "192.0.2.7"),
        (1, ["6.6.6.6, 192.0.2.7"], "192.0.2.7"),
        (1, ["6.6.6.6", "192.0.2.7"], "192.0.2.7"),
        (2, ["6.6.6.6, 192.0.2.7, 10.0.0.2"], "192.0.2.7"),
        (2, ["192.0.2.7"], "192.0.2.7"),
        (1, ["2001:db8::1"], "2001:db8::1"),
        (1, ["[2001:db8::1]"], "2001:db8::1"),
        (1, ["::ffff:192.0.2.7"], "192.0.2.7"),
        (1, ["192.0.2.7, "], "192.0.2.7"),
        (1, ["made up"], "10.0.0.1"),
        (1, [""], "10.0.0.1"),
        (1, [], "10.0.0.1"),
    ],
)
def test_the_address_is_counted_from_the_right(
    settings: Any, hops: int, forwarded: list[str], expected: str
) -> None:
    settings.TRUSTED_PROXIES = hops
    assert client_address(_scope(*forwarded)) == expected


def test_behind_a_unix_socket_the_peer_has_no_address(settings: Any) -> None:
    settings.TRUSTED_PROXIES = 1
    assert client_address(_scope("192.0.2.7", peer=None)) == "192.0.2.7"
    assert client_address(_scope(peer=None)) == ""


def _through(**headers: str) -> HttpRequest:
    """A request as the views see it."""
    seen: list[HttpRequest] = []

    def view(request: HttpRequest) -> HttpResponse:
        seen.append(request)
        return HttpResponse()

    proxy_headers(view)(RequestFactory().get("/", **headers))  # type: ignore[arg-type]
    return seen[0]


def test_views_see_the_same_address_and_no_header_a_client_made_up(
    settings: Any,
) -> None:
    settings.TRUSTED_PROXIES = 0
    request = _through(
        HTTP_X_FORWARDED_FOR="6.6.6.6", HTTP_X_FORWARDED_PROTO="https", HTTP_X_FORWARDED_HOST="evil"
    )
    assert request.META["REMOTE_ADDR"] == "127.0.0.1"
    assert not [name for name in request.META if name.startswith("HTTP_X_FORWARDED")]


def test_the_scheme_is_what_our_own_proxy_wrote(settings: Any) -> None:
    settings.TRUSTED_PROXIES = 1
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    assert not _through(HTTP_X_FORWARDED_PROTO="https, http").is_secure()
    assert _through(HTTP_X_FORWARDED_PROTO="http, https").is_secure()


@pytest.mark.parametrize(
    "host", ["evil.example", "localhost.evil.example", "localhost, evil.example", "localhost@evil"]
)
def test_an_evil_host_gets_400(client: Client, host: str) -> None:
    assert client.get("/accounts/login/", headers={"host": host}).status_code == 400


def test_an_evil_forwarded_host_changes_nothing(client: Client, db: None) -> None:
    answer = client.get("/accounts/login/", headers={"x-forwarded-host": "evil.example"})
    assert answer.status_code == 200
    assert b"evil" not in answer.content
