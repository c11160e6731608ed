"""Invite links: made within one's own rights, counted once for each person, ended."""

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connections
from django.test import Client
from django.utils import timezone

from chat.accounts.links import invite_url
from chat.actions import invites, people
from chat.errors import Forbidden, Invalid, NotFound
from chat.models import AuditEntry, Invite, Membership, User
from chat.models.users import Role
from tests.support import factories
from tests.support.factories import PASSWORD, make_user
from tests.support.pages import text_of

LogIn = Callable[[User], Client]
FORM = {"username": "ada", "email": "ada@example.org", "display_name": "Ada", "password": PASSWORD}
pytestmark = pytest.mark.django_db


def _invite(actor: User, **changes: object) -> Invite:
    wanted = {"role": "member", "days": 7, "uses": 2, **changes}
    return invites.create_invite(actor=actor, **wanted)  # type: ignore[arg-type]


def _path(invite: Invite) -> str:
    return f"/invite/{invite.secret}/"


def test_a_link_makes_an_account_logs_it_in_and_counts(owner: User) -> None:
    invite, client = _invite(owner), Client()
    assert "Join Paper Street" in text_of(client.get(_path(invite)))
    assert client.post(_path(invite), {**FORM, "time_zone": "Asia/Tokyo"})["Location"] == "/"
    ada = User.objects.get(username="ada")
    assert (ada.role, ada.time_zone) == ("member", "Asia/Tokyo")
    assert client.session["_auth_user_id"] == str(ada.pk)
    assert Membership.objects.filter(user=ada, room__is_general=True, is_active=True).exists()
    invite.refresh_from_db()
    assert invite.uses == 1


def test_a_guest_sees_the_rooms_of_the_invite_and_not_general(owner: User) -> None:
    den = factories.make_room(owner, "the den", kind="private")
    invite = _invite(owner, role="guest", rooms=[den.pk])
    assert "invited as a guest" in text_of(Client().get(_path(invite)))
    Client().post(_path(invite), FORM)
    rooms = Membership.objects.filter(user__username="ada", is_active=True)
    assert [row.room_id for row in rooms] == [den.pk]


@pytest.mark.parametrize("how", ["withdrawn", "expired", "spent", "unknown"])
def test_a_link_that_has_ended_says_so_and_makes_nobody(owner: User, how: str) -> None:
    invite = _invite(owner, uses=1)
    if how == "withdrawn":
        invites.withdraw_invite(actor=owner, invite_id=invite.pk)
    if how == "expired":
        Invite.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    if how == "spent":
        Client().post(_path(invite), {**FORM, "username": "zoe", "email": "z@example.org"})
    path = "/invite/nothing/" if how == "unknown" else _path(invite)
    before = User.objects.count()
    for answer in (Client().get(path), Client().post(path, FORM)):
        assert answer.status_code == 404
        assert "This invite has ended" in text_of(answer)
    with pytest.raises(NotFound):
        invites.accept_invite(secret=path.split("/")[2], time_zone="UTC", **FORM)
    assert User.objects.count() == before


@pytest.mark.parametrize("secret", ["%00", "x" * 65, "%C3%A9", "%F0%9F%94%A5", "%0D%0A"])
def test_what_is_no_link_at_all_is_answered_like_one_that_ended(owner: User, secret: str) -> None:
    answer = Client().get(f"/invite/{secret}/")
    assert answer.status_code == 404


def test_a_fault_costs_no_place(owner: User) -> None:
    invite = _invite(owner)
    answer = Client().post(_path(invite), {**FORM, "username": "olga"})
    assert "That name is taken" in text_of(answer)
    invite.refresh_from_db()
    assert invite.uses == 0


def test_the_page_ends_when_the_last_place_goes_while_it_is_filled_in(
    owner: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    invite = _invite(owner, uses=1)
    check = invites.open_invite

    def stale(*, secret: str) -> Invite | None:
        found = check(secret=secret)
        Invite.objects.update(uses=1)  # someone else, right after the check
        return found

    monkeypatch.setattr(invites, "open_invite", stale)
    answer = Client().post(_path(invite), FORM)
    assert answer.status_code == 404
    assert not User.objects.filter(username="ada").exists()


@pytest.mark.django_db(transaction=True)
def test_the_last_place_goes_to_one_of_two(owner: User) -> None:
    invite = _invite(owner, uses=1)
    barrier, codes = threading.Barrier(2), []

    def join(number: int) -> None:
        form = {**FORM, "username": f"new{'ab'[number]}", "email": f"n{number}@example.org"}
        barrier.wait()
        codes.append(Client().post(_path(invite), form).status_code)
        connections.close_all()

    threads = [threading.Thread(target=join, args=(number,)) for number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(codes) == [302, 404]
    assert User.objects.count() == 2


def test_someone_who_is_logged_in_is_told_so(owner: User, logged_in: LogIn) -> None:
    answer = logged_in(owner).get(_path(_invite(owner)))
    assert "You are in already" in text_of(answer)


def test_a_link_is_made_within_ones_own_rights(owner: User) -> None:
    admin = make_user("anna", role=Role.ADMIN)
    assert _invite(admin, role="admin").role == "admin"
    for actor, role in ((owner, "owner"), (admin, "owner"), (make_user("mo"), "guest")):
        with pytest.raises(Forbidden):
            _invite(actor, role=role)


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("days", {"days": 0}), ("days", {"days": 366}), ("uses", {"uses": 0}),
        ("uses", {"uses": 1_001}), ("rooms", {"role": "guest"}),
    ],
)  # fmt: skip
def test_a_link_without_end_is_refused(owner: User, field: str, changes: dict[str, int]) -> None:
    with pytest.raises(Invalid) as fault:
        _invite(owner, **changes)
    assert fault.value.details["field"] == field


def test_nobody_is_invited_into_rooms_that_are_not_the_makers(owner: User) -> None:
    ada, ben = make_user("ada"), make_user("ben")
    den = factories.make_room(ada, "the den", kind="private", members=(ben,))
    with pytest.raises(NotFound):
        _invite(owner, rooms=[den.pk])


def test_nobody_is_invited_into_direct_messages(owner: User) -> None:
    from chat.actions.rooms import open_direct

    direct = open_direct(user=owner, other_id=make_user("ben").pk)
    with pytest.raises(Invalid):
        _invite(owner, rooms=[direct.room.id])


def test_making_and_withdrawing_is_recorded_without_the_secret(owner: User) -> None:
    invite = _invite(owner)
    invites.withdraw_invite(actor=owner, invite_id=invite.pk, reason="sent to the wrong list")
    invites.withdraw_invite(actor=owner, invite_id=invite.pk, reason="again")
    entries = AuditEntry.objects.filter(target=f"invite:{invite.pk}").order_by("pk")
    assert [entry.act for entry in entries] == ["invite.create", "invite.withdraw"]
    assert [entry.reason for entry in entries] == ["", "sent to the wrong list"]
    assert invite.secret not in str([(entry.label, entry.details) for entry in entries])


def test_withdrawing_takes_an_admin_and_a_link_within_their_rights(owner: User) -> None:
    invite = _invite(owner)
    with pytest.raises(Forbidden):
        invites.withdraw_invite(actor=make_user("mo"), invite_id=invite.pk)
    with pytest.raises(NotFound):
        invites.withdraw_invite(actor=owner, invite_id=999_999)


def test_an_invite_dies_with_its_makers_rights(owner: User) -> None:
    first, second = make_user("anna", role=Role.ADMIN), make_user("bella", role=Role.ADMIN)
    one, two = _invite(first), _invite(second)
    people.set_role(actor=owner, user_id=first.pk, role="member")
    people.deactivate(actor=owner, user_id=second.pk)
    assert invites.open_invite(secret=one.secret) is None
    assert invites.open_invite(secret=two.secret) is None


def test_admins_make_copy_and_withdraw_links_on_the_page(owner: User, logged_in: LogIn) -> None:
    client = logged_in(owner)
    answer = client.post("/invites/", {"role": "member", "days": "30", "uses": "3"}, follow=True)
    invite = Invite.objects.latest("pk")
    assert f'data-copy="{invite_url(invite)}"' in text_of(answer)
    assert (invite.max_uses, (invite.expires_at - timezone.now()).days) == (3, 29)
    answer = client.post(f"/invites/{invite.pk}/withdraw/", follow=True)
    assert invite_url(invite) not in text_of(answer)
    assert "withdrawn" in text_of(answer)


def test_the_page_shows_what_is_wrong(owner: User, logged_in: LogIn) -> None:
    answer = logged_in(owner).post("/invites/", {"role": "guest", "days": "7", "uses": "3"})
    assert "Choose the rooms that a guest will see" in text_of(answer)
    answer = logged_in(owner).post("/invites/", {"role": "owner", "days": "7", "uses": "3"})
    assert "role" in answer.context["form"].errors


def test_the_page_takes_the_same_queries_however_many_links_there_are(
    owner: User, logged_in: LogIn, django_assert_max_num_queries: Callable[..., object]
) -> None:
    client = logged_in(owner)
    client.get("/invites/")
    room = factories.make_room(owner)
    for _ in range(12):
        _invite(owner, rooms=[room.pk])
    with django_assert_max_num_queries(9):  # type: ignore[attr-defined]
        client.get("/invites/")


def test_the_page_is_for_admins(owner: User, logged_in: LogIn) -> None:
    assert Client().get("/invites/")["Location"].startswith("/accounts/login/")
    for role in (Role.MEMBER, Role.GUEST):
        client = logged_in(make_user(role=role))
        assert client.get("/invites/").status_code == 403
        assert (
            client.post(f"/invites/{Invite.objects.latest('pk').pk}/withdraw/").status_code == 403
        )
