"""Emoji of one's own: added, shown, reacted with, withdrawn."""

from typing import Any

import pytest
from django.core.files.storage import storages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from chat.actions import emoji, reactions
from chat.errors import ChatError, Conflict, Forbidden, Invalid, NotFound, TooMany
from chat.events.shapes import EmojiShape
from chat.limits import limits
from chat.models import AuditEntry, CustomEmoji, Organisation, Room, User
from chat.queries import emoji as queries
from tests.chat.actions.conftest import Committing
from tests.support.api import bearer, call, refusal
from tests.support.factories import send
from tests.support.pictures import drawn, saved

PICTURE = saved(drawn(40, 40), "PNG")


@pytest.fixture(autouse=True)
def organisation(db: None) -> Organisation:
    return Organisation.objects.create(name="Harbour")


@pytest.fixture
def tide(ada: User, full_buckets: None) -> EmojiShape:
    return emoji.add_emoji(actor=ada, name=":Tide:", picture=PICTURE)


def test_one_is_added_and_everyone_is_told(
    ada: User, gus: User, committing: Committing, full_buckets: None
) -> None:
    with committing() as sent:
        made = emoji.add_emoji(actor=ada, name="tide", picture=PICTURE)
    assert sent.names() == ["emoji:changed"]
    assert sent.sent[0].to == ("members", f"user:{gus.pk}")
    assert sent.events("emoji:changed")[0]["emoji"] == made.model_dump(mode="json")
    assert queries.custom_emoji(user=gus) == [made]
    assert AuditEntry.objects.get().label == ":tide:"


def test_it_is_shown_in_messages_for_one_query_and_others_cost_none(
    tide: EmojiShape, ada: User, room: Room, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    shape = send(ada, room, "in :tide: out")
    assert f'<img class="emoji" src="{tide.url}" alt=":tide:"' in shape.html
    with django_assert_num_queries(1):
        assert queries.pictures_of({"tide", "ebb"}) == {"tide": tide.url}
    with django_assert_num_queries(0):
        assert queries.pictures_of(frozenset()) == {}


def test_one_reacts_with_it_and_takes_it_back_even_when_it_is_withdrawn(
    tide: EmojiShape, ada: User, room: Room
) -> None:
    message = send(ada, room, "high water")
    asked: dict[str, Any] = {
        "user": ada,
        "room_id": room.pk,
        "message_id": message.id,
        "emoji": ":TIDE:",
    }
    [shown] = reactions.add_reaction(**asked).reactions
    assert (shown.emoji, shown.name, shown.picture) == (":tide:", "tide", tide.url)
    emoji.withdraw_emoji(actor=ada, emoji_id=tide.id)
    assert reactions.remove_reaction(**asked).reactions == []
    with pytest.raises(Invalid):
        reactions.add_reaction(**asked)


def test_withdrawn_it_is_gone_with_its_picture(
    tide: EmojiShape, ada: User, room: Room, committing: Committing
) -> None:
    stored = CustomEmoji.objects.get().stored_as
    assert storages["files"].exists(stored)
    with committing() as sent:
        emoji.withdraw_emoji(actor=ada, emoji_id=tide.id)
    assert sent.events("emoji:changed")[0]["emoji"]["active"] is False
    assert not storages["files"].exists(stored)
    assert ":tide:" in send(ada, room, "in :tide: out").html
    emoji.add_emoji(actor=ada, name="tide", picture=PICTURE)  # the name is free


@pytest.mark.parametrize(
    ("name", "fault"),
    [("smile", Conflict), ("tide", Conflict), ("x", Invalid), ("a b", Invalid), ("ä-ö", Invalid),
     ("x" * 41, Invalid), ('"><script>', Invalid)],
)  # fmt: skip
def test_a_name_that_will_not_do_is_refused(
    tide: EmojiShape, ada: User, name: str, fault: type[ChatError]
) -> None:
    with pytest.raises(fault) as refused:
        emoji.add_emoji(actor=ada, name=name, picture=PICTURE)
    assert refused.value.details["field"] == "name"
    assert CustomEmoji.objects.count() == 1
    assert len(storages["files"].listdir("emoji")[1]) >= 1


def test_who_adds_and_withdraws_them_is_as_the_rule_says(
    tide: EmojiShape, ada: User, ben: User, gus: User, olga: User
) -> None:
    with pytest.raises(Forbidden):
        emoji.add_emoji(actor=gus, name="mine", picture=PICTURE)
    with pytest.raises(Forbidden):
        emoji.withdraw_emoji(actor=ben, emoji_id=tide.id)
    with pytest.raises(Forbidden):
        emoji.set_emoji_makers(actor=ada, makers="admins")
    with pytest.raises(Invalid):
        emoji.set_emoji_makers(actor=olga, makers="guests")
    emoji.set_emoji_makers(actor=olga, makers="admins")
    with pytest.raises(Forbidden):
        emoji.add_emoji(actor=ada, name="mine", picture=PICTURE)
    assert emoji.add_emoji(actor=olga, name="mine", picture=PICTURE).name == "mine"
    emoji.withdraw_emoji(actor=olga, emoji_id=tide.id)
    with pytest.raises(NotFound):
        emoji.withdraw_emoji(actor=olga, emoji_id=tide.id)


def test_there_are_so_many_and_no_more(tide: EmojiShape, ada: User, settings: Settings) -> None:
    settings.HEARTH = {**settings.HEARTH, "CUSTOM_EMOJI": 1}
    with pytest.raises(Invalid):
        emoji.add_emoji(actor=ada, name="ebb", picture=PICTURE)


def test_who_sends_many_pictures_waits(full_buckets: None, ada: User, settings: Settings) -> None:
    settings.HEARTH = {**settings.HEARTH, "PICTURE_RATE": (0.01, 1)}
    limits.cache_clear()
    emoji.add_emoji(actor=ada, name="tide", picture=PICTURE)
    with pytest.raises(TooMany):
        emoji.add_emoji(actor=ada, name="ebb", picture=PICTURE)
    limits.cache_clear()


def test_over_http_it_is_uploaded_listed_fetched_and_withdrawn(
    ada: User, ben: User, client: Client, full_buckets: None
) -> None:
    hers = bearer(ada)
    file = SimpleUploadedFile("../../x.php", PICTURE)
    made = hers.post("/api/emoji", {"name": "tide", "picture": file}).json()
    assert call(bearer(ben), "get", "/emoji")[1] == {"emoji": [made], "may_add": True}
    bad = hers.post("/api/emoji", {"name": "ebb", "picture": SimpleUploadedFile("x", b"<svg/>")})
    assert (bad.status_code, bad.json()["reason"]) == (400, "kind")
    assert client.get(made["url"]).status_code == 302, "a stranger sees no picture"
    client.force_login(ben)
    answer = client.get(made["url"])
    assert (answer["Content-Type"], answer["X-Content-Type-Options"]) == ("image/webp", "nosniff")
    assert answer["Cache-Control"].startswith("private")
    path = f"/emoji/{made['id']}"
    assert refusal(call(bearer(ben), "delete", path)) == (403, "forbidden")
    assert call(hers, "delete", path)[1]["active"] is False
    assert client.get("/emoji/nothing.webp").status_code == 404
