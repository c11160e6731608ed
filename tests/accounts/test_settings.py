"""One's own settings: profile and theme; and what becomes of a fault that no view caught."""

import pytest
from django.test import Client, RequestFactory

from chat.errors import Forbidden, Invalid, LoginRequired, NotFound
from chat.models import User
from chat.views.faults import Faults
from tests.support.factories import PASSWORD
from tests.support.pages import log_in, text_of

pytestmark = pytest.mark.django_db
FORM = {"display_name": "Ada King", "email": "ada@example.org", "time_zone": "Europe/London"}


def test_a_profile_is_saved(ada: User) -> None:
    client = log_in(ada)
    assert 'value="Ada Lovelace"' in text_of(client.get("/settings/"))
    assert "Saved." in text_of(client.post("/settings/", FORM, follow=True))
    ada.refresh_from_db()
    assert (ada.display_name, ada.time_zone) == ("Ada King", "Europe/London")


def test_another_address_takes_the_password(ada: User) -> None:
    client = log_in(ada)
    form = {**FORM, "email": "king@example.org"}
    for wrong in ({}, {"current_password": "no"}):
        page = text_of(client.post("/settings/", {**form, **wrong}))
        assert "Your current password is needed" in page
    ada.refresh_from_db()
    assert ada.email == "ada@example.org"
    client.post("/settings/", {**form, "current_password": PASSWORD})
    ada.refresh_from_db()
    assert ada.email == "king@example.org"


def test_guessing_the_password_there_is_limited(ada: User) -> None:
    client = log_in(ada)
    form = {**FORM, "email": "king@example.org", "current_password": "no"}
    pages = [text_of(client.post("/settings/", form)) for _ in range(11)]
    assert "Too many attempts" in pages[-1]


def test_what_is_wrong_is_shown_beside_its_field(ada: User, ben: User) -> None:
    client = log_in(ada)
    page = text_of(client.post("/settings/", {**FORM, "display_name": "A\u202eda"}))
    assert "id_display_name_error" in page
    taken = {**FORM, "email": "ben@example.org", "current_password": PASSWORD}
    assert "There is an account with that address" in text_of(client.post("/settings/", taken))


def test_a_display_name_is_inert_on_the_page(ada: User) -> None:
    client = log_in(ada)
    client.post("/settings/", {**FORM, "display_name": "<img src=x onerror=alert(1)>"})
    assert "<img src=x" not in text_of(client.get("/settings/"))


@pytest.mark.parametrize(("chosen", "kept"), [("dark", "dark"), ("light", "light"), ("evil", None)])
def test_the_theme_is_kept_in_a_cookie(ada: User, chosen: str, kept: str | None) -> None:
    client = log_in(ada)
    client.post("/settings/theme/", {"theme": chosen})
    cookie = client.cookies.get("theme")
    assert (cookie.value if cookie else None) == kept
    assert f'data-theme="{kept or "system"}"' in text_of(client.get("/settings/"))


def test_a_theme_is_set_by_a_post_alone(ada: User) -> None:
    assert log_in(ada).get("/settings/theme/").status_code == 405
    assert Client().post("/settings/theme/", {"theme": "dark"}).status_code == 302


@pytest.mark.parametrize(
    ("fault", "status"),
    [(NotFound(), 404), (Forbidden(), 403), (Invalid(), 400), (LoginRequired(), 302)],
)
def test_a_fault_that_no_view_caught_is_a_page(fault: Exception, status: int) -> None:
    request = RequestFactory().get("/somewhere/")
    answer = Faults(lambda request: None).process_exception(request, fault)  # type: ignore[arg-type, return-value]
    assert answer is not None
    assert answer.status_code == status


def test_a_fault_of_another_kind_is_nobodys_page() -> None:
    request = RequestFactory().get("/")
    assert Faults(lambda request: None).process_exception(request, ValueError()) is None  # type: ignore[arg-type, return-value]


def test_the_key_that_sends_is_chosen_and_stays_where_nothing_is_said(
    client: Client, ada: User
) -> None:
    log_in(ada, client=client)
    assert client.post("/settings/", {**FORM, "send_key": "ctrl-enter"}).status_code == 302
    assert User.objects.get(pk=ada.pk).enter_sends is False
    assert client.post("/settings/", FORM).status_code == 302
    assert User.objects.get(pk=ada.pk).enter_sends is False
    assert client.post("/settings/", {**FORM, "send_key": "enter"}).status_code == 302
    assert User.objects.get(pk=ada.pk).enter_sends is True
    assert client.post("/settings/", {**FORM, "send_key": "tab"}).status_code == 200


def test_whether_reading_is_told_is_ones_own_choice(ada: User) -> None:
    client = log_in(ada)
    assert ada.tells_reading is True
    client.post("/settings/", FORM)
    assert User.objects.get(pk=ada.pk).tells_reading is False
    client.post("/settings/", {**FORM, "tells_reading": "on"})
    assert User.objects.get(pk=ada.pk).tells_reading is True
