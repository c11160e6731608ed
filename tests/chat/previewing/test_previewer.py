"""The hands that fetch: from a message with a link to what the room is told, with a real server."""

import asyncio
import io
from collections.abc import AsyncIterator

import pytest
from django.conf import settings
from django.test import Client as Browser
from PIL import Image

from chat.actions import previews
from chat.limits import limits
from chat.models import LinkPreview, Room, User
from chat.previewing import Previewer
from tests.chat.fetching.hostile import HOME, Asked, Server, serving
from tests.support.factories import client_id, make_room, make_user, send
from tests.support.pages import log_in
from tests.support.pictures import drawn, saved
from tests.support.sockets import Chat, in_thread

PAGE = b"""<title>Tide tables</title><meta property="og:image" content="/wave.png">
<meta property="og:image:alt" content="A wave">"""


class FakeHub:
    """Runs nothing by itself."""

    def add_background(self, factory: object) -> None:
        """Called by the previewer."""


@pytest.fixture
async def server(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Server]:
    """Somebody else's site, on an address that is allowed here."""
    limits.cache_clear()
    async with serving() as found:
        monkeypatch.setitem(settings.HEARTH, "FETCH_NETWORKS", (f"{HOME}/32",))
        monkeypatch.setitem(settings.HEARTH, "FETCH_PORTS", (found.port,))
        yield found


@pytest.fixture
def people(transactional_db: None) -> tuple[User, User, Room]:
    """Ada, who is in a private room, Eve, who is not, and the room."""
    ada, eve = make_user("ada"), make_user("eve")
    return ada, eve, make_room(ada, kind="private")


async def _looked() -> None:
    """What a worker does until it has nothing in hand."""
    previewer = Previewer(FakeHub())
    await previewer.look()
    await asyncio.gather(*previewer._busy)


def _picture(user: User, url: str) -> tuple[int, bytes]:
    browser = log_in(user, client=Browser())
    answer = browser.get(url)
    return answer.status_code, answer.content


async def test_a_room_is_told_of_what_is_behind_a_link_and_its_picture_is_ours(
    chat: Chat, server: Server, people: tuple[User, User, Room]
) -> None:
    ada, eve, room = people
    server.says("/tables", PAGE)
    server.says("/wave.png", saved(drawn(640, 320), "PNG"), "image/png")
    async with chat.enter(ada) as hers:
        words = {"room": room.pk, "client_id": client_id(), "text": server.url("/tables")}
        assert (await hers.command("message:send", **words))["message"]["previews"] == []
        message = (await hers.told("message:changed"))["message"]
        (preview,) = message["previews"]
        assert (preview["title"], preview["site"]) == ("Tide tables", HOME)
        picture = preview["picture"]
        assert (picture["width"], picture["height"], picture["alt"]) == (320, 160, "A wave")

        status, data = await in_thread(_picture, ada, picture["url"])
        assert (status, Image.open(io.BytesIO(data)).size) == (200, (320, 160))
        assert (await in_thread(_picture, eve, picture["url"]))[0] == 404
        stranger = await in_thread(Browser().get, picture["url"])
        assert stranger.status_code == 302
        assert (await in_thread(_picture, ada, "/previews/" + "0" * 32))[0] == 404

        which = {"room": room.pk, "message": message["id"], "preview": preview["id"]}
        answer = await hers.command("preview:remove", **which)
        assert answer["message"]["previews"] == []
        assert (await in_thread(_picture, ada, picture["url"]))[0] == 404
        assert await hers.refused("preview:remove", **{**which, "preview": 0}) == "invalid"
        assert await hers.refused("preview:remove", **{**which, "preview": 10**6}) == "not_found"


async def test_an_address_that_is_a_picture_shows_as_one(
    server: Server, people: tuple[User, User, Room]
) -> None:
    ada, _, room = people
    server.says("/a%20wave.png", saved(drawn(1_000, 500), "PNG"), "image/png")
    server.says("/broken.png", b"\x89PNG nothing", "image/png")
    server.says("/drawn.svg", b"<svg onload=alert(1)>", "image/svg+xml")
    urls = [server.url(path) for path in ("/a%20wave.png", "/broken.png", "/drawn.svg")]
    await in_thread(send, ada, room, " ".join(urls))
    await _looked()
    known = await in_thread(
        lambda: list(LinkPreview.objects.order_by("pk").values_list("url", "kind", "title"))
    )
    shown = await in_thread(lambda: list(LinkPreview.objects.filter(state="shown")))
    assert sorted(url for url, *_ in known) == sorted(urls)
    assert [(one.kind, one.title, one.picture_width) for one in shown] == [
        ("picture", "a wave.png", 800)
    ]


async def test_a_page_without_its_picture_shows_in_words(
    server: Server, people: tuple[User, User, Room]
) -> None:
    ada, _, room = people
    server.says("/tables", PAGE.replace(b"/wave.png", b"http://169.254.169.254/wave.png"))
    await in_thread(send, ada, room, server.url("/tables"))
    await _looked()
    found = await in_thread(LinkPreview.objects.get)
    assert (found.state, found.title, found.picture) == ("shown", "Tide tables", "")


async def test_what_is_refused_shows_nothing_and_what_fails_is_tried_again(
    server: Server, people: tuple[User, User, Room], monkeypatch: pytest.MonkeyPatch
) -> None:
    ada, _, room = people
    server.answers_with("/busy", 503)
    inside = f"http://127.0.0.3:{server.port}/"
    await in_thread(send, ada, room, f"{inside} {server.url('/busy')} {server.url('/none')}")
    await _looked()
    states = await in_thread(lambda: dict(LinkPreview.objects.values_list("url", "state")))
    assert states == {
        inside: "nothing", server.url("/busy"): "waiting", server.url("/none"): "nothing",
    }  # fmt: skip
    assert await in_thread(previews.claim, most=9) == []


async def test_a_worker_takes_no_more_than_it_has_hands(
    server: Server, people: tuple[User, User, Room], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(settings.HEARTH, "PREVIEW_HANDS", 2)
    ada, _, room = people
    waiting = asyncio.Event()

    async def wait(asked: Asked, writer: asyncio.StreamWriter) -> None:
        await waiting.wait()

    for path in ("/a", "/b", "/c"):
        server.answers[path] = wait
    await in_thread(send, ada, room, " ".join(server.url(path) for path in ("/a", "/b", "/c")))
    previewer = Previewer(FakeHub())
    await previewer.look()
    await previewer.look()
    assert len(previewer._busy) == 2
    waiting.set()
    await asyncio.gather(*previewer._busy)
    await previewer.look()
    assert len(previewer._busy) == 1
    await asyncio.gather(*previewer._busy)
