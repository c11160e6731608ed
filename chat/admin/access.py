"""Ways in: invite links and access tokens. Neither shows a secret."""

from django.contrib import admin
from django.db.models import F, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from chat.actions import invites, tokens
from chat.admin.acts import Act, ActsAdmin
from chat.models import AccessToken, Invite, User


def _withdraw_invite(actor: User, invite: Invite, *, reason: str) -> None:
    invites.withdraw_invite(actor=actor, invite_id=invite.pk, reason=reason)


def _withdraw_token(actor: User, token: AccessToken, *, reason: str) -> None:
    tokens.withdraw_token(user=actor, token_id=token.pk, reason=reason)


class StateFilter(admin.SimpleListFilter):
    """Links that still let someone in, and those that do not."""

    title = "state"
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: object) -> list[tuple[str, str]]:
        """The two states."""
        return [("open", "Open"), ("ended", "Ended")]

    def queryset(self, request: HttpRequest, queryset: "QuerySet[Invite]") -> "QuerySet[Invite]":
        """As `Invite.is_open`, in the database."""
        is_open = Q(withdrawn_at=None, expires_at__gt=timezone.now(), uses__lt=F("max_uses"))
        if self.value() == "open":
            return queryset.filter(is_open)
        return queryset.exclude(is_open) if self.value() == "ended" else queryset


class InviteAdmin(ActsAdmin):
    """Invite links; made and copied on the invites page."""

    acts = (
        Act("withdraw", "Withdraw", "End these links? Those who joined with them stay.",
            _withdraw_invite, danger=True, fits=lambda invite: invite.is_open),
    )  # fmt: skip
    list_display = ("number", "role", "used", "expires_at", "created_by", "state")
    list_filter = (StateFilter, "role")
    list_select_related = ("created_by",)
    ordering = ("-pk",)
    fields = (
        "role", "rooms", "created_by", "created_at", "expires_at", "max_uses", "uses",
        "withdrawn_at",
    )  # fmt: skip

    def has_add_permission(self, request: HttpRequest) -> bool:
        """The button is there; it leads to the page that makes links."""
        return self.has_view_permission(request)

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: object = None
    ) -> HttpResponse:
        """Links are made on the invites page, where they can be copied."""
        return redirect("invites")

    @admin.display(description="invite", ordering="pk")
    def number(self, invite: Invite) -> str:
        """Which one."""
        return f"Invite {invite.pk}"

    @admin.display(description="used", ordering="uses")
    def used(self, invite: Invite) -> str:
        """How many joined, of how many."""
        return f"{invite.uses} of {invite.max_uses}"

    @admin.display(description="open", boolean=True)
    def state(self, invite: Invite) -> bool:
        """Whether it still lets someone in."""
        return invite.is_open


class AccessTokenAdmin(ActsAdmin):
    """Access tokens, by their last characters."""

    acts = (
        Act("withdraw", "Withdraw", "End these tokens? What uses them is disconnected at once.",
            _withdraw_token, danger=True, fits=lambda token: token.withdrawn_at is None),
    )  # fmt: skip
    list_display = (
        "name", "user", "ends_in", "scope", "created_at", "expires_at", "last_used_at",
        "withdrawn_at",
    )  # fmt: skip
    list_filter = (("withdrawn_at", admin.EmptyFieldListFilter), "last_used_at")
    list_select_related = ("user",)
    search_fields = ("name", "user__username", "user__display_name")
    ordering = ("-pk",)
    fields = list_display
    readonly_fields = ("ends_in",)

    @admin.display(description="ends in")
    def ends_in(self, token: AccessToken) -> str:
        """The last characters, to tell tokens apart."""
        return f"…{token.hint}"
