"""What the tests of actions share: an act, what it sent, and the clients that heard it."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import pytest
from pytest_django import DjangoCaptureOnCommitCallbacks

from chat.models import User
from tests.support.client_state import Client
from tests.support.recorder import RecordingEmitter

Committing = Callable[[], AbstractContextManager[RecordingEmitter]]
Watching = Callable[..., AbstractContextManager[RecordingEmitter]]


@pytest.fixture
def committing(
    sent: RecordingEmitter, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> Committing:
    """`with committing() as sent:` what is done inside is committed; only its sends are told."""

    @contextmanager
    def commit() -> Iterator[RecordingEmitter]:
        sent.clear()
        with django_capture_on_commit_callbacks(execute=True):
            yield sent

    return commit


@pytest.fixture
def watching(committing: Committing) -> Watching:
    """`with watching(ada, ben) as sent:` as `committing`; at the end the clients of those users
    must have, from events alone, what they would fetch."""

    @contextmanager
    def watch(*users: User) -> Iterator[RecordingEmitter]:
        clients = [Client(user) for user in users]
        for client in clients:
            client.connect()
        with committing() as sent:
            yield sent
        for client in clients:
            client.hear(sent.sent)
            assert client.seen() == client.truth()

    return watch
