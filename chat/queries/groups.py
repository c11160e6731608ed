"""Groups of people, as members of the organisation see them."""

from chat.access import require_active
from chat.events.shapes import GroupShape
from chat.models import User, UserGroup


def groups(*, user: User) -> list[GroupShape]:
    """Every group, by handle; none for a guest, who need not know who there is. Two queries."""
    require_active(user)
    if user.is_guest:
        return []
    return [shape(row) for row in UserGroup.objects.prefetch_related("members").order_by("handle")]


def shape(row: UserGroup) -> GroupShape:
    """A group with its members' ids, in ascending order."""
    members = sorted(member.pk for member in row.members.all())
    return GroupShape(id=row.pk, handle=row.handle, name=row.name, members=members)
