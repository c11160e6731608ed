"""Markup in every field that people fill in: on no page does it become an element or a script."""

import json
from html.parser import HTMLParser

import pytest
from django.test import Client

from chat.actions import invites, organisation, rooms, tokens
from chat.models import User
from tests.support import factories
from tests.support.pages import log_in, text_of

pytestmark = pytest.mark.django_db
EVIL = "\"'></script><script>alert(1)</script><svg onload=alert(2)>"
HREFS = ("javascript:", "data:", "vbscript:")


class Reader(HTMLParser):
    """Collects what could run, and each script's text."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.faults: list[str] = []
        self.scripts: dict[str, str] = {}
        self._script = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """No handler in an attribute, no address that runs, no script without a source or type."""
        given = {name: value or "" for name, value in attrs}
        for name, value in given.items():
            if name.startswith("on") or name == "style":
                self.faults.append(f"{tag} {name}")
            if value.strip().lower().startswith(HREFS) and not value.startswith("data:image/"):
                self.faults.append(f"{tag} {name}={value}")
        if tag == "script":
            kind = given.get("type", "")
            if "src" not in given and kind not in {"application/json", "importmap"}:
                self.faults.append("inline script")
            self._script = given.get("id", kind)

    def handle_data(self, data: str) -> None:
        """The text of JSON elements."""
        if self._script:
            self.scripts[self._script] = self.scripts.get(self._script, "") + data

    def handle_endtag(self, tag: str) -> None:
        """A script ends."""
        if tag == "script":
            self._script = ""


def read(page: str) -> Reader:
    """The page as a browser parses it; AssertionError when something in it would run."""
    reader = Reader()
    reader.feed(page)
    reader.close()
    assert reader.faults == []
    return reader


@pytest.fixture
def owner(db: None) -> User:
    """An owner, and an organisation that is called something evil."""
    return organisation.found(
        name=EVIL[:80], username="olga", email="olga@example.org", password=factories.PASSWORD,
        display_name=EVIL[:80],
    )  # fmt: skip


@pytest.fixture
def pages(owner: User) -> list[str]:
    """Every page that shows what somebody wrote."""
    friend = factories.make_user("ben", display_name=EVIL[:80])
    room = factories.make_room(owner, name=EVIL[:60], members=(friend,))
    rooms.update_room(actor=owner, room_id=room.pk, topic=EVIL)
    seq = factories.send(friend, room, f"{EVIL} [x](javascript:alert(1)) <img src=x onerror=a>").seq
    direct = rooms.open_direct(user=owner, other_id=friend.pk).room.id
    tokens.create_token(user=owner, name=EVIL[:60])
    invites.create_invite(actor=owner, role="guest", days=1, uses=1, rooms=[room.pk])
    return [
        "/", f"/r/{room.pk}/", f"/r/{room.pk}/{seq}/", f"/r/{direct}/", "/rooms/", "/people/",
        "/settings/", "/settings/tokens/", "/settings/sessions/", "/invites/", "/admin/",
        "/admin/chat/user/", f"/admin/chat/user/{friend.pk}/change/", "/admin/chat/room/",
        f"/admin/chat/room/{room.pk}/change/", "/admin/chat/message/", "/admin/chat/invite/",
        "/admin/chat/accesstoken/", "/admin/chat/auditentry/",
    ]  # fmt: skip


def test_no_page_runs_what_somebody_wrote(owner: User, pages: list[str]) -> None:
    client = log_in(owner, client=Client(HTTP_USER_AGENT=EVIL))
    for path in pages:
        answer = client.get(path, follow=True)
        assert answer.status_code == 200, path
        read(text_of(answer))
        policy = answer["Content-Security-Policy"]
        assert "'unsafe-inline'" not in policy
        assert "'unsafe-eval'" not in policy


def test_the_state_in_a_page_is_whole_whatever_is_in_it(owner: User, pages: list[str]) -> None:
    client = log_in(owner)
    state = json.loads(read(text_of(client.get(pages[1]))).scripts["bootstrap"])
    assert state["room"]["topic"] == EVIL
    assert state["me"]["display_name"] == EVIL[:80]
    assert state["organisation"] == EVIL[:80]


def test_a_visitors_own_words_are_shown_to_them_as_words(owner: User) -> None:
    client = Client()
    client.cookies["theme"] = "x><script>alert(1)</script>"
    form = {"login": EVIL, "password": EVIL, "next": EVIL}
    for answer in (
        client.get("/accounts/login/", {"next": EVIL}),
        client.post("/accounts/login/", form),
        client.post("/accounts/password/reset/", {"email": EVIL}),
        client.get(f"/invite/{EVIL}/"),
        client.get(f"/{EVIL}/"),
    ):
        read(text_of(answer))
