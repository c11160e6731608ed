"""What the owner of a new organisation finds in #general."""

from dataclasses import dataclass

from chat.accounts import links
from chat.models import Invite, User


@dataclass(frozen=True)
class Welcome:
    """For templates/setup/_welcome.html: the first link to send to people, and what it allows."""

    invite_link: str
    invite: Invite


def welcome_for(user: User) -> Welcome | None:
    """The welcome, for an admin who is alone in the organisation; else None.

    It is the page's, not a message in the room: it is there for as long as it is of use, on every
    device, and whoever joins later finds no talk that was not meant for them.
    """
    if not user.is_admin or User.objects.people().count() > 1:
        return None
    for invite in Invite.objects.filter(created_by=user, withdrawn_at=None).order_by("-pk")[:20]:
        if invite.is_open:
            return Welcome(links.invite_url(invite), invite)
    return None
