"""How many clients a second come back after a restart, beside how many node's socket.io lets in.

    .venv/bin/python -m benchmarks.connects [clients] [rounds]      # 3,000 clients, 3 rounds

To Hearth each comes by the session of its cookie, is let into twenty rooms and says what it has:
all there is. To node each only connects: no log-in, no rooms. Two hundred are on their way
at a time. Printed: clients a second and microseconds of the server's processor for each.
"""

import sys
import time

import orjson

from benchmarks.load.client import masked, upgrade
from benchmarks.load.hearth import ROOMS, Hearth
from benchmarks.load.report import Table
from benchmarks.load.servers import LAYER, NODE, Served
from benchmarks.load.storm import Step, storm

IN_FLIGHT = 200
PEOPLE = 500
SETTLE_SECONDS = 2
# A log-in of everyone, as the log-in page makes it; and something of their own that they have.
_LOG_IN = """
import json
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from allauth.usersessions.models import UserSession
from django.conf import settings
from chat.accounts.session_store import SessionStore
from chat.models import User
User.objects.update(last_seq=1)
keys = []
for user in User.objects.order_by("pk"):
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    keys.append(session.session_key)
    UserSession.objects.create(
        user=user, session_key=session.session_key, ip="127.0.0.1", user_agent="x"
    )
print(json.dumps(keys))
"""


def to_node(server: Served, number: int) -> list[Step]:
    """Open and connect."""
    return [
        Step(upgrade(server.ports[0]), b'0{"sid"'),
        Step(masked('40{"room":0}'), b'40{"sid"'),
    ]


def to_hearth(hearth: Hearth, keys: list[str], number: int) -> list[Step]:
    """Open with a cookie, connect, and say what one has."""
    headers = {
        "Origin": f"http://127.0.0.1:{hearth.port}",
        "Cookie": f"sessionid={keys[number % len(keys)]}",
    }
    heads = {str(hearth.room + n): 0 for n in range(ROOMS)}
    sync = orjson.dumps(["sync", {"me": 1, "rooms": heads}]).decode()
    return [
        Step(upgrade(hearth.port, headers), b'0{"sid"'),
        Step(masked("40"), b'40{"sid"'),
        Step(masked(f"421{sync}"), b'431[{"ok":true'),
    ]


def main(arguments: list[str]) -> int:
    """Measure in turn and print."""
    count, rounds = (int(word) for word in (arguments + ["3000", "3"][len(arguments) :]))
    table = Table(LAYER)
    with Hearth(people=PEOPLE) as hearth, Served(NODE) as node:
        keys = orjson.loads(hearth.python(_LOG_IN).splitlines()[-1])
        for _ in range(rounds):
            for name, server, port, steps in (
                (LAYER, hearth, hearth.port, lambda n: to_hearth(hearth, keys, n)),
                (NODE, node, node.ports[0], lambda n: to_node(node, n)),
            ):
                before = server.cpu_seconds
                seconds = storm(port, count, steps, in_flight=IN_FLIGHT)
                used = server.cpu_seconds - before
                table.add("connects", name, "clients/s", count / seconds)
                table.add("connects", name, "µs", used / count * 1e6)
                time.sleep(SETTLE_SECONDS)  # until all are gone again
    table.show()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
