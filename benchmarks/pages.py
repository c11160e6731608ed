"""Pages a second, beside a bare Django view that answers the same bytes.

    .venv/bin/python -m benchmarks.pages [rounds] [seconds]

For SQLite and for PostgreSQL: the demo organisation, served by the real launcher in one process.
A few keep-alive connections ask for the room's page, a page of history (the API) and a page of
search, in turns with two views that give the bytes and headers of the same answer from memory:
`bare` without any middleware, `behind` through Hearth's, which knows no session until it is asked.
Printed: requests a second (medians and ranges of the rounds), the server's CPU in milliseconds a
request, which a busy machine changes least, and the ratios to `bare`.
"""

import json
import os
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.load import report

ROUNDS, SECONDS, CONNECTIONS = 3, 1.0, 3
_DROPPED = (b"date", b"server", b"connection", b"transfer-encoding")


# -- The server ---------------------------------------------------------------------------------


def serve(port: int) -> int:
    """The real launcher, with the two views beside Hearth's own."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "project.settings"
    import django
    from django.conf import settings

    from project.launcher.addresses import Address
    from project.launcher.worker import work

    settings.ASGI_APPLICATION = "benchmarks.pages.application"
    settings.HEARTH["SEARCH_RATE"] = settings.HEARTH["COMMAND_RATE"] = (1e9, 1e9)
    django.setup()
    # This program is the module that the launcher imports the application from.
    sys.modules["benchmarks.pages"] = sys.modules["__main__"]
    globals()["application"] = make_application()
    return work(Address("w1", host="127.0.0.1", port=port), on_listening=lambda: None)


def make_application() -> Any:
    """Hearth, and what is under /bare/ without a middleware."""
    from django.conf import settings
    from django.core.handlers.asgi import ASGIHandler
    from django.urls import path

    from project import urls
    from project.asgi import application as hearth

    kept = Kept(Path(os.environ["DATA"]) / "answers")
    urls.urlpatterns[:0] = [path("bare/<name>/", kept.answer), path("behind/<name>/", kept.answer)]
    usual, settings.MIDDLEWARE = settings.MIDDLEWARE, []
    without = ASGIHandler()
    settings.MIDDLEWARE = usual

    async def application(scope: Any, receive: Any, send: Any) -> None:
        bare = scope["type"] == "http" and scope["path"].startswith("/bare/")
        await (without if bare else hearth)(scope, receive, send)

    return application


class Kept:
    """Answers that were written down, given again as they were."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._known: dict[str, tuple[bytes, list[list[str]]]] = {}

    def answer(self, request: Any, name: str) -> Any:
        """The view."""
        from django.http import HttpResponse

        if name not in self._known:
            headers = json.loads((self._folder / f"{name}.json").read_text())
            self._known[name] = (self._folder / name).read_bytes(), headers
        body, headers = self._known[name]
        response = HttpResponse(body)
        for header, value in headers:
            response[header] = value
        return response


# -- The client ---------------------------------------------------------------------------------


class Client:
    """One keep-alive connection, of a browser with those cookies."""

    def __init__(self, port: int, cookie: str = "") -> None:
        self._socket = socket.create_connection(("127.0.0.1", port))
        self._head = f"Host: 127.0.0.1:{port}\r\nCookie: {cookie}\r\n\r\n"
        self.cookie, self._port = cookie, port

    def get(self, path: str) -> tuple[int, bytes, bytes]:
        """Status, head and body of the answer to a GET; the answer has a Content-Length."""
        self._socket.sendall(f"GET {path} HTTP/1.1\r\n{self._head}".encode())
        got = b""
        while (end := got.find(b"\r\n\r\n")) < 0:
            got += self._more()
        head = got[:end]
        length = re.search(rb"(?i)\r\ncontent-length: *(\d+)", head)
        assert length is not None, head
        parts, missing = [got[end + 4 :]], int(length[1]) - len(got) + end + 4
        while missing > 0:
            parts.append(self._more())
            missing -= len(parts[-1])
        return int(head.split()[1]), head, b"".join(parts)

    def visit(self, path: str) -> "Client":
        """A connection of the same browser with the cookies too that it gets there."""
        _, head, _ = self.get(path)
        given = re.findall(rb"(?i)\r\nset-cookie: *([^;\r]+)", head)
        return Client(self._port, "; ".join([self.cookie, *(each.decode() for each in given)]))

    def _more(self) -> bytes:
        data = self._socket.recv(1 << 18)
        assert data, "the server closed the connection"
        return data


@contextmanager
def server(env: dict[str, str]) -> Iterator[tuple[int, int]]:
    """A server with that environment; gives its port and its process's id."""
    from tests.support.ports import free_port, wait_for_port

    port = free_port()
    command = [sys.executable, "-m", "benchmarks.pages", "serve", str(port)]
    with subprocess.Popen(command, env={**env, "PORT": str(port)}) as process:
        try:
            wait_for_port(port, timeout=30)
            yield port, process.pid
        finally:
            process.terminate()


def prepare(env: dict[str, str]) -> tuple[str, int]:
    """The demo organisation; gives its owner's cookie, and the room in which most is said."""
    manage = [sys.executable, "manage.py"]
    for act in (["migrate", "-v0"], ["collectstatic", "--noinput", "-v0"], ["demo"]):
        subprocess.run([*manage, *act], env=env, check=True, stdout=subprocess.DEVNULL)
    code = (
        "from django.db.models import Count\n"
        "from django.test import Client\n"
        "from chat.models import Membership, User\n"
        "client, user = Client(), User.objects.filter(role='owner').get()\n"
        "client.force_login(user)\n"
        "mine = Membership.objects.filter(user=user).annotate(n=Count('room__messages'))\n"
        "print(client.cookies['sessionid'].value, mine.order_by('-n').first().room_id)"
    )
    said = subprocess.run(
        [*manage, "shell", "-v0", "-c", code], env=env, check=True, capture_output=True, text=True
    )
    session, room = said.stdout.split()
    return f"sessionid={session}", int(room)


@dataclass
class Measured:
    """One kind of request's figures, a round each."""

    rates: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)


def hammer(port: int, cookie: str, path: str, seconds: float) -> int:
    """How many answers a few connections got in so many seconds."""
    counts = [0] * CONNECTIONS
    end = time.perf_counter() + seconds

    def ask(place: int) -> None:
        client = Client(port, cookie)
        while time.perf_counter() < end:
            status, _, _ = client.get(path)
            assert status == 200, (path, status)
            counts[place] += 1

    threads = [threading.Thread(target=ask, args=(place,)) for place in range(CONNECTIONS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(counts)


def cpu_seconds(pid: int) -> float:
    """What a process has used so far."""
    words = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(words[11]) + int(words[12])) / os.sysconf("SC_CLK_TCK")


def measure(
    port: int, pid: int, cookie: str, paths: dict[str, str], rounds: int, seconds: float
) -> dict[str, Measured]:
    """All paths in turns, so many rounds, after one that is not counted."""
    found = {name: Measured() for name in paths}
    for number in range(rounds + 1):
        for name, path in paths.items():
            before, started = cpu_seconds(pid), time.perf_counter()
            answers = hammer(port, cookie, path, seconds if number else seconds / 3)
            if number:
                found[name].rates.append(answers / (time.perf_counter() - started))
                found[name].cpu.append((cpu_seconds(pid) - before) / answers * 1_000)
    return found


def keep(folder: Path, name: str, client: Client, path: str) -> int:
    """Write the answer down for the views; gives its length in bytes."""
    status, head, body = client.get(path)
    assert status == 200, (path, head)
    lines = [line.partition(b":") for line in head.split(b"\r\n")[1:]]
    headers = [(n.decode(), v.strip().decode()) for n, _, v in lines if n.lower() not in _DROPPED]
    folder.mkdir(exist_ok=True)
    (folder / name).write_bytes(body)
    (folder / f"{name}.json").write_text(json.dumps(headers))
    return len(body)


def analysed(url: str) -> None:
    """Have PostgreSQL count what is in its tables, as it does by itself within a minute of their
    being filled: else it plans for tables of a few rows."""
    import psycopg

    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE")


def run(env: dict[str, str], rounds: int, seconds: float) -> None:
    """Fill, serve, ask, and print a table for one database."""
    cookie, room = prepare(env)
    if env["DATABASE_URL"]:
        analysed(env["DATABASE_URL"])
    pages = {
        "room": f"/r/{room}/",
        "history": f"/api/rooms/{room}/messages",
        "search": "/search/?q=the",
    }
    with server(env) as (port, pid):
        client, paths, sizes = Client(port, cookie), {}, {}
        for name, path in pages.items():
            client = client.visit(path)  # where the device of this log-in is noted, once
            sizes[name] = keep(Path(env["DATA"]) / "answers", name, client, path)
            ways = {"bare": f"/bare/{name}/", "behind": f"/behind/{name}/", "hearth": path}
            paths.update({f"{name} {way}": where for way, where in ways.items()})
        found = measure(port, pid, client.cookie, paths, rounds, seconds)
    database = "PostgreSQL" if env["DATABASE_URL"] else "SQLite"
    for name in pages:
        ways = {way: found[f"{name} {way}"].rates for way in ("hearth", "behind", "bare")}
        report.keep(f"{database}, {name}, requests/s", "hearth", ways)
        bare = found[f"{name} bare"]
        for way in ("bare", "behind", "hearth"):
            print(line(f"{name} {way}", sizes[name], found[f"{name} {way}"], bare), flush=True)


def line(name: str, size: int, one: Measured, bare: Measured) -> str:
    """A row of the table."""
    rate, cpu = statistics.median(one.rates), statistics.median(one.cpu)
    ratio, of_cpu = rate / statistics.median(bare.rates), statistics.median(bare.cpu) / cpu
    span = f"{min(one.rates):.0f} to {max(one.rates):.0f}"
    return (
        f"  {name:16}{size / 1000:8.1f} kB{rate:8.1f}/s  ({span:>14}){cpu:8.2f} ms"
        f"{ratio:8.2f}{of_cpu:8.2f}"
    )


def main(arguments: list[str]) -> int:
    """Serve, where asked to; else measure on both databases and print."""
    if arguments[:1] == ["serve"]:
        return serve(int(arguments[1]))
    from tests.support.postgres import PostgresServer

    rounds = int(arguments[0]) if arguments else ROUNDS
    seconds = float(arguments[1]) if len(arguments) > 1 else SECONDS
    with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as two:
        usual = {**os.environ, "DJANGO_SETTINGS_MODULE": "project.settings", "LOG_LEVEL": "ERROR"}
        print(f"medians of {rounds}, load {os.getloadavg()[0]:.1f}; ratios by rate and by CPU")
        print("SQLite", flush=True)
        run({**usual, "DATA": one, "DATABASE_URL": ""}, rounds, seconds)
        with PostgresServer() as postgres:
            print("PostgreSQL", flush=True)
            url = postgres.socket_url(postgres.create_database())
            run({**usual, "DATA": two, "DATABASE_URL": url}, rounds, seconds)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
