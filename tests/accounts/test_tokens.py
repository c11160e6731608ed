"""Personal access tokens: shown once, kept as digests, withdrawn with what they let in."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings as conf
from django.test import Client
from django.utils import timezone

from chat.actions import people, tokens
from chat.errors import Conflict, Forbidden, Invalid, NotFound
from chat.models import AccessToken, AuditEntry, User
from chat.models.users import Role
from chat.queries.tokens import due, user_of_token
from tests.support.factories import make_user
from tests.support.pages import log_in, text_of
from tests.support.recorder import RecordingEmitter

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_token_names_its_user_and_only_its_digest_is_kept(ada: User) -> None:
    row, raw = tokens.create_token(user=ada, name=" deploy  bot ")
    assert raw.startswith("hearth_")
    assert len(raw) >= 7 + 43, "256 random bits"
    found = user_of_token(raw)
    assert found is not None
    assert (found.user, found.name) == (ada, "deploy bot")
    assert raw not in str(AccessToken.objects.values().get())
    assert row.hint == raw[-4:]


@pytest.mark.parametrize(
    "raw", ["", "hearth_", "hearth_x", "x", "hearth_" + "y" * 500, "hearth_\ud800"]
)
def test_what_is_no_token_is_nobodys(ada: User, raw: str) -> None:
    tokens.create_token(user=ada, name="script")
    assert user_of_token(raw) is None


def test_when_it_was_used_is_noted_once_a_minute(
    ada: User, django_assert_num_queries: Callable[..., object]
) -> None:
    _, raw = tokens.create_token(user=ada, name="script")
    assert user_of_token(raw) is not None
    first = AccessToken.objects.get().last_used_at
    assert first is not None
    with django_assert_num_queries(1):  # type: ignore[attr-defined]
        user_of_token(raw)
    AccessToken.objects.update(last_used_at=timezone.now() - timedelta(minutes=2))
    user_of_token(raw)
    assert AccessToken.objects.get().last_used_at >= first  # type: ignore[operator]


@pytest.mark.parametrize("name", ["", "   ", "x" * 61, "a\u202eb"])
def test_a_token_has_a_name(ada: User, name: str) -> None:
    with pytest.raises(Invalid):
        tokens.create_token(user=ada, name=name)


def test_nobody_has_more_than_so_many(ada: User, settings: object) -> None:
    settings.HEARTH = {**conf.HEARTH, "TOKENS_PER_USER": 2}  # type: ignore[attr-defined]
    row, _ = tokens.create_token(user=ada, name="one")
    tokens.create_token(user=ada, name="two")
    with pytest.raises(Conflict):
        tokens.create_token(user=ada, name="three")
    tokens.withdraw_token(user=ada, token_id=row.pk)
    tokens.create_token(user=ada, name="three")


def test_withdrawing_ends_its_connections_and_raises_the_version(
    ada: User, sent: RecordingEmitter
) -> None:
    row, raw = tokens.create_token(user=ada, name="script")
    tokens.withdraw_token(user=ada, token_id=row.pk)
    assert user_of_token(raw) is None
    assert sent.names() == ["session:ended", "disconnect"]
    assert sent.sent[0].to == (f"token:{row.pk}",)
    assert User.objects.get().access_version == 2
    assert not AuditEntry.objects.exists(), "one's own is no administrative act"
    tokens.withdraw_token(user=ada, token_id=row.pk)
    assert len(sent.sent) == 2, "again changes nothing"


def test_an_admin_withdraws_it_and_it_is_recorded(ada: User, olga: User) -> None:
    row, raw = tokens.create_token(user=ada, name="script")
    tokens.withdraw_token(user=olga, token_id=row.pk, reason="was in a public paste")
    entry = AuditEntry.objects.get()
    assert (entry.act, entry.label) == ("token.withdraw", "ada: script")
    assert (entry.actor, entry.reason) == (olga, "was in a public paste")
    assert raw not in str(entry.details)


def test_to_others_a_token_does_not_exist(ada: User, ben: User, olga: User) -> None:
    row, _ = tokens.create_token(user=olga, name="script")
    with pytest.raises(NotFound):
        tokens.withdraw_token(user=ben, token_id=row.pk)
    with pytest.raises(NotFound):
        tokens.withdraw_token(user=olga, token_id=999_999)
    with pytest.raises(Forbidden):
        tokens.withdraw_token(user=make_user("anna", role=Role.ADMIN), token_id=row.pk)


def test_a_deactivated_users_token_opens_nothing(ada: User) -> None:
    _, raw = tokens.create_token(user=ada, name="script")
    User.objects.update(is_active=False)  # even where nothing withdrew it
    assert user_of_token(raw) is None
    people.reactivate(actor=None, user_id=ada.pk)
    assert user_of_token(raw) is not None


def test_the_page_shows_a_new_token_once(ada: User) -> None:
    client = log_in(ada)
    asked = {"name": "deploy", "scopes": ["read", "write"], "days": "30"}
    page = text_of(client.post("/settings/tokens/", asked))
    raw = page.split('data-copy="')[1].split('"')[0]
    assert user_of_token(raw) is not None
    again = client.get("/settings/tokens/")
    assert raw not in text_of(again)
    assert f"…{raw[-4:]}" in text_of(again)
    assert "no-store" in again["Cache-Control"]
    row = AccessToken.objects.get()
    client.post(f"/settings/tokens/{row.pk}/withdraw/")
    assert "deploy" not in text_of(client.get("/settings/tokens/")).split("table")[0]
    assert user_of_token(raw) is None


def test_the_page_says_what_is_wrong(ada: User) -> None:
    asked = {"name": "deploy", "scopes": ["read"], "days": "30"}
    wrong: list[dict[str, Any]] = [
        {"name": "x\u202ey"}, {"scopes": []}, {"scopes": ["admin"]}, {"days": "31"},
    ]  # fmt: skip
    for part in wrong:
        page = text_of(log_in(ada).post("/settings/tokens/", {**asked, **part}))
        assert "field-error" in page
    assert not AccessToken.objects.exists()


def test_a_token_is_made_for_some_things_and_some_time(ada: User) -> None:
    row, raw = tokens.create_token(user=ada, name="script", scopes=["write", "read"], days=30)
    assert row.scope == "read write"
    assert row.expires_at is not None
    assert timedelta(days=29) < row.expires_at - timezone.now() < timedelta(days=30, seconds=1)
    assert user_of_token(raw) is not None
    wrong: list[dict[str, Any]] = [{"scopes": []}, {"scopes": ["fly"]}, {"days": 0}, {"days": 367}]
    for arguments in wrong:
        with pytest.raises(Invalid):
            tokens.create_token(user=ada, name="script", **arguments)


def test_a_token_ends_by_itself_and_what_it_let_in_with_it(
    ada: User, sent: RecordingEmitter
) -> None:
    row, raw = tokens.create_token(user=ada, name="script", days=1)
    tokens.end_token(token_id=row.pk)
    assert user_of_token(raw) is not None, "it has time left"
    assert due(now=timezone.now(), most=9) == []
    AccessToken.objects.update(expires_at=timezone.now())
    assert user_of_token(raw) is None, "to the moment, whoever looks after it"
    assert due(now=timezone.now(), most=9) == [row.pk]
    tokens.end_token(token_id=row.pk)
    assert sent.names() == ["session:ended", "disconnect"]
    assert User.objects.get().access_version == 2
    assert due(now=timezone.now(), most=9) == []
    tokens.end_token(token_id=row.pk)
    assert len(sent.sent) == 2


def test_admins_alone_are_offered_to_administer_by_token(ada: User, olga: User) -> None:
    assert 'value="admin"' not in text_of(log_in(ada).get("/settings/tokens/"))
    assert 'value="admin"' in text_of(log_in(olga).get("/settings/tokens/"))


def test_the_page_withdraws_nobody_elses(ada: User, ben: User) -> None:
    row, raw = tokens.create_token(user=ben, name="script")
    assert log_in(ada).post(f"/settings/tokens/{row.pk}/withdraw/").status_code == 404
    assert Client().post(f"/settings/tokens/{row.pk}/withdraw/").status_code == 302
    assert user_of_token(raw) is not None
