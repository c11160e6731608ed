"""What tests of the panel share."""

from collections.abc import Iterator

import pytest
from django.core.cache import cache
from django.test import Client

from chat.models import User
from chat.models.users import Role
from tests.support.factories import make_user
from tests.support.pages import log_in


@pytest.fixture(autouse=True)
def clean_limits() -> Iterator[None]:
    """Rate limits count in the cache: each test starts with none used."""
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def anna(db: None) -> User:
    """An admin."""
    return make_user("anna", display_name="Anna Admin", role=Role.ADMIN)


@pytest.fixture
def panel(anna: User) -> Client:
    """The panel, as an admin sees it."""
    return log_in(anna)


@pytest.fixture
def owners_panel(olga: User) -> Client:
    """The panel, as an owner sees it."""
    return log_in(olga)
