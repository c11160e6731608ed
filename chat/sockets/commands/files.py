"""Files."""

from channels_socketio import Namespace, Socket
from channels_socketio import on as command
from chat.actions import uploads
from chat.answers import Answer
from chat.events.commands import FileDescribe, FileRemove, FileUnsent, RoomFiles
from chat.queries import files as file_queries
from chat.sockets.answers import ok
from chat.sockets.asking import act, ask


class FileCommands(Namespace):
    """Lists and describes files."""

    @command(RoomFiles)
    async def room_files(self, socket: Socket, data: RoomFiles) -> Answer:
        """A page."""
        page = await ask(
            socket, file_queries.room_files, room_id=data.room, kind=data.kind, before=data.before
        )
        return ok(page=page)

    @command(FileUnsent)
    async def file_unsent(self, socket: Socket, data: FileUnsent) -> Answer:
        """One's own."""
        return ok(files=await ask(socket, file_queries.unsent))

    @command(FileDescribe)
    async def file_describe(self, socket: Socket, data: FileDescribe) -> Answer:
        """One's own, not sent yet."""
        file = await act(socket, uploads.describe_file, "owner", file_id=data.file, alt=data.alt)
        return ok(file=file)

    @command(FileRemove)
    async def file_remove(self, socket: Socket, data: FileRemove) -> Answer:
        """One's own, not sent yet."""
        await act(socket, uploads.remove_upload, "owner", file_id=data.file)
        return ok()
