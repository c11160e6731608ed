"""Polls."""

from django.http import HttpRequest
from ninja import Router, Schema

from chat.actions import polls
from chat.api.auth import asker
from chat.api.operations import command
from chat.api.parameters import PathId
from chat.events.commands import PollClose, PollCreate, PollMine, PollVoteSet
from chat.events.commands.fields import ClientId, Flag, Words
from chat.events.commands.polls import Options, Places, Seconds
from chat.events.shapes import MessageShape
from chat.limits import limits
from chat.queries import polls as poll_queries

router = Router(tags=["messages"])
_PATH = "/rooms/{int:room_id}/messages/{int:message_id}/poll"


class NewPoll(Schema):
    """A poll; the same `client_id` again is the same poll. `closes_in` is in seconds."""

    client_id: ClientId
    question: Words
    options: Options
    multiple: Flag = False
    anonymous: Flag = False
    closes_in: Seconds | None = None


class Choice(Schema):
    """What one votes for, by the options' places from 0."""

    options: Places


@router.post("/rooms/{int:room_id}/polls", response=MessageShape)
@command(PollCreate)
def create(request: HttpRequest, room_id: PathId, body: NewPoll) -> MessageShape:
    """Ask something; answered once it is stored."""
    user = asker(request)
    limits().send.take(user.pk)
    return polls.create_poll(author=user, room_id=room_id, **body.dict())


@router.put(f"{_PATH}/votes", response=MessageShape)
@command(PollVoteSet)
def vote(request: HttpRequest, room_id: PathId, message_id: PathId, body: Choice) -> MessageShape:
    """Vote for these options and for no others."""
    return polls.vote(
        user=asker(request), room_id=room_id, message_id=message_id, options=body.options
    )


@router.get(f"{_PATH}/votes", response=Choice)
@command(PollMine)
def mine(request: HttpRequest, room_id: PathId, message_id: PathId) -> Choice:
    """What one votes for."""
    found = poll_queries.my_votes(user=asker(request), room_id=room_id, message_id=message_id)
    return Choice(options=found)


@router.post(f"{_PATH}/close", response=MessageShape)
@command(PollClose)
def close(request: HttpRequest, room_id: PathId, message_id: PathId) -> MessageShape:
    """Take no more votes."""
    return polls.close_poll(actor=asker(request), room_id=room_id, message_id=message_id)
