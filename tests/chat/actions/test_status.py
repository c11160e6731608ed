"""What people say of themselves: a status for a while, and that they are away."""

from datetime import timedelta

import pytest
from django.utils import timezone

from chat.actions import status
from chat.errors import Invalid, LoginRequired
from chat.models import Connection, Room, User
from chat.presence import people_and_presence
from chat.queries import shapes
from chat.queries import status as status_queries
from chat.slash import run_command
from tests.chat.actions.conftest import Committing
from tests.support.factories import client_id


def test_a_status_is_told_to_those_who_may_see_its_owner(
    room: Room, ada: User, committing: Committing
) -> None:
    until = timezone.now() + timedelta(hours=1)
    with committing() as sent:
        person = status.set_status(user=ada, emoji=":calendar:", text="In a meeting", until=until)
    assert person.status is not None
    assert (person.status.emoji, person.status.text) == ("📅", "In a meeting")
    (one,) = sent.sent
    assert one.event == "person:changed"
    assert {"members", f"user:{ada.pk}", f"room:{room.pk}"} == set(one.to)
    assert one.data["person"] == person.model_dump(mode="json")


def test_words_alone_get_an_emoji_and_nothing_clears_it(ada: User) -> None:
    person = status.set_status(user=ada, emoji="", text="on the dyke")
    assert person.status is not None
    assert person.status.emoji == status.PLAIN
    assert status.set_status(user=ada, emoji="", text=" ").status is None


def test_a_status_that_is_over_is_not_shown_and_is_cleared_once(
    ada: User, committing: Committing
) -> None:
    soon = timezone.now() + timedelta(minutes=1)
    status.set_status(user=ada, emoji="🌴", text="away", until=soon)
    status.end_status(user_id=ada.pk)  # too early
    assert shapes.person(ada.refreshed()).status is not None
    User.objects.filter(pk=ada.pk).update(status_until=timezone.now())
    assert shapes.person(ada.refreshed()).status is None
    assert status_queries.due(now=timezone.now(), most=10) == [ada.pk]
    with committing() as sent:
        status.end_status(user_id=ada.pk)
        status.end_status(user_id=ada.pk)
    assert sent.names() == ["person:changed"]
    assert status_queries.due(now=timezone.now(), most=10) == []


def test_what_is_no_status_is_refused(ada: User) -> None:
    past = timezone.now() - timedelta(minutes=1)
    for emoji, text in (
        ("x", ""), ("🌴🌴", ""), ("", "x" * 101), ("", "nul \x00"), ("", "hidden \u202e"),
    ):  # fmt: skip
        with pytest.raises(Invalid):
            status.set_status(user=ada, emoji=emoji, text=text)
    with pytest.raises(Invalid):
        status.set_status(user=ada, emoji="🌴", text="", until=past)
    User.objects.filter(pk=ada.pk).update(is_active=False)
    with pytest.raises(LoginRequired):
        status.set_status(user=ada, emoji="🌴", text="")


def test_away_is_over_all_devices_and_back_again(
    room: Room, ada: User, ben: User, committing: Committing
) -> None:
    Connection.objects.create(sid="w1.a", worker="w1", user=ada)
    with committing() as sent:
        person = status.set_away(user=ada, away=True)
    assert person.away
    assert sent.names() == ["presence", "person:changed"]
    assert sent.events("presence") == [{"user": ada.pk, "state": "away"}]
    assert people_and_presence(user=ben).presence.states == {str(ada.pk): "away"}
    with committing() as sent:
        status.set_away(user=ada, away=False)
    assert sent.events("presence") == [{"user": ada.pk, "state": "online"}]
    with committing() as sent:
        status.set_away(user=ben, away=True)  # who is not here stays offline
    assert sent.names() == ["person:changed"]


def test_the_commands_set_both(room: Room, ada: User) -> None:
    def give(text: str) -> str:
        return run_command(user=ada, room_id=room.pk, client_id=client_id(), text=text).said

    assert give("/status :palm_tree: on holiday until monday") == "Your status is set."
    kept = ada.refreshed()
    assert (kept.status_emoji, kept.status_text) == ("🌴", "on holiday")
    assert kept.status_until is not None
    assert kept.status_until > timezone.now()
    give("/status waiting for the tide")
    kept = ada.refreshed()
    assert (kept.status_text, kept.status_until) == ("waiting for the tide", None)
    assert give("/status") == "Your status is cleared."
    assert "away" in give("/away")
    assert ada.refreshed().is_away
    assert "no longer" in give("/away")
    assert not ada.refreshed().is_away
