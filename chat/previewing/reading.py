"""What a page says of itself: Open Graph, Twitter's cards, plain HTML. Words alone, no markup."""

import codecs
import re
import time
import unicodedata
from dataclasses import dataclass
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

BUDGET = 0.1  # seconds of a thread's own time for a page; what was found until then counts
_CHUNK = 8_192
_TITLE_MOST, _DESCRIPTION_MOST, _SITE_MOST, _ALT_MOST = 200, 300, 60, 200
_CHARSET = re.compile(rb"""<meta[^>]{0,200}charset\s*=\s*["']?\s*([A-Za-z0-9._-]{1,40})""", re.I)
_UTF_8_MARK = b"\xef\xbb\xbf"
# Of text, and not what Python also calls a codec: `unicode_escape`, `idna`.
_CODECS = re.compile(
    r"utf-8|utf-16.*|iso8859-\d+|cp\d+|koi8-[rtu]|mac-.*|big5.*|gb.*|euc_.*|shift_jis.*|iso2022_.*"
    r"|johab|tis-620|ascii"
)
_WORDS = {
    "title": ("og:title", "twitter:title"),
    "description": ("og:description", "twitter:description", "description"),
    "site": ("og:site_name", "application-name"),
    "picture": (
        "og:image:secure_url",
        "og:image",
        "og:image:url",
        "twitter:image",
        "twitter:image:src",
    ),
    "alt": ("og:image:alt", "twitter:image:alt"),
}


@dataclass(frozen=True)
class Page:
    """What a page is called, what it is about, whose it is, and where its picture is (or "")."""

    title: str
    description: str
    site: str
    picture: str
    alt: str

    def __bool__(self) -> bool:
        return bool(self.title or self.description)


def read_page(body: bytes, *, charset: str, url: str) -> Page:
    """What a page that came from `url` says of itself. Any bytes give an answer; `charset` is what
    its header said, or ""."""
    reader = _Head()
    text, end = decoded(body, charset), time.thread_time() + BUDGET
    # In parts: what is broken on purpose may take the parser the square of its length.
    for start in range(0, len(text), _CHUNK):
        reader.feed(text[start : start + _CHUNK])
        if reader.is_over or time.thread_time() > end:
            break
    said = {name: reader.first(*names) for name, names in _WORDS.items()}
    return Page(
        title=clean(said["title"] or "".join(reader.title), _TITLE_MOST),
        description=clean(said["description"], _DESCRIPTION_MOST),
        site=clean(said["site"], _SITE_MOST) or host_of(url),
        picture=_address(url, said["picture"] or reader.image),
        alt=clean(said["alt"], _ALT_MOST),
    )


def host_of(url: str) -> str:
    """Whose address it is, as one reads it."""
    return clean((urlsplit(url).hostname or "").removeprefix("www."), _SITE_MOST)


def clean(text: str, most: int) -> str:
    """`text` on one line, without what moves, hides or breaks other text, cut at a word."""
    kept = "".join(
        " " if char.isspace() else char
        for char in text[: 10 * most]
        if char.isspace() or unicodedata.category(char) not in {"Cc", "Cf", "Cs", "Co", "Cn"}
    )
    line = " ".join(kept.split())
    if len(line) <= most:
        return line
    cut = line[: most - 1]
    return f"{cut.rpartition(' ')[0] or cut}…"


def decoded(body: bytes, charset: str) -> str:
    """`body` as text: in the encoding that its header, a mark or the page names, else UTF-8, else
    that of Windows. What cannot be read is left out."""
    if body.startswith(_UTF_8_MARK):
        return body[len(_UTF_8_MARK) :].decode("utf-8", "ignore")
    named = _CHARSET.search(body[:2048])
    for name in (charset, named[1].decode() if named else ""):
        if codec := _codec(name):
            return body.decode(codec, "ignore")
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as error:
        cut = error.reason == "unexpected end of data"  # amid a character
        return body.decode("utf-8" if cut else "cp1252", "ignore")


def _codec(name: str) -> str:
    try:
        found = codecs.lookup(name).name
    except (LookupError, ValueError):
        return ""
    if found == "iso8859-1":
        return "cp1252"  # as browsers read it
    return found if _CODECS.fullmatch(found) else ""


def _address(base: str, written: str) -> str:
    try:
        return urljoin(base, written.strip()) if written.strip() else ""
    except ValueError:
        return ""


class _Head(HTMLParser):
    """Takes what the head of a page holds, up to its body."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.title: list[str] = []
        self.image = ""
        self.is_over = False
        self._meta: dict[str, str] = {}
        self._in_title = False

    def first(self, *names: str) -> str:
        """What the first of these that says something says."""
        return next((self._meta[name] for name in names if self._meta.get(name, "").strip()), "")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Called by the parser."""
        if tag == "meta":
            self._take({name: value or "" for name, value in attrs})
        elif tag == "title":
            self._in_title = not self.title
        elif tag == "link" and ("rel", "image_src") in attrs:
            self.image = dict(attrs).get("href") or ""
        elif tag == "body":
            # Some say it further down; what is cut off by then is not worth waiting for.
            self.is_over = bool(self._meta and self.title)

    def handle_endtag(self, tag: str) -> None:
        """Called by the parser."""
        if tag == "title":
            self._in_title = False

    def handle_data(self, data: str) -> None:
        """Called by the parser."""
        if self._in_title and len(self.title) < 20:
            self.title.append(data[:1_000])

    def _take(self, attrs: dict[str, str]) -> None:
        name = (attrs.get("property") or attrs.get("name") or "").strip().lower()
        if name and len(self._meta) < 200:
            self._meta.setdefault(name, attrs.get("content", "")[:4_000])
