"""project/csrf.py: signs that are drawn together are Django's, each as likely."""

from collections import Counter
from typing import Any

from django.middleware import csrf
from django.test import RequestFactory

from project.csrf import random_signs


def test_django_draws_them_so_and_takes_them_for_its_own() -> None:
    django: Any = csrf
    assert django._get_new_csrf_string is random_signs
    request = RequestFactory().get("/")
    one, other = csrf.get_token(request), csrf.get_token(request)
    secret = request.META["CSRF_COOKIE"]
    assert one != other
    for token in (one, other, secret):
        django._check_token_format(token)
        assert django._does_token_match(token, secret)


def test_there_are_so_many_and_each_is_as_likely() -> None:
    assert [len(random_signs(length)) for length in (0, 1, 32, 999)] == [0, 1, 32, 999]
    drawn = Counter(random_signs(62_000))
    assert set(drawn) == set(csrf.CSRF_ALLOWED_CHARS)
    assert all(800 < count < 1_200 for count in drawn.values())  # six deviations
