"""Logging in and out: limits, texts, redirects, sessions. THREATS: log-in, host and headers."""

import logging
from collections.abc import Callable

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.test import Client

from chat.actions import people
from chat.models import User
from project.logs import EscapeControls
from tests.support.factories import PASSWORD, make_user
from tests.support.pages import log_in, text_of

LOGIN = "/accounts/login/"
pytestmark = pytest.mark.django_db


def _try(login: str, password: str = "wrong horse", **headers: str) -> str:
    answer = Client().post(LOGIN, {"login": login, "password": password}, headers=headers)
    return text_of(answer)


@pytest.mark.parametrize("login", ["ada", "ADA", " ada ", "ada@example.org", "Ada@Example.Org"])
def test_a_user_name_or_an_address_logs_in_whatever_its_case(ada: User, login: str) -> None:
    client = Client()
    answer = client.post(LOGIN, {"login": login, "password": PASSWORD})
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert client.session["_auth_user_id"] == str(ada.pk)
    assert client.session.get_expiry_age() > 59 * 86_400, "people stay logged in"


def _error(page: str) -> str:
    return page.split('class="notice notice-error"')[1].split("</p>")[0]


def test_an_unknown_user_and_a_wrong_password_read_the_same(ada: User) -> None:
    people.deactivate(actor=None, user_id=make_user("zoe").pk)
    answers = {
        _error(_try(login)) for login in ("ada", "nobody", "ada@example.org", "no@where.org", "zoe")
    }
    assert len(answers) == 1


@pytest.mark.parametrize(
    "login", ["ada", "ADA", "ada@example.org", "zoe", "nobody", "no@where.org", "", "a b"]
)
def test_an_unknown_user_and_a_wrong_password_take_the_same_time(
    ada: User, login: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The time goes into the slow hash: it runs once, whoever is asked for."""
    people.deactivate(actor=None, user_id=make_user("zoe").pk)
    runs = []
    encode = MD5PasswordHasher.encode

    def counted(hasher: MD5PasswordHasher, password: str, salt: str) -> str:
        runs.append(password)
        return encode(hasher, password, salt)

    monkeypatch.setattr(MD5PasswordHasher, "encode", counted)
    _try(login)
    assert runs == (["wrong horse"] if login else []), "an empty field asks for nobody"


def test_a_deactivated_account_is_told_so_only_with_its_password(ada: User) -> None:
    people.deactivate(actor=None, user_id=ada.pk)
    answer = Client().post(LOGIN, {"login": "ada", "password": PASSWORD}, follow=True)
    assert "This account is deactivated" in text_of(answer)
    assert not answer.wsgi_request.user.is_authenticated


def test_attempts_on_one_account_are_limited(ada: User) -> None:
    for _ in range(5):
        _try("ada")
    assert "Too many attempts" in _try("ada", PASSWORD)


def test_another_host_header_brings_no_more_attempts(ada: User) -> None:
    pages = [_try("ada", host=f"localhost:{8000 + number}") for number in range(6)]
    assert "Too many attempts" in pages[-1]


def test_attempts_from_one_address_are_limited_whatever_it_says_it_is(db: None) -> None:
    pages = [_try(f"user{n}", **{"x-forwarded-for": f"10.0.0.{n}"}) for n in range(11)]
    assert "Too many attempts" in pages[-1]


def test_behind_a_proxy_the_address_that_it_saw_counts(db: None, settings: object) -> None:
    settings.TRUSTED_PROXIES = 1  # type: ignore[attr-defined]
    forged = [_try(f"user{n}", **{"x-forwarded-for": f"10.0.0.{n}, 192.0.2.7"}) for n in range(11)]
    assert "Too many attempts" in forged[-1]
    assert "Too many" not in _try("someone", **{"x-forwarded-for": "10.0.0.1, 192.0.2.8"})


def test_an_address_that_is_none_is_no_way_around_the_limit(db: None, settings: object) -> None:
    settings.TRUSTED_PROXIES = 1  # type: ignore[attr-defined]
    pages = [_try(f"user{n}", **{"x-forwarded-for": f"junk{n}"}) for n in range(11)]
    assert "Too many attempts" in pages[-1]


def test_posting_too_often_answers_429_with_a_page_of_ours(db: None) -> None:
    for number in range(30):
        Client().post(LOGIN, {"login": f"user{number}", "password": ""})
    answer = Client().post(LOGIN, {"login": "ada", "password": PASSWORD})
    assert answer.status_code == 429
    assert "Too many attempts" in text_of(answer)


@pytest.mark.parametrize(
    "target",
    ["//evil.example", "https://evil.example/", "/\\evil.example", "javascript:alert(1)", "///x.y"],
)
def test_next_leads_nowhere_else(ada: User, target: str) -> None:
    answer = Client().post(f"{LOGIN}?next={target}", {
        "login": "ada", "password": PASSWORD, "next": target,
    })  # fmt: skip
    assert answer["Location"] == "/"


def test_next_leads_to_a_page_of_ours(ada: User) -> None:
    page = Client().get(f"{LOGIN}?next=/settings/")
    assert 'name="next" value="/settings/"' in text_of(page)
    answer = Client().post(LOGIN, {"login": "ada", "password": PASSWORD, "next": "/settings/"})
    assert answer["Location"] == "/settings/"


def test_a_session_key_from_before_is_not_the_session_key_after(ada: User) -> None:
    client = Client()
    session = client.session
    session["planted"] = True
    session.save()
    client.cookies["sessionid"] = session.session_key or ""
    log_in(ada, client=client)
    assert client.cookies["sessionid"].value != session.session_key
    assert not Client(headers={"cookie": f"sessionid={session.session_key}"}).session.items()


def test_logging_out_takes_a_post_and_says_what_it_does(ada: User) -> None:
    client = log_in(ada)
    assert "Log out?" in text_of(client.get("/accounts/logout/"))
    assert "_auth_user_id" in client.session
    answer = client.post("/accounts/logout/")
    assert answer["Location"] == LOGIN
    assert "_auth_user_id" not in client.session


def test_a_form_from_elsewhere_is_refused(ada: User) -> None:
    client = Client(enforce_csrf_checks=True)
    assert client.post(LOGIN, {"login": "ada", "password": PASSWORD}).status_code == 403


def test_a_host_that_is_not_ours_is_refused(db: None) -> None:
    assert Client().get(LOGIN, headers={"host": "evil.example"}).status_code == 400


@pytest.mark.parametrize("login", ["a\0b", "x" * 100_000, "\ud800", "' OR 1=1 --"])
def test_what_is_no_login_is_refused_without_a_fault(db: None, login: str) -> None:
    body = f"login={login}&password=x".encode("utf-8", "surrogatepass")
    answer = Client().post(LOGIN, body, content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 200


def test_a_failure_leaves_one_line_in_the_log_however_it_was_typed(
    db: None, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING, logger="hearth.accounts"):
        _try("ada\r\n2026 INFO all is well\x1b[31m")
    record = next(entry for entry in caplog.records if entry.name == "hearth.accounts")
    EscapeControls().filter(record)
    assert "127.0.0.1" in record.getMessage()
    assert not set("\r\n\x1b") & set(record.getMessage())


def test_pages_of_allauth_that_we_do_not_serve_are_not_there(ada: User) -> None:
    client = log_in(ada)
    for path in ("email/", "password/set/", "confirm-email/", "reauthenticate/", "login/code/", ""):
        assert client.get(f"/accounts/{path}").status_code == 404, path


def test_an_account_page_asks_nothing_of_other_hosts(ada: User) -> None:
    answer = Client().get(LOGIN)
    assert "unsafe-inline" not in answer["Content-Security-Policy"]
    assert answer["Cache-Control"].startswith("max-age=0")


def test_someone_who_is_logged_in_is_sent_on(
    ada: User, logged_in: Callable[[User], Client]
) -> None:
    assert logged_in(ada).get(LOGIN)["Location"] == "/"
