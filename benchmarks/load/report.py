"""Figures of several rounds: medians, ranges, and ratios beside ours."""

import json
import os
import statistics
import sys
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path

# What a run found, and its plots.
FOLDER = Path(__file__).resolve().parents[2] / "var" / "bench"


class Table:
    """`add` figures as they come, then `show`. `ours` is whose ratios are told."""

    def __init__(self, ours: str) -> None:
        self._ours = ours
        self._figures: defaultdict[tuple[str, str], defaultdict[str, list[float]]] = defaultdict(
            lambda: defaultdict(list)
        )

    def add(self, row: str, name: str, unit: str, value: float) -> None:
        """One round's figure."""
        self._figures[row, unit][name].append(value)
        print(f"  {row}: {name}: {_number(value)} {unit}", flush=True)

    def show(self) -> None:
        """Print medians, ranges, and ours divided by each; keep all for the plots."""
        print(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
        for (row, unit), by_name in self._figures.items():
            print(f"{row}, {unit}")
            keep(f"{row}, {unit}", self._ours, by_name)
            ours = statistics.median(by_name.get(self._ours) or [0.0])
            for name, values in by_name.items():
                median = statistics.median(values)
                spread = f"{_number(min(values))} to {_number(max(values))}"
                ratio = "" if name == self._ours else f"   ours / this {ours / median:6.2f}"
                print(f"  {name:14}{_number(median):>10}   ({spread}){ratio}")


def keep(row: str, ours: str, by_name: Mapping[str, Sequence[float]]) -> None:
    """Write down a row's rounds for the plots: by the name of each way, ours among them."""
    path = FOLDER / f"{Path(sys.argv[0]).stem}.json"
    FOLDER.mkdir(parents=True, exist_ok=True)
    rows = json.loads(path.read_text()) if path.exists() else {}
    rows[row] = {"ours": ours, "rounds": {name: list(found) for name, found in by_name.items()}}
    path.write_text(json.dumps(rows, indent=1))


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.2f}"
