"""Changing and resetting a password, and what ends with the old one."""

import re
from collections.abc import Callable
from smtplib import SMTPException

import pytest
from django.core import mail
from django.test import Client

from chat.accounts import resets
from chat.accounts.links import new_reset_url
from chat.actions import people
from chat.errors import Forbidden, Invalid, NotFound
from chat.models import AuditEntry, User
from chat.models.users import Role
from tests.support.factories import PASSWORD, make_user
from tests.support.pages import log_in, text_of
from tests.support.recorder import RecordingEmitter

NEW = "a much better horse"
LogIn = Callable[[User], Client]
pytestmark = pytest.mark.django_db


def _path(link: str) -> str:
    return "/" + link.split("/", 3)[3].strip()


def _link_of(message: mail.EmailMessage) -> str:
    found = re.search(r"^http\S+$", str(message.body), re.MULTILINE)
    assert found, message.body
    return found.group()


def _reset(link: str, password: str = NEW) -> tuple[Client, object]:
    client = Client()
    page = client.get(_path(link), follow=True)
    return client, client.post(page.request["PATH_INFO"], {"password1": password}, follow=True)


@pytest.mark.django_db(transaction=True)
def test_changing_it_keeps_this_device_and_ends_the_others(
    ada: User, sent: RecordingEmitter
) -> None:
    here, there = log_in(ada), log_in(ada)
    before = User.objects.get().access_version
    sent.clear()
    answer = here.post(
        "/settings/password/", {"oldpassword": PASSWORD, "password1": NEW}, follow=True
    )
    assert "Your password is changed" in text_of(answer)
    assert here.get("/settings/").status_code == 200
    assert there.get("/settings/").status_code == 302
    ada.refresh_from_db()
    assert ada.check_password(NEW)
    assert ada.access_version > before
    assert "password_changed" in str(sent.sent)


def test_the_current_password_is_asked_for(ada: User, logged_in: LogIn) -> None:
    answer = logged_in(ada).post("/settings/password/", {"oldpassword": "no", "password1": NEW})
    assert "That is not your current password" in text_of(answer)


def test_a_weak_new_one_is_refused(ada: User, logged_in: LogIn) -> None:
    form = {"oldpassword": PASSWORD, "password1": "password"}
    answer = logged_in(ada).post("/settings/password/", form)
    assert "password1" in answer.context["form"].errors


def test_changing_it_takes_a_log_in(db: None) -> None:
    assert Client().get("/settings/password/")["Location"].startswith("/accounts/login/")


def test_a_link_comes_by_mail_and_sets_it_once(ada: User) -> None:
    old = log_in(ada)
    answer = Client().post("/accounts/password/reset/", {"email": "Ada@Example.org"}, follow=True)
    assert "Look into your mail" in text_of(answer)
    (message,) = mail.outbox
    assert (message.to, message.subject) == (["ada@example.org"], "Hearth: set a new password")
    link = _link_of(message)
    assert "Your new password is set" in text_of(_reset(link)[1])
    ada.refresh_from_db()
    assert ada.check_password(NEW)
    assert old.get("/settings/").status_code == 302, "logged out everywhere"
    assert "This link has ended" in text_of(_reset(link)[1])


def test_the_page_reads_the_same_for_an_address_without_an_account(db: None) -> None:
    answer = Client().post("/accounts/password/reset/", {"email": "no@where.org"}, follow=True)
    assert "Look into your mail" in text_of(answer)
    (message,) = mail.outbox
    assert "no account with this address" in message.subject
    assert "http" not in str(message.body)


def test_a_mail_server_that_fails_is_logged_and_tells_the_asker_nothing(
    ada: User, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def refuse(self: object, messages: object) -> int:
        raise SMTPException("451")

    monkeypatch.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", refuse)
    answer = Client().post("/accounts/password/reset/", {"email": "ada@example.org"}, follow=True)
    assert "Look into your mail" in text_of(answer)
    assert "EMAIL_HOST" in caplog.text


def test_a_mail_is_to_the_address_as_it_is_now(ada: User) -> None:
    people.update_profile(user=ada, email="countess@example.org")
    Client().post("/accounts/password/reset/", {"email": "ada@example.org"})
    assert "no account" in mail.outbox[0].subject
    Client().post("/accounts/password/reset/", {"email": "countess@example.org"})
    assert mail.outbox[1].to == ["countess@example.org"]


def test_an_older_link_ends_with_a_change_of_address(ada: User) -> None:
    link = new_reset_url(ada)
    people.update_profile(user=ada, email="countess@example.org")
    assert "This link has ended" in text_of(_reset(link)[1])


def test_links_stand_on_the_sites_address_whatever_host_was_asked(
    ada: User, settings: object
) -> None:
    settings.SITE_URL = "https://chat.example.org"  # type: ignore[attr-defined]
    Client().post(
        "/accounts/password/reset/", {"email": "ada@example.org"}, headers={"host": "localhost:1"}
    )
    assert _link_of(mail.outbox[0]).startswith("https://chat.example.org/accounts/")


def test_asking_is_limited(ada: User) -> None:
    for _ in range(5):
        Client().post("/accounts/password/reset/", {"email": "ada@example.org"})
    answer = Client().post("/accounts/password/reset/", {"email": "ada@example.org"})
    assert answer.status_code == 429
    assert len(mail.outbox) == 5


@pytest.mark.parametrize("key", ["1-x", "zzz-set-password", "1-" + "a" * 500])
def test_what_is_no_link_ends_on_a_page_that_says_so(ada: User, key: str) -> None:
    answer = Client().get(f"/accounts/password/reset/key/{key}/")
    assert "This link has ended" in text_of(answer)


def test_an_admin_sends_one_or_hands_it_over_and_it_is_recorded(owner: User, ada: User) -> None:
    resets.send_reset(actor=owner, user_id=ada.pk, reason="forgot it")
    assert mail.outbox[0].subject == "Paper Street: set a new password"
    assert "ada" in str(mail.outbox[0].body)
    link = resets.reset_link(actor=owner, user_id=ada.pk)
    assert "Your new password is set" in text_of(_reset(link)[1])
    entries = AuditEntry.objects.filter(act="user.reset_password").order_by("pk")
    assert [(entry.details["by"], entry.reason) for entry in entries] == [
        ("mail", "forgot it"), ("link", ""),
    ]  # fmt: skip


def test_an_admin_resets_nobody_above_them_or_shut_out(owner: User, ada: User) -> None:
    admin = make_user("anna", role=Role.ADMIN)
    with pytest.raises(Forbidden):
        resets.reset_link(actor=admin, user_id=owner.pk)
    with pytest.raises(Forbidden):
        resets.reset_link(actor=ada, user_id=admin.pk)
    with pytest.raises(NotFound):
        resets.reset_link(actor=owner, user_id=999_999)
    people.deactivate(actor=owner, user_id=ada.pk)
    with pytest.raises(Invalid):
        resets.send_reset(actor=owner, user_id=ada.pk)
    assert mail.outbox == []
