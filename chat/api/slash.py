"""Commands that begin with a slash, and what one says of oneself."""

from django.http import HttpRequest
from ninja import Router

from chat.actions import status
from chat.api.auth import asker
from chat.api.operations import command
from chat.events.commands import AwaySet, CommandList, CommandRun, StatusSet
from chat.events.shapes import CommandOutcome, Person, SlashShape
from chat.limits import limits
from chat.slash import commands_for, run_command

router = Router(tags=["commands"])


@router.get("/commands", response=list[SlashShape])
@command(CommandList)
def commands(request: HttpRequest) -> list[SlashShape]:
    """Those that the asker may give."""
    return commands_for(asker(request))


@router.post("/commands", response=CommandOutcome)
@command(CommandRun)
def run(request: HttpRequest, body: CommandRun) -> CommandOutcome:
    """Give one, such as `/topic boats`."""
    user = asker(request)
    limits().send.take(user.pk)
    return run_command(user=user, room_id=body.room, client_id=body.client_id, text=body.text)


@router.put("/me/status", response=Person)
@command(StatusSet)
def set_status(request: HttpRequest, body: StatusSet) -> Person:
    """Say what one is at; nothing clears it."""
    return status.set_status(user=asker(request), **body.arguments())


@router.put("/me/away", response=Person)
@command(AwaySet)
def set_away(request: HttpRequest, body: AwaySet) -> Person:
    """Be shown as away, or no longer."""
    return status.set_away(user=asker(request), away=body.away)
