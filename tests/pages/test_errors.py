"""Error pages: said in words, without the database, in the reader's theme."""

import pytest
from django.conf import settings
from django.http import HttpRequest
from django.test import Client, RequestFactory
from pytest_django import DjangoAssertNumQueries

from chat.views import errors
from project import urls
from tests.support.pages import text_of


def test_the_site_answers_errors_with_our_pages() -> None:
    assert (urls.handler400, urls.handler403) == (errors.bad_request, errors.forbidden)
    assert (urls.handler404, urls.handler500) == (errors.not_found, errors.server_error)
    assert settings.CSRF_FAILURE_VIEW == "chat.views.errors.csrf_failure"


@pytest.mark.parametrize(
    ("view", "status", "words"),
    [
        (errors.bad_request, 400, "That request made no sense"),
        (errors.forbidden, 403, "You are not allowed to do that"),
        (errors.not_found, 404, "There is nothing here"),
        (errors.server_error, 500, "Something broke on our side"),
        (errors.csrf_failure, 403, "This form is too old"),
    ],
)
def test_each_error_says_what_happened_without_asking_the_database(
    rf: RequestFactory, view: object, status: int, words: str
) -> None:
    request = rf.get("/", HTTP_COOKIE="theme=dark")
    answer = view(request)  # type: ignore[operator]
    assert answer.status_code == status
    assert words in text_of(answer)
    assert 'data-theme="dark"' in text_of(answer)


@pytest.mark.django_db
def test_an_unknown_address_is_not_found_at_no_cost(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(0):
        answer = client.get("/no/such/page/")
    assert answer.status_code == 404
    assert "There is nothing here" in text_of(answer)


@pytest.mark.django_db
def test_a_form_without_our_token_gets_the_page_that_opens_it_again() -> None:
    answer = Client(enforce_csrf_checks=True).post("/accounts/login/", {})
    assert answer.status_code == 403
    assert 'href="/accounts/login/"' in text_of(answer)


def test_when_even_the_error_page_breaks_plain_words_are_left(
    rf: RequestFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> str:
        raise RuntimeError("the template is gone")

    monkeypatch.setattr(errors, "render_to_string", broken)
    answer = errors.server_error(rf.get("/"))
    assert (answer.status_code, answer["Content-Type"]) == (500, "text/plain; charset=utf-8")
    assert errors.PLAIN in text_of(answer)


def test_a_fault_in_a_view_is_answered_by_our_page(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(request: HttpRequest) -> None:
        raise RuntimeError("broken on purpose")

    monkeypatch.setattr("chat.views.emoji._names", breaks)
    client.raise_request_exception = False
    answer = client.get("/emoji.json")
    assert answer.status_code == 500
    assert "Something broke on our side" in text_of(answer)
