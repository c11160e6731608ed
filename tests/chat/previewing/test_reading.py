"""What pages say of themselves, the honest ones and the others."""

import gzip
import time

import pytest

from chat.previewing.reading import BUDGET, Page, clean, decoded, read_page

URL = "https://www.tide.example/a/page"


def _page(html: str | bytes, charset: str = "") -> Page:
    body = html.encode() if isinstance(html, str) else html
    return read_page(body, charset=charset, url=URL)


def test_open_graph_comes_first_then_twitter_then_what_html_says() -> None:
    plain = '<title>Plain\n title</title><meta name="description" content="plain">'
    twitter = (
        '<meta name="twitter:title" content="Twitter&#39;s"><meta name=twitter:image content=t.png>'
    )
    graph = """<META PROPERTY="og:title" CONTENT="Graph &amp; more">
      <meta property="og:description" content="said in full">
      <meta property='og:site_name' content='Tide'>
      <meta property="og:image" content="//pics.example/1.png">
      <meta property="og:image:alt" content="a wave">"""
    assert _page(plain) == Page("Plain title", "plain", "tide.example", "", "")
    assert _page(plain + twitter) == Page(
        "Twitter's", "plain", "tide.example", "https://www.tide.example/a/t.png", ""
    )
    assert _page(f"<head>{plain}{twitter}{graph}</head><body><p>x") == Page(
        "Graph & more", "said in full", "Tide", "https://pics.example/1.png", "a wave"
    )


def test_a_page_that_says_nothing_is_nothing() -> None:
    for html in ("", "<html><body><p>words", '<meta property="og:title" content="  ">', "\x00\xff"):
        assert not _page(html)


def test_what_a_page_says_is_words_and_never_markup_or_what_hides_it() -> None:
    page = _page(
        "<title>&lt;script&gt;alert(1)&lt;/script&gt;</title>"
        '<meta name="description" content="a\u202eb\u200b\u0007c\u2066 \U000e0041d\n\n  e">'
        '<meta property="og:site_name" content="&quot;&gt;&lt;img src=x onerror=alert(1)&gt;">'
        '<meta property="og:image" content="javascript:alert(1)">'
    )
    assert page.title == "<script>alert(1)</script>"  # templates and textContent escape it
    assert page.description == "abc d e"
    assert page.site == '"><img src=x onerror=alert(1)>'
    assert page.picture == "javascript:alert(1)"  # which the fetcher refuses


def test_long_words_are_cut_at_a_word() -> None:
    assert clean("one two three", 11) == "one two…"
    assert clean("x" * 300, 10) == "x" * 9 + "…"
    assert len(_page(f"<title>{'long ' * 9_000}</title>").title) <= 200


@pytest.mark.parametrize(
    ("body", "charset"),
    [
        ("grüße".encode(), ""),
        ("grüße".encode(), "utf-8"),
        (b"\xef\xbb\xbf" + "grüße".encode(), "latin-1"),
        ("grüße".encode("latin-1"), "ISO-8859-1"),
        ("grüße".encode("cp1252"), ""),
        ("<meta charset=iso-8859-2>grüße".encode("iso-8859-2"), "nonsense"),
        ("<meta charset=utf-8>grüße".encode("utf-16"), "utf-16"),
        ("grüße".encode("koi8-r", "ignore") + "grüße".encode(), "unicode_escape"),
        ("grüße ü".encode()[:-1], ""),
    ],
)
def test_a_page_is_read_in_its_own_encoding(body: bytes, charset: str) -> None:
    assert "grüße" in decoded(body, charset)


@pytest.mark.parametrize(
    "charset", ["idna", "punycode", "zlib", "base64", "rot13", "utf-7", "\x00"]
)
def test_what_is_no_encoding_of_pages_is_not_asked(charset: str) -> None:
    assert decoded(gzip.compress(b"x"), charset)


@pytest.mark.parametrize(
    "part",
    ["<", "<a ", '<meta "', "<meta a='", "<!--", "<!", "<![CDATA[", "&", "&#", "<title>",
     "<meta name=description content=x>", "</", "<?", "<script>", "<a b=c ", "<b>" , "\x00"],
)  # fmt: skip
def test_a_page_that_is_broken_on_purpose_takes_no_longer_than_it_may(part: str) -> None:
    body = (part * (262_144 // len(part))).encode()
    before = time.thread_time()
    _page(body)
    assert time.thread_time() - before < BUDGET + 0.4
