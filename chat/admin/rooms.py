"""Rooms with their members; direct messages are not listed."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Count, Model, Q, QuerySet
from django.http import HttpRequest

from chat.actions import membership
from chat.admin.acts import Act, ActsAdmin
from chat.admin.base import PanelInline
from chat.models import Membership, Room, User
from chat.models.rooms import RoomKind


class AddForm(forms.Form):
    """Whom to add."""

    person = forms.ModelChoiceField(queryset=User.objects.none())


class RemoveForm(forms.Form):
    """Whom to remove."""

    person = forms.ModelChoiceField(queryset=User.objects.none())


def _add(actor: User, room: Room, *, person: User) -> None:
    membership.add_member(actor=actor, room_id=room.pk, user_id=person.pk)


def _remove(actor: User, room: Room, *, person: User) -> None:
    membership.remove_member(actor=actor, room_id=room.pk, user_id=person.pk)


ACTS = (
    Act("add-member", "Add someone", "Add whom? The room is told, and they see all of it.",
        _add, form=AddForm),
    Act("remove-member", "Remove someone", "Remove whom? They stop seeing the room at once.",
        _remove, form=RemoveForm, danger=True),
)  # fmt: skip


class KindFilter(admin.SimpleListFilter):
    """Public or private: there are no direct messages here to filter."""

    title = "kind"
    parameter_name = "kind"

    def lookups(self, request: HttpRequest, model_admin: object) -> list[tuple[str, str]]:
        """The two kinds."""
        return [(kind.value, str(kind.label)) for kind in (RoomKind.PUBLIC, RoomKind.PRIVATE)]

    def queryset(self, request: HttpRequest, queryset: "QuerySet[Room]") -> "QuerySet[Room]":
        """Rooms of that kind."""
        return queryset.filter(kind=self.value()) if self.value() else queryset


class MemberInline(PanelInline):
    """Who is in the room."""

    model = Membership
    verbose_name_plural = "members"
    fields = readonly_fields = ("user", "role", "joined_at")

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Membership]":
        """Those who are in it now."""
        rows: QuerySet[Membership] = super().get_queryset(request)
        active = rows.filter(is_active=True).select_related("user", "room")
        return active.order_by("user__display_name")

    @admin.display(description="role")
    def role(self, row: Membership) -> str:
        """What they are in the organisation."""
        return row.user.get_role_display()


class RoomAdmin(ActsAdmin):
    """Public and private rooms."""

    acts = ACTS
    list_display = ("name", "kind", "member_count", "created_by", "created_at")
    list_filter = (KindFilter, "created_at")
    list_select_related = ("created_by",)
    search_fields = ("name", "topic")
    ordering = ("name",)
    fields = ("name", "kind", "topic", "created_by", "created_at", "last_seq")
    inlines = (MemberInline,)

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Room]":
        """Without direct messages; with the number of members, in one query."""
        rows: QuerySet[Room] = super().get_queryset(request)
        active = Count("memberships", filter=Q(memberships__is_active=True))
        return rows.exclude(kind=RoomKind.DIRECT).annotate(members=active)

    @admin.display(description="members", ordering="members")
    def member_count(self, room: Any) -> int:
        """How many are in it."""
        return int(room.members)

    def _form(self, act: Act, request: HttpRequest, rows: list[Model]) -> forms.Form:
        form = super()._form(act, request, rows)
        inside = Membership.objects.filter(
            room__in=[row.pk for row in rows], is_active=True
        ).values("user")
        everyone = User.objects.people()
        fitting = (
            everyone.filter(pk__in=inside) if act.form is RemoveForm
            else everyone.exclude(pk__in=inside)
        )  # fmt: skip
        form.fields["person"].queryset = fitting.order_by("display_name")  # type: ignore[attr-defined]
        return form
