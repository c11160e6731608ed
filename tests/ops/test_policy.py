"""project/policy.py: the header of each answer is django-csp's, written once where it may be."""

from typing import Any

import pytest
from csp.constants import HEADER, NONCE, SELF
from csp.exceptions import CSPNonceError
from csp.middleware import CSPMiddleware
from django.http import HttpRequest, HttpResponse
from pytest_django import Settings

from project.policy import Policy


def answer(kind: type[Any], change: Any = lambda request, response: None) -> dict[str, set[str]]:
    """The directives of an answer that `change` touched."""

    def view(request: HttpRequest) -> HttpResponse:
        response = HttpResponse()
        change(request, response)
        return response

    request = HttpRequest()
    response = kind(view)(request)
    if change is _nothing:
        with pytest.raises(CSPNonceError):
            str(request.csp_nonce)  # type: ignore[attr-defined]
    directives = (part.split() for part in response[HEADER].split(";"))
    return {name: set(values) for name, *values in directives}


def _nothing(request: Any, response: Any) -> None:
    pass


def _update(request: Any, response: Any) -> None:
    response._csp_update = {"img-src": ["https://pictures.example"]}


@pytest.mark.parametrize("change", [_nothing, _update])
def test_the_header_is_django_csps(change: Any) -> None:
    for _ in range(2):
        assert answer(Policy, change) == answer(CSPMiddleware, change)
    assert ("https://pictures.example" in answer(Policy, change)["img-src"]) == (change is _update)


def test_a_nonce_and_another_policy_count_at_once(settings: Settings) -> None:
    answer(Policy)
    settings.CONTENT_SECURITY_POLICY = {"DIRECTIVES": {"script-src": [SELF, NONCE]}}
    nonces: list[str] = []

    def ask(request: Any, response: Any) -> None:
        nonces.append(str(request.csp_nonce))

    assert set(answer(Policy)) == {"default-src", "script-src"}
    for _ in range(2):
        said = answer(Policy, ask)["script-src"]
        assert f"'nonce-{nonces[-1]}'" in said
    assert nonces[0] != nonces[1]
