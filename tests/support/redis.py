"""A Redis server of the tests' own: started, stopped, frozen and started again at will."""

import signal
import subprocess
from types import TracebackType
from typing import Self

from tests.support.ports import free_port, wait_for_port


class RedisServer:
    """`with RedisServer() as redis:` serves at `redis.url`; nothing is written to disk.

    `stop()` kills it and `start()` brings it back, empty, on the same port. `pause()` freezes
    the process, so that connections stay open and nothing answers; `resume()` thaws it.
    """

    def __init__(self) -> None:
        self.port = free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def start(self) -> None:
        """Start and return when it accepts connections. Does nothing when it runs."""
        if self._process is not None:
            return
        self._process = subprocess.Popen(
            f"redis-server --port {self.port} --bind 127.0.0.1 --save  --appendonly no".split(" "),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        wait_for_port(self.port)

    def stop(self) -> None:
        """Kill it at once, connections and all. Does nothing when it is stopped."""
        if self._process is None:
            return
        self._process.kill()
        self._process.wait()
        self._process = None

    def pause(self) -> None:
        """Freeze it: connections stay open, nothing is answered."""
        if self._process is not None:
            self._process.send_signal(signal.SIGSTOP)

    def resume(self) -> None:
        """Thaw what `pause()` froze."""
        if self._process is not None:
            self._process.send_signal(signal.SIGCONT)
