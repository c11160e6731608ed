"""Pages over Django's test client, through the doors that people use."""

from django.test import Client

from chat.models import User
from tests.support.factories import PASSWORD


def log_in(user: User, *, password: str = PASSWORD, client: Client | None = None) -> Client:
    """A client that logged in by the log-in page; fails when the page says no."""
    client = client or Client()
    answer = client.post("/accounts/login/", {"login": user.username, "password": password})
    assert answer.status_code == 302, answer.content.decode()
    return client


def text_of(answer: object) -> str:
    """An answer's body."""
    return bytes(answer.content).decode()  # type: ignore[attr-defined]
