"""Mentions: whom a message calls, who is told how many wait, and what an edit does to it."""

import pytest
from pytest_django import DjangoAssertNumQueries, Settings

from chat.actions import membership, messages, polls, reading
from chat.models import Connection, Mention, Room, User
from chat.queries import rooms as room_queries
from tests.chat.actions.conftest import Watching
from tests.support import factories
from tests.support.factories import send
from tests.support.queries import sending


def waiting(user: User, room: Room) -> list[int]:
    """The numbers of the unread messages there that mention them."""
    return room_queries.my_room(user=user, room_id=room.pk).mentions


def connect(*users: User) -> None:
    for user in users:
        Connection.objects.create(sid=f"w.{user.pk}", worker="w", user=user)


def test_a_member_who_is_named_is_mentioned_and_hears_it(
    room: Room, ada: User, ben: User, watching: Watching
) -> None:
    with watching(ada, ben) as sent:
        shape = send(ada, room, "look, @ben")
    assert (shape.mentions, shape.mentions_room) == ([ben.pk], False)
    assert f'<span class="mention" data-user="{ben.pk}">@ben</span>' in shape.html
    assert sent.events("message:created")[0]["message"]["mentions"] == [ben.pk]
    assert (waiting(ben, room), waiting(ada, room)) == ([shape.seq], [])


def test_one_is_not_mentioned_by_oneself_nor_outside_the_room(
    room: Room, ada: User, ben: User, eve: User
) -> None:
    shape = send(ada, room, "@ada and @eve")
    assert shape.mentions == []
    assert shape.html.count("mention") == 2  # shown, though it reaches nobody
    membership.join_room(user=eve, room_id=room.pk)
    assert waiting(eve, room) == []


def test_the_room_is_everyone_in_it_but_the_author(room: Room, ada: User, ben: User) -> None:
    shape = send(ada, room, "@room and @ben")
    assert (shape.mentions, shape.mentions_room) == ([], True)
    assert Mention.objects.count() == 1
    assert (waiting(ben, room), waiting(ada, room)) == ([shape.seq], [])


def test_here_is_who_is_connected_when_it_is_sent(room: Room, ada: User, ben: User) -> None:
    carol = factories.make_user("carol")
    membership.join_room(user=carol, room_id=room.pk)
    connect(ada, ben)
    shape = send(ada, room, "@here")
    assert shape.mentions == [ben.pk]
    connect(carol)
    again = messages.edit_message(
        author=ada, room_id=room.pk, message_id=shape.id, text="@here, all of you"
    )
    assert again.mentions == [ben.pk]


def test_in_a_large_room_only_admins_call_everyone(
    room: Room, ada: User, ben: User, olga: User, settings: Settings
) -> None:
    membership.join_room(user=olga, room_id=room.pk)
    settings.HEARTH = {**settings.HEARTH, "EVERYONE_MENTION_MEMBERS": 1}
    shape = send(ada, room, "@room @here")
    assert (shape.html, shape.mentions_room) == ("<p>@room @here</p>", False)
    assert send(olga, room, "@room").mentions_room


def test_a_room_is_linked_that_everyone_may_see_and_no_other(
    room: Room, den: Room, ada: User, gus: User
) -> None:
    shape = send(ada, room, f"#{room.name} and #{den.name}")
    assert shape.html == f'<p><a href="/r/{room.pk}/">#{room.name}</a> and #{den.name}</p>'
    # To a guest, who may not know of it, the name says nothing.
    hall = factories.make_room(ada, "hall", kind="private", members=(gus,))
    assert send(gus, hall, f"#{room.name}").html == f"<p>#{room.name}</p>"


def test_a_guest_names_only_those_they_may_see(ada: User, ben: User, gus: User) -> None:
    hall = factories.make_room(ada, "hall", kind="private", members=(gus,))
    assert send(gus, hall, "@ben @ada").html.count("data-user") == 1


def test_an_edit_and_a_deletion_change_who_is_mentioned(
    room: Room, ada: User, ben: User, watching: Watching
) -> None:
    shape = send(ada, room, "@ben")
    with watching(ada, ben):
        messages.edit_message(author=ada, room_id=room.pk, message_id=shape.id, text="never mind")
    assert (waiting(ben, room), Mention.objects.count()) == ([], 0)
    with watching(ada, ben) as sent:
        messages.edit_message(author=ada, room_id=room.pk, message_id=shape.id, text="yes @ben")
    assert waiting(ben, room) == [shape.seq]
    assert sent.events("message:changed")[0]["message"]["mentions"] == [ben.pk]
    with watching(ada, ben) as sent:
        messages.delete_message(actor=ada, room_id=room.pk, message_id=shape.id)
    assert (waiting(ben, room), Mention.objects.count()) == ([], 0)
    assert sent.events("message:changed")[0]["message"]["mentions"] == []


def test_what_is_read_waits_no_more(room: Room, ada: User, ben: User, watching: Watching) -> None:
    first, second = send(ada, room, "@ben"), send(ada, room, "@room")
    assert waiting(ben, room) == [first.seq, second.seq]
    with watching(ada, ben) as sent:
        reading.set_read(user=ben, room_id=room.pk, seq=first.seq)
    assert sent.events("me:changed")[0]["mine"]["mentions"] == [second.seq]


def test_the_mentions_of_all_rooms_are_one_query(
    room: Room, den: Room, ada: User, ben: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    send(ada, room, "@ben")
    send(ada, den, "@ben")
    with django_assert_num_queries(1):
        mine = room_queries.my_rooms(user=ben)
    assert sum(len(each.mentions) for each in mine) == 2


def test_a_mention_costs_three_queries_more(
    room: Room, ada: User, ben: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    # Those of any message; who it is, whether they are in the room, the row, and its shape.
    with django_assert_num_queries(sending() + 4 + 2):
        send(ada, room, "@ben")


def test_who_is_named_in_a_thread_follows_it_and_the_room_counts_nothing(
    room: Room, ada: User, ben: User, watching: Watching
) -> None:
    root = send(ada, room, "where to?")
    with watching(ada, ben) as sent:
        reply = messages.send_message(
            author=ada, room_id=room.pk, client_id="reply-to-ben", text="@ben?", thread=root.id
        )
    assert reply.mentions == [ben.pk]
    assert waiting(ben, room) == []
    told = [event["thread"] for event in sent.events("me:changed") if event.get("thread")]
    assert [(mine["following"], mine["unread"]) for mine in told][-1] == (True, 1)


def test_a_poll_mentions_as_a_message_does(
    room: Room, ada: User, ben: User, watching: Watching
) -> None:
    with watching(ada, ben):
        asked = polls.create_poll(
            author=ada, room_id=room.pk, client_id="ask-ben-1", question="@ben, when?",
            options=["now", "later"],
        )  # fmt: skip
    assert (asked.mentions, waiting(ben, room)) == ([ben.pk], [asked.seq])


@pytest.mark.parametrize("text", ["a@b.org", "just # and @ signs", "price: 5 @ 3"])
def test_a_text_that_names_nobody_stays_words(text: str, room: Room, ada: User) -> None:
    assert send(ada, room, text).mentions == []
