"""What is made from chat/events: current, whole, and refused when stale."""

from pathlib import Path

import orjson
import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings

from chat.events.broadcasts import EVENTS
from chat.events.commands import COMMANDS
from chat.management.contract import FILES
from chat.management.contract.typescript import type_of


def test_the_files_in_the_repository_are_current() -> None:
    call_command("events", "--check")


def test_a_stale_file_is_named_and_then_written(
    tmp_path: Path, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.BASE_DIR = tmp_path
    with pytest.raises(CommandError, match=r"docs/events\.md, docs/asyncapi\.json, docs/api"):
        call_command("events", "--check")
    assert not list(tmp_path.iterdir())
    call_command("events")
    assert capsys.readouterr().out.count("wrote") == len(FILES)
    call_command("events", "--check")
    (tmp_path / "docs/events.md").write_text("old")
    with pytest.raises(CommandError, match=r"^Not current: docs/events\.md\. Run"):
        call_command("events", "--check")


def test_every_command_and_event_is_in_each_of_them() -> None:
    for name, make in FILES.items():
        if name in {"docs/api.md", "docs/openapi.json"}:
            continue
        text = make()
        for event in (*(model.event for model in COMMANDS), *(model.event for model in EVENTS)):
            assert f'"{event}"' in text or f"`{event}`" in text, (name, event)


@pytest.mark.parametrize("name", ["docs/asyncapi.json", "docs/openapi.json"])
def test_each_reference_in_the_schema_leads_somewhere(name: str) -> None:
    document = orjson.loads(FILES[name]())

    def follow(part: object) -> None:
        if isinstance(part, dict):
            if isinstance(ref := part.get("$ref"), str):
                found = document
                for step in ref.removeprefix("#/").split("/"):
                    found = found[step]
            for value in part.values():
                follow(value)
        elif isinstance(part, list):
            for value in part:
                follow(value)

    follow(document)
    if "operations" in document:
        assert len(document["operations"]) == len(COMMANDS) + len(EVENTS)


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        ({"type": "array", "items": {"anyOf": [{"type": "null"}, {"type": "string"}]}},
         "(null | string)[]"),
        ({"const": "a"}, '"a"'),
        ({"type": "object", "additionalProperties": {"type": "null"}}, "Record<string, null>"),
    ],
)  # fmt: skip
def test_a_schema_becomes_a_type(schema: dict[str, object], expected: str) -> None:
    assert type_of(schema) == expected
