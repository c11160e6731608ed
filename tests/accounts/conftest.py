"""What tests of accounts share: an organisation, clients, a data folder of the test's own."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.core.cache import cache
from django.test import Client

from chat.actions import organisation
from chat.models import User
from tests.support.factories import PASSWORD
from tests.support.pages import log_in


@pytest.fixture(autouse=True)
def clean_limits() -> Iterator[None]:
    """Rate limits count in the cache: each test starts with none used."""
    cache.clear()
    yield
    cache.clear()


@pytest.fixture(autouse=True)
def data_folder(settings: object, tmp_path: Path) -> Path:
    """The first run's token lies in a folder of the test's own."""
    settings.DATA = tmp_path  # type: ignore[attr-defined]
    return tmp_path


@pytest.fixture
def owner(db: None) -> User:
    """The owner of an organisation that is set up, with #general and a first invite."""
    return organisation.found(
        name="Paper Street", username="olga", email="olga@example.org", password=PASSWORD,
        display_name="Olga Owner",
    )  # fmt: skip


@pytest.fixture
def logged_in() -> Callable[[User], Client]:
    """Gives a client that logged in by the page, as someone with the tests' password."""
    return log_in
