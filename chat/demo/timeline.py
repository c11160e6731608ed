"""When the demo's people talk: on working days, mostly in the mornings, lately more than before."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from chat.demo import scripts
from chat.demo.cast import ACTORS, Scene

_FIRST_NAMES = {actor.username: actor.display_name.split()[0] for actor in ACTORS}


@dataclass(frozen=True)
class Said:
    """One message of the demo: by whom, what, when (aware, UTC)."""

    username: str
    text: str
    at: datetime


def conversation(scene: Scene, *, count: int, now: datetime, days: int) -> list[Said]:
    """About `count` messages of a room over the `days` before `now`, oldest first."""
    chance = random.Random(f"{scene.name}/{scene.actors}")  # noqa: S311 - a demo, the same each time
    lines: list[list[scripts.Line]] = []
    for block in _endless(scripts.blocks(scene.name), chance):
        lines.append(block)
        if sum(map(len, lines)) >= count:
            break
    said: list[Said] = []
    for start in sorted(_moment(chance, now=now, days=days) for _ in lines):
        # one conversation ends before the next begins: people here let each other finish
        free = said[-1].at + timedelta(minutes=4) if said else start
        said += _play(lines.pop(), scene, max(start, free), chance)
    return [message for message in said if message.at < now]


def _endless(
    blocks: list[list[scripts.Line]], chance: random.Random
) -> Iterator[list[scripts.Line]]:
    while True:  # a whole round before anything comes again
        yield from chance.sample(blocks, len(blocks))


def _moment(chance: random.Random, *, now: datetime, days: int) -> datetime:
    while True:
        day = (now - timedelta(days=days * chance.random() ** 1.6)).date()
        minutes = min(max(chance.gauss(11.5, 2.4), 7.5), 18) * 60
        if day.weekday() < 5:
            moment = datetime.combine(day, time(), tzinfo=now.tzinfo) + timedelta(minutes=minutes)
            if moment < now:
                return moment


def _play(
    block: list[scripts.Line], scene: Scene, start: datetime, chance: random.Random
) -> Iterator[Said]:
    cast = dict(zip("abc", chance.sample(scene.actors, min(3, len(scene.actors))), strict=False))
    names = {part: _FIRST_NAMES[username] for part, username in cast.items()}
    slots, at = scripts.slots(chance), start
    for part, text in block:
        yield Said(cast[part], scripts.fill(text, names, slots), at)
        at += timedelta(seconds=chance.expovariate(1 / 110) + 5)
