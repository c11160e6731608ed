"""schemathesis asks every operation, by the API's own description: what fits it, and what does not.

A little of `python -m tests.api_fuzz`, the same each time.
"""

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as hypothesis_settings
from schemathesis.checks import CHECKS
from schemathesis.config import SchemathesisConfig
from schemathesis.core.result import Ok

from chat.actions import tokens
from chat.models import Organisation, Room, User
from chat.models.users import Role
from tests.api_fuzz import CONFIG, EXCEPT
from tests.support import api_media as api_media
from tests.support.factories import send

MODES = schemathesis.GenerationMode
EXAMPLES = 1
_FEW = hypothesis_settings(
    max_examples=EXAMPLES, derandomize=True, database=None, deadline=None,
    phases=[Phase.generate], suppress_health_check=list(HealthCheck),
)  # fmt: skip


@pytest.fixture
def application() -> Iterator[WSGIHandler]:
    """Django as schemathesis calls it, in the test's own transaction."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield WSGIHandler()
    for signal in signals:
        signal.connect(close_old_connections)


@pytest.mark.usefixtures("full_buckets")
@pytest.mark.parametrize("mode", [MODES.POSITIVE, MODES.NEGATIVE])
def test_every_operation_answers_as_it_is_described(
    ada: User,
    room: Room,
    settings: Any,
    application: WSGIHandler,
    mode: schemathesis.GenerationMode,
) -> None:
    rates = {name: (10**6, 10**6) for name in settings.HEARTH if name.endswith("_RATE")}
    settings.HEARTH = {**settings.HEARTH, **rates}
    Organisation.objects.create(name="Tidewater")
    User.objects.filter(pk=ada.pk).update(role=Role.OWNER)
    _, token = tokens.create_token(user=ada, name="fuzz")
    there = {"room_id": room.pk, "message_id": send(ada, room, "hello").id}
    config = SchemathesisConfig.from_path(CONFIG)
    schema = schemathesis.openapi.from_wsgi("/api/openapi.json", application, config=config)
    asked = 0
    for result in schema.get_all_operations():
        assert isinstance(result, Ok), result
        asked += _ask(result.ok(), mode, there, {"Authorization": f"Bearer {token}"})
    assert asked > 60


def _ask(
    operation: Any,
    mode: schemathesis.GenerationMode,
    there: dict[str, int],
    headers: dict[str, str],
) -> int:
    """Ask one operation; how often. What fits is asked of a room and a message that there are."""
    names = {parameter.name for parameter in operation.path_parameters}
    known = {name: pk for name, pk in there.items() if name in names}
    asked = 0

    @_FEW
    @given(case=operation.as_strategy(generation_mode=mode))
    def ask(case: Any) -> None:
        nonlocal asked
        asked += 1
        if mode is MODES.POSITIVE:
            case.path_parameters.update(known)
        excluded = CHECKS.get_by_names([EXCEPT])
        case.call_and_validate(headers=headers, excluded_checks=excluded)

    ask()
    return asked
