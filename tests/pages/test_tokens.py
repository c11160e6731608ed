"""What style sheets name is there: a custom property that nobody sets is passed over in silence."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
_USED = re.compile(r"var\((--[\w-]+)\s*\)")  # one with something in its place needs none
_SET = re.compile(r"(--[\w-]+)\s*:")
_SET_BY_SCRIPT = re.compile(r"setProperty\(\s*[\"'`](--[\w-]+)")


def _all(pattern: re.Pattern[str], folder: str, kind: str) -> set[str]:
    files = (ROOT / folder).rglob(f"*.{kind}")
    return {name for file in files for name in pattern.findall(file.read_text())}


def test_each_custom_property_that_is_used_is_set() -> None:
    used = _all(_USED, "static/css", "css")
    there = (
        _all(_SET, "static/css", "css")
        | _all(_SET_BY_SCRIPT, "static/js", "js")
        | _all(_SET, "templates", "html")
    )
    assert len(used) > 50
    assert used - there == set()
