"""Files that the demo's people have sent, made on the spot."""

import io
from collections.abc import Mapping

from chat.actions import messages, uploads
from chat.models import Room, User

_TIDES = "day,station,high water,low water\n" + "".join(
    f"2026-11-{day:02},{station},{(day * 50 // 60 + hour) % 24:02}:{day * 50 % 60:02},"
    f"{(day * 50 // 60 + hour + 6) % 24:02}:{(day * 50 + 12) % 60:02}\n"
    for day in range(1, 31)
    for hour, station in ((3, "Weir"), (4, "North sluice"), (4, "Ferry"))
)
_NOTES = (
    "Walk of the north dyke\n\n1. The gauge at the weir reads 4 cm too high.\n"
    "2. Two stones are loose below the ferry.\n3. The key is where it always was.\n"
)
_PAPERS = (
    ("fieldwork", "declan", "The tides until the end of the month, and what I wrote down on Friday",
     (("Tides, November 2026.csv", _TIDES), ("North dyke.txt", _NOTES))),
)  # fmt: skip


def share(cast: Mapping[str, User]) -> None:
    """Send them, each by who has it, in its room."""
    for place, username, words, files in _PAPERS:
        author = cast[username]
        ids = [upload(author, name, text.encode()) for name, text in files]
        messages.send_message(
            author=author, room_id=Room.objects.get(name=place).pk,
            client_id=f"demo-files-{place}", text=words, files=ids,
        )  # fmt: skip


def upload(owner: User, name: str, content: bytes, alt: str = "") -> str:
    """The id of a file that `owner` has uploaded, in one piece."""
    file = uploads.create_upload(owner=owner, name=name, size=len(content), alt=alt).file
    uploads.append_upload(
        owner=owner, file_id=file.public_id, offset=0, content=io.BytesIO(content)
    )
    return file.public_id
