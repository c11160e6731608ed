"""Commands that begin with a slash, and what people say of themselves."""

from channels_socketio import Namespace, Socket
from channels_socketio import on as command
from chat.actions import status
from chat.answers import Answer
from chat.events.commands import AwaySet, CommandList, CommandRun, StatusSet
from chat.limits import limits
from chat.models import User
from chat.slash import commands_for, run_command
from chat.sockets.answers import ok
from chat.sockets.asking import act, ask


class SlashCommands(Namespace):
    """Gives commands, and says how people are."""

    @command(CommandList)
    async def command_list(self, socket: Socket, data: CommandList) -> Answer:
        """Those that the asker may give."""
        return ok(commands=await ask(socket, _commands))

    @command(CommandRun)
    async def command_run(self, socket: Socket, data: CommandRun) -> Answer:
        """As what it does is done by other ways."""
        outcome = await act(
            socket, run_command, "user", limits().send,
            room_id=data.room, client_id=data.client_id, text=data.text,
        )  # fmt: skip
        return ok(**outcome)

    @command(StatusSet)
    async def status_set(self, socket: Socket, data: StatusSet) -> Answer:
        """One's own."""
        return ok(person=await act(socket, status.set_status, "user", **data.arguments()))

    @command(AwaySet)
    async def away_set(self, socket: Socket, data: AwaySet) -> Answer:
        """One's own."""
        return ok(person=await act(socket, status.set_away, "user", away=data.away))


def _commands(*, user: User) -> list[object]:
    return list(commands_for(user))
