"""Pieces of pages: rendered once for what they are given, and for nothing else."""

import json
import re
from typing import Any

import pytest
from django.template import Context, Template
from django.test import Client

from chat.actions import reactions
from chat.events.shapes import Person
from chat.lru import made as cache
from chat.models import Room, User
from chat.templatetags import pieces
from chat.templatetags.pieces import embedded, piece
from tests.support import factories
from tests.support.pages import log_in, text_of

PERSON = Person(
    id=7, username="ada", display_name="<Ada>", initials="A", hue=7, role="member",
    is_active=True, time_zone="UTC",
)  # fmt: skip


def made(template: str, **given: object) -> str:
    return str(piece(Context(), template, **given))


def item(*, mine: bool = False, person: Person = PERSON) -> dict[str, object]:
    return {"person": person, "state": "online", "mine": mine}


def test_a_piece_is_rendered_once_for_the_same() -> None:
    cache.clear()
    first = made("chat/_member.html", item=item(mine=True), stays=True)
    assert "&lt;Ada&gt;" in first
    assert ">you<" in first
    assert made("chat/_member.html", item=item(mine=True), stays=True) == first
    assert len(cache) == 1
    assert ">you<" not in made("chat/_member.html", item=item(), stays=True)
    assert len(cache) == 2


def test_a_number_is_no_truth_and_no_text() -> None:
    values: list[Any] = [1, True, "1", [1], ["1"], [True], {"a": 1}, None, 1.0]
    values += [0, False, "", [], [[]], {}]
    kept = {pieces._key(value) for value in values}
    assert len(kept) == 15


def test_a_piece_sees_nothing_of_the_page_around_it() -> None:
    page = Template('{% load pieces %}{% piece "chat/_member.html" item=item %}')
    shown = page.render(Context({"item": item(), "stays": True}))
    assert shown == made("chat/_member.html", item=item())
    assert shown != made("chat/_member.html", item=item(), stays=True)


def test_pieces_stand_one_after_another_and_none_without_values() -> None:
    page = Template('{% load pieces %}{% pieces "chat/_member.html" "item" items stays=True %}')
    shown = page.render(Context({"items": [item(mine=True), item()]}))
    assert shown == made("chat/_member.html", item=item(mine=True), stays=True) + made(
        "chat/_member.html", item=item(), stays=True
    )
    assert page.render(Context()) == ""


def test_what_is_embedded_ends_no_script_and_reads_as_it_was() -> None:
    given = {"text": "</script><!-- & 'x' \u2028 東京", "person": PERSON}
    text = embedded(Context(), given, "x")
    inside = re.fullmatch(r'<script id="x" type="application/json">(.*)</script>', text)
    assert inside is not None
    assert not re.search("[<>&]", inside[1])
    assert json.loads(inside[1]) == {"text": given["text"], "person": PERSON.model_dump()}


@pytest.mark.django_db
def test_each_page_has_its_own_token_in_all_its_forms(reader: Client, room: Room) -> None:
    tokens: list[str] = []
    for path in (f"/r/{room.pk}/", "/people/", "/rooms/"):
        html = text_of(reader.get(path))
        assert pieces.TOKEN not in html
        found = set(re.findall(r'name="csrfmiddlewaretoken" value="(\w+)"', html))
        assert len(found) == 1
        tokens += found
    assert len(set(tokens)) == 3


@pytest.mark.django_db
def test_a_reaction_is_pressed_for_who_set_it_alone(
    organisation: object, room: Room, ada: User, ben: User
) -> None:
    said = factories.send(ben, room)
    reactions.add_reaction(user=ada, room_id=room.pk, message_id=said.id, emoji="👍")
    for _ in range(2):
        for user, pressed in ((ada, "true"), (ben, "false")):
            html = text_of(log_in(user).get(f"/r/{room.pk}/"))
            rows = html.split("data-rows>")[1].split("</ol>")[0]
            found = re.search(r'data-react="👍".*?aria-pressed="(\w+)"', rows, re.DOTALL)
            assert found is not None
            assert found[1] == pressed


def test_parts_stand_where_they_were_put_whatever_is_in_them() -> None:
    parts = pieces.Parts()
    page = Template(
        "{% load pieces %}東{% piece 'chat/_day.html' row=row %}"
        "{% embedded row 'x' %}<{% piece 'chat/_day.html' row=row %}>"
    )
    row = {"day": "2026-11-19", "day_text": f"{pieces._MARK}0; 🌊 \\1"}
    text = page.render(Context({"row": row, "parts": parts}))
    assert "2026" not in text
    assert parts.fill(text).decode() == page.render(Context({"row": row}))


@pytest.mark.django_db
def test_no_page_shows_where_its_parts_went(reader: Client, room: Room) -> None:
    for path in (f"/r/{room.pk}/", "/people/", "/rooms/", "/search/?q=a", "/inbox/"):
        assert pieces._MARK not in text_of(reader.get(path))
