"""Names that people give: cleaned, refused when they hide something, compared by how they look.

A name is stored as it was cleaned and beside it a key; two names that look alike share the key,
and the column is unique, so that the second is refused (threat: `admin` with a Cyrillic a).
"""

import re
import unicodedata
from functools import lru_cache

from confusable_homoglyphs import confusables

from chat.errors import Invalid

_KEPT_OUT = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
# Not in those categories, and yet nothing is seen of them.
_BLANK = set("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0\u180b\u180c\u180d\u180f")
_VARIATION = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")
_MARKS = re.compile(r"[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff]{3,}")
_SEPARATORS = re.compile(r"[\s_\-]+")
# Alike once case is set aside: I, l, 1 and i through I; 0 and o.
_ASCII = {"i": "l", "1": "l", "|": "l", "0": "o", "m": "rn"}


def clean_line(text: str) -> str:
    """One line of someone's words: NFKC, runs of spaces made one, ends stripped.

    Raises `Invalid` for what is not seen: control, bidirectional and zero-width characters,
    lone surrogates, blanks that pose as letters.
    """
    line = unicodedata.normalize("NFKC", " ".join(text.split()))
    if any(_is_hidden(char) for char in line) or _MARKS.search(line):
        raise Invalid("Leave out invisible and control characters.")
    return _VARIATION.sub("", " ".join(line.split()))


def clean_name(name: str, *, length: int, what: str = "name") -> str:
    """A name of 1 to `length` characters with at least one letter, digit or symbol in it.

    `what` is how the error calls it. Raises `Invalid`.
    """
    cleaned = clean_line(name)
    if not any(unicodedata.category(char)[0] in "LNS" for char in cleaned):
        raise Invalid(f"Give a {what} with at least one letter or digit.")
    if len(cleaned) > length:
        raise Invalid(f"That {what} is too long: {length} characters at most.", limit=length)
    return cleaned


def name_key(name: str) -> str:
    """What two names that look alike have in common: case, alphabet and separators set aside."""
    folded = "".join(_fold(char) for char in unicodedata.normalize("NFKC", name))
    folded = unicodedata.normalize("NFKC", _VARIATION.sub("", folded)).casefold()
    return _SEPARATORS.sub("-", folded.strip())[:200]


def _is_hidden(char: str) -> bool:
    return unicodedata.category(char) in _KEPT_OUT or char in _BLANK


@lru_cache(maxsize=4096)
def _fold(char: str) -> str:
    # The letter itself first, then its small and its capital form: a small Cyrillic ve has
    # no Latin twin, but the capital has, and the two must come to the same key.
    for form in (char, char.lower(), char.upper()):
        if (twin := _latin_twin(form)) is not None:
            return "".join(_ASCII.get(part, part) for part in twin.lower())
    return _first_of_alike(char.casefold())


def _latin_twin(char: str) -> str | None:
    if char.isascii():
        return char
    twins = [entry["c"] for entry in confusables.confusables_data.get(char, ())]
    return next((twin for twin in twins if twin.isascii() and twin.isalnum()), None)


def _first_of_alike(char: str) -> str:
    twins: list[str] = [
        entry["c"].strip("\u200e") for entry in confusables.confusables_data.get(char, ())
    ]
    return min([char, *(twin for twin in twins if len(twin) == len(char))])
