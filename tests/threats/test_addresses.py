"""What counts as one address, and what a cache may keep."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from channels_socketio import Forbidden
from chat.limits import limits
from chat.models import User
from chat.sockets.origin import Gate
from tests.support.factories import make_user
from tests.support.pages import log_in


@pytest.fixture
def two_at_once(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Each address opens two connections."""
    monkeypatch.setitem(settings.HEARTH, "CONNECT_RATE", (0.001, 2))
    limits.cache_clear()
    yield
    limits.cache_clear()


def _opened(*addresses: str) -> int:
    """How many of them the gate lets in."""
    gate = Gate(address=lambda scope: str(scope["address"]), is_secure=lambda scope: False)
    count = 0
    for address in addresses:
        scope: dict[str, Any] = {"headers": [], "address": address}
        try:
            gate.allow_request(scope)
        except Forbidden:
            continue
        count += 1
    return count


@pytest.mark.usefixtures("two_at_once")
def test_all_addresses_of_one_ipv6_household_are_one() -> None:
    assert _opened(*(f"2001:db8:1:2::{number:x}" for number in range(50))) == 2
    assert _opened("2001:db8:1:3::1") == 1


@pytest.mark.usefixtures("two_at_once")
def test_ipv4_addresses_are_one_each() -> None:
    assert _opened("192.0.2.1", "192.0.2.1", "192.0.2.1", "192.0.2.2", "") == 4


@pytest.mark.django_db
def test_no_answer_may_be_kept_by_a_cache_unless_it_says_so() -> None:
    user: User = make_user("ada")
    client = log_in(user)
    for path in ("/settings/", "/r/999/", "/nowhere/", "/api/rooms/9/messages", "/r/9"):
        assert "no-store" in client.get(path)["Cache-Control"], path
    # What the API gives may be kept by who asked, to be asked for again before it is shown.
    assert client.get("/api/me")["Cache-Control"] == "private, no-cache"
    for path in ("/accounts/login/", "/accounts/password/reset/", "/", "/invite/x/"):
        assert "no-store" in Client().get(path)["Cache-Control"], path
    assert "immutable" in client.get("/emoji.json")["Cache-Control"]


def test_the_cache_in_memory_does_not_soon_forget_attempts_to_log_in() -> None:
    if not settings.REDIS_URL:
        assert settings.CACHES["default"]["OPTIONS"]["MAX_ENTRIES"] >= 50_000
