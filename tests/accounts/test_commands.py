"""What whoever has the machine's command line can do about accounts."""

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from chat.models import AuditEntry, User
from tests.support.pages import log_in, text_of

pytestmark = pytest.mark.django_db


def _say(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    call_command(*words)
    return capsys.readouterr().out.strip()


def test_owner_link_prints_the_link_until_there_is_an_owner(
    capsys: pytest.CaptureFixture[str],
) -> None:
    link = _say(capsys, "owner_link")
    assert Client().get("/" + link.split("/", 3)[3]).status_code == 200


def test_owner_link_says_what_to_do_once_there_is_one(owner: User) -> None:
    with pytest.raises(CommandError, match="reset_password"):
        call_command("owner_link")


def test_reset_password_prints_a_link(ada: User, capsys: pytest.CaptureFixture[str]) -> None:
    link = _say(capsys, "reset_password", "Ada@example.org", "--reason", "by phone")
    answer = Client().get("/" + link.split("/", 3)[3], follow=True)
    assert "Set a new password" in text_of(answer)
    entry = AuditEntry.objects.get()
    assert (entry.actor, entry.act, entry.reason) == (None, "user.reset_password", "by phone")


def test_deactivate_and_reactivate(ada: User, capsys: pytest.CaptureFixture[str]) -> None:
    client = log_in(ada)
    assert "is deactivated" in _say(capsys, "deactivate", "ada")
    assert client.get("/settings/").status_code == 302
    assert "can log in again" in _say(capsys, "reactivate", "ada")
    log_in(ada)


def test_log_out(ada: User, capsys: pytest.CaptureFixture[str]) -> None:
    client = log_in(ada)
    assert _say(capsys, "log_out", "ada") == "ada: 1 log-in ended."
    assert client.get("/settings/").status_code == 302


def test_set_role(ada: User, capsys: pytest.CaptureFixture[str]) -> None:
    assert _say(capsys, "set_role", "ada", "owner") == "ada: owner."
    ada.refresh_from_db()
    assert ada.role == "owner"


def test_a_refusal_is_one_line(olga: User) -> None:
    with pytest.raises(CommandError, match="the only owner"):
        call_command("deactivate", "olga")
    with pytest.raises(CommandError, match="nobody called"):
        call_command("deactivate", "mallory")
