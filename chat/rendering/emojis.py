"""Emoji by `:name:`. The names are those of the `emoji` package, GitHub's aliases among them."""

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import emoji
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

_ONE = r":([a-z0-9_+&.-]{1,60}):"
_NAME = re.compile(_ONE, re.IGNORECASE)
# Several stand without a space between. Bounded: hostile text costs no more than its length.
_NAMES = re.compile(rf"(?<![\w:])(?:{_ONE}){{1,100}}(?![\w:])", re.IGNORECASE)
_SKIN_TONES = re.compile("[\U0001f3fb-\U0001f3ff]")
_AS_EMOJI = "\ufe0f"
LARGE_UP_TO = 12  # that many emoji and nothing else are shown large


def emoji_names() -> list[dict[str, str]]:
    """Every `{name, char}` a client may complete, by name: aliases too, skin tones left out."""
    return [
        {"name": name, "char": char}
        for name, char in sorted(_chars().items())
        if not _SKIN_TONES.search(char)
    ]


def one_emoji(text: str) -> str | None:
    """The emoji that `text` is, fully qualified, by itself or by its `:name:`; else null."""
    known = _by_plain_char().get(text.replace(_AS_EMOJI, ""))
    if known is not None:
        return known
    name = _NAME.fullmatch(text)
    return _chars().get(name[1].lower()) if name else None


def emoji_title(char: str) -> str:
    """What an emoji is called, in words: `thumbs up`."""
    facts: dict[str, Any] = emoji.EMOJI_DATA.get(char, {})
    return str(facts.get("en", char)).strip(":").replace("_", " ")


def with_emoji(text: str) -> str:
    """`text` with each known `:name:` replaced by its emoji; an unknown one stays as it is."""
    return _NAMES.sub(lambda names: _NAME.sub(_emoji, names[0]), text)


def _emoji(match: re.Match[str]) -> str:
    return _chars().get(match[1].lower(), match[0])


def replace_in_tokens(state: StateCore) -> None:
    """A core rule of markdown-it: emoji in text, but in no code and in no bare address."""
    for token in state.tokens:
        for child in _words(token):
            child.content = with_emoji(child.content)


def enlarge_in_tokens(state: StateCore) -> None:
    """A core rule of markdown-it, once the organisation's own are pictures: `emoji-only` on the one
    paragraph of a message that has nothing else."""
    if len(state.tokens) == 3 and _is_emoji_only(state.tokens[1]):
        state.tokens[0].attrJoin("class", "emoji-only")


def _words(token: Token) -> Iterator[Token]:
    in_address = False
    for child in token.children or ():
        if child.type == "link_open":
            in_address = child.info == "auto"
        elif child.type == "link_close":
            in_address = False
        elif child.type == "text" and not in_address:
            yield child


def _is_emoji_only(inline: Token) -> bool:
    children = inline.children or []
    own = sum(child.type == "custom_emoji" for child in children)
    words = [child for child in children if child.type != "custom_emoji"]
    if any(child.type not in {"text", "softbreak", "hardbreak"} for child in words):
        return False
    text = "".join("".join(child.content.split()) for child in words)
    if not text:
        return 0 < own <= LARGE_UP_TO
    if len(text) > LARGE_UP_TO * 12 or not emoji.purely_emoji(text):
        return False
    return own + emoji.emoji_count(text) <= LARGE_UP_TO


@cache
def _by_plain_char() -> dict[str, str]:
    """Every fully qualified emoji by its characters without the sign that asks for a picture,
    which keyboards leave out."""
    return {
        char.replace(_AS_EMOJI, ""): char
        for char, facts in emoji.EMOJI_DATA.items()
        if facts["status"] == emoji.STATUS["fully_qualified"]
    }


@cache
def _chars() -> dict[str, str]:
    chars: dict[str, str] = {}
    data: dict[str, dict[str, Any]] = emoji.EMOJI_DATA
    for char, facts in data.items():
        if facts["status"] != emoji.STATUS["fully_qualified"]:
            continue
        for name in (*facts.get("alias", ()), facts["en"]):
            chars.setdefault(name.strip(":").lower(), char)
    return chars
