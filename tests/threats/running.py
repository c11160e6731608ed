"""A running Hearth with people in it, and bare connections into it, by either transport."""

import json
import re
from abc import ABC, abstractmethod
from collections import deque
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp

from tests.support.factories import PASSWORD
from tests.support.hearth import HearthServer
from tests.support.timing import stopwatch

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

    def stopwatch(self) -> Callable[[], float]:
        """See `timing.stopwatch`."""
        return stopwatch(self.hearth.pids["w1"])


def people_in(hearth: HearthServer) -> Place:
    """Found an organisation on a server that has none."""
    code = _PEOPLE.format(password=PASSWORD)
    printed = hearth.manage("shell", "--no-imports", "-c", code)
    return Place(hearth, **json.loads(printed.strip().splitlines()[-1]))


class Line(ABC):
    """One connection, let in or not."""

    def __init__(self) -> None:
        self._ids = 0

    @abstractmethod
    async def say(self, frame: str) -> None:
        """Send a frame as it is."""

    @abstractmethod
    async def next_frame(self) -> str:
        """The next frame; ConnectionError at the end."""

    async def hear(self) -> str:
        """The next frame that is no ping (which is answered); ConnectionError at the end."""
        while (frame := await self.next_frame()) == "2":
            await self.say("3")
        return frame

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


class WebSocketLine(Line):
    """By WebSocket."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        super().__init__()
        self._socket = socket

    async def say(self, frame: str) -> None:
        """See Line."""
        await self._socket.send_str(frame)

    async def next_frame(self) -> str:
        """See Line."""
        message = await self._socket.receive(timeout=20)
        if message.type is not aiohttp.WSMsgType.TEXT:
            raise ConnectionError(str(message.type))
        return str(message.data)


class PolledLine(Line):
    """By long-polling, with the headers that a browser sends: `page` is where it is."""

    def __init__(self, session: aiohttp.ClientSession, url: str, page: str | None) -> None:
        super().__init__()
        self.url = url
        self._session = session
        self._get = {} if page is None else {"Referer": f"{page}/"}
        self._post = {} if page is None else {"Referer": f"{page}/", "Origin": page}
        self._frames: deque[str] = deque()

    async def open(self) -> None:
        """Shake hands."""
        self._frames.extend(await self._poll())
        self.url += f"&sid={json.loads(self._frames[0][1:])['sid']}"

    async def _poll(self) -> list[str]:
        async with self._session.get(self.url, headers=self._get) as answer:
            text = await answer.text()
            if answer.status != 200:
                raise ConnectionError(f"{answer.status} {text}")
            return text.split("\x1e")

    async def say(self, frame: str) -> None:
        """See Line. ConnectionError when it is refused."""
        async with self._session.post(self.url, data=frame, headers=self._post) as answer:
            if answer.status != 200:
                raise ConnectionError(f"{answer.status} {await answer.text()}")

    async def next_frame(self) -> str:
        """See Line."""
        while not self._frames:
            self._frames.extend(frame for frame in await self._poll() if frame != "6")
        if self._frames[0] == "1":
            raise ConnectionError("closed by the server")
        return self._frames.popleft()


@asynccontextmanager
async def line(
    place: Place,
    *,
    session: aiohttp.ClientSession | None = None,
    transport: str = "websocket",
) -> AsyncIterator[Line]:
    """A connection after its handshake; with `session`, a browser's: cookies, and its page."""
    url = f"{place.hearth.url}/socket.io/?EIO=4&transport={transport}"
    page = None if session is None else place.hearth.url
    async with aiohttp.ClientSession() as own:
        if transport == "polling":
            polled = PolledLine(session or own, url, page)
            await polled.open()
            assert (await polled.hear()).startswith("0{")
            yield polled
            return
        headers = {} if page is None else {"Origin": page}
        opening = (session or own).ws_connect(url, headers=headers, max_msg_size=0)
        async with opening as socket:
            found = WebSocketLine(socket)
            assert (await found.hear()).startswith("0{")
            yield found


async def log_in(
    session: aiohttp.ClientSession, place: Place, name: str, *, password: str = PASSWORD
) -> None:
    """By the page, as a browser does."""
    await post(session, place, "/accounts/login/", login=name, password=password)


async def post(session: aiohttp.ClientSession, place: Place, path: str, **form: str) -> int:
    """Fill in the form of a page; the status at the end of the redirects."""
    url = f"{place.hearth.url}{path}"
    async with session.get(url) as answer:
        found = re.search(r'csrfmiddlewaretoken" value="([^"]+)"', await answer.text())
    assert found is not None
    data = {**form, "csrfmiddlewaretoken": found[1]}
    async with session.post(url, data=data, headers={"Referer": url}) as answer:
        return answer.status
