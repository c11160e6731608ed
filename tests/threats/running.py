"""A running Hearth with people in it, and bare WebSockets into it."""

import json
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp

from tests.support.factories import PASSWORD
from tests.support.hearth import HearthServer

_PEOPLE = """
import json
from chat.actions import organisation, people, rooms, tokens
password = {password!r}
owner = organisation.found(name="Paper Street", username="olga", email="olga@example.org",
                           password=password, display_name="Olga")
made = {{"olga": owner}}
for name, role in (("ada", "member"), ("ben", "member"), ("eve", "member"), ("gus", "guest")):
    made[name] = people.create_user(username=name, email=name + "@example.org", password=password,
                                    display_name=name.title(), role=role)
room = rooms.create_room(creator=made["ada"], name="press", members=[made["ben"].pk])
ids = {{name: user.pk for name, user in made.items()}}
secrets = {{name: tokens.create_token(user=user, name="t")[1] for name, user in made.items()}}
print(json.dumps({{"room": room.room.id, "ids": ids, "tokens": secrets}}))
"""


@dataclass(frozen=True)
class Place:
    """A server, a room of Ada's with Ben in it, and everyone's id and token by name."""

    hearth: HearthServer
    room: int
    ids: dict[str, int]
    tokens: dict[str, str]

    @property
    def memory(self) -> int:
        """What the process holds, in MB."""
        status = Path(f"/proc/{self.hearth.pids['w1']}/status").read_text()
        return int(re.findall(r"VmRSS:\s+(\d+)", status)[0]) // 1024


def people_in(hearth: HearthServer) -> Place:
    """Found an organisation on a server that has none."""
    code = _PEOPLE.format(password=PASSWORD)
    printed = hearth.manage("shell", "--no-imports", "-c", code)
    return Place(hearth, **json.loads(printed.strip().splitlines()[-1]))


class Line:
    """One WebSocket, let in or not."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self.socket = socket
        self._ids = 0

    async def say(self, frame: str) -> None:
        """Send a frame as it is."""
        await self.socket.send_str(frame)

    async def hear(self) -> str:
        """The next frame that is no ping (which is answered); ConnectionError at the end."""
        while True:
            message = await self.socket.receive(timeout=20)
            if message.type is not aiohttp.WSMsgType.TEXT:
                raise ConnectionError(str(message.type))
            if message.data != "2":
                return str(message.data)
            await self.say("3")

    async def join(self, token: str = "") -> "Line":
        """CONNECT; AssertionError when it is refused."""
        await self.say("40" + (json.dumps({"token": token}) if token else ""))
        answer = await self.hear()
        assert answer.startswith('40{"sid"'), answer
        return self

    async def command(self, name: str, /, **data: Any) -> dict[str, Any]:
        """The answer to a command; what is told meanwhile is passed over."""
        self._ids += 1
        await self.say(f"42{self._ids}{json.dumps([name, data])}")
        while not (frame := await self.hear()).startswith(f"43{self._ids}["):
            continue
        answer: dict[str, Any] = json.loads(frame[2 + len(str(self._ids)) :])[0]
        return answer

    async def told(self, *names: str) -> list[Any]:
        """The next event, of one of those names."""
        while True:
            frame = await self.hear()
            if frame.startswith("42["):
                event: list[Any] = json.loads(frame[2:])
                if event[0] in names:
                    return event

    async def ended(self) -> list[str]:
        """All frames until the server closed."""
        frames: list[str] = []
        try:
            while True:
                frames.append(await self.hear())
        except ConnectionError:
            return frames


@asynccontextmanager
async def line(
    place: Place, *, session: aiohttp.ClientSession | None = None
) -> AsyncIterator[Line]:
    """A WebSocket after its handshake; with `session`, a browser's: cookies and Origin."""
    url = f"{place.hearth.url}/socket.io/?EIO=4&transport=websocket"
    headers = {} if session is None else {"Origin": place.hearth.url}
    async with aiohttp.ClientSession() as own:
        opening = (session or own).ws_connect(url, headers=headers, max_msg_size=0)
        async with opening as socket:
            found = Line(socket)
            assert (await found.hear()).startswith("0{")
            yield found


async def log_in(session: aiohttp.ClientSession, place: Place, name: str) -> None:
    """By the page, as a browser does."""
    await post(session, place, "/accounts/login/", login=name, password=PASSWORD)


async def post(session: aiohttp.ClientSession, place: Place, path: str, **form: str) -> int:
    """Fill in the form of a page; the status at the end of the redirects."""
    url = f"{place.hearth.url}{path}"
    async with session.get(url) as answer:
        found = re.search(r'csrfmiddlewaretoken" value="([^"]+)"', await answer.text())
    assert found is not None
    data = {**form, "csrfmiddlewaretoken": found[1]}
    async with session.post(url, data=data, headers={"Referer": url}) as answer:
        return answer.status
