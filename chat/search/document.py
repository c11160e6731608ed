"""What of a message is searched: its words as they are read, where its links lead, names."""

import re
from collections.abc import Iterable
from html.parser import HTMLParser
from typing import NamedTuple

_LINES = {"p", "br", "li", "pre", "blockquote", "div", "hr", "ul", "ol", "table", "tr", "td", "th"}
_VOID = {"br", "hr"}
# What most messages are: one paragraph of words. It reads as itself, eight times as quickly.
_PLAIN = re.compile("<p>([^<&]*)</p>")


class Document(NamedTuple):
    """The words of a message, and beside them the same with what it hides as a spoiler blacked
    out, place by place; and whether it links to anything outside."""

    text: str
    shown: str
    has_link: bool


def document(html: str, names: Iterable[str] = ()) -> Document:
    """From a message's own HTML, which is sanitised; `names` are those of its files, the answers
    of its poll."""
    if (plain := _PLAIN.fullmatch(html)) is not None:
        text = "".join(["\n", plain[1], "\n", *(f"\n{name}" for name in names)])
        return Document(text, text, has_link=False)
    reader = _Reader()
    reader.feed(html)
    reader.close()
    reader.end(names)
    return Document("".join(reader.text), "".join(reader.shown), bool(reader.links))


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.text: list[str] = []
        self.shown: list[str] = []
        self.links: dict[str, None] = {}
        self._open: list[tuple[str, bool]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _LINES:
            self._say("\n")
        given = dict(attrs)
        if tag not in _VOID:
            self._open.append((tag, "spoiler" in (given.get("class") or "").split()))
        href = given.get("href") or ""
        if href.startswith(("http:", "https:", "mailto:")):
            self.links.setdefault(href.removeprefix("mailto:"))

    def handle_endtag(self, tag: str) -> None:
        if tag in _LINES:
            self._say("\n")
        for at in range(len(self._open) - 1, -1, -1):
            if self._open[at][0] == tag:
                del self._open[at:]
                return

    def handle_data(self, data: str) -> None:
        self._say(data, hidden=any(hides for _, hides in self._open))

    def end(self, names: Iterable[str]) -> None:
        """After the words: where links lead that do not say so themselves, and names."""
        said = "".join(self.text)
        for more in (*(link for link in self.links if link not in said), *names):
            self._say(f"\n{more}")

    def _say(self, words: str, *, hidden: bool = False) -> None:
        self.text.append(words)
        black = ("█" if not char.isspace() else char for char in words)
        self.shown.append("".join(black) if hidden else words)
