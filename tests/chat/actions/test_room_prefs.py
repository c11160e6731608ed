"""What a room is to one of its members."""

import pytest

from chat.actions import room_prefs
from chat.errors import Forbidden, NotFound
from chat.models import Room, User
from chat.queries import rooms as room_queries
from chat.queries import sync
from tests.chat.actions.conftest import Watching


def test_stars_and_mutes_are_the_users_own_and_told_to_their_tabs_alone(
    room: Room, ada: User, ben: User, watching: Watching
) -> None:
    before = room_queries.my_room(user=ada, room_id=room.pk).me_seq
    with watching(ada, ben) as sent:
        mine = room_prefs.set_prefs(user=ada, room_id=room.pk, starred=True)
    assert (mine.starred, mine.muted, mine.me_seq) == (True, False, before + 1)
    (one,) = sent.sent
    assert (one.event, one.to) == ("me:changed", (f"user:{ada.pk}",))
    mine = room_prefs.set_prefs(user=ada, room_id=room.pk, muted=True)
    assert (mine.starred, mine.muted) == (True, True)
    (caught_up,) = sync.my_changes(user=ada, after=before).rooms
    assert caught_up == mine
    assert not room_queries.my_room(user=ben, room_id=room.pk).starred


def test_the_same_again_changes_nothing(room: Room, ada: User, watching: Watching) -> None:
    with watching(ada) as sent:
        room_prefs.set_prefs(user=ada, room_id=room.pk, starred=False, muted=False)
    assert sent.sent == []


def test_who_is_not_in_a_room_has_no_opinion_of_it(room: Room, den: Room, eve: User) -> None:
    with pytest.raises(Forbidden):
        room_prefs.set_prefs(user=eve, room_id=room.pk, starred=True)
    with pytest.raises(NotFound):
        room_prefs.set_prefs(user=eve, room_id=den.pk, muted=True)
