"""The part of a message that a result shows: around what was found, with that marked."""

import re
from collections.abc import Sequence

from chat.search.document import Document
from chat.search.folding import Folded, fold_with_places
from chat.search.grams import whole_word

LENGTH = 240  # characters
BEFORE = 60  # of them, at most, in front of what was found
_BLANKS = re.compile(r"\s+")

Part = tuple[str, bool]


def excerpt(document: Document, terms: Sequence[str]) -> list[Part]:
    """Parts of the text in their order, and whether each is what was looked for (`terms` are
    folded). From the beginning where nothing is found: a filter alone, a word of another part."""
    spans = _spans(fold_with_places(document.text), terms)
    start = _start(document.text, spans[0][0]) if spans else 0
    end = min(len(document.text), start + LENGTH)
    parts: list[Part] = []
    at = start
    for first, last in spans:
        if first >= end:
            break
        parts += [(document.shown[at:first], False), (document.shown[first : min(last, end)], True)]
        at = min(last, end)
    parts.append((document.shown[at:end], False))
    return _trimmed(parts, cut_before=start > 0, cut_after=end < len(document.text.rstrip()))


def plain(document: Document, length: int) -> str:
    """The beginning of the text on one line."""
    words = _BLANKS.sub(" ", document.shown).strip()
    return words if len(words) <= length else f"{words[: length - 1].rstrip()}…"


def _spans(folded: Folded, terms: Sequence[str]) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    for term in terms:
        pattern = re.escape(term)
        if whole_word(term):
            pattern = rf"(?<!\w){pattern}(?!\w)"
        found.extend(
            (folded.starts[match.start()], folded.ends[match.end() - 1])
            for match in re.finditer(pattern, folded.text)
        )
    return _joined(sorted(found))


def _joined(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    joined: list[tuple[int, int]] = []
    for start, end in spans:
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def _start(text: str, found: int) -> int:
    """Where to begin: at a word, not far in front of what was found."""
    if found <= BEFORE:
        return 0
    blank = _BLANKS.search(text, found - BEFORE, found)
    return blank.end() if blank else found - BEFORE


def _trimmed(parts: list[Part], *, cut_before: bool, cut_after: bool) -> list[Part]:
    lines = [(_BLANKS.sub(" ", text), marked) for text, marked in parts]
    kept = [(text, marked) for text, marked in lines if text]
    if kept:
        kept[0] = (kept[0][0].lstrip(), kept[0][1])
        kept[-1] = (kept[-1][0].rstrip(), kept[-1][1])
    kept = [("…", False)] * cut_before + kept + [("…", False)] * cut_after
    return [(text, marked) for text, marked in kept if text]
