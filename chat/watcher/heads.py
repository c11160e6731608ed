"""Which numbers of which sequences this process has delivered. Pure bookkeeping."""

from collections.abc import Collection, Mapping

MOST_AHEAD = 5_000


class Heads:
    """For each sequence (`room:5`, `user:7`) the number up to which nothing is missing.

    A sequence is watched from the number that its first reader had. What arrives ahead of a gap
    is remembered, so that a gap that fills by itself needs no catching up.
    """

    def __init__(self) -> None:
        self._heads: dict[str, int] = {}
        self._ahead: dict[str, set[int]] = {}

    def __contains__(self, name: str) -> bool:
        return name in self._heads

    def __getitem__(self, name: str) -> int:
        return self._heads[name]

    def start(self, name: str, head: int) -> None:
        """Watch a sequence from `head` on; one that is watched already stays as it is."""
        self._heads.setdefault(name, head)

    def delivered(self, name: str, number: int) -> None:
        """A change with that number went to the sockets here."""
        head = self._heads.setdefault(name, number)
        if number <= head:
            return
        ahead = self._ahead.setdefault(name, set())
        ahead.add(number)
        self._advance(name, head, ahead)
        if len(ahead) > MOST_AHEAD:  # the gap is caught up from the database anyway
            ahead.discard(max(ahead))

    def caught_up(self, name: str, upto: int) -> None:
        """All changes up to that number went to the sockets here."""
        if upto > self._heads.get(name, -1):
            self._advance(name, upto, self._ahead.get(name, set()))

    def _advance(self, name: str, head: int, ahead: set[int]) -> None:
        while head + 1 in ahead:
            head += 1
        ahead.difference_update([number for number in ahead if number <= head])
        self._heads[name] = head
        if not ahead:
            self._ahead.pop(name, None)

    def behind(self, stored: Mapping[str, int]) -> list[str]:
        """Which of the stored heads are past ours, or not watched yet."""
        return [name for name, head in stored.items() if self._heads.get(name, -1) < head]

    def keep_only(self, names: Collection[str]) -> None:
        """Stop watching all but these."""
        for name in [name for name in self._heads if name not in names]:
            del self._heads[name]
            self._ahead.pop(name, None)
