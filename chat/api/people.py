"""Oneself and the others."""

from django.http import HttpRequest
from ninja import Router, Schema

from chat.actions import conversations, rooms
from chat.api.auth import asker
from chat.api.operations import command, needs
from chat.api.parameters import PathId, QuerySeq
from chat.events.commands import DirectGroup, DirectOpen, GroupList, PeopleList
from chat.events.shapes import GroupShape, MyChanges, MyRoom, Person, Presence
from chat.presence import people_and_presence
from chat.queries import groups as group_queries
from chat.queries import shapes, sync
from chat.scopes import Scope

router = Router(tags=["people"])


class People(Schema):
    """Everyone the asker may see, and who is here."""

    people: list[Person]
    presence: Presence


@router.get("/me", response=Person)
@needs(Scope.READ)
def me(request: HttpRequest) -> Person:
    """Who the token or the session belongs to."""
    return shapes.person(asker(request))


@router.get("/me/changes", response=MyChanges)
@needs(Scope.READ)
def my_changes(request: HttpRequest, after: QuerySeq = 0) -> MyChanges:
    """One's own changes after a number: rooms joined and left, read cursors."""
    return sync.my_changes(user=asker(request), after=after)


@router.get("/people", response=People)
@command(PeopleList)
def people(request: HttpRequest) -> People:
    """Everyone the asker may see, and who is here."""
    found = people_and_presence(user=asker(request))
    return People(people=found.all, presence=found.presence)


@router.get("/groups", response=list[GroupShape])
@command(GroupList)
def groups(request: HttpRequest) -> list[GroupShape]:
    """The groups that `@handle` mentions; none for a guest."""
    return group_queries.groups(user=asker(request))


@router.post("/people/{int:user_id}/direct", response=MyRoom)
@command(DirectOpen)
def open_direct(request: HttpRequest, user_id: PathId) -> MyRoom:
    """The direct messages with someone, made when new."""
    return rooms.open_direct(user=asker(request), other_id=user_id)


@router.post("/direct", response=MyRoom)
@command(DirectGroup)
def open_group(request: HttpRequest, body: DirectGroup) -> MyRoom:
    """The direct messages with several people, made when new."""
    return conversations.open_group(user=asker(request), others=body.users)
