"""Rooms and who is in them."""

from collections.abc import Iterable
from hashlib import sha256
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone

GROUP = "group:"


class RoomKind(models.TextChoices):
    """Who can find a room: everyone but guests, its members, or those it is between."""

    PUBLIC = "public", "Public"
    PRIVATE = "private", "Private"
    DIRECT = "direct", "Direct messages"


class Posting(models.TextChoices):
    """Who may begin a message in a room."""

    EVERYONE = "everyone", "Everyone in it"
    HOSTS = "hosts", "Admins and whoever made it"


class Room(models.Model):
    """A place for messages with one sequence: `last_seq` is the last number given out in it.

    Every durable change to the room takes the next number under a lock on this row.
    `changed_seq` is the last change to the room's own facts (name, topic, archived, its rules).
    With `posting` hosts it is for announcements: others read, react and reply in threads. Slow
    mode: whoever is no host begins one message in `slow_seconds`. An archived room is only read.
    `direct_key` is `<lower id>:<higher id>` of the two people of a direct room; `group:` and what
    stands for its people where they are more (`group_key`), for whom a name is free; else null.
    """

    kind = models.CharField(max_length=8, choices=RoomKind)
    name = models.CharField(max_length=60, blank=True)
    name_key = models.CharField(max_length=200, null=True, unique=True, editable=False)
    topic = models.CharField(max_length=250, blank=True)
    direct_key = models.CharField(max_length=64, null=True, unique=True, editable=False)
    is_general = models.BooleanField(default=False)
    last_seq = models.PositiveBigIntegerField(default=0)
    changed_seq = models.PositiveBigIntegerField(default=0)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now)
    posting = models.CharField(max_length=8, choices=Posting, default=Posting.EVERYONE)
    slow_seconds = models.PositiveIntegerField(default=0)
    archived_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                "is_general", condition=models.Q(is_general=True), name="room_one_general"
            ),
            models.CheckConstraint(
                condition=models.Q(kind="direct", direct_key__isnull=False)
                | (
                    ~models.Q(kind="direct")
                    & models.Q(direct_key__isnull=True)
                    & ~models.Q(name="")
                ),
                name="room_direct_or_named",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(Lower("name"), name="room_by_name"),
        ]

    def __str__(self) -> str:
        return f"direct {self.direct_key}" if self.direct_key else f"#{self.name}"

    @property
    def is_group(self) -> bool:
        """Whether it is between several people, who may leave it."""
        return (self.direct_key or "").startswith(GROUP)


def group_key(user_ids: Iterable[int]) -> str:
    """What stands for a set of people: the same for the same people, in whatever order."""
    named = ",".join(str(pk) for pk in sorted(user_ids))
    return f"{GROUP}{sha256(named.encode()).hexdigest()[:40]}"


class Membership(models.Model):
    """Someone in a room, or the tombstone (`is_active` false) of their having been.

    `changed_seq` is in the room's sequence (joined, left); `me_seq` is in the user's own (joined,
    left, the read cursor moved, starred, muted, put in a section). `read_seq` is the read cursor:
    the last room number seen. `section` is the key of the sidebar's section that it was put in;
    one that is gone counts as none.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships"
    )
    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="memberships")
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField(default=timezone.now)
    changed_seq = models.PositiveBigIntegerField(default=0)
    me_seq = models.PositiveBigIntegerField(default=0)
    read_seq = models.PositiveBigIntegerField(default=0)
    starred = models.BooleanField(default=False)
    muted = models.BooleanField(default=False)
    section = models.CharField(max_length=12, blank=True, default="", db_default="")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["user", "room"], name="membership_once"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["room", "changed_seq"], name="membership_changes"),
            models.Index(fields=["user", "me_seq"], name="membership_me"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} in {self.room_id}"
