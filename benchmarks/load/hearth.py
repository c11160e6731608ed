"""Hearth itself with people in it: `manage.py serve`, each client logged in by a token."""

from contextlib import ExitStack

from benchmarks.load.client import Client, Reader, event
from benchmarks.load.servers import cpu_seconds, resident
from tests.support.hearth import HearthServer

ROOMS = 20
FIRST = 10_000  # ids of the same length, so that frames are
_ENOUGH = dict.fromkeys(("CONNECT_BURST", "COMMAND_BURST", "STRANGER_BURST"), "1000000")
_FILL = """
from chat.models import AccessToken, Membership, Room, User
from chat.queries.tokens import digest
names = {first + n: f"person{n:05}" for n in range(people)}
User.objects.bulk_create(
    User(id=id, username=name, name_key=name, display_name=name) for id, name in names.items()
)
halls = Room.objects.bulk_create(
    Room(name=f"hall-{n}", name_key=f"hall-{n}", kind="public") for n in range(rooms)
)
Membership.objects.bulk_create(
    Membership(user_id=id, room=hall) for id in names for hall in halls
)
AccessToken.objects.bulk_create(
    AccessToken(user_id=id, name="b", digest=digest("hearth_" + name), hint="b")
    for id, name in names.items()
)
print(halls[0].pk)
"""


class Hearth:
    """`with Hearth(people=…) as hearth:` runs it; everyone is in `ROOMS` rooms."""

    def __init__(self, *, people: int) -> None:
        self.people = people
        self._stack = ExitStack()
        self._server = HearthServer(env=_ENOUGH)
        self.room = 0

    def __enter__(self) -> "Hearth":
        self._stack.enter_context(self._server)
        given = f"people, first, rooms = {self.people}, {FIRST}, {ROOMS}"
        self.room = int(self._server.python(given + _FILL).splitlines()[-1])
        return self

    def __exit__(self, *error: object) -> None:
        self._stack.close()

    def connect(self, count: int) -> Reader:
        """Clients of everyone in turn. They are read from while others come, as in life."""
        tokens = [f"hearth_person{n % self.people:05}" for n in range(count)]
        reader = Reader(Client.connect(self.port, auth={"token": token}) for token in tokens)
        reader.wanted = b'42["typing"'
        self._stack.callback(reader.close)
        return reader

    @property
    def port(self) -> int:
        """Where it listens."""
        return self._server.ports[0]

    def python(self, code: str) -> str:
        """Run code on its data, in another process; what that printed."""
        return self._server.python(code)

    def typing(self, client: Client) -> bytes:
        """What a client sends who types in the room."""
        return event("typing:start", {"room": self.room})

    @property
    def cpu_seconds(self) -> float:
        """What its process has used of a processor so far."""
        return sum(cpu_seconds(pid) for pid in self._server.pids.values())

    @property
    def memory(self) -> int:
        """Resident bytes of its process."""
        return sum(resident(pid) for pid in self._server.pids.values())
