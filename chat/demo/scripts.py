"""The conversations: read from `scripts/`, cast, filled in.

A script is blocks between blank lines. A line is `<part>: <text>`; lines that follow without a
part belong to the same message. `{place}`, `{n}` and their like are filled in anew at each use,
and `{a}` is the first name of whoever plays part a.
"""

import random
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

_FOLDER = Path(__file__).parent / "scripts"
_LINE = re.compile(r"^([a-c]): ?(.*)$")
_SLOT = re.compile(r"\{([a-z]+[0-9]?)\}")

_PLACES = (
    "Marrow Head", "Tolland Bay", "Great Fenny", "the Long Sound", "Ketterick", "Upper Sallow",
    "St Aldwin's Point", "Brack Moss", "Pellan Sands", "the Wend estuary", "Nockholt",
    "Carrow Hill",
)  # fmt: skip
_MONTHS = ("March", "April", "May", "June", "July", "September", "October", "November")
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")
_SYMBOLS = ("windmill", "weir", "beacon", "ice house", "toll gate", "sheepfold")

Line = tuple[str, str]  # the part, and the text as written


def blocks(name: str) -> list[list[Line]]:
    """The conversations of a room's script, in the order of the file."""
    text = (_FOLDER / f"{name}.txt").read_text(encoding="utf-8")
    return [list(_lines(block)) for block in text.strip().split("\n\n")]


def _lines(block: str) -> Iterator[Line]:
    part = ""
    said: list[str] = []
    for line in block.split("\n"):
        if match := _LINE.match(line):
            if part:
                yield part, "\n".join(said)
            part, said = match.group(1), [match.group(2)]
        else:
            said.append(line)
    yield part, "\n".join(said)


def fill(text: str, names: Mapping[str, str], slots: Mapping[str, str]) -> str:
    """The text with its slots filled; a brace that is no slot of ours (code) stays as it is."""
    return _SLOT.sub(lambda m: names.get(m[1]) or slots.get(m[1]) or m[0], text)


def slots(chance: random.Random) -> dict[str, str]:
    """One conversation's places, numbers and days: the same throughout the conversation."""
    return {
        "place": chance.choice(_PLACES),
        "month": chance.choice(_MONTHS),
        "weekday": chance.choice(_WEEKDAYS),
        "symbol": chance.choice(_SYMBOLS),
        "hour": f"{chance.randrange(9, 17)}:{chance.choice(('00', '15', '30'))}",
        "n": str(chance.randrange(120, 980)),
        "n2": str(chance.randrange(3, 19)),
        "version": f"{chance.randrange(3, 6)}.{chance.randrange(0, 12)}",
    }
