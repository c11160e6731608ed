"""Open sign-up, and what an account's fields may hold. THREATS: names."""

from typing import Any

import pytest
from django.test import Client

from chat.actions import fields, people
from chat.errors import Conflict, Invalid
from chat.models import Membership, Room, User
from tests.support.factories import PASSWORD
from tests.support.pages import text_of

FORM = {
    "username": "ada", "email": "ada@example.org", "display_name": "Ada", "password": PASSWORD,
    "time_zone": "",
}  # fmt: skip
pytestmark = pytest.mark.django_db


def test_sign_up_is_closed_unless_it_is_opened(owner: User) -> None:
    answer = Client().get("/accounts/signup/")
    assert (answer.status_code, "By invitation only" in text_of(answer)) == (403, True)
    assert Client().post("/accounts/signup/", FORM).status_code == 403
    assert User.objects.count() == 1
    assert "/accounts/signup/" not in text_of(Client().get("/accounts/login/"))


def test_where_it_is_open_a_member_is_made_and_joins_general(owner: User, settings: object) -> None:
    settings.OPEN_SIGNUP = True  # type: ignore[attr-defined]
    assert "/accounts/signup/" in text_of(Client().get("/accounts/login/"))
    client = Client()
    assert client.get("/accounts/signup/").status_code == 200
    assert client.post("/accounts/signup/", {**FORM, "role": "owner"})["Location"] == "/"
    ada = User.objects.get(username="ada")
    assert (ada.role, ada.time_zone) == ("member", "UTC")
    general = Room.objects.get(is_general=True)
    assert Membership.objects.filter(user=ada, room=general, is_active=True).exists()
    assert client.get("/accounts/signup/")["Location"] == "/", "once logged in"


def test_open_sign_up_waits_for_the_first_run(db: None, settings: object) -> None:
    settings.OPEN_SIGNUP = True  # type: ignore[attr-defined]
    assert Client().get("/accounts/signup/").status_code == 403


def test_a_fault_is_shown_in_the_form(owner: User, settings: object) -> None:
    settings.OPEN_SIGNUP = True  # type: ignore[attr-defined]
    answer = Client().post("/accounts/signup/", {**FORM, "username": "olga"})
    assert "That name is taken" in text_of(answer)


def _make(**changes: str) -> User:
    fields: dict[str, Any] = {**FORM, "time_zone": "UTC", **changes}
    return people.create_user(**fields)


@pytest.mark.parametrize(
    "username",
    [
        "\u0430dmin",  # a Cyrillic letter among Latin ones
        "ad\u200bmin", "ad\u202emin", "admin\u3164", "a\u00adb", "a\nb", "a b", "@ada", ".ada", "-",
        "a", "x" * 41, "everyone", "ada@home", "ad/a", "\x1b[31m", "ad\r\na", "🙂", "",
    ],
)  # fmt: skip
def test_a_user_name_that_hides_or_misleads_is_refused(owner: User, username: str) -> None:
    with pytest.raises(Invalid) as fault:
        _make(username=username)
    assert fault.value.details["field"] == "username"


@pytest.mark.parametrize(
    "username", ["OLGA", "0lga", "o1ga", "\u043e\u04cf\u0261\u0430", "\uff4f\uff4c\uff47\uff41"]
)
def test_a_user_name_that_looks_like_another_is_refused(owner: User, username: str) -> None:
    with pytest.raises((Conflict, Invalid)) as fault:
        _make(username=username)
    assert fault.value.details["field"] == "username"
    assert User.objects.count() == 1


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("Ada", "ada"),
        ("\uff41\uff44\uff41", "ada"),
        ("josé", "josé"),
        ("\u043c\u0430\u0440\u0438\u044f", "\u043c\u0430\u0440\u0438\u044f"),
        ("a.b-c_9", "a.b-c_9"),
    ],
)
def test_a_user_name_is_stored_in_one_form(owner: User, typed: str, stored: str) -> None:
    assert _make(username=typed).username == stored


@pytest.mark.parametrize("name", ["", "x" * 81, "A\u202eda", "\u200b", "\x00"])
def test_a_display_name_that_hides_something_is_refused(owner: User, name: str) -> None:
    with pytest.raises(Invalid) as fault:
        fields.clean_display_name(name)
    assert fault.value.details["field"] == "display_name"


def test_an_address_is_one_account(owner: User) -> None:
    with pytest.raises(Conflict) as fault:
        _make(email="OLGA@example.org")
    assert fault.value.details["field"] == "email"


@pytest.mark.parametrize("email", ["", "ada", "a@b", "a@b\n.org", "x" * 250 + "@b.org"])
def test_what_is_no_address_is_refused(owner: User, email: str) -> None:
    with pytest.raises(Invalid) as fault:
        _make(email=email)
    assert fault.value.details["field"] == "email"


@pytest.mark.parametrize("password", ["", "short", "password123", "ada@example.org", "x" * 1_001])
def test_a_weak_password_is_refused(owner: User, password: str) -> None:
    with pytest.raises(Invalid) as fault:
        _make(password=password)
    assert fault.value.details["field"] == "password"


def test_an_account_without_a_password_cannot_log_in_until_it_is_set(owner: User) -> None:
    user = people.create_user(
        username="bot", email="bot@example.org", password=None, display_name=""
    )
    assert (user.display_name, user.has_usable_password()) == ("bot", False)


def test_a_time_zone_that_is_not_known_is_refused(owner: User) -> None:
    with pytest.raises(Invalid) as fault:
        _make(time_zone="Mars/Olympus")
    assert fault.value.details["field"] == "time_zone"


def test_a_name_taken_in_the_meantime_is_a_conflict_and_leaves_nothing(owner: User) -> None:
    rest = {**FORM, "time_zone": "UTC"}
    first, second = people.draft_user(**rest), people.draft_user(**rest)
    people.store_user(first)
    with pytest.raises(Conflict):
        people.store_user(second)
    assert User.objects.count() == 2
