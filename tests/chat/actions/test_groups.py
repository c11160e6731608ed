"""Groups: made by admins, told to members, and called by one name."""

from collections.abc import Callable

import pytest
from pytest_django import DjangoAssertNumQueries, Settings

from chat.actions import groups, people
from chat.errors import ChatError, Conflict, Forbidden, Invalid, NotFound
from chat.events.shapes import GroupShape
from chat.models import AuditEntry, Mention, Room, User
from chat.queries import groups as queries
from tests.chat.actions.conftest import Committing
from tests.support.factories import send


@pytest.fixture
def pilots(olga: User, ben: User, eve: User) -> GroupShape:
    return groups.create_group(
        actor=olga, handle="@Pilots", name="Harbour pilots", members=[ben.pk, eve.pk]
    )


def test_a_group_is_made_told_and_recorded(
    olga: User, ada: User, ben: User, gus: User, committing: Committing
) -> None:
    with committing() as sent:
        made = groups.create_group(actor=olga, handle="crew", name="The crew", members=[ben.pk])
    assert sent.names() == ["group:changed"]
    assert sent.sent[0].to == ("members",)
    assert sent.events("group:changed")[0]["group"] == made.model_dump(mode="json")
    assert queries.groups(user=ada) == [made]
    assert queries.groups(user=gus) == []
    assert (AuditEntry.objects.get().act, AuditEntry.objects.get().label) == (
        "group.create", "@crew"
    )  # fmt: skip


def test_who_is_in_it_changes_and_at_last_it_is_gone(
    pilots: GroupShape, olga: User, ada: User, ben: User, committing: Committing
) -> None:
    with committing() as sent:
        more = groups.add_to_group(actor=olga, group_id=pilots.id, user_id=ada.pk)
        less = groups.remove_from_group(actor=olga, group_id=pilots.id, user_id=ben.pk)
        gone = groups.delete_group(actor=olga, group_id=pilots.id)
    assert set(more.members) == {*pilots.members, ada.pk}
    assert set(less.members) == {*more.members} - {ben.pk}
    assert [event["group"]["active"] for event in sent.events("group:changed")] == [
        True, True, False
    ]  # fmt: skip
    assert not gone.active
    assert queries.groups(user=ada) == []


def test_its_name_calls_those_of_it_who_are_in_the_room(
    pilots: GroupShape, room: Room, ada: User, ben: User, gus: User
) -> None:
    shape = send(ada, room, "@pilots!")
    assert shape.html == (f'<p><span class="mention" data-group="{pilots.id}">@pilots</span>!</p>')
    assert shape.mentions == [ben.pk]  # eve is not in the room
    assert Mention.objects.get().via == "group"


def test_the_groups_are_two_queries(
    pilots: GroupShape, olga: User, ada: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    groups.create_group(actor=olga, handle="crew", name="The crew", members=[ada.pk])
    with django_assert_num_queries(2):
        assert len(queries.groups(user=ada)) == 2


@pytest.mark.parametrize(
    ("handle", "error"),
    [("ben", Conflict), ("BEN", Conflict), ("pilots", Conflict), ("room", Invalid),
     ("x", Invalid), ("a b", Invalid)],
)  # fmt: skip
def test_a_handle_is_nobodys_name(
    pilots: GroupShape, olga: User, ben: User, handle: str, error: type[ChatError]
) -> None:
    with pytest.raises(error) as refused:
        groups.create_group(actor=olga, handle=handle, name="Some")
    assert refused.value.details["field"] == "handle"


@pytest.mark.parametrize("name", ["pilots", "piiots"])
def test_nobody_is_called_as_a_group_is(pilots: GroupShape, name: str) -> None:
    with pytest.raises(Conflict, match="looks like"):
        people.create_user(username=name, email="p@example.org", password=None, display_name="P")


def test_there_are_so_many_groups_and_so_many_in_each(
    pilots: GroupShape, olga: User, ada: User, settings: Settings
) -> None:
    settings.HEARTH = {**settings.HEARTH, "GROUPS": 1, "GROUP_MEMBERS": 2}
    with pytest.raises(Invalid, match="as many groups"):
        groups.create_group(actor=olga, handle="crew", name="The crew")
    with pytest.raises(Invalid, match="2 members at most"):
        groups.add_to_group(actor=olga, group_id=pilots.id, user_id=ada.pk)


@pytest.mark.parametrize(
    "act",
    [
        lambda actor, group: groups.create_group(actor=actor, handle="crew", name="The crew"),
        lambda actor, group: groups.add_to_group(actor=actor, group_id=group, user_id=actor.pk),
        lambda actor, group: groups.remove_from_group(
            actor=actor, group_id=group, user_id=actor.pk
        ),
        lambda actor, group: groups.delete_group(actor=actor, group_id=group),
    ],
)
def test_only_admins_change_groups(
    pilots: GroupShape, ada: User, olga: User, act: Callable[[User, int], object]
) -> None:
    with pytest.raises(Forbidden):
        act(ada, pilots.id)
    with pytest.raises(NotFound):
        groups.delete_group(actor=olga, group_id=10_000)
    with pytest.raises(NotFound):
        groups.add_to_group(actor=olga, group_id=pilots.id, user_id=10_000)
