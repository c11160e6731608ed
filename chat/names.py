"""Names that people can tell apart: hidden characters refused, look-alikes given one key."""

import functools
import unicodedata

from confusable_homoglyphs import confusables

from chat.errors import Invalid

# Controls, formats (zero-width, bidi), private use, surrogates, unassigned, line separators.
_HIDDEN = {"Cc", "Cf", "Co", "Cs", "Cn", "Zl", "Zp"}
_JOINERS = {"\u200c", "\u200d"}  # Persian, Indic scripts and emoji are written with them
_FILLERS = {"\u115f", "\u1160", "\u3164", "\uffa0", "\u2800", "\u034f", "\u17b4", "\u17b5"}
_ALIKE_SCRIPTS = {"LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE", "COPTIC"}
_MARKS = 4  # accents in a row: more is drawing over the neighbours


def clean_line(text: str) -> str:
    """One line of text for a name or title: NFC, stripped, runs of white space made one space.

    Raises `Invalid` for characters that cannot be seen or that turn the text around.
    """
    if "\n" in text.strip() or any(_is_hidden(char) for char in text if not char.isspace()):
        raise Invalid("That has characters in it that cannot be seen. Type it again by hand.")
    line = " ".join(unicodedata.normalize("NFC", text).split())
    if _longest_marks(line) > _MARKS:
        raise Invalid("That has too many accents on one letter.")
    return line


def clean_name(text: str) -> str:
    """As `clean_line`, in NFKC: for names that are looked up (full-width letters become plain)."""
    if any(joiner in text for joiner in _JOINERS):
        raise Invalid("That has characters in it that cannot be seen. Type it again by hand.")
    return clean_line(unicodedata.normalize("NFKC", text))


def name_key(text: str) -> str:
    """What two names that look alike share: NFKC, casefolded, each character by its look.

    Lower case is compared, so `l` and `1` are alike, `0` and `o`, `rn` and `m`, a Cyrillic letter
    and the Latin one it resembles; `l` and `i` are not.
    """
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    return "".join(_looks_like(char) for char in folded).replace("rn", "m")[:200]


def mixes_scripts(text: str) -> bool:
    """Whether letters of scripts that look alike (Latin, Cyrillic, Greek) stand in one name."""
    scripts = {unicodedata.name(char, "").split(" ")[0] for char in text if char.isalpha()}
    return len(scripts & _ALIKE_SCRIPTS) > 1


def _is_hidden(char: str) -> bool:
    if char in _JOINERS:
        return False
    return unicodedata.category(char) in _HIDDEN or char in _FILLERS


def _longest_marks(line: str) -> int:
    longest = run = 0
    for char in line:
        run = run + 1 if unicodedata.category(char) in {"Mn", "Me"} else 0
        longest = max(longest, run)
    return longest


@functools.lru_cache(maxsize=4096)
def _looks_like(char: str) -> str:
    """The plainest of the characters that look like this one."""
    alike, ahead = {char}, [char]
    while ahead:
        new = _neighbours(ahead.pop()) - alike
        alike |= new
        ahead += new
    return min(alike)


@functools.lru_cache(maxsize=4096)
def _neighbours(char: str) -> set[str]:
    found = {"0": {"o"}, "o": {"0"}}.get(char, set())
    for entry in confusables.confusables_data.get(char, []):
        other = entry["c"].strip("\u200e")
        # Capitals look like other letters' small ones (I and l), but only small ones come here.
        if len(other) == 1 and other == unicodedata.normalize("NFKC", other).casefold():
            found = found | {other}
    return found
