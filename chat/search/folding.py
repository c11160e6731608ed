"""How texts are made alike before they are compared: NFKC, case folded, blanks made one."""

import re
import unicodedata
from typing import NamedTuple

# Not seen, and in the way: soft hyphens, joiners, marks of direction, variation selectors.
_HIDDEN = re.compile(
    "[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff]"
)
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f]")
# What joins the character before it when Unicode composes: accents, voiced marks, Hangul's vowels.
_JOINING = (
    "\u0300-\u036f\u1160-\u11ff\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\u3099\u309a\uff9e\uff9f"
)
_PIECE = re.compile(rf"[!-~]+(?![{_JOINING}])|\s+|.[{_JOINING}]*", re.S)


class Folded(NamedTuple):
    """A folded text; the original of its character `n` is from `starts[n]` to `ends[n]`."""

    text: str
    starts: list[int]
    ends: list[int]


def fold(text: str) -> str:
    """The text as it is compared. Control characters, those that mark our grams among them, are
    blanks in it."""
    if not text.isascii():
        text = unicodedata.normalize("NFKC", _HIDDEN.sub("", text))
        text = unicodedata.normalize("NFKC", text.casefold())
    return " ".join(_CONTROL.sub(" ", text).casefold().split())


def fold_with_places(text: str) -> Folded:
    """As `fold`, with where each character comes from: folding makes `ß` two and `e` with an
    accent one."""
    parts: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for match in _PIECE.finditer(text):
        piece, (start, end) = match[0], match.span()
        if piece[0] in _BLANKS or piece.isspace():
            if parts and parts[-1] != " ":
                parts.append(" ")
                starts.append(start)
                ends.append(end)
        elif piece.isascii():
            parts.append(piece.lower())
            starts.extend(range(start, end))
            ends.extend(range(start + 1, end + 1))
        else:
            folded = fold(piece)
            parts.append(folded)
            starts.extend([start] * len(folded))
            ends.extend([end] * len(folded))
    return Folded("".join(parts), starts, ends)


_BLANKS = {chr(code) for code in (*range(0x20), *range(0x7F, 0xA0))}
