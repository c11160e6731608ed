"""A small ASGI application under the real launcher: it tells what reached it. Run as a program."""

import asyncio
import gc
import json
import os
import sys
from collections import Counter
from typing import Any

from channels_socketio import SocketIO
from channels_socketio.frames import websocket_frame

sio = SocketIO({})
# For each megabyte that /long could send.
sent: list[int] = []
# Writers of those who sing together.
choir: list[Any] = []


async def application(scope: dict[str, Any], receive: Any, send: Any) -> None:
    """By path: /slow waits a second, /fail raises, /fail-late after a start, /long answers 40 MB in
    pieces; else the scope."""
    if scope["type"] == "websocket":
        await _websocket(scope, receive, send)
        return
    body = b""
    while (message := await receive())["type"] == "http.request":
        body += message["body"]
        if not message["more_body"]:
            break
    if scope["path"] == "/slow":
        await asyncio.sleep(1)
    if scope["path"] == "/fail":
        raise RuntimeError("as asked")
    await send({"type": "http.response.start", "status": 200, "headers": []})
    if scope["path"] == "/fail-late":
        raise RuntimeError("as asked, late")
    for _ in range(40 if scope["path"] == "/long" else 0):
        await send({"type": "http.response.body", "body": b"x" * 1_048_576, "more_body": True})
        sent.append(1)
    await send({"type": "http.response.body", "body": _seen(scope, body)})


def _seen(scope: dict[str, Any], body: bytes) -> bytes:
    headers = [[name.decode(), value.decode("latin-1")] for name, value in scope["headers"]]
    facts = {
        "headers": headers,
        "root_path": scope["root_path"],
        "body": len(body),
        "gc": gc.isenabled(),
        "sent": len(sent),
        "objects": Counter(type(each).__name__ for each in gc.get_objects()),
    }
    return json.dumps(facts).encode()


async def _websocket(scope: dict[str, Any], receive: Any, send: Any) -> None:
    """Says the scope's root path; answers `flood N` with N frames of 1 KB past ASGI, `mix N` with N
    numbered ones, every tenth through ASGI, and then a close, and `close` by closing. After `join`
    one is in the choir, to which `sing N` writes N numbered ones, to all at once; `offered` says
    what the launcher offers."""
    await receive()
    await send({"type": "websocket.accept"})
    writer = scope["extensions"]["websocket.writer"]
    writer.write(websocket_frame(json.dumps({"root_path": scope["root_path"]})))
    while (message := await receive())["type"] == "websocket.receive":
        word, _, count = (message.get("text") or "").partition(" ")
        if word == "close":
            await send({"type": "websocket.close"})
        if word == "mix":
            await _mix(writer, send, int(count))
        if word == "offered":
            await send({"type": "websocket.send", "text": " ".join(sorted(scope["extensions"]))})
        if word == "join":
            choir.append(writer)
            await send({"type": "websocket.send", "text": f"{len(choir)}"})
        if word == "sing":
            await _sing(scope["extensions"]["websocket.together"], int(count))
        if word == "flood":
            frame = websocket_frame("x" * 1024)
            for _ in range(int(count)):
                writer.write(frame)
            await send({"type": "websocket.send", "text": f"buffered {writer.buffered()}"})
    sys.stderr.write(f"closed {message.get('code')}\n")
    sys.stderr.flush()


async def _sing(together: Any, count: int) -> None:
    for number in range(count):
        frame = websocket_frame(f"{number} " + "x" * 1_000)
        together(choir, [frame] * len(choir))
        # Some of them get something else between.
        for one in choir[:: number % 7 + 2]:
            one.write(websocket_frame("y"))
        await asyncio.sleep(0)


async def _mix(writer: Any, send: Any, count: int) -> None:
    for number in range(count):
        text = f"{number} " + "x" * 1_000
        if number % 10 == 9:
            await send({"type": "websocket.send", "text": text})
        else:
            writer.write(websocket_frame(text))
    await send({"type": "websocket.close", "code": 3001})


def main() -> int:
    """Serve at the port of the command line."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "project.settings"
    import django
    from django.conf import settings

    from project.launcher.addresses import Address
    from project.launcher.worker import work

    settings.HEARTH.update(
        ARRIVAL_SECONDS=1, SEND_SECONDS=1, PING_INTERVAL_MS=1_000, PING_TIMEOUT_MS=1_000
    )
    settings.ASGI_APPLICATION = "tests.ops.probe.application"
    django.setup()
    address = Address("w7", host="127.0.0.1", port=int(sys.argv[1]))
    return work(address, on_listening=lambda: None)


if __name__ == "__main__":
    sys.exit(main())
