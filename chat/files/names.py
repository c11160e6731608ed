"""What a file may be called. The name is for people: nothing is ever stored under it."""

import unicodedata
from pathlib import PurePosixPath

LENGTH = 150
_UNSEEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


def clean_file_name(name: str) -> str:
    """A file's name without a path and without what is not seen, at most `LENGTH` characters, its
    ending kept; `file` where nothing is left.

    Threats: `../../x` (a path), `a.png\\r\\nX:` (a header), `gpj.exe` behind U+202E, which reads
    backwards.
    """
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rsplit("/", 1)[-1]
    seen = "".join(char for char in last if unicodedata.category(char) not in _UNSEEN)
    line = " ".join(seen.split()).strip(". ")
    if len(line) > LENGTH:
        ending = PurePosixPath(line).suffix[:20]
        line = line[: LENGTH - len(ending)].rstrip(". ") + ending
    return line or "file"
