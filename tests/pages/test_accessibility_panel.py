"""axe-core finds nothing serious in the administration either, wide and narrow."""

from typing import Any

import pytest
from django.test import Client

from chat.actions import invites, messages, people, tokens
from chat.models import AuditEntry, Organisation, Room, User
from tests.pages.screen import Screen, View, faults_in_each
from tests.support import factories
from tests.support.pages import log_in, text_of
from tests.support.samples import SAMPLES

LISTS = ("user", "room", "message", "invite", "accesstoken", "auditentry", "organisation")

VIEWS = (View(), View(theme="dark"), View(theme="dark", width=360, touch=True))

pytestmark = pytest.mark.django_db

_ROWS: dict[str, Any] = {"room": Room, "auditentry": AuditEntry}


@pytest.fixture
def panel(busy: Room, ada: User, ben: User, olga: User) -> Client:
    """The owner's panel: with acts done, links open and ended, someone shut out."""
    invites.create_invite(actor=olga, role="member", days=7, uses=5)
    ended = invites.create_invite(actor=olga, role="admin", days=1, uses=1)
    invites.withdraw_invite(actor=olga, invite_id=ended.pk, reason="no longer needed")
    tokens.create_token(user=ada, name="reporter")
    people.deactivate(actor=olga, user_id=factories.make_user("zoe").pk, reason="left us")
    word = factories.send(ben, busy, "Something that someone minds")
    messages.delete_message(actor=olga, room_id=busy.pk, message_id=word.id)
    return log_in(olga)


def _faults(screen: Screen, panel: Client, path: str) -> dict[View, list[str]]:
    answer = panel.get(path)
    assert answer.status_code == 200
    return faults_in_each(screen, text_of(answer), VIEWS)


def test_the_front_page_has_no_serious_fault(screen: Screen, panel: Client) -> None:
    assert _faults(screen, panel, "/admin/") == {}


@pytest.mark.parametrize("name", LISTS)
def test_lists_have_no_serious_fault(screen: Screen, panel: Client, name: str) -> None:
    assert _faults(screen, panel, f"/admin/chat/{name}/") == {}


def test_a_list_in_which_nothing_was_found_has_no_serious_fault(
    screen: Screen, panel: Client
) -> None:
    assert _faults(screen, panel, "/admin/chat/user/?q=nobody") == {}


@pytest.mark.parametrize("name", ["user", "room", "auditentry"])
def test_change_pages_have_no_serious_fault(screen: Screen, panel: Client, name: str) -> None:
    rows = User.objects.filter(username="ada") if name == "user" else _ROWS[name].objects.all()
    pk = rows.earliest("pk").pk
    assert _faults(screen, panel, f"/admin/chat/{name}/{pk}/change/") == {}


@pytest.mark.parametrize("name", list(SAMPLES))
@pytest.mark.parametrize("state", ["waiting", "live", "lost"])
def test_the_live_page_has_no_serious_fault(
    screen: Screen,
    organisation: Organisation,
    olga: User,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    state: str,
) -> None:
    monkeypatch.setattr("chat.admin.live.first_sample", SAMPLES[name])
    html = text_of(log_in(olga).get("/admin/live/"))
    html = html.replace('data-live-state="waiting"', f'data-live-state="{state}"')
    assert faults_in_each(screen, html, VIEWS) == {}


@pytest.mark.parametrize("act", ["user/act/role", "user/act/deactivate", "message/reported"])
def test_pages_that_ask_first_have_no_serious_fault(
    screen: Screen, panel: Client, act: str
) -> None:
    pk = User.objects.get(username="ada").pk
    assert _faults(screen, panel, f"/admin/chat/{act}/?ids={pk}") == {}
