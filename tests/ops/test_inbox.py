"""project/launcher/inbox.py"""

import asyncio

from project.launcher.inbox import Inbox


async def test_messages_come_in_order_and_are_waited_for() -> None:
    inbox = Inbox()
    inbox.put_nowait({"type": "websocket.connect"})
    inbox.hand("a")
    inbox.hand(b"b")
    got = [await inbox.get() for _ in range(3)]
    assert [message["type"] for message in got] == ["websocket.connect"] + ["websocket.receive"] * 2
    assert got[1]["text"] == "a"
    assert got[2]["bytes"] == b"b"
    waiting = asyncio.ensure_future(inbox.get())
    await asyncio.sleep(0)
    inbox.hand("c")
    inbox.hand("d")  # before who waits has run
    assert (await waiting)["text"] == "c"
    assert (await inbox.get())["text"] == "d"


async def test_who_gave_up_waiting_misses_nothing() -> None:
    inbox = Inbox()
    waiting = asyncio.ensure_future(inbox.get())
    await asyncio.sleep(0)
    waiting.cancel()
    await asyncio.sleep(0)
    inbox.hand("a")
    assert (await inbox.get())["text"] == "a"


async def test_who_listens_gets_what_was_there_and_what_comes_and_receive_only_the_end() -> None:
    inbox, taken = Inbox(), list[str | bytes]()
    inbox.hand("early")
    inbox.put_nowait({"type": "websocket.receive", "bytes": b"too"})
    inbox.listen(taken.append)
    inbox.hand("late")
    inbox.put_nowait({"type": "websocket.receive", "text": "by Autobahn"})
    assert taken == ["early", b"too", "late", "by Autobahn"]
    inbox.put_nowait({"type": "websocket.disconnect", "code": 1000})
    assert (await inbox.get())["type"] == "websocket.disconnect"
