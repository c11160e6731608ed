"""The HTTP API as a script calls it."""

import json
from typing import Any

from django.test import Client

from chat.actions import tokens
from chat.models import User
from chat.scopes import EVERY, Scopes

Answer = tuple[int, Any]


def bearer(user: User, scopes: Scopes = EVERY) -> Client:
    """A client with a personal access token of `user`'s."""
    _, token = tokens.create_token(user=user, name="test", scopes=scopes)
    return Client(headers={"authorization": f"Bearer {token}"}, enforce_csrf_checks=True)


def call(client: Client, method: str, path: str, **data: Any) -> Answer:
    """The status and the JSON of an answer."""
    ask = getattr(client, method)
    if method == "get":
        response = ask(f"/api{path}", data)
    else:
        response = ask(f"/api{path}", json.dumps(data), content_type="application/json")
    return response.status_code, response.json()


def refusal(answer: Answer) -> tuple[int, str]:
    """The status and the code of an answer that says no."""
    status, body = answer
    assert body["status"] == status
    return status, body["code"]
