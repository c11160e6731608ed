"""Roles, deactivation, profiles: who may do it, what it ends, what is recorded and broadcast."""

import threading
from collections.abc import Callable

import pytest
from django.db import connections

from chat.actions import people, tokens
from chat.errors import Conflict, Forbidden, Invalid, LoginRequired, NotFound
from chat.models import AuditEntry, Membership, User
from chat.models.users import Role
from chat.queries.tokens import user_of_token
from tests.support.factories import make_general, make_user
from tests.support.recorder import RecordingEmitter

Act = Callable[..., User]
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def anna(db: None) -> User:
    """An admin."""
    return make_user("anna", role=Role.ADMIN)


def test_a_role_is_given_recorded_and_told(olga: User, ada: User, sent: RecordingEmitter) -> None:
    changed = people.set_role(actor=olga, user_id=ada.pk, role="admin", reason="runs the desk")
    assert changed.role == "admin"
    ada.refresh_from_db()
    assert ada.access_version == 2
    entry = AuditEntry.objects.get()
    assert (entry.actor, entry.act, entry.target) == (olga, "user.role", f"user:{ada.pk}")
    assert (entry.reason, entry.details) == ("runs the desk", {"from": "member", "to": "admin"})
    assert sent.names() == ["person:changed", "session:ended", "disconnect"]
    assert sent.events("person:changed")[0]["person"]["role"] == "admin"
    assert sent.events("session:ended") == [{"reason": "changed"}]


def test_the_same_role_again_changes_nothing(olga: User, ada: User, sent: RecordingEmitter) -> None:
    people.set_role(actor=olga, user_id=ada.pk, role="member")
    assert sent.names() == []
    assert not AuditEntry.objects.exists()


def test_one_who_leaves_the_guests_joins_general(olga: User, gus: User) -> None:
    general = make_general(olga)
    people.set_role(actor=olga, user_id=gus.pk, role="member")
    assert Membership.objects.filter(room=general, user=gus, is_active=True).exists()


def test_without_general_yet_a_guest_can_leave_the_guests(olga: User, gus: User) -> None:
    assert people.set_role(actor=olga, user_id=gus.pk, role="member").role == "member"


def test_an_admin_gives_no_role_above_their_own_and_touches_no_owner(
    anna: User, olga: User, ada: User
) -> None:
    people.set_role(actor=anna, user_id=ada.pk, role="admin")
    with pytest.raises(Forbidden):
        people.set_role(actor=anna, user_id=ada.pk, role="owner")
    with pytest.raises(Forbidden):
        people.set_role(actor=anna, user_id=anna.pk, role="owner")
    for act in (people.deactivate, people.reactivate):
        with pytest.raises(Forbidden):
            act(actor=anna, user_id=olga.pk)
    with pytest.raises(Forbidden):
        people.set_role(actor=anna, user_id=olga.pk, role="member")


@pytest.mark.parametrize("act", [people.deactivate, people.reactivate])
def test_a_member_manages_nobody(act: Act, ada: User, ben: User) -> None:
    with pytest.raises(Forbidden):
        act(actor=ada, user_id=ben.pk)
    with pytest.raises(Forbidden):
        people.set_role(actor=ada, user_id=ada.pk, role="admin")


def test_an_admin_who_is_deactivated_manages_nobody(anna: User, ada: User) -> None:
    anna = people.deactivate(actor=None, user_id=anna.pk)
    with pytest.raises(LoginRequired):
        people.deactivate(actor=anna, user_id=ada.pk)


@pytest.mark.parametrize("act", [people.deactivate, people.reactivate, people.managed])
def test_nobody_is_not_found(act: Act, olga: User) -> None:
    with pytest.raises(NotFound):
        act(actor=olga, user_id=999_999)


def test_the_last_owner_stays(olga: User) -> None:
    for actor in (olga, None):
        with pytest.raises(Forbidden):
            people.set_role(actor=actor, user_id=olga.pk, role="admin")
        with pytest.raises(Forbidden):
            people.deactivate(actor=actor, user_id=olga.pk)
    second = make_user("oscar", role=Role.OWNER)
    people.deactivate(actor=second, user_id=olga.pk)
    with pytest.raises(Forbidden):
        people.set_role(actor=second, user_id=second.pk, role="member")


def _demote(*, actor: User, user_id: int) -> None:
    people.set_role(actor=actor, user_id=user_id, role="member")


@pytest.mark.parametrize("act", [_demote, people.deactivate])
@pytest.mark.parametrize("again", range(3))
def test_two_owners_cannot_remove_each_other_at_once(act: Act, again: int, olga: User) -> None:
    oscar = make_user("oscar", role=Role.OWNER)
    barrier, faults = threading.Barrier(2), []

    def remove(actor: User, other: User) -> None:
        barrier.wait()
        try:
            act(actor=actor, user_id=other.pk)
        except Forbidden as fault:
            faults.append(fault)
        connections.close_all()

    threads = [
        threading.Thread(target=remove, args=pair) for pair in ((olga, oscar), (oscar, olga))
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert User.objects.filter(role=Role.OWNER, is_active=True).count() == 1
    assert len(faults) == 1


def test_deactivating_ends_tokens_and_sockets_and_is_recorded(
    olga: User, ada: User, sent: RecordingEmitter
) -> None:
    _, raw = tokens.create_token(user=ada, name="script")
    sent.clear()
    people.deactivate(actor=olga, user_id=ada.pk, reason="left us")
    ada.refresh_from_db()
    assert not ada.is_active
    assert ada.access_version > 1
    assert user_of_token(raw) is None
    assert {"reason": "deactivated"} in sent.events("session:ended")
    assert {"reason": "token_withdrawn"} in sent.events("session:ended")
    assert sent.events("person:changed")[0]["person"]["is_active"] is False
    entry = AuditEntry.objects.get()
    assert (entry.act, entry.reason, entry.label) == ("user.deactivate", "left us", "ada")
    people.deactivate(actor=olga, user_id=ada.pk)
    assert AuditEntry.objects.count() == 1, "once is enough"


def test_reactivating_lets_in_again_but_no_token(olga: User, ada: User) -> None:
    _, raw = tokens.create_token(user=ada, name="script")
    people.deactivate(actor=olga, user_id=ada.pk)
    assert people.reactivate(actor=olga, user_id=ada.pk).is_active
    assert user_of_token(raw) is None
    people.reactivate(actor=olga, user_id=ada.pk)
    assert [entry.act for entry in AuditEntry.objects.order_by("pk")] == [
        "user.deactivate", "user.reactivate",
    ]  # fmt: skip


def test_the_command_line_is_recorded_as_nobody(ada: User) -> None:
    people.deactivate(actor=None, user_id=ada.pk)
    assert AuditEntry.objects.get().actor is None


def test_a_profile_is_changed_and_told(ada: User, sent: RecordingEmitter) -> None:
    changed = people.update_profile(
        user=ada, display_name="  Ada   King ", time_zone="Europe/London", email="King@Example.org"
    )
    assert (changed.display_name, changed.email) == ("Ada King", "king@example.org")
    assert sent.names() == ["person:changed"]
    assert sent.events("person:changed")[0]["person"]["time_zone"] == "Europe/London"


def test_what_is_not_said_of_a_profile_stays(ada: User) -> None:
    assert people.update_profile(user=ada).email == ada.email
    assert people.update_profile(user=ada, email=ada.email).display_name == ada.display_name


def test_a_profile_takes_no_address_of_another(ada: User, ben: User) -> None:
    with pytest.raises(Conflict):
        people.update_profile(user=ada, email="BEN@example.org")
    with pytest.raises(Invalid):
        people.update_profile(user=ada, email="nothing")


def test_one_who_was_shut_out_changes_nothing(ada: User) -> None:
    ada = people.deactivate(actor=None, user_id=ada.pk)
    with pytest.raises(LoginRequired):
        people.update_profile(user=ada, display_name="Back")


def test_a_new_account_is_told_to_those_who_may_see_it(olga: User, sent: RecordingEmitter) -> None:
    make_general(olga)
    sent.clear()
    people.create_user(
        username="ada", email="ada@example.org", password="a good long phrase", display_name="Ada"
    )
    assert sent.names().count("person:changed") == 1
    assert "member:changed" in sent.names()
