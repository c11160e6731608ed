"""The demo organisation: filled once, plausible, and by the same rules as everyone's rooms."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.db.models import Count, F, Max

from chat.demo.cast import ACTORS, SCENES
from chat.demo.scripts import blocks, fill
from chat.models import Membership, Message, Organisation, Room, User
from chat.models.messages import MessageKind


def _demo(*, messages: int = 300) -> str:
    out = StringIO()
    call_command("demo", messages=messages, days=40, stdout=out, skip_checks=True)
    return out.getvalue()


@pytest.mark.django_db
def test_it_is_filled_once_with_talk_that_keeps_to_the_rules_of_rooms() -> None:
    out = _demo()  # once for all that is asked of it: it takes seconds
    _has_people_rooms_and_talk(out)
    _numbers_and_dates_run_one_way()
    _nobody_speaks_in_a_room_they_are_not_in()
    before = Message.objects.count()
    assert "ines" in _demo(), "a second run prints the log-ins again"
    assert Message.objects.count() == before, "and adds nothing"


def _has_people_rooms_and_talk(out: str) -> None:
    assert User.objects.count() == 12
    assert Room.objects.exclude(kind="direct").count() == 8
    talk = Message.objects.filter(kind=MessageKind.TEXT)
    assert talk.count() >= 250
    assert set(talk.values_list("room", flat=True)) == set(
        Room.objects.values_list("pk", flat=True)
    )
    for actor in ACTORS:
        assert actor.username in out
    assert "walk-the-dyke-path" in out


def _numbers_and_dates_run_one_way() -> None:
    for room in Room.objects.all():
        rows = list(Message.objects.filter(room=room).order_by("seq"))
        assert [row.created_at for row in rows] == sorted(row.created_at for row in rows)
        assert room.last_seq == max(row.changed_seq for row in rows)
    doubled = Message.objects.values("room", "seq").annotate(n=Count("pk")).filter(n__gt=1)
    assert not doubled
    ahead = Membership.objects.annotate(head=Max("room__last_seq")).filter(read_seq__gt=F("head"))
    assert not ahead


def _nobody_speaks_in_a_room_they_are_not_in() -> None:
    spoken = Message.objects.filter(kind=MessageKind.TEXT).values_list("room", "author").distinct()
    members = set(Membership.objects.filter(is_active=True).values_list("room", "user"))
    assert set(spoken) <= members


@pytest.mark.django_db
def test_it_leaves_an_organisation_of_someone_else_alone(
    capsys: pytest.CaptureFixture[str],
) -> None:
    Organisation.objects.create(name="Somebody's own")
    with pytest.raises(SystemExit):
        _demo()
    assert User.objects.count() == 0


def test_every_slot_of_every_script_is_one_that_is_filled() -> None:
    for scene in SCENES:
        for block in blocks(scene.name):
            assert len(block) >= 2
            for _, text in block:
                assert text.strip()


def test_code_keeps_its_braces() -> None:
    assert fill("f{x} {place} {a}", {"a": "Ann"}, {"place": "Here"}) == "f{x} Here Ann"
