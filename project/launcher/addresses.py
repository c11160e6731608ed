"""Where each worker listens: a port of its own, or a unix socket of its own."""

import socket
from dataclasses import dataclass
from pathlib import Path

from django.core.management.base import CommandError

# A storm of reconnecting sockets overruns Daphne's 50, and the kernel then sends SYN cookies.
BACKLOG = 4096


@dataclass(frozen=True)
class Address:
    """One worker's name and place: `path` of a unix socket, else `host` and `port`."""

    worker: str
    host: str = ""
    port: int = 0
    path: Path | None = None

    @property
    def endpoint(self) -> str:
        """Twisted's description of the listening endpoint."""
        if self.path is not None:
            # Daphne's own would be open to every user of the machine; the lock file lets a
            # socket that a killed worker left behind be taken over.
            return f"unix:{_quoted(str(self.path))}:mode=660:lockfile=1:backlog={BACKLOG}"
        return f"tcp:port={self.port}:interface={_quoted(self.host)}:backlog={BACKLOG}"

    @property
    def shown(self) -> str:
        """As a person would type it."""
        if self.path is not None:
            return f"unix:{self.path}"
        host = "127.0.0.1" if self.host in {"0.0.0.0", "::"} else self.host  # noqa: S104
        return f"http://{f'[{host}]' if ':' in host else host}:{self.port}"

    def is_listening(self) -> bool:
        """Whether somebody accepts there now."""
        try:
            if self.path is not None:
                with socket.socket(socket.AF_UNIX) as probe:
                    probe.settimeout(1)
                    probe.connect(str(self.path))
            else:
                host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(self.host, self.host)  # noqa: S104
                socket.create_connection((host, self.port), 1).close()
        except OSError:
            return False
        return True

    def claim(self) -> None:
        """CommandError when a worker cannot listen there; the line says what to do."""
        if self.path is not None:
            self._claim_path(self.path)
        else:
            self._claim_port()

    def _claim_path(self, path: Path) -> None:
        if not path.parent.is_dir():
            raise CommandError(f"The folder {path.parent} is not there: make it, or --socket-dir.")
        if self.is_listening():
            raise CommandError(f"{path} is taken: stop the Hearth that listens there.")

    def _claim_port(self) -> None:
        family = socket.AF_INET6 if ":" in self.host else socket.AF_INET
        with socket.socket(family) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((self.host, self.port))
            except PermissionError:
                raise CommandError(
                    f"Port {self.port} is reserved: choose one from 1024 on, such as PORT=8000."
                ) from None
            except OSError as error:
                raise CommandError(
                    f"Port {self.port} of {self.host} cannot be had ({error.strerror}): stop what "
                    f"listens there, or choose another, such as PORT={self.port + 10}."
                ) from None


def plan(*, workers: int, host: str, port: int, socket_dir: Path | None) -> list[Address]:
    """An address for each of `workers`: w1 at `port`, w2 at the next; or sockets w1.sock, …"""
    names = [f"w{number}" for number in range(1, workers + 1)]
    if socket_dir is not None:
        return [Address(name, path=socket_dir / f"{name}.sock") for name in names]
    return [Address(name, host=host, port=port + index) for index, name in enumerate(names)]


def _quoted(text: str) -> str:
    return text.replace("\\", "\\\\").replace(":", "\\:").replace("=", "\\=")
