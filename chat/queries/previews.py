"""Link previews."""

from datetime import datetime
from typing import Literal

from chat.access import require_active, visible_rooms
from chat.errors import NotFound
from chat.events.shapes import PreviewPicture, PreviewShape
from chat.models import LinkPreview, Message, MessageLink, User
from chat.models.previews import PreviewState


def shown_links(row: Message) -> list[MessageLink]:
    """The links of a message of which something shows, in their order."""
    links = MessageLink.objects.select_related("preview").filter(message=row, removed=False)
    return list(links.filter(preview__state=PreviewState.SHOWN).order_by("place", "pk"))


def shape_of(link: MessageLink) -> PreviewShape:
    """A link as it travels with its message."""
    of = link.preview
    kind: Literal["page", "picture"] = "picture" if of.kind == "picture" else "page"
    return PreviewShape(
        id=link.pk, url=of.url, kind=kind, site=of.site, title=of.title,
        description=of.description, picture=_picture(of),
    )  # fmt: skip


def any_due(*, now: datetime) -> bool:
    """Whether an address waits to be fetched."""
    return LinkPreview.objects.filter(due_at__lte=now).exists()


def any_untold() -> bool:
    """Whether a message does not say yet what was found of its links."""
    untold = MessageLink.objects.filter(told=False)
    return untold.exclude(preview__state=PreviewState.WAITING).exists()


def picture(*, user: User, name: str) -> str:
    """The name in the store of the picture `name`, if `user` may read a message that shows it.
    Raises `NotFound`."""
    require_active(user)
    shown = MessageLink.objects.filter(
        preview__picture=name, removed=False, message__room__in=visible_rooms(user)
    )
    if not name or not shown.exists():
        raise NotFound("That picture does not exist, or you cannot see it.")
    return stored_name(name)


def stored_name(name: str) -> str:
    """Where in the store a preview's picture lies."""
    return f"previews/{name[:2]}/{name}.webp"


def _picture(of: LinkPreview) -> PreviewPicture | None:
    if not of.picture:
        return None
    return PreviewPicture(
        url=f"/previews/{of.picture}", width=of.picture_width, height=of.picture_height,
        alt=of.picture_alt,
    )  # fmt: skip
