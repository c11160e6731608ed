"""What an organisation may set of fetching, and what it is told where that is wrong."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from project import fetching


def test_networks_and_ports_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FETCH_NETWORKS", "10.1.0.0/16 fd12::/32")
    monkeypatch.setenv("FETCH_PORTS", "80 8080")
    assert fetching.allowed_networks() == ("10.1.0.0/16", "fd12::/32")
    assert fetching.allowed_ports() == (80, 8080)


def test_without_any_no_network_is_open_but_the_publics(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("FETCH_NETWORKS", "FETCH_PORTS"):
        monkeypatch.delenv(name, raising=False)
    assert fetching.allowed_networks() == ()
    assert fetching.allowed_ports() == (80, 443)


@pytest.mark.parametrize("written", ["10.1.0.1/16", "10.1", "all"])
def test_a_network_that_is_none_is_named(monkeypatch: pytest.MonkeyPatch, written: str) -> None:
    monkeypatch.setenv("FETCH_NETWORKS", written)
    with pytest.raises(ImproperlyConfigured, match="FETCH_NETWORKS"):
        fetching.allowed_networks()


@pytest.mark.parametrize("written", ["http", "0", "65536", "80,443"])
def test_a_port_that_is_none_is_named(monkeypatch: pytest.MonkeyPatch, written: str) -> None:
    monkeypatch.setenv("FETCH_PORTS", written)
    with pytest.raises(ImproperlyConfigured, match="FETCH_PORTS"):
        fetching.allowed_ports()
