"""How many messages a second are stored, acknowledged and delivered in one room.

    python -m benchmarks.stored_messages [seconds] [rounds] [sockets]

The whole of Hearth, as `manage.py serve` runs it, with 64 messages in flight over WebSockets: one
for each of 64 sockets in the room, for of one socket's own messages one is taken at a time. Beside
it what the same database does with one transaction a message: the room's row locked, a message
inserted. For PostgreSQL that is pgbench with 64 clients on the same server with the same settings,
for SQLite one connection with WAL and `synchronous=FULL`; all of it waits for the disk at each
commit. Rounds of the two take turns. A message counts once it is acknowledged, and each socket must
have had all of them in one order. Everything shares the machine, the clients too; `cpu` is what
Hearth's own process used for a message. About a minute.
"""

import asyncio
import json
import os
import re
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks.light_client import Client
from benchmarks.load.report import keep
from tests.support.hearth import HearthServer
from tests.support.postgres import PostgresServer, program

IN_FLIGHT = 64
_BURSTS = {"SEND_BURST": "9000000", "COMMAND_BURST": "9000000", "CONNECT_BURST": "10000"}
_WORDS = "Morning all, the tide is at nine today and the boats go out before it"
_FOUND = """
import json
from chat.actions import people, rooms, tokens
from chat.models.users import Role
users = [people.create_user(username=name, email=f"{name}@example.org", password=None,
                            display_name=name.title(), role=Role.MEMBER)
         for name in ("ada", "ben", "cleo", "dora", "eve", "fay", "gil", "hal")]
room = rooms.create_room(creator=users[0], name="harbour", members=[user.pk for user in users[1:]])
print(json.dumps({"room": room.room.id,
                  "tokens": [tokens.create_token(user=user, name="test")[1] for user in users]}))
"""
_STORED = """
from chat.models import Message
print(Message.objects.filter(kind="text").count())
"""
_TABLES = (
    "CREATE TABLE room (id {key} PRIMARY KEY, last_seq bigint NOT NULL)",
    "CREATE TABLE message (id {key} PRIMARY KEY, room bigint NOT NULL, seq bigint NOT NULL,"
    " author bigint NOT NULL, text text NOT NULL, UNIQUE (room, seq))",
    "INSERT INTO room VALUES (1, 0)",
)
_PGBENCH = f"""BEGIN;
SELECT last_seq + 1 AS seq FROM room WHERE id = 1 FOR NO KEY UPDATE \\gset
UPDATE room SET last_seq = :seq WHERE id = 1;
INSERT INTO message (room, seq, author, text) VALUES (1, :seq, 1, '{_WORDS}');
COMMIT;
"""


# -- One transaction a message ------------------------------------------------------------------


def pgbench(url: str, script: Path, seconds: float) -> float:
    """Messages a second with 64 clients."""
    command = [program("pgbench"), "-n", "-c", str(IN_FLIGHT), "-j", "2", "-M", "prepared"]
    said = subprocess.run(
        [*command, "-T", str(round(seconds)), "-f", str(script), url],
        check=True, capture_output=True, text=True,
    ).stdout  # fmt: skip
    found = re.search(r"tps = ([\d.]+)", said)
    assert found is not None, said
    return float(found[1])


def sqlite(path: Path, seconds: float) -> float:
    """Messages a second by one connection."""
    with sqlite3.connect(path, isolation_level=None) as base:
        base.execute("PRAGMA journal_mode=WAL")
        base.execute("PRAGMA synchronous=FULL")
        count, started = 0, time.perf_counter()
        while time.perf_counter() - started < seconds:
            base.execute("BEGIN IMMEDIATE")
            (seq,) = base.execute("SELECT last_seq + 1 FROM room WHERE id = 1").fetchone()
            base.execute("UPDATE room SET last_seq = ? WHERE id = 1", [seq])
            base.execute(
                "INSERT INTO message (room, seq, author, text) VALUES (1, ?, 1, ?)", [seq, _WORDS]
            )
            base.execute("COMMIT")
            count += 1
        return count / (time.perf_counter() - started)


# -- Hearth -------------------------------------------------------------------------------------


class Round(NamedTuple):
    """Messages a second, and microseconds of the server's processor for each."""

    rate: float
    cpu: float = 0.0


async def send_many(
    server: HearthServer, found: dict[str, Any], name: str, seconds: float, count: int
) -> Round:
    """Send by `count` sockets in one room."""
    loop = asyncio.get_running_loop()
    clients: list[Client] = []
    for number in range(count):
        token = found["tokens"][number % len(found["tokens"])]
        client = Client(found["room"], token, f"{name}-{number}", _WORDS)
        await loop.create_connection(lambda client=client: client, "127.0.0.1", server.ports[0])  # type: ignore[misc]
        clients.append(client)
        await asyncio.wait_for(client.ready, 10)
    used, started = cpu_seconds(server), loop.time()
    for client in clients:
        client.going = True
        for _ in range(IN_FLIGHT // count):
            client.send()
    await asyncio.sleep(seconds)
    done, took = sum(client.acked for client in clients), loop.time() - started
    await _settle(clients)
    used = cpu_seconds(server) - used
    return Round(done / took, used / sum(client.sent for client in clients) * 1e6)


def cpu_seconds(server: HearthServer) -> float:
    """What the server's process has used so far."""
    assert server.process is not None
    fields = Path(f"/proc/{server.process.pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


async def _settle(clients: list[Client]) -> None:
    """What is in flight arrives; all must have been told of all, in one order."""
    for client in clients:
        client.going = False
    async with asyncio.timeout(20):
        while True:
            sent = sum(client.sent for client in clients)
            acked = sum(client.acked for client in clients)
            for client in clients:
                client.read()
            if acked == sent and all(len(client.seqs) >= sent for client in clients):
                break
            await asyncio.sleep(0.05)
    first = clients[0].seqs
    assert len(first) == sent
    assert first == list(range(first[0], first[0] + sent))
    assert all(client.seqs == first for client in clients)
    for client in clients:
        client.close()


# -- Both, in turns -----------------------------------------------------------------------------


def compare(
    name: str, plain: Callable[[], float], hearth: Callable[[int], Round], rounds: int
) -> None:
    """Measure in turns and print."""
    base: list[float] = []
    ours: list[Round] = []
    for number in range(rounds):
        base.append(plain())
        ours.append(hearth(number))
    rates = [each.rate for each in ours]
    keep(f"{name}, messages/s", "Hearth", {"Hearth": rates, "one a transaction": base})
    cpu = statistics.median(each.cpu for each in ours)
    print(name)
    print(f"  one a transaction  {_said(base)}")
    print(f"  Hearth             {_said(rates)}   cpu {cpu:.0f} µs a message")
    print(f"  ratio              {statistics.median(rates) / statistics.median(base):7.2f}")
    sys.stdout.flush()


def _said(rates: list[float]) -> str:
    return f"{statistics.median(rates):7,.0f}/s   ({min(rates):,.0f} to {max(rates):,.0f})"


def measure_with(server: HearthServer, seconds: float, sockets: int) -> Callable[[int], Round]:
    """What measures one round of Hearth."""
    found = json.loads(server.python(_FOUND).strip().splitlines()[-1])

    def measure(number: int) -> Round:
        return asyncio.run(send_many(server, found, f"r{number}", seconds, sockets))

    return measure


def on_postgresql(seconds: float, rounds: int, sockets: int) -> None:
    """Both on one PostgreSQL server that waits for its disk."""
    with PostgresServer(durable=True) as postgres:
        plain, script = postgres.create_database(), postgres.folder / "message.sql"
        psql = [program("psql"), "-q", plain]
        for statement in _TABLES:
            sql = statement.format(key="bigint GENERATED BY DEFAULT AS IDENTITY")
            subprocess.run([*psql, "-c", sql], check=True)
        script.write_text(_PGBENCH)
        with HearthServer(database_url=postgres.create_database(), env=_BURSTS) as server:
            hearth = measure_with(server, seconds, sockets)
            compare("PostgreSQL", lambda: pgbench(plain, script, seconds), hearth, rounds)
            print(f"  stored: {server.python(_STORED).strip()}")


def on_sqlite(seconds: float, rounds: int, sockets: int) -> None:
    """Both on files in one folder."""
    with tempfile.TemporaryDirectory() as folder, HearthServer(env=_BURSTS) as server:
        path = Path(folder) / "plain.sqlite3"
        with sqlite3.connect(path) as base:
            for statement in _TABLES:
                base.execute(statement.format(key="integer"))
        hearth = measure_with(server, seconds, sockets)
        compare("SQLite", lambda: sqlite(path, seconds), hearth, rounds)


def main(arguments: list[str]) -> int:
    """Measure and print."""
    seconds, rounds, sockets = (
        float(word) for word in (arguments + ["4", "3", "64"][len(arguments) :])
    )
    print(f"one room, {IN_FLIGHT} in flight by {sockets:.0f} sockets; {time.strftime('%Y-%m-%d')}")
    on_postgresql(seconds, int(rounds), int(sockets))
    on_sqlite(seconds, int(rounds), int(sockets))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
