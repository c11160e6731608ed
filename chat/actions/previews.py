"""Link previews: asked for with a message, found later, told to the room, taken away.

Sending waits for nothing: a message is stored with its links, `chat.previewing` fetches what is due
in whichever process is first, and the message changes when something was found.
"""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from django.conf import settings
from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from chat.actions import sequence
from chat.actions.changes import changed, message_in
from chat.errors import Forbidden, NotFound, TooMany
from chat.events.shapes import MessageShape
from chat.limits import limits
from chat.models import LinkPreview, Message, MessageLink, Organisation, Room, User
from chat.models.messages import MessageKind
from chat.models.previews import PreviewState
from chat.queries import previews as queries
from chat.queries.messages import shape
from chat.rendering import outgoing

LEASE = timedelta(seconds=90)  # that a process has for what it took: longer than it can take
AT_ONCE = 100  # messages that are told of a preview in one turn


@dataclass(frozen=True)
class Found:
    """What an address turned out to be: words, and the name of its picture in the store."""

    kind: str = "page"
    site: str = ""
    title: str = ""
    description: str = ""
    picture: str = ""
    picture_width: int = 0
    picture_height: int = 0
    picture_alt: str = ""


def hang(row: Message, author: User) -> None:
    """Put a new message's links beside it; what is known of them already shows at once."""
    if urls := outgoing(row.html, most=settings.HEARTH["PREVIEWS_PER_MESSAGE"]):
        _link(row, author, urls)
        row.previews = _shown(row)
        if row.previews:
            row.save(update_fields=["previews"])


def hang_again(row: Message, author: User, before: str) -> None:
    """As `hang`, for a message that was edited; `before` is the HTML it had. The caller stores
    `previews`. A link that stays keeps its preview, or keeps being without."""
    most = settings.HEARTH["PREVIEWS_PER_MESSAGE"]
    urls = outgoing(row.html, most=most)
    if not urls and not outgoing(before, most=most):
        return
    gone = MessageLink.objects.filter(message=row, removed=False)
    gone.exclude(preview__url_digest__in=map(_digest, urls)).delete()
    _link(row, author, urls)
    row.previews = _shown(row)


def drop(row: Message) -> None:
    """Forget the links of a message that is deleted. The caller stores `previews`."""
    if row.previews or outgoing(row.html, most=1):
        MessageLink.objects.filter(message=row).delete()
        row.previews = []


def remove_preview(*, actor: User, room_id: int, message_id: int, preview_id: int) -> MessageShape:
    """Take a preview from a message, for everyone and for good; gives the message. Again: no
    change. By its author, or an admin. Raises `NotFound`, `Forbidden`."""
    with transaction.atomic():
        room, fresh = sequence.lock_room_for(actor, room_id, to="post")
        row = message_in(room, message_id)
        link = MessageLink.objects.filter(pk=preview_id, message=row).first()
        if link is None or row.deleted_at is not None:
            raise NotFound("That message has no such preview.")
        if row.author_id != fresh.pk and not fresh.is_admin:
            raise Forbidden("Only its author or an admin can remove a preview.")
        if link.removed:
            return shape(row)
        link.removed = True
        link.save(update_fields=["removed"])
        row.previews = _shown(row)
        return changed(room, row, "previews")


@dataclass(frozen=True)
class Task:
    """An address to fetch; `has_picture` where its picture is here already."""

    preview_id: int
    url: str
    has_picture: bool


def claim(*, most: int) -> list[Task]:
    """Take what is due to be fetched, the longest due first, at most `most`.

    Nobody else takes them for a while: after it another process does, should this one be gone. What
    was tried too often is given up.
    """
    now = timezone.now()
    with transaction.atomic():
        _give_up(LinkPreview.objects.filter(due_at__lte=now, tries__gte=_tries()))
        due = LinkPreview.objects.select_for_update(skip_locked=True).filter(due_at__lte=now)
        taken = list(due.order_by("due_at")[:most])
        mine = LinkPreview.objects.filter(pk__in=[row.pk for row in taken])
        mine.update(due_at=now + LEASE, tries=F("tries") + 1)
    return [Task(row.pk, row.url, bool(row.picture)) for row in taken]


def found(*, preview_id: int, what: Found | None) -> None:
    """Store what an address is, or that there is nothing to show of it; `tell` then tells the
    messages. A picture that is there stays: earlier messages show it."""
    with transaction.atomic():
        row = LinkPreview.objects.select_for_update(no_key=True).filter(pk=preview_id).first()
        if row is None:
            return
        row.state = PreviewState.SHOWN if what else PreviewState.NOTHING
        row.due_at, row.fetched_at, row.tries = None, timezone.now(), 0
        fields = asdict(what) if what else {}
        for name in [each for each in fields if not (row.picture and "picture" in each)]:
            setattr(row, name, fields[name])
        row.save()


def failed(*, preview_id: int) -> None:
    """Have it tried again later; what was tried too often is nothing to show."""
    rows = LinkPreview.objects.filter(pk=preview_id)
    _give_up(rows.filter(tries__gte=_tries()))
    for row in rows.exclude(due_at=None):
        rows.update(due_at=timezone.now() + timedelta(seconds=20 * row.tries**2))


def _give_up(rows: "QuerySet[LinkPreview]") -> None:
    """Of what was never seen there is nothing to show; what was shown before still is."""
    now = timezone.now()
    rows.filter(state=PreviewState.SHOWN).update(due_at=None, fetched_at=now)
    rows.filter(state=PreviewState.WAITING).update(
        due_at=None, fetched_at=now, state=PreviewState.NOTHING
    )


def tell() -> int:
    """Have the messages say what was found of their links; gives how many links were done.

    Whoever calls it does what there is to do, once: each under its room's lock.
    """
    untold = MessageLink.objects.filter(told=False).exclude(preview__state=PreviewState.WAITING)
    waiting = list(untold.order_by("pk").values_list("pk", "message__room")[:AT_ONCE])
    for link_id, room_id in waiting:
        with transaction.atomic():
            _tell(sequence.lock_room(room_id), link_id)
    return len(waiting)


def _tell(room: Room, link_id: int) -> None:
    link = MessageLink.objects.filter(pk=link_id, told=False).first()
    if link is None:
        return  # another process was first, or the message is gone
    link.told = True
    link.save(update_fields=["told"])
    row = message_in(room, link.message_id)
    shown = _shown(row)
    if shown != row.previews:
        row.previews = shown
        changed(room, row, "previews")


def _link(row: Message, author: User, urls: list[str]) -> None:
    """Store which addresses the message links to, unless previews are off; each that is not known
    yet, or was looked at long ago, becomes due. In excess they stay plain links."""
    wanted = {_digest(url): url for url in urls}
    there = MessageLink.objects.filter(message=row, preview__url_digest__in=wanted)
    known = set(there.values_list("preview__url_digest", flat=True)) if row.edited_at else set()
    fresh = {digest: url for digest, url in wanted.items() if digest not in known}
    if not fresh or row.kind != MessageKind.TEXT or not _may_preview(author, len(fresh)):
        return
    now = timezone.now()
    # In one order, so that two transactions with the same addresses do not wait for each other.
    rows = [LinkPreview(url=fresh[digest], url_digest=digest) for digest in sorted(fresh)]
    LinkPreview.objects.bulk_create(rows, ignore_conflicts=True)
    previews = LinkPreview.objects.filter(url_digest__in=fresh).order_by("url_digest")
    _look_again(previews, now)
    places = list(wanted)
    MessageLink.objects.bulk_create(
        MessageLink(
            message=row, preview=preview, place=places.index(preview.url_digest),
            told=preview.state != PreviewState.WAITING,
        )
        for preview in previews.select_for_update(no_key=True)  # none is swept meanwhile
    )  # fmt: skip


def _may_preview(author: User, count: int) -> bool:
    if Organisation.objects.filter(link_previews=False).exists():
        return False
    try:
        limits().preview.take(author.pk, count)
    except TooMany:
        return False
    return True


def _look_again(previews: "QuerySet[LinkPreview]", now: datetime) -> None:
    """Have those fetched anew that were long ago; what was not there may be an hour later."""
    days = now - timedelta(days=settings.HEARTH["PREVIEW_DAYS"])
    again = now - timedelta(seconds=settings.HEARTH["PREVIEW_AGAIN_SECONDS"])
    settled = previews.filter(due_at=None)
    settled.filter(state=PreviewState.SHOWN, fetched_at__lt=days).update(due_at=now, tries=0)
    settled.filter(state=PreviewState.NOTHING, fetched_at__lt=again).update(
        due_at=now, tries=0, state=PreviewState.WAITING
    )


def _shown(row: Message) -> list[dict[str, object]]:
    links: Iterable[MessageLink] = queries.shown_links(row)
    return [queries.shape_of(link).model_dump(mode="json") for link in links]


def _tries() -> int:
    tries: int = settings.HEARTH["PREVIEW_TRIES"]
    return tries


def _digest(url: str) -> str:
    return sha256(url.encode()).hexdigest()
