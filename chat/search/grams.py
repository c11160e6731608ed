"""What the index holds beside a text, for words that are shorter than its trigrams.

Scripts that leave no blanks between words (Chinese, Japanese, Korean, Thai …) are stored again as
bigrams: 東京都 is found by 京都 and by 都. A word of one or two letters is stored as itself, and
found as a whole word only: `ci` is not what one looks for in "decision". Each gram stands between
two marks, which no folded text has in it, so that a longer text that is looked for never matches
there:

    body ␞␟東京␞␟京都␞␟都␞␟ci␞
"""

import re
import unicodedata

OPEN, CLOSE = "\x1e\x1f", "\x1e"
# Those that PostgreSQL's trigrams take for letters; its symbols are spelled out below.
_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u2fff\u3005-\u3007\u3040-\u30ff\u3100-\u31ff"
    "\u3400-\u9fff\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff\U00020000-\U0003ffff]"
)
_WORD = re.compile(r"\w+")
_EDGES = "()[]{}<>.,;:!?\"'`*_~|/\\"
SHORT = 2


def searchable(folded: str) -> str:
    """What is stored for a folded text: itself, then its grams."""
    grams = sorted({*_short_words(folded), *_bigrams(folded), *_symbols(folded)})
    return folded + "".join(f"{OPEN}{gram}" for gram in grams) + CLOSE


def patterns(term: str) -> list[str]:
    """The substrings of `searchable` that decide whether a folded term is in a text."""
    symbols = [f"{OPEN}{gram}" for gram in sorted(set(_symbols(term)))]
    if len(term) > SHORT:
        return [term, *symbols]
    if symbols:
        rest = "".join(char for char in term if not _is_symbol(char)).strip()
        return [*symbols, *(patterns(rest) if rest else [])]
    if len(term) == 1 and _UNSPACED.match(term):
        return [f"{OPEN}{term}"]
    return [f"{OPEN[-1]}{term}{CLOSE}"]


def whole_word(term: str) -> bool:
    """Whether a folded term is found as a word alone, not within another."""
    return len(term) <= SHORT and not _UNSPACED.search(term) and not any(map(_is_symbol, term))


def _short_words(folded: str) -> list[str]:
    whole, odd = [], []
    for chunk in folded.split():
        if not chunk.isalnum():
            odd += [chunk, *_WORD.findall(chunk)]
        elif len(chunk) <= SHORT:  # most are words, and too long: nothing else is asked of them
            whole.append(chunk)
    short = (chunk if len(chunk) <= SHORT else chunk.strip(_EDGES) for chunk in odd)
    return [*whole, *(chunk for chunk in short if 0 < len(chunk) <= SHORT)]


def _bigrams(folded: str) -> list[str]:
    if folded.isascii():
        return []
    grams = []
    for at, char in enumerate(folded):
        following = folded[at + 1 : at + 2].strip()
        if _UNSPACED.match(char) or (char != " " and _UNSPACED.match(following)):
            grams.append(char + following)
    return grams


def _symbols(folded: str) -> list[str]:
    """Emoji and the like, spelled in pairs of letters: PostgreSQL's trigrams pass over them."""
    if folded.isascii():
        return []
    spelled = (f"u{ord(char):07x}" for char in folded if _is_symbol(char))
    return ["\x1f".join(word[at : at + 2] for at in range(0, 8, 2)) for word in spelled]


def _is_symbol(char: str) -> bool:
    return not char.isascii() and unicodedata.category(char)[0] == "S"
