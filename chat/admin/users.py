"""People: who there is, where they are logged in, and what can be done about it."""

from smtplib import SMTPException
from typing import Any

from allauth.usersessions.models import UserSession
from django import forms
from django.contrib import admin
from django.db.models import Count, Model, QuerySet
from django.http import HttpRequest

from chat.accounts import resets
from chat.accounts.devices import device_name
from chat.actions import authority, avatars, people, sessions
from chat.admin.acts import Act, ActsAdmin, ReasonForm
from chat.admin.base import PanelInline
from chat.errors import Unavailable
from chat.models import AccessToken, Membership, User
from chat.models.rooms import RoomKind
from chat.models.users import Role


class RoleForm(ReasonForm):
    """The new role, and why."""

    role = forms.ChoiceField(choices=Role.choices)
    field_order = ("role", "reason")


def _set_role(actor: User, user: User, *, role: str, reason: str) -> None:
    people.set_role(actor=actor, user_id=user.pk, role=role, reason=reason)


def _remove_picture(actor: User, user: User, *, reason: str) -> None:
    avatars.remove_avatar_of(actor=actor, user_id=user.pk, reason=reason)


def _deactivate(actor: User, user: User, *, reason: str) -> None:
    people.deactivate(actor=actor, user_id=user.pk, reason=reason)


def _reactivate(actor: User, user: User, *, reason: str) -> None:
    people.reactivate(actor=actor, user_id=user.pk, reason=reason)


def _log_out(actor: User, user: User, *, reason: str) -> str:
    ended = sessions.end_all_sessions(user=user, actor=actor, reason=reason)
    return f"{user.username}: {ended} log-in{'' if ended == 1 else 's'} ended."


def _send_reset(actor: User, user: User, *, reason: str) -> str:
    try:
        resets.send_reset(actor=actor, user_id=user.pk, reason=reason)
    except (OSError, SMTPException) as error:
        raise Unavailable(f"The mail server did not take it ({error}).") from error
    return f"A link is on its way to {user.email}."


def _reset_link(actor: User, user: User, *, reason: str) -> str:
    link = resets.reset_link(actor=actor, user_id=user.pk, reason=reason)
    return f"Give this link to {user.username}; it works once, for a day: {link}"


def _is_active(user: User) -> bool:
    return user.is_active


ACTS = (
    Act("role", "Change role", "Give another role? Their connections start anew with it.",
        _set_role, form=RoleForm),
    Act("send-reset", "Send a password reset", "Mail a link that sets a new password?",
        _send_reset, fits=_is_active),
    Act("reset-link", "Make a password link",
        "Make a link that sets a new password, for you to hand over?",
        _reset_link, fits=_is_active),
    Act("log-out", "Log out everywhere", "End every log-in of theirs, on all devices, now?",
        _log_out, fits=_is_active),
    Act("remove-picture", "Remove their picture", "Show them by their initials again?",
        _remove_picture, fits=lambda user: bool(user.avatar)),
    Act("deactivate", "Deactivate",
        "Shut them out at once? Their log-ins, tokens and open invites end; what they wrote stays.",
        _deactivate, danger=True, fits=_is_active),
    Act("reactivate", "Reactivate", "Let them in again, with the password and rooms they had?",
        _reactivate, fits=lambda user: not user.is_active),
)  # fmt: skip


def _role_of(rows: list[Model]) -> str:
    # What is chosen before anyone chooses: never the most powerful because it is listed first.
    roles = {user.role for user in rows if isinstance(user, User)}
    return roles.pop() if len(roles) == 1 else str(Role.MEMBER)


class StateFilter(admin.SimpleListFilter):
    """Those who can log in, and those who were shut out."""

    title = "account"
    parameter_name = "account"

    def lookups(self, request: HttpRequest, model_admin: object) -> list[tuple[str, str]]:
        """The two states."""
        return [("active", "Active"), ("deactivated", "Deactivated")]

    def queryset(self, request: HttpRequest, queryset: "QuerySet[User]") -> "QuerySet[User]":
        """Accounts in that state."""
        wanted = self.value()
        return queryset.filter(is_active=wanted == "active") if wanted else queryset


class DeviceInline(PanelInline):
    """Where they are logged in."""

    model = UserSession
    verbose_name_plural = "devices"
    fields = readonly_fields = ("device", "ip", "created_at", "last_seen_at")

    @admin.display(description="device")
    def device(self, row: UserSession) -> str:
        """What it is called."""
        return device_name(row.user_agent)


class MembershipInline(PanelInline):
    """The named rooms they are in: who writes to whom directly is theirs."""

    model = Membership
    verbose_name_plural = "rooms"
    fields = readonly_fields = ("room", "joined_at")

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Membership]":
        """Without direct messages and rooms they left."""
        rows: QuerySet[Membership] = super().get_queryset(request)
        named = rows.filter(is_active=True).exclude(room__kind=RoomKind.DIRECT)
        return named.select_related("room", "user").order_by("room__name")


class TokenInline(PanelInline):
    """Their access tokens; withdrawn from the list of tokens."""

    model = AccessToken
    fields = readonly_fields = (
        "name", "hint", "scope", "created_at", "expires_at", "last_used_at", "withdrawn_at",
    )  # fmt: skip


class UserAdmin(ActsAdmin):
    """Everyone with an account."""

    acts = ACTS
    heading = "People"
    list_display = ("display_name", "username", "email", "role", "active", "last_seen", "devices")
    list_filter = ("role", StateFilter, "last_seen")
    search_fields = ("username", "display_name", "email")
    ordering = ("display_name", "pk")
    date_hierarchy = None
    fields = (
        "display_name", "username", "email", "role", "active", "time_zone", "date_joined",
        "last_login", "last_seen", "connections_now",
    )  # fmt: skip
    readonly_fields = ("active", "connections_now")
    inlines = (DeviceInline, MembershipInline, TokenInline)

    def get_queryset(self, request: HttpRequest) -> "QuerySet[User]":
        """With the number of devices, in one query."""
        rows: QuerySet[User] = super().get_queryset(request)
        return rows.annotate(device_count=Count("usersession", distinct=True))

    @admin.display(description="devices", ordering="device_count")
    def devices(self, user: Any) -> int:
        """How many log-ins they have."""
        return int(user.device_count)

    @admin.display(description="active", boolean=True, ordering="is_active")
    def active(self, user: User) -> bool:
        """Whether they can log in."""
        return user.is_active

    @admin.display(description="connected now")
    def connections_now(self, user: User) -> int:
        """How many sockets are open."""
        return user.connections.count()

    def _form(self, act: Act, request: HttpRequest, rows: list[Model]) -> forms.Form:
        form = super()._form(act, request, rows)
        if act.form is RoleForm and isinstance(request.user, User):
            most = authority.rank(request.user.role)
            allowed = [pair for pair in Role.choices if authority.rank(pair[0]) <= most]
            form.fields["role"].choices = allowed  # type: ignore[attr-defined]
            form.fields["role"].initial = _role_of(rows)
        return form
