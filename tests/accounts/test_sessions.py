"""Devices: listed, ended one by one or all. THREATS: revocation, the side of HTTP."""

import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from pytest_django import Settings
from redis.exceptions import ConnectionError as RedisConnectionError

from chat.accounts import middleware
from chat.accounts.devices import device_name
from chat.accounts.session_store import SessionStore
from chat.actions import people, sessions
from chat.errors import Forbidden
from chat.models import AuditEntry, User
from chat.models.users import Role
from tests.support.factories import make_user
from tests.support.pages import log_in, text_of
from tests.support.recorder import RecordingEmitter

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0"
pytestmark = pytest.mark.django_db(transaction=True)


def _key(client: Client) -> str:
    return str(client.session.session_key)


def _is_in(client: Client) -> bool:
    return client.get("/settings/").status_code == 200


def test_every_log_in_is_listed_and_this_one_marked(ada: User) -> None:
    log_in(ada, client=Client(headers={"user-agent": FIREFOX}))
    page = text_of(log_in(ada).get("/settings/sessions/"))
    assert page.count(">Log out</button>") == 1
    assert page.index("This device") < page.index("Firefox on Linux")
    assert "127.0.0.1" in page


def test_a_page_never_holds_a_sessions_key(ada: User) -> None:
    first, second = log_in(ada), log_in(ada)
    page = text_of(second.get("/settings/sessions/"))
    assert _key(first) not in page
    assert _key(second) not in page


def test_one_device_is_ended_and_its_sockets_are_told(ada: User, sent: RecordingEmitter) -> None:
    here, there = log_in(ada), log_in(ada)
    row = UserSession.objects.get(session_key=_key(there))
    version = User.objects.get().access_version
    sent.clear()
    here.post(f"/settings/sessions/{row.pk}/end/")
    assert (_is_in(here), _is_in(there)) == (True, False)
    assert "logged_out" in str(sent.sent)
    assert User.objects.get().access_version > version


def test_ending_this_device_is_logging_out(ada: User) -> None:
    here = log_in(ada)
    row = UserSession.objects.get(session_key=_key(here))
    assert here.post(f"/settings/sessions/{row.pk}/end/")["Location"] == "/accounts/login/"
    assert not _is_in(here)


def test_nobody_ends_a_device_of_someone_else(ada: User, ben: User) -> None:
    theirs = log_in(ben)
    row = UserSession.objects.get(user=ben)
    assert log_in(ada).post(f"/settings/sessions/{row.pk}/end/").status_code == 404
    sessions.end_session(user=ada, session_key=row.session_key)
    assert _is_in(theirs)


def test_every_other_device_is_ended(ada: User) -> None:
    here, there, elsewhere = log_in(ada), log_in(ada), log_in(ada)
    here.post("/settings/sessions/others/end/")
    assert [_is_in(client) for client in (here, there, elsewhere)] == [True, False, False]


def test_logging_out_everywhere_ends_this_one_too(ada: User, sent: RecordingEmitter) -> None:
    here, there = log_in(ada), log_in(ada)
    sent.clear()
    assert here.post("/settings/sessions/all/end/")["Location"] == "/accounts/login/"
    assert [_is_in(client) for client in (here, there)] == [False, False]
    assert not UserSession.objects.exists()
    assert f"user:{ada.pk}" in str(sent.sent)


def test_logging_out_ends_the_sockets_of_this_device_alone(
    ada: User, sent: RecordingEmitter
) -> None:
    here, there = log_in(ada), log_in(ada)
    sent.clear()
    here.post("/accounts/logout/")
    assert "session:" in str(sent.sent)
    assert f"user:{ada.pk}" not in str(sent.sent)
    assert _is_in(there)


def test_an_admin_logs_someone_out_everywhere_and_it_is_recorded(ada: User, olga: User) -> None:
    client = log_in(ada)
    assert sessions.end_all_sessions(user=ada, actor=olga, reason="lost a phone") == 1
    assert not _is_in(client)
    entry = AuditEntry.objects.get()
    assert (entry.act, entry.actor, entry.reason) == ("user.log_out", olga, "lost a phone")


def test_an_admin_does_not_log_an_owner_out_nor_a_member_anyone(ada: User, olga: User) -> None:
    for actor in (make_user("anna", role=Role.ADMIN), ada):
        with pytest.raises(Forbidden):
            sessions.end_all_sessions(user=olga, actor=actor)


def test_deactivating_ends_the_sessions_in_the_database(ada: User) -> None:
    client = log_in(ada)
    people.deactivate(actor=None, user_id=ada.pk)
    assert not Session.objects.exists()
    people.reactivate(actor=None, user_id=ada.pk)
    assert not _is_in(client), "an old cookie does not come alive again"


def test_a_session_without_a_row_gets_one_at_its_first_page(ada: User) -> None:
    client = Client()
    client.force_login(ada)
    client.get("/settings/")
    row = UserSession.objects.get()
    assert (row.user, row.session_key) == (ada, _key(client))


def test_a_page_writes_nothing_when_the_device_was_noted_just_now(
    ada: User, django_assert_num_queries: Callable[..., object]
) -> None:
    client = log_in(ada)
    client.get("/settings/tokens/")
    with django_assert_num_queries(3) as queries:  # type: ignore[attr-defined]
        client.get("/settings/tokens/")  # session, user, tokens, organisation
    assert not any(query["sql"].startswith(("UPDATE", "INSERT")) for query in queries)


def test_when_the_user_was_last_seen_is_noted(ada: User) -> None:
    log_in(ada).get("/settings/")
    ada.refresh_from_db()
    assert ada.last_seen is not None


def test_pages_go_on_without_the_cache(ada: User, monkeypatch: pytest.MonkeyPatch) -> None:
    client = log_in(ada)

    def down(*args: object) -> bool:
        raise RedisConnectionError("down")

    monkeypatch.setattr("chat.accounts.middleware.cache.add", down)
    assert _is_in(client)


@pytest.mark.parametrize("path", ["/settings/sessions/", "/settings/tokens/", "/settings/"])
def test_settings_take_a_log_in(db: None, path: str) -> None:
    assert Client().get(path)["Location"] == f"/accounts/login/?next={path}"


@pytest.mark.parametrize(
    ("user_agent", "name"),
    [
        (FIREFOX, "Firefox on Linux"),
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit Chrome/1 Safari/1 Edg/1", "Edge on Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17 like Mac OS X) Safari/1", "Safari on iPhone"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X) Chrome/1 Safari/1", "Chrome on macOS"),
        ("Linux", "Linux"), ("Firefox", "Firefox"), ("curl/8.0", "curl"), ("", "Unknown device"),
        ("<script>", "Unknown device"),
    ],
)  # fmt: skip
def test_a_device_is_called_by_what_its_header_says(user_agent: str, name: str) -> None:
    assert device_name(user_agent) == name


def test_a_device_lets_nobody_in_whose_session_is_over(ada: User) -> None:
    client = log_in(ada)
    assert _is_in(client)
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    assert UserSession.objects.filter(session_key=_key(client)).exists()
    assert not _is_in(client)


def test_a_session_is_its_own_users_whoever_its_device_is_written_down_for(
    ada: User, ben: User
) -> None:
    client = log_in(ada)
    assert _is_in(client)
    UserSession.objects.update(user=ben)
    assert client.get("/api/me").json()["username"] == "ada"


@pytest.mark.parametrize("change", [{"is_active": False}, {"password": "!"}])
def test_a_session_ends_with_what_let_it_in(ada: User, change: dict[str, Any]) -> None:
    client = log_in(ada)
    assert _is_in(client)
    User.objects.filter(pk=ada.pk).update(**change)
    assert not _is_in(client)


def test_what_a_session_holds_is_kept_and_never_shared() -> None:
    written = SessionStore().encode({"list": [1]})
    for _ in range(2):
        held = SessionStore().decode(written)
        assert held == {"list": [1]}
        held["list"].append(2)


def test_a_session_that_was_signed_by_another_is_empty_however_often(settings: Settings) -> None:
    mine = SessionStore().encode({"mine": 1})
    assert SessionStore().decode(mine) == SessionStore().decode(mine) == {"mine": 1}
    assert SessionStore().decode(f"{mine[:-1]}{'a' if mine[-1] != 'a' else 'b'}") == {}
    settings.SECRET_KEY = "another"
    for _ in range(2):
        assert SessionStore().decode(mine) == {}


def test_the_cache_is_asked_once_in_a_while_and_by_every_process(
    ada: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With several workers it is Redis: a way there for each request would be too much."""
    asked, start = [], time.monotonic()
    add = cache.add

    def counted(name: str, *more: Any, **named: Any) -> bool:
        if name.startswith("device:"):
            asked.append(name)
        return add(name, *more, **named)

    monkeypatch.setattr(cache, "add", counted)
    client = log_in(ada)
    # It is noted at once; then the cache, which has its own clock, says that it is noted already.
    for later, times in ((0, 1), (1, 1), (299, 1), (301, 2), (330, 2), (332, 3)):
        monkeypatch.setattr(middleware, "monotonic", lambda later=later: start + later)
        assert _is_in(client)
        assert len(asked) == times
    monkeypatch.setattr(middleware, "MOST_NOTED", 1)
    assert all(_is_in(log_in(ada)) for _ in range(3))
    assert len(middleware._noted) == 1
