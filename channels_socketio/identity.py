"""What a process is called."""

import os
import secrets
from functools import partial

# One for each fork that led here. Each envelope asks: to ask the system for the process's number
# each time costs more.
_forks: list[None] = []
os.register_at_fork(after_in_child=partial(_forks.append, None))


class Identity:
    """Names of this process. They are made anew after a fork: workers that share a name would
    pass over each other."""

    def __init__(self, worker: str | None) -> None:
        self._given = worker
        self._forks = -1
        self._worker = ""
        self._origin = ""

    @property
    def worker(self) -> str:
        """The name that sids start with: the one given, or random."""
        self._refresh()
        return self._worker

    @property
    def origin(self) -> str:
        """What this process's envelopes are known by."""
        self._refresh()
        return self._origin

    def new_sid(self) -> str:
        """`<worker>.<random>`, with 160 random bits."""
        return f"{self.worker}.{secrets.token_urlsafe(20)}"

    def _refresh(self) -> None:
        if self._forks != len(_forks):
            self._forks = len(_forks)
            self._worker = self._given or secrets.token_hex(6)
            self._origin = secrets.token_hex(12)
