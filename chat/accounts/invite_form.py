"""The form that makes an invite link."""

from typing import Any

from django import forms
from django.conf import settings

from chat.access import visible_rooms
from chat.actions import authority, invites
from chat.models import Room, User
from chat.models.rooms import RoomKind
from chat.models.users import Role

DAYS = ((1, "1 day"), (7, "7 days"), (30, "30 days"), (90, "90 days"), (365, "A year"))


class InviteForm(forms.Form):
    """What `create_invite` takes; offers no more than `actor` may give."""

    role = forms.ChoiceField(
        label="They join as",
        help_text="Members join #general and find public rooms. Guests see only the rooms below.",
    )
    days = forms.TypedChoiceField(label="The link works for", choices=DAYS, coerce=int)
    uses = forms.IntegerField(label="For how many people", min_value=1, max_value=invites.USES_MAX)
    rooms = forms.ModelMultipleChoiceField(
        label="Rooms they start in",
        queryset=Room.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, actor: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        most = authority.rank(actor.role)
        roles = [r for r in (Role.MEMBER, Role.GUEST, Role.ADMIN) if authority.rank(r) <= most]
        self.fields["role"].choices = [(role.value, role.label) for role in roles]  # type: ignore[attr-defined]
        self.fields["days"].initial = settings.HEARTH["INVITE_DAYS"]
        self.fields["uses"].initial = settings.HEARTH["INVITE_USES"]
        named = visible_rooms(actor).exclude(kind=RoomKind.DIRECT).filter(archived_at=None)
        self.fields["rooms"].queryset = named.order_by("name")  # type: ignore[attr-defined]

    def arguments(self) -> dict[str, Any]:
        """Keyword arguments for `create_invite`, beside the actor."""
        data = self.cleaned_data
        return {**data, "rooms": [room.pk for room in data["rooms"]]}
