"""The servers that are compared, each in processes of its own."""

import os
import shutil
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Self

from benchmarks.load.client import Client, Reader
from tests.support.ports import free_port, wait_for_port

_HERE = Path(__file__).parent
# Which of them there are. The floor is in C where there is a compiler.
LAYER, ASGI, NODE, FLOOR = "hearth", "hearth, ASGI", "node", "floor"


def compiler() -> str | None:
    """A C compiler, if there is one."""
    return shutil.which("cc") or shutil.which("gcc") or shutil.which("clang")


class Served:
    """`with Served(name) as server:` runs it; `server.connect(count)` gives that many clients.

    `workers` above 1 need `redis_url`, and clients go to each in turn.
    """

    def __init__(self, name: str, *, workers: int = 1, redis_url: str = "") -> None:
        self.name = name
        self.ports = [free_port() for _ in range(workers)]
        self._redis_url = redis_url
        self._processes: list[subprocess.Popen[bytes]] = []
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        folder = Path(self._stack.enter_context(tempfile.TemporaryDirectory()))
        env = {**os.environ, "DATA": str(folder), "REDIS_URL": self._redis_url}
        for port in self.ports:
            command = self._command(port, folder)
            self._processes.append(subprocess.Popen(command, env=env))
        for port in self.ports:
            wait_for_port(port, timeout=30)
        return self

    def _command(self, port: int, folder: Path) -> list[str]:
        if self.name == FLOOR:
            program = str(folder / "floor")
            command = [str(compiler()), "-O2", "-o", program, str(_HERE / "floor.c")]
            subprocess.run(command, check=True)
            return [program, str(port)]
        if self.name == NODE:
            redis = [self._redis_url] if self._redis_url else []
            return ["node", str(_HERE / "peer.js"), str(port), *redis]
        way = ["asgi"] if self.name == ASGI else []
        return [sys.executable, "-m", "benchmarks.load.layer", str(port), *way]

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for process in self._processes:
            process.terminate()
        for process in self._processes:
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        self._stack.close()

    def connect(self, count: int, *, rooms: int = 1, more: int = 0) -> Reader:
        """Clients, spread over the rooms."""
        return Reader(
            Client.connect(
                self.ports[number % len(self.ports)],
                room=number % rooms,
                auth={"room": number % rooms, "more": more},
            )
            for number in range(count)
        )

    @property
    def cpu_seconds(self) -> float:
        """What its processes have used of a processor so far."""
        return sum(cpu_seconds(process.pid) for process in self._processes)

    @property
    def memory(self) -> int:
        """Resident bytes of its processes."""
        return sum(resident(process.pid) for process in self._processes)


def cpu_seconds(pid: int) -> float:
    """What a process has used of a processor so far."""
    tasks = Path(f"/proc/{pid}/task").iterdir()
    return sum(int((task / "schedstat").read_text().split()[0]) for task in tasks) / 1e9


def resident(pid: int) -> int:
    """Bytes of a process in memory."""
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")
