"""`:name:` of the organisation's own emoji in a text: found, and shown as their pictures."""

import re
from collections.abc import Iterator, Mapping
from html import escape

from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from chat.rendering.emojis import one_emoji

MOST = 100  # in one message
_OWN = re.compile(r"(?<![\w:]):([a-z0-9][a-z0-9_+-]{1,39}):(?!\w)", re.IGNORECASE)
_AFTER_ONE = re.compile(r"(?<=:):([a-z0-9][a-z0-9_+-]{1,39}):(?!\w)", re.IGNORECASE)


def candidates_in(text: str) -> frozenset[str]:
    """The names in `text` that may be our own emoji's, which no other has; `MOST` at most."""
    if ":" not in text:
        return frozenset()
    names = (match[1].lower() for match in _matches(text))
    found = (name for name in names if one_emoji(f":{name}:") is None)
    return frozenset(name for name, _ in zip(found, range(MOST), strict=False))


def show_in_tokens(state: StateCore) -> None:
    """A core rule of markdown-it: pictures for names in words, but in no code and no bare address.
    Takes `names` from the environment."""
    pictures: Mapping[str, str] = getattr(state.env.get("names"), "emoji", {})
    if not pictures:
        return
    for token in state.tokens:
        if token.children and ":" in token.content:
            token.children = list(_shown(token.children, pictures))


def picture(token: Token) -> str:
    """The HTML of one: its name is read, copied, and shown once the picture is gone."""
    name = escape(token.content)
    return (
        f'<img class="emoji" src="{escape(str(token.attrs["src"]))}" alt="{name}" title="{name}">'
    )


def _shown(children: list[Token], pictures: Mapping[str, str]) -> Iterator[Token]:
    in_address = False
    left = MOST
    for child in children:
        if child.type == "link_open":
            in_address = child.info == "auto"
        elif child.type == "link_close":
            in_address = False
        if child.type != "text" or in_address:
            yield child
            continue
        for part in _split(child, pictures):
            left -= part.type == "custom_emoji"
            yield part if left >= 0 else _text(part.content, child)


def _split(text: Token, pictures: Mapping[str, str]) -> Iterator[Token]:
    content, at = text.content, 0
    for match in _matches(content):
        if (src := pictures.get(match[1].lower())) is None:
            continue
        if match.start() > at:
            yield _text(content[at : match.start()], text)
        yield Token("custom_emoji", "img", 0, content=match[0].lower(), attrs={"src": src})
        at = match.end()
    if at < len(content) or not content:
        yield _text(content[at:], text)


def _matches(text: str) -> Iterator[re.Match[str]]:
    """Names that stand alone, or one behind the other without a space."""
    at = 0
    while match := _OWN.search(text, at):
        yield match
        at = match.end()
        while match := _AFTER_ONE.match(text, at):
            yield match
            at = match.end()


def _text(content: str, like: Token) -> Token:
    return Token("text", "", 0, content=content, level=like.level)
