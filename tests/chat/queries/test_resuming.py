"""Many who come back at once: as many queries for all who lack nothing as for one of them."""

from typing import cast

import pytest
from pytest_django import DjangoAssertNumQueries, Settings

from chat.actions import membership, people
from chat.errors import Invalid, LoginRequired
from chat.models import Room, User
from chat.queries.resuming import Resumption, sync_each
from chat.queries.sync import Synced, sync
from tests.support.factories import make_room, make_user, send

pytestmark = pytest.mark.django_db


def _up_to_date(user: User, *rooms: Room) -> Resumption:
    head = User.objects.values_list("last_seq", flat=True).get(pk=user.pk)
    heads = dict(Room.objects.values_list("pk", "last_seq"))
    return Resumption(user.pk, head, {room.pk: heads[room.pk] for room in rooms})


def test_all_who_lack_nothing_take_three_queries(
    ada: User, ben: User, eve: User, room: Room, den: Room,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:  # fmt: skip
    membership.join_room(user=eve, room_id=room.pk)
    asked = [_up_to_date(user, room, den) for user in (ada, ben, eve)] * 3
    with django_assert_num_queries(3):
        answers = sync_each(asked)
    for each, answer in zip(asked, answers, strict=True):
        user = User.objects.get(pk=each.user_id)
        assert answer == sync(user=user, me=each.me, rooms=each.rooms)


def test_a_room_that_is_not_seen_is_missing_from_the_answer(
    ada: User, ben: User, eve: User, gus: User, room: Room, den: Room
) -> None:
    nowhere = {10**9: 4}
    asked = [
        each._replace(me=max(each.me, 1), rooms={**each.rooms, **nowhere})
        for each in (_up_to_date(user, room, den) for user in (ben, eve, gus))
    ]
    for each in asked:  # who has nothing of their own yet has a head of 0
        User.objects.filter(pk=each.user_id).update(last_seq=each.me)
    seen = [[changes.room for changes in answer["rooms"]] for answer in _synced(asked)]
    assert seen == [sorted([room.pk, den.pk]), [room.pk], []]


def _synced(asked: list[Resumption]) -> list[Synced]:
    answers = sync_each(asked)
    assert not [answer for answer in answers if isinstance(answer, Exception)]
    return [cast(Synced, answer) for answer in answers]


def test_who_lacks_something_gets_it_and_the_others_get_theirs(
    ada: User, ben: User, room: Room
) -> None:
    behind, ahead, new = _up_to_date(ada, room), _up_to_date(ben, room), Resumption(ben.pk, 0, {})
    send(ben, room, "meanwhile")
    current = _up_to_date(ben, room)._replace(me=ahead.me)
    late, there, first = _synced([behind, current, new])
    assert late == sync(user=ada, me=behind.me, rooms=behind.rooms)
    assert [message.text for message in late["rooms"][0].messages] == ["meanwhile"]
    assert there == sync(user=ben, me=current.me, rooms=current.rooms)
    assert first == sync(user=ben, me=0, rooms={})


def test_one_who_was_moved_meanwhile_hears_of_it(ada: User, ben: User, den: Room) -> None:
    before = _up_to_date(ben, den)
    membership.remove_member(actor=ada, room_id=den.pk, user_id=ben.pk)
    (answer,) = _synced([before])
    assert answer["rooms"] == []
    assert [mine.active for mine in answer["me"].rooms] == [False]


def test_a_closed_account_and_too_many_rooms_are_refused_each_for_itself(
    ada: User, ben: User, olga: User, room: Room, settings: Settings
) -> None:
    settings.HEARTH = {**settings.HEARTH, "SYNC_ROOMS": 1}
    zoe = make_user("zoe")
    gone, closed = Resumption(10**9, 1, {}), _up_to_date(zoe)
    people.deactivate(actor=olga, user_id=zoe.pk, reason="left")
    many = _up_to_date(ada, room, make_room(ada))
    fine = _up_to_date(ben, room)
    answers = sync_each([gone, closed, many, fine])
    kinds = [LoginRequired, LoginRequired, Invalid]
    assert [type(answer) for answer in answers[:3]] == kinds
    assert answers[3] == sync(user=ben, me=fine.me, rooms=fine.rooms)
