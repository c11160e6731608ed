"""The browser's client, as Socket.IO's own server gives it: `/socket.io/socket.io.js`, and more."""

import asyncio
import hashlib
from pathlib import Path
from typing import Any, NamedTuple

from channels_socketio.compression import choose, compress
from channels_socketio.cors import Headers
from channels_socketio.handshake import header
from channels_socketio.options import Options, Scope

# The whole of what is served: no name leads anywhere else.
_SCRIPTS = ("socket.io.js", "socket.io.min.js", "socket.io.esm.min.js", "socket.io.msgpack.min.js")
NAMES = (*_SCRIPTS, *(f"{name}.map" for name in _SCRIPTS))


class _File(NamedTuple):
    body: bytes
    etag: bytes
    packed: dict[str, bytes]


class ClientFiles:
    """A plain ASGI application for `http` scopes whose path ends with one of NAMES.

    Each file is read, and packed, once: for a new client, start anew. One that the folder lacks
    is 404.
    """

    def __init__(self, folder: str | Path, options: Options) -> None:
        self._folder = Path(folder)
        self._cors = options.cors
        self._files: dict[str, _File] = {}

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        """Answer one request."""
        status, headers, body = await self._answer(scope)
        if self._cors is not None:
            headers += self._cors.headers(header(scope, b"origin"))
        if status != 304:
            headers.append((b"content-length", str(len(body)).encode()))
        await send({"type": "http.response.start", "status": status, "headers": headers})
        sent = b"" if scope["method"] == "HEAD" else body
        await send({"type": "http.response.body", "body": sent})

    async def _answer(self, scope: Scope) -> tuple[int, Headers, bytes]:
        if scope["method"] not in ("GET", "HEAD"):
            return 405, [(b"allow", b"GET, HEAD")], b""
        name = scope["path"].rpartition("/")[2]
        file = await self._file(name)
        if file is None:
            return 404, [], b""
        # Asked for again each time, and answered with 304: a new client is there at once.
        headers = [
            (b"cache-control", b"public, max-age=0"),
            (b"etag", file.etag),
            (b"vary", b"Accept-Encoding"),
        ]
        if _is_known(header(scope, b"if-none-match") or "", file.etag.decode()):
            return 304, headers, b""
        kind = b"json" if name.endswith(".map") else b"javascript"
        headers += [
            (b"content-type", b"application/" + kind + b"; charset=utf-8"),
            (b"x-content-type-options", b"nosniff"),
        ]
        coding = choose(header(scope, b"accept-encoding") or "")
        if coding is None:
            return 200, headers, file.body
        headers.append((b"content-encoding", coding.encode()))
        if coding not in file.packed:
            file.packed[coding] = await compress(file.body, coding)
        return 200, headers, file.packed[coding]

    async def _file(self, name: str) -> _File | None:
        if name not in self._files and name in NAMES:
            file = await asyncio.to_thread(_read, self._folder / name)
            if file is not None:
                self._files[name] = file
        return self._files.get(name)


def _read(path: Path) -> _File | None:
    try:
        body = path.read_bytes()
    except OSError:
        return None
    # Weak: it is the same for each coding.
    etag = f'W/"{hashlib.sha256(body).hexdigest()[:20]}"'
    return _File(body, etag.encode(), {})


def _is_known(asked: str, etag: str) -> bool:
    """Whether If-None-Match names it (RFC 9110, 13.1.2)."""
    opaque = etag.removeprefix("W/")
    return any(tag.strip().removeprefix("W/") in (opaque, "*") for tag in asked.split(","))
