"""The sections of one's sidebar."""

import pytest
from pytest_django import Settings

from chat.actions import sections
from chat.errors import Conflict, Forbidden, Invalid, LoginRequired, NotFound
from chat.models import Room, Sidebar, User
from chat.queries import rooms as room_queries
from chat.queries import sync
from chat.queries.sidebar import my_sidebar
from tests.chat.actions.conftest import Watching


def keys(user: User) -> list[str]:
    """The sections in their order."""
    return [section.key for section in my_sidebar(user=user).sections]


def test_a_section_is_made_named_sorted_folded_moved_and_told_to_ones_own_tabs(
    ada: User, ben: User, watching: Watching
) -> None:
    assert keys(ada) == ["starred", "rooms", "direct"]
    with watching(ada, ben) as sent:
        made = sections.create_section(user=ada, name=" Harbour  works ")
    assert [each.key for each in made.sections] == ["starred", "s1", "rooms", "direct"]
    assert made.sections[1].name == "Harbour works"
    (one,) = sent.sent
    assert (one.event, one.to) == ("me:changed", (f"user:{ada.pk}",))
    with watching(ada):
        sections.update_section(user=ada, section="s1", name="Works", sort="unread", folded=True)
        sections.update_section(user=ada, section="direct", before="starred", sort="name")
        now = sections.update_section(user=ada, section="s1", before="")
    assert [each.key for each in now.sections] == ["direct", "starred", "rooms", "s1"]
    last = now.sections[-1]
    assert (last.name, last.sort, last.folded) == ("Works", "unread", True)
    assert sync.my_changes(user=ada, after=0).sidebars == [now]
    assert sync.my_changes(user=ada, after=now.me_seq - 1).sidebars == [now]
    assert keys(ben) == ["starred", "rooms", "direct"]


def test_the_same_again_changes_nothing(ada: User, watching: Watching) -> None:
    sections.create_section(user=ada, name="Works")
    with watching(ada) as sent:
        sections.update_section(user=ada, section="s1", name="Works", before="rooms", folded=False)
        sections.update_section(user=ada, section="s1", before="s1")
    assert sent.sent == []


def test_a_room_is_put_in_a_section_which_goes_without_it(
    room: Room, ada: User, watching: Watching
) -> None:
    sections.create_section(user=ada, name="Works")
    with watching(ada) as sent:
        mine = sections.put_in_section(user=ada, room_id=room.pk, section="s1")
        sections.put_in_section(user=ada, room_id=room.pk, section="s1")
    assert (mine.section, sent.names()) == ("s1", ["me:changed"])
    with watching(ada):
        sections.delete_section(user=ada, section="s1")
    assert keys(ada) == ["starred", "rooms", "direct"]
    # Another section never has the key of one that is gone, so nothing comes back into it.
    assert "s2" in [each.key for each in sections.create_section(user=ada, name="Next").sections]
    with watching(ada):
        assert sections.put_in_section(user=ada, room_id=room.pk, section="").section == ""


def test_what_is_not_there_or_not_ones_own_is_refused(
    room: Room, den: Room, ada: User, ben: User, eve: User, settings: Settings
) -> None:
    sections.create_section(user=ben, name="His")
    for act in (
        lambda: sections.update_section(user=ada, section="s1", name="Mine"),
        lambda: sections.update_section(user=ben, section="s1", before="s9"),
        lambda: sections.delete_section(user=ada, section="s1"),
        lambda: sections.put_in_section(user=ada, room_id=room.pk, section="s1"),
        lambda: sections.put_in_section(user=ben, room_id=room.pk, section="rooms"),
        lambda: sections.put_in_section(user=eve, room_id=den.pk, section=""),
    ):
        with pytest.raises(NotFound):
            act()
    with pytest.raises(Forbidden, match="always"):
        sections.delete_section(user=ada, section="rooms")
    with pytest.raises(Forbidden, match="name"):
        sections.update_section(user=ada, section="starred", name="Best")
    with pytest.raises(Invalid):
        sections.create_section(user=ada, name="x" * 41)
    settings.HEARTH = {**settings.HEARTH, "SECTIONS_PER_USER": 1}
    with pytest.raises(Conflict, match="1 sections"):
        sections.create_section(user=ben, name="Another")
    User.objects.filter(pk=ben.pk).update(is_active=False)
    with pytest.raises(LoginRequired):
        sections.delete_section(user=ben, section="s1")
    assert not Sidebar.objects.filter(user=ada).exists()
    assert room_queries.my_room(user=ada, room_id=room.pk).section == ""
