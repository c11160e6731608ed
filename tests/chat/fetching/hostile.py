"""A server of our own that says whatever it is told to, on an address of the loopback."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

Answer = Callable[["Asked", asyncio.StreamWriter], Awaitable[None]]
HOME = "127.0.0.2"  # the loopback's too, and yet not the 127.0.0.1 that tests refuse


@dataclass
class Asked:
    """One request: its path, and its headers by their names in lower case."""

    path: str
    headers: dict[str, str]


@dataclass
class Server:
    """`answers` by path; what was `asked` so far."""

    port: int = 0
    answers: dict[str, Answer] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)
    sent: int = 0

    def url(self, path: str = "/", *, host: str = HOME, scheme: str = "http") -> str:
        """Where `path` is."""
        return f"{scheme}://{host}:{self.port}{path}"

    def says(self, path: str, body: bytes, content_type: str = "text/html", **headers: str) -> None:
        """Answer `path` with `body`."""
        self.answers[path] = _whole(200, body, {"Content-Type": content_type, **headers})

    def answers_with(self, path: str, status: int, **headers: str) -> None:
        """Answer `path` with a status."""
        self.answers[path] = _whole(status, b"", headers)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
            headers = dict(line.split(": ", 1) for line in head[1:] if line)
            asked = Asked(head[0].split()[1], {k.lower(): v for k, v in headers.items()})
            self.asked.append(asked)
            answer = self.answers.get(asked.path.partition("?")[0], _whole(404, b"", {}))
            await answer(asked, writer)
        except (OSError, asyncio.IncompleteReadError):
            pass  # the other side had enough
        finally:
            writer.close()


def _whole(status: int, body: bytes, headers: dict[str, str]) -> Answer:
    async def answer(asked: Asked, writer: asyncio.StreamWriter) -> None:
        lines = [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
        head = "\r\n".join([f"HTTP/1.1 {status} So", f"Content-Length: {len(body)}", *lines])
        writer.write(head.encode() + b"\r\n\r\n" + body)
        await writer.drain()

    return answer


@asynccontextmanager
async def serving(
    *, host: str = HOME, context: ssl.SSLContext | None = None
) -> AsyncIterator[Server]:
    """A server on `host`, which is stopped at the end with whatever it still says."""
    server = Server()
    tasks: set[asyncio.Task[None]] = set()

    def begin(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.ensure_future(server._serve(reader, writer))
        tasks.add(task)
        task.add_done_callback(tasks.discard)

    listening = await asyncio.start_server(begin, host, 0, ssl=context)
    server.port = listening.sockets[0].getsockname()[1]
    try:
        yield server
    finally:
        listening.close()
        for task in list(tasks):
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
