"""The first run: one link, one organisation, one owner."""

import stat
import threading
from pathlib import Path

import pytest
from django.db import connections
from django.test import Client

from chat.accounts.first_run import owner_link
from chat.accounts.welcome import welcome_for
from chat.actions import invites, organisation, people
from chat.errors import Conflict, Forbidden, Invalid, NotFound
from chat.models import AuditEntry, Invite, Membership, Organisation, Room, User
from tests.support.factories import PASSWORD, make_user
from tests.support.pages import log_in, text_of

OWNER = {
    "name": "Paper Street", "username": "olga", "email": "Olga@Example.org",
    "password": PASSWORD, "display_name": "Olga Owner", "time_zone": "Europe/Lisbon",
}  # fmt: skip
pytestmark = pytest.mark.django_db


def _path() -> str:
    link = owner_link()
    assert link is not None
    return "/" + link.split("/", 3)[3]


def test_the_link_sets_up_the_organisation_and_logs_its_owner_in() -> None:
    client, path = Client(), _path()
    assert client.get(path).status_code == 200
    answer = client.post(path, OWNER)
    assert (answer.status_code, answer["Location"]) == (302, "/")
    owner = User.objects.get()
    assert (owner.username, owner.role, owner.email) == ("olga", "owner", "olga@example.org")
    assert owner.time_zone == "Europe/Lisbon"
    assert Organisation.objects.get().name == "Paper Street"
    assert client.session["_auth_user_id"] == str(owner.pk)
    general = Room.objects.get(is_general=True)
    assert Membership.objects.filter(room=general, user=owner, is_active=True).exists()


def test_the_owner_finds_a_welcome_with_an_invite_link_until_someone_joins(owner: User) -> None:
    link, general = Invite.objects.get(), Room.objects.get(is_general=True)
    assert f"/invite/{link.secret}/" in text_of(log_in(owner).get(f"/r/{general.pk}/"))
    join = {"username": "ada", "email": "a@example.org", "password": PASSWORD}
    invites.accept_invite(secret=link.secret, display_name="Ada", time_zone="UTC", **join)
    assert "data-welcome" not in text_of(log_in(owner).get(f"/r/{general.pk}/"))


def test_there_is_no_welcome_for_one_who_is_no_admin_or_without_an_open_link(owner: User) -> None:
    invites.withdraw_invite(actor=owner, invite_id=Invite.objects.get().pk)
    general = Room.objects.get(is_general=True)
    assert "data-welcome" not in text_of(log_in(owner).get(f"/r/{general.pk}/"))
    assert welcome_for(User(role="member"), people=1, found=[]) is None


def test_the_page_is_not_found_without_the_token() -> None:
    _path()
    for token in ("x", "", "a" * 43, "%00", "é"):
        assert Client().get(f"/setup/{token}/").status_code == 404
        assert Client().post(f"/setup/{token}/", OWNER).status_code == 404
    assert not User.objects.exists()


def test_no_token_file_means_no_page(data_folder: Path) -> None:
    path = _path()
    (data_folder / "setup_token").unlink()
    assert Client().get(path).status_code == 404


def test_a_new_link_ends_the_one_before_it() -> None:
    older, newer = _path(), _path()
    assert Client().get(older).status_code == 404
    assert Client().get(newer).status_code == 200


def test_only_a_digest_is_kept_readable_by_this_account_alone(data_folder: Path) -> None:
    token = _path().split("/")[2]
    file = data_folder / "setup_token"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert token not in file.read_text()


def test_the_link_is_spent_once_there_is_an_owner(data_folder: Path) -> None:
    path = _path()
    Client().post(path, OWNER)
    assert Client().get(path).status_code == 404
    assert Client().post(path, {**OWNER, "username": "mallory"}).status_code == 404
    assert owner_link() is None
    assert not (data_folder / "setup_token").exists()
    assert User.objects.count() == 1


def test_a_fault_is_shown_beside_its_field_and_the_link_still_works() -> None:
    client, path = Client(), _path()
    answer = client.post(path, {**OWNER, "password": "short"})
    assert answer.status_code == 200
    assert "password" in answer.context["form"].errors
    assert not Organisation.objects.exists()
    assert client.post(path, OWNER).status_code == 302


def test_a_name_that_is_taken_already_is_a_fault_of_the_form_not_the_end_of_the_link() -> None:
    make_user("olga")  # made on the command line before anyone opened the page
    answer = Client().post(_path(), OWNER)
    assert answer.status_code == 200
    assert "username" in answer.context["form"].errors


def test_what_is_no_name_for_an_organisation_is_refused() -> None:
    for name in ("", " ", "x" * 81, "a\u202eb"):
        with pytest.raises(Invalid) as fault:
            organisation.found(**{**OWNER, "name": name})
        assert fault.value.details["field"] == "name"


def test_a_second_organisation_cannot_be_founded(owner: User) -> None:
    with pytest.raises(Conflict):
        organisation.found(**{**OWNER, "username": "mallory", "email": "m@example.org"})
    assert User.objects.count() == 1


def test_the_loser_of_two_submissions_gets_what_a_stranger_gets(
    monkeypatch: pytest.MonkeyPatch, owner: User
) -> None:
    monkeypatch.setattr(organisation, "is_setup_token", lambda token: True)
    with pytest.raises(NotFound):
        organisation.set_up(token="t", **{**OWNER, "username": "mal", "email": "m@example.org"})


@pytest.mark.django_db(transaction=True)
def test_two_submissions_at_once_make_one_organisation() -> None:
    path, barrier, codes = _path(), threading.Barrier(2), []

    def submit(number: int) -> None:
        form = {**OWNER, "username": f"owner{'ab'[number]}", "email": f"o{number}@example.org"}
        barrier.wait()
        codes.append(Client().post(path, form).status_code)
        connections.close_all()

    threads = [threading.Thread(target=submit, args=(number,)) for number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(codes) == [302, 404]
    assert (Organisation.objects.count(), User.objects.count(), Room.objects.count()) == (1, 1, 1)


def test_an_owner_renames_the_organisation_and_nobody_else(owner: User) -> None:
    organisation.rename_organisation(actor=owner, name="Paper & Ink")
    assert Organisation.objects.get().name == "Paper & Ink"
    entry = AuditEntry.objects.get(act="organisation.rename")
    assert (entry.actor, entry.details) == (owner, {"from": "Paper Street"})
    admin = people.create_user(
        username="anna", email="anna@example.org", password=PASSWORD, display_name="Anna",
        role="admin",
    )  # fmt: skip
    with pytest.raises(Forbidden):
        organisation.rename_organisation(actor=admin, name="Mine")


def test_the_page_names_what_it_is_for() -> None:
    assert "Set up your organisation" in text_of(Client().get(_path()))
