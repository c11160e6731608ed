"""What the owner of a new organisation finds in #general."""

from dataclasses import dataclass
from typing import Any

from chat.accounts import links
from chat.models import Invite, User
from chat.queries.listed import Listed, rows_from


@dataclass(frozen=True)
class Welcome:
    """For templates/setup/_welcome.html: the first link to send to people, and what it allows."""

    invite_link: str
    invite: Invite


def invites_of(user: User) -> Listed:
    """An admin's own newest links, to be read within another query."""
    rows = Invite.objects.filter(created_by=user, withdrawn_at=None).order_by("-pk")[:20]
    return Listed(rows, "id", "secret", "max_uses", "uses", "expires_at")


def welcome_for(user: User, *, people: int, found: list[dict[str, Any]] | None) -> Welcome | None:
    """The welcome, for an admin who is alone of the `people` who can log in; else None. `found` is
    what `invites_of` found.

    It is the page's, not a message in the room: it is there for as long as it is of use, on every
    device, and whoever joins later finds no talk that was not meant for them.
    """
    if not user.is_admin or people > 1:
        return None
    for invite in sorted(rows_from(Invite, found), key=lambda invite: -invite.pk):
        if invite.is_open:
            return Welcome(links.invite_url(invite), invite)
    return None
