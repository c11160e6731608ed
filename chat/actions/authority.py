"""Who may do what to whom among those who run the organisation."""

from chat.access import require_admin
from chat.errors import Forbidden
from chat.models import User
from chat.models.users import Role

_RANK = {Role.GUEST: 0, Role.MEMBER: 1, Role.ADMIN: 2, Role.OWNER: 3}


def rank(role: str) -> int:
    """How much a role may do, as a number to compare: guest 0 to owner 3."""
    return _RANK[Role(role)]


def require_over(actor: User | None, person: User) -> None:
    """Raises `Forbidden` unless `actor` may manage `person`: an admin, and not below them.

    None is whoever has the command line of the machine: they may do everything.
    """
    if actor is None:
        return
    require_admin(actor)
    if rank(person.role) > rank(actor.role):
        raise Forbidden("Only an owner can do that to an owner.")


def require_grant(actor: User | None, role: str) -> None:
    """Raises `Forbidden` unless `actor` may give someone that role: none above their own."""
    if actor is None:
        return
    require_admin(actor)
    if rank(role) > rank(actor.role):
        raise Forbidden("You cannot give a role above your own.")
