"""Plots of what the benchmarks found: a bar a way of doing it, with the range of its rounds.

    .venv/bin/python -m benchmarks.plots      # what `make bench` does at its end

Reads `var/bench/*.json`, which the tables write, and draws `var/bench/*.svg`.
"""

import json
import sys
from collections.abc import Iterator
from html import escape
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.load.report import FOLDER

WIDTH, LEFT, RIGHT = 720, 200, 110
BAR, GAP, HEAD = 18, 8, 30
_STYLE = (
    "text{font:13px system-ui,sans-serif;fill:#333}.t{font-weight:600}.b{fill:#d9d2c7}"
    ".o{fill:#c8551b}.r{stroke:#333;stroke-width:1.5}"
)


def draw(title: str, ours: str, bars: dict[str, tuple[float, float, float]]) -> list[str]:
    """The elements of one group of bars, each a median with its least and most, below y = 0."""
    most = max(high for _, _, high in bars.values()) or 1.0
    scale = (WIDTH - LEFT - RIGHT) / most
    parts = [f'<text class="t" x="0" y="16">{escape(title)}</text>']
    for place, (name, (middle, low, high)) in enumerate(bars.items()):
        y, size = HEAD + place * (BAR + GAP), f'height="{BAR}" width="{middle * scale:.1f}"'
        kind, line = "o" if name.startswith(ours) else "b", y + BAR / 2
        parts += [
            f'<text x="{LEFT - 10}" y="{y + 13}" text-anchor="end">{escape(name)}</text>',
            f'<rect class="{kind}" x="{LEFT}" y="{y}" {size}/>',
            f'<line class="r" x1="{LEFT + low * scale:.1f}" x2="{LEFT + high * scale:.1f}"'
            f' y1="{line}" y2="{line}"/>',
            f'<text x="{LEFT + high * scale + 8:.1f}" y="{y + 13}">{middle:,.4g}</text>',
        ]
    return parts


def groups(found: dict[str, dict[str, Any]]) -> Iterator[tuple[list[str], int]]:
    """Each row of a table, drawn, and how high it is."""
    for title, row in found.items():
        by_name = {name: rounds for name, rounds in row["rounds"].items() if rounds}
        bars = {name: (median(found), min(found), max(found)) for name, found in by_name.items()}
        yield draw(title, row["ours"], bars), HEAD + len(bars) * (BAR + GAP) + 16


def plot(path: Path) -> Path:
    """One table's picture."""
    y, body = 0, []
    for parts, height in groups(json.loads(path.read_text())):
        body.append(f'<g transform="translate(0 {y})">{"".join(parts)}</g>')
        y += height
    drawn = path.with_suffix(".svg")
    drawn.write_text(
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {y}" width="{WIDTH}">'
        f"<style>{_STYLE}</style>{''.join(body)}</svg>\n"
    )
    return drawn


def main() -> int:
    """Draw all that there is."""
    for path in sorted(FOLDER.glob("*.json")):
        print(plot(path))
    return 0


if __name__ == "__main__":
    sys.exit(main())
