"""Who gets in, what is shown, and that nothing is written but by acts."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.utils import timezone

from chat.actions import invites, people, tokens
from chat.actions.membership import place_in_room
from chat.actions.rooms import open_direct
from chat.models import AuditEntry, Invite, Message, Room, User
from chat.models.users import Role
from tests.support import factories
from tests.support.factories import make_user
from tests.support.pages import log_in, text_of

LISTS = ("user", "room", "message", "invite", "accesstoken", "auditentry", "organisation")
pytestmark = pytest.mark.django_db


def _list(name: str) -> str:
    return f"/admin/chat/{name}/"


@pytest.mark.parametrize("name", ["", *(f"chat/{name}/" for name in LISTS)])
def test_the_panel_is_for_admins_alone(name: str) -> None:
    path = f"/admin/{name}"
    answer = Client().get(path, follow=True)
    assert answer.redirect_chain[-1][0] == f"/accounts/login/?next={path}"
    for role in (Role.MEMBER, Role.GUEST):
        client = log_in(make_user(role=role))
        assert client.get(path, follow=True).redirect_chain[1][0] == "/"


def test_someone_demoted_while_at_it_is_out(panel: Client, anna: User) -> None:
    people.set_role(actor=None, user_id=anna.pk, role="member")
    assert panel.get(_list("user")).status_code == 302


@pytest.mark.parametrize("name", LISTS)
def test_every_list_opens(panel: Client, name: str, anna: User, room: Room) -> None:
    factories.send(User.objects.get(username="ada"), room)
    assert panel.get(_list(name)).status_code == 200
    assert panel.get(_list(name), {"q": "a"}).status_code == 200


@pytest.mark.parametrize("name", LISTS)
def test_nothing_is_added_or_deleted_by_django(panel: Client, name: str, room: Room) -> None:
    factories.send(User.objects.get(username="ada"), room)
    rows = User.objects.values_list("pk", flat=True)
    pk = Message.objects.latest("pk").pk if name == "message" else rows[0]
    assert panel.get(f"{_list(name)}add/").status_code in {302, 403}
    for page in ("delete", "change"):
        answer = panel.post(f"{_list(name)}{pk}/{page}/", {"post": "yes", "role": "owner"})
        assert answer.status_code in {302, 403}
    panel.post(_list(name), {"action": "delete_selected", "_selected_action": [pk], "post": "yes"})
    assert User.objects.count() == len(rows)
    assert Message.objects.filter(deleted_at=None, kind="text").exists()
    assert not LogEntry.objects.exists()


def test_the_front_page_tells_who_there_is_and_the_latest_acts(panel: Client, anna: User) -> None:
    gone = make_user("zoe")
    people.deactivate(actor=anna, user_id=gone.pk)
    page = text_of(panel.get("/admin/"))
    assert "Deactivated zoe" in page
    assert "Deactivated</dt><dd>1" in page


def test_the_front_page_of_nobodys_acts(panel: Client) -> None:
    assert "Nothing was done yet" in text_of(panel.get("/admin/"))


def test_log_in_and_log_out_are_the_accounts_pages(panel: Client) -> None:
    assert panel.get("/admin/login/")["Location"] == "/admin/"
    assert panel.get("/admin/logout/")["Location"] == "/accounts/logout/"
    stranger = Client().get("/admin/login/?next=//evil.example/")
    assert stranger["Location"] == "/accounts/login/?next=/admin/"
    assert panel.get("/admin/password_change/").status_code == 404


def test_people_are_searched_and_filtered(panel: Client, ada: User, ben: User) -> None:
    assert "ben" not in text_of(panel.get(_list("user"), {"q": "lovelace"})).split("result_list")[1]
    people.deactivate(actor=None, user_id=ben.pk)
    listed = text_of(panel.get(_list("user"), {"account": "deactivated"})).split("result_list")[1]
    assert "Ben Okri" in listed
    assert "Ada Lovelace" not in listed


def test_a_person_is_shown_with_devices_rooms_and_tokens_but_no_secret(
    panel: Client, ada: User, room: Room
) -> None:
    _, raw = tokens.create_token(user=ada, name="deploy")
    open_direct(user=ada, other_id=User.objects.get(username="ben").pk)
    log_in(ada, client=Client(headers={"user-agent": "Firefox on Linux"}))
    page = text_of(panel.get(f"{_list('user')}{ada.pk}/change/"))
    assert "Firefox on Linux" in page
    assert "#print room" in page
    assert "deploy" in page
    assert raw not in page
    assert ada.password not in page
    assert "direct" not in page.split("tokens-group")[0].split("memberships-group")[1]


def test_the_number_of_queries_does_not_grow_with_the_list(
    panel: Client, anna: User, django_assert_max_num_queries: Callable[..., object]
) -> None:
    room = factories.make_room(anna)
    for number in range(12):
        user = make_user()
        place_in_room(room=room, user=user, by=anna)
        factories.send(user, room, f"message {number}")
        tokens.create_token(user=user, name="script")
        invites.create_invite(actor=anna, role="member", days=1, uses=1)
    for name in LISTS:
        panel.get(_list(name))
        with django_assert_max_num_queries(8):  # type: ignore[attr-defined]
            panel.get(_list(name))
    with django_assert_max_num_queries(10):  # type: ignore[attr-defined]
        panel.get(f"{_list('room')}{room.pk}/change/")


def test_direct_messages_are_in_no_list(panel: Client, ada: User, ben: User) -> None:
    direct = open_direct(user=ada, other_id=ben.pk).room.id
    said = factories.send(ada, direct, "for ben alone")
    assert "direct" not in text_of(panel.get(_list("room"))).lower()
    assert panel.get(f"{_list('room')}{direct}/change/").status_code == 302
    assert "for ben alone" not in text_of(panel.get(_list("message")))
    assert "for ben alone" not in text_of(panel.get(_list("message"), {"q": "alone"}))
    assert panel.get(f"{_list('message')}{said.id}/change/").status_code == 302


def test_private_rooms_are_listed_but_not_read(panel: Client, ada: User, den: Room) -> None:
    factories.send(ada, den, "between us")
    assert "the den" in text_of(panel.get(_list("room")))
    assert "between us" not in text_of(panel.get(_list("message")))
    page = text_of(panel.get(f"{_list('room')}{den.pk}/change/"))
    assert "Ada Lovelace" in page
    assert "between us" not in page


def test_public_rooms_are_read(panel: Client, ada: User, room: Room) -> None:
    factories.send(ada, room, "<b>for everyone</b>")
    page = text_of(panel.get(_list("message")))
    assert "&lt;b&gt;for everyone" in page
    assert "<b>for everyone" not in page


def test_rooms_are_filtered_by_kind(panel: Client, room: Room, den: Room) -> None:
    page = text_of(panel.get(_list("room"), {"kind": "private"}))
    assert "the den" in page
    assert "print room" not in page


def test_invites_are_filtered_by_whether_they_are_open(panel: Client, anna: User) -> None:
    one = invites.create_invite(actor=anna, role="member", days=1, uses=1)
    two = invites.create_invite(actor=anna, role="member", days=1, uses=1)
    Invite.objects.filter(pk=two.pk).update(expires_at=timezone.now() - timedelta(1))
    is_open = text_of(panel.get(_list("invite"), {"state": "open"}))
    ended = text_of(panel.get(_list("invite"), {"state": "ended"}))
    assert (f"Invite {one.pk}" in is_open, f"Invite {two.pk}" in is_open) == (True, False)
    assert (f"Invite {one.pk}" in ended, f"Invite {two.pk}" in ended) == (False, True)
    assert one.secret not in text_of(panel.get(f"{_list('invite')}{one.pk}/change/"))
    assert panel.get(f"{_list('invite')}add/")["Location"] == "/invites/"


def test_the_log_is_read_and_searched(panel: Client, anna: User, ada: User) -> None:
    people.deactivate(actor=anna, user_id=ada.pk, reason="left <us>")
    people.reactivate(actor=None, user_id=ada.pk)
    page = text_of(panel.get(_list("auditentry"), {"q": "left"}))
    assert "left &lt;us&gt;" in page
    assert "command line" in text_of(panel.get(_list("auditentry")))
    by_act = text_of(panel.get(_list("auditentry"), {"act": "user.deactivate"}))
    assert (">Deactivated</a>" in by_act, ">user.deactivate<" in by_act) == (True, False)
    assert "command line" not in by_act
    entry = AuditEntry.objects.earliest("pk")
    assert panel.get(f"{_list('auditentry')}{entry.pk}/change/").status_code == 200
    history = panel.get(f"{_list('user')}{ada.pk}/history/")
    assert history["Location"] == _list("auditentry")
