"""Each act: what it does, what it leaves in the log, whom it refuses."""

import pytest
from django.core import mail
from django.test import Client

from chat.actions import invites, tokens
from chat.actions.rooms import open_direct
from chat.models import (
    AccessToken,
    AuditEntry,
    Invite,
    Membership,
    Message,
    Organisation,
    Room,
    User,
)
from chat.models.users import Role
from tests.support import factories
from tests.support.factories import make_user
from tests.support.pages import log_in, text_of
from tests.support.recorder import RecordingEmitter

pytestmark = pytest.mark.django_db


def _act(panel: Client, model: str, act: str, *ids: int, **answers: object) -> str:
    path = f"/admin/chat/{model}/act/{act}/?ids={','.join(map(str, ids))}"
    assert panel.get(path).status_code == 200
    return text_of(panel.post(path, answers, follow=True))


def _entry(act: str) -> AuditEntry:
    return AuditEntry.objects.get(act=act)


def test_from_a_list_an_act_asks_first(panel: Client, ada: User, ben: User) -> None:
    answer = panel.post(
        "/admin/chat/user/", {"action": "deactivate", "_selected_action": [ada.pk, ben.pk]},
        follow=True,
    )  # fmt: skip
    page = text_of(answer)
    assert "Shut them out at once?" in page
    assert "Ada Lovelace" in page
    assert "Ben Okri" in page
    assert User.objects.filter(is_active=False).count() == 0
    panel.post(answer.redirect_chain[0][0], {"reason": "reorganised"})
    assert User.objects.filter(is_active=False).count() == 2
    assert AuditEntry.objects.filter(act="user.deactivate", reason="reorganised").count() == 2


@pytest.mark.django_db(transaction=True)
def test_deactivate_and_reactivate(
    panel: Client, anna: User, ada: User, sent: RecordingEmitter
) -> None:
    theirs = log_in(ada)
    sent.clear()
    page = _act(panel, "user", "deactivate", ada.pk, reason="left")
    assert "Deactivate: done for 1." in page
    assert theirs.get("/settings/").status_code == 302
    assert {"reason": "deactivated"} in sent.events("session:ended")
    assert (_entry("user.deactivate").actor, _entry("user.deactivate").reason) == (anna, "left")
    _act(panel, "user", "reactivate", ada.pk, reason="")
    assert User.objects.get(pk=ada.pk).is_active


def test_role(panel: Client, ada: User) -> None:
    _act(panel, "user", "role", ada.pk, role="admin", reason="desk")
    assert User.objects.get(pk=ada.pk).role == "admin"
    assert _entry("user.role").details == {"from": "member", "to": "admin"}


def test_no_role_above_ones_own_is_offered_or_taken(panel: Client, ada: User) -> None:
    page = _act(panel, "user", "role", ada.pk, role="owner")
    assert 'value="owner"' not in page
    assert User.objects.get(pk=ada.pk).role == "member"


def test_an_owner_makes_an_owner(owners_panel: Client, ada: User) -> None:
    _act(owners_panel, "user", "role", ada.pk, role="owner")
    assert User.objects.get(pk=ada.pk).role == "owner"


def test_an_admin_is_refused_an_owner_and_told_so(panel: Client, olga: User, ada: User) -> None:
    page = _act(panel, "user", "deactivate", olga.pk, ada.pk, reason="")
    assert "Only an owner can do that to an owner." in page
    assert User.objects.get(pk=olga.pk).is_active
    assert not User.objects.get(pk=ada.pk).is_active, "the rest is done"


def test_the_last_owner_stays(owners_panel: Client, olga: User) -> None:
    assert "the only owner" in _act(owners_panel, "user", "deactivate", olga.pk)
    assert User.objects.get(pk=olga.pk).is_active


def test_log_out_everywhere(panel: Client, ada: User) -> None:
    theirs = log_in(ada)
    assert "Ada: 1 log-in ended." in _act(panel, "user", "log-out", ada.pk, reason="lost")
    assert theirs.get("/settings/").status_code == 302
    assert _entry("user.log_out").reason == "lost"


def test_send_a_reset(panel: Client, ada: User) -> None:
    assert "on its way to ada@example.org" in _act(panel, "user", "send-reset", ada.pk)
    assert mail.outbox[0].to == ["ada@example.org"]
    assert _entry("user.reset_password").details == {"by": "mail"}


def test_a_reset_that_the_mail_server_refuses_says_so(
    panel: Client, ada: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(self: object, messages: object) -> int:
        raise ConnectionRefusedError("no server there")

    monkeypatch.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", refuse)
    assert "no server there" in _act(panel, "user", "send-reset", ada.pk)
    assert not AuditEntry.objects.exists()


def test_make_a_password_link(panel: Client, ada: User) -> None:
    page = _act(panel, "user", "reset-link", ada.pk, reason="by phone")
    link = page.split("for a day: ")[1].split("<")[0].strip()
    answer = Client().get("/" + link.split("/", 3)[3], follow=True)
    assert "Set a new password" in text_of(answer)


def test_a_page_offers_what_fits(panel: Client, ada: User) -> None:
    page = text_of(panel.get(f"/admin/chat/user/{ada.pk}/change/"))
    assert "act/deactivate/" in page
    assert "act/reactivate/" not in page


def test_add_to_and_remove_from_a_room(panel: Client, anna: User, room: Room, eve: User) -> None:
    _act(panel, "room", "add-member", room.pk, person=eve.pk)
    assert Membership.objects.filter(room=room, user=eve, is_active=True).exists()
    assert _entry("room.add_member").actor == anna
    _act(panel, "room", "remove-member", room.pk, person=eve.pk)
    assert not Membership.objects.filter(room=room, user=eve, is_active=True).exists()
    assert _entry("room.remove_member").actor == anna


def test_a_message_is_removed_with_a_reason(
    panel: Client, anna: User, ada: User, room: Room
) -> None:
    said = factories.send(ada, room, "unkind")
    assert "This field is required" in _act(panel, "message", "remove", said.id)
    _act(panel, "message", "remove", said.id, reason="unkind")
    row = Message.objects.get(pk=said.id)
    assert (row.text, row.html, row.deleted_by) == ("", "", anna)
    assert (row.delete_reason, _entry("message.delete").reason) == ("unkind", "unkind")
    assert "unkind" not in str(_entry("message.delete").details)


def test_a_reported_message_is_removed_unread(panel: Client, ada: User, ben: User) -> None:
    direct = open_direct(user=ada, other_id=ben.pk).room.id
    said = factories.send(ada, direct, "a threat")
    path = "/admin/chat/message/reported/"
    assert panel.get(path).status_code == 200
    page = text_of(panel.post(path, {"message_id": said.id, "reason": "reported"}, follow=True))
    assert "The message is removed." in page
    assert "a threat" not in page
    assert Message.objects.get(pk=said.id).deleted_at is not None
    assert _entry("message.delete").reason == "reported"
    page = text_of(panel.post(path, {"message_id": 999_999, "reason": "reported"}))
    assert "There is no message with that number." in page


def test_an_act_on_a_message_that_the_admin_does_not_read_is_not_found(
    panel: Client, ada: User, den: Room
) -> None:
    said = factories.send(ada, den, "between us")
    path = f"/admin/chat/message/act/remove/?ids={said.id}"
    assert panel.post(path, {"reason": "x"}).status_code == 404


def test_withdraw_an_invite(panel: Client, anna: User) -> None:
    invite = invites.create_invite(actor=anna, role="member", days=1, uses=1)
    _act(panel, "invite", "withdraw", invite.pk, reason="leaked")
    assert not Invite.objects.get().is_open
    assert _entry("invite.withdraw").reason == "leaked"


def test_withdraw_a_token(panel: Client, ada: User) -> None:
    row, raw = tokens.create_token(user=ada, name="deploy")
    assert raw not in _act(panel, "accesstoken", "withdraw", row.pk, reason="leaked")
    assert AccessToken.objects.get().withdrawn_at is not None
    assert _entry("token.withdraw").reason == "leaked"


def test_rename_the_organisation(owners_panel: Client, panel: Client) -> None:
    row = Organisation.objects.create(name="Paper Street")
    assert "Only an owner" in _act(panel, "organisation", "rename", row.pk, name="Mine")
    _act(owners_panel, "organisation", "rename", row.pk, name="Paper & Ink")
    assert Organisation.objects.get().name == "Paper & Ink"


@pytest.mark.parametrize(
    "path",
    [
        "act/deactivate/?ids=",
        "act/nothing/?ids=1",
        "act/role/?ids=x,y",
        "act/role/?ids=99999999999999999999",
    ],
)
def test_what_is_no_act_is_not_found(panel: Client, path: str) -> None:
    assert panel.get(f"/admin/chat/user/{path}").status_code == 404


def test_an_act_is_an_admins_and_a_form_of_ours(ada: User, anna: User) -> None:
    path = f"/admin/chat/user/act/deactivate/?ids={anna.pk}"
    assert log_in(ada).post(path, {"reason": ""}).status_code == 302
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(make_user("zed", role=Role.ADMIN))
    assert strict.post(path, {"reason": ""}).status_code == 403
    assert User.objects.get(pk=anna.pk).is_active
