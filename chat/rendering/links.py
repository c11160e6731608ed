"""The addresses that a rendered message links to, and that are worth a look."""

from html.parser import HTMLParser
from urllib.parse import urldefrag, urlsplit

from django.conf import settings

# What the renderer gives to links that leave Hearth (chat/rendering/markdown.py).
_LEAVES = 'target="_blank"'


def outgoing(html: str, *, most: int) -> list[str]:
    """The first `most` addresses, http or https, to which a message's HTML links, each once and
    without its fragment. None in a quotation, whose links were shown where it was said, and none
    that is hidden in a spoiler."""
    if _LEAVES not in html:
        return []
    finder = _Finder()
    finder.feed(html)
    return list(dict.fromkeys(finder.found))[:most]


class _Finder(HTMLParser):
    """Reads our own, well-formed HTML."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self._within = 0  # what hides its links, and all that stands in that
        self._site = urlsplit(settings.SITE_URL).hostname

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Called by the parser."""
        named = dict(attrs)
        if tag in _HIDES and (self._within or _hides(tag, named.get("class") or "")):
            self._within += 1
        elif tag == "a" and not self._within and named.get("target") == "_blank":
            self._take(named.get("href") or "")

    def handle_endtag(self, tag: str) -> None:
        """Called by the parser."""
        if tag in _HIDES and self._within:
            self._within -= 1

    def _take(self, href: str) -> None:
        address = urldefrag(href).url
        try:
            parts = urlsplit(address)
        except ValueError:
            return
        if parts.scheme in {"http", "https"} and parts.hostname not in {None, self._site}:
            self.found.append(address)


_HIDES = {"blockquote", "span"}


def _hides(tag: str, classes: str) -> bool:
    return tag == "blockquote" or "spoiler" in classes.split()
