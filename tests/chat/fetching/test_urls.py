"""Addresses that someone named: taken apart, and refused."""

import pytest

from chat.fetching import Refused
from chat.fetching.urls import joined, parse

PORTS = frozenset({80, 443})
GOOD = {
    "https://example.org": "https://example.org/",
    "HTTP://Example.ORG:80/a?b=c#d": "http://example.org/a?b=c",
    "https://example.org/käse/ü?q=ö x": "https://example.org/k%C3%A4se/%C3%BC?q=%C3%B6%20x",
    "https://example.org/a%20b": "https://example.org/a%20b",
    "https://bücher.example/": "https://xn--bcher-kva.example/",
    "https://a_b.example.org/": "https://a_b.example.org/",
    "http://[2606:4700::1]:443/": "http://[2606:4700::1]:443/",
    "http://2130706433/": "http://2130706433/",  # the network sees what it means
    'https://example.org/"><x>\r\nX: y': "https://example.org/%22%3E%3Cx%3EX:%20y",
}
BAD = (
    "ftp://example.org/", "file:///etc/passwd", "gopher://example.org:70/", "javascript:alert(1)",
    "//example.org/", "example.org", "", "http://", "https://user@example.org/",
    "https://user:word@example.org/", "http://example.org:22/", "http://example.org:6379/",
    "http://example.org:99999/", "http://[::1", "http://exa mple.org/", "http://a..b%00/",
    "https://example.org/" + "a" * 2_000,
)  # fmt: skip


@pytest.mark.parametrize("url", GOOD)
def test_an_address_is_asked_for_in_ascii(url: str) -> None:
    assert str(parse(url, ports=PORTS)) == GOOD[url]


@pytest.mark.parametrize("url", BAD)
def test_what_is_not_to_be_asked_is_refused(url: str) -> None:
    with pytest.raises(Refused):
        parse(url, ports=PORTS)


def test_where_a_page_sends_on_to_is_looked_at_as_the_first_was() -> None:
    base = parse("https://example.org/a/b?c", ports=PORTS)
    assert str(joined(base, "../d", ports=PORTS)) == "https://example.org/d"
    assert str(joined(base, "//other.example/", ports=PORTS)) == "https://other.example/"
    for location in ("file:///etc/passwd", "http://example.org:25/", "http://[::1", "https://a@b/"):
        with pytest.raises(Refused):
            joined(base, location, ports=PORTS)
