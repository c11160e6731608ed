"""The log of administrative acts: read, never written here."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from chat.admin.base import PanelAdmin
from chat.models import AuditEntry

_WORDS = {
    "organisation.create": "Founded {}",
    "organisation.rename": "Renamed the organisation to {}",
    "user.role": "Changed the role of {}",
    "user.deactivate": "Deactivated {}",
    "user.reactivate": "Reactivated {}",
    "user.remove_picture": "Removed the picture of {}",
    "user.log_out": "Logged {} out",
    "user.reset_password": "Made a password link for {}",
    "invite.create": "Made an invite for a {}",
    "invite.withdraw": "Withdrew an invite for a {}",
    "token.withdraw": "Withdrew the token {}",
    "room.add_member": "Added someone to {}",
    "room.remove_member": "Removed someone from {}",
    "room.update": "Changed {}",
    "group.create": "Made the group {}",
    "group.add": "Added someone to {}",
    "group.remove": "Removed someone from {}",
    "group.delete": "Removed the group {}",
    "organisation.emoji": "Let emoji be added by {}",
    "organisation.previews": "Switched link previews {}",
    "emoji.add": "Added the emoji {}",
    "emoji.withdraw": "Withdrew the emoji {}",
    "message.delete": "Removed a message in {}",
}


def words(entry: AuditEntry) -> str:
    """What was done, as a sentence without who did it."""
    return _WORDS.get(entry.act, f"{entry.act} {{}}").format(entry.label)


def kind_of(act: str) -> str:
    """What acts of a kind are called: their words without whom they were done to."""
    return _WORDS.get(act, act).format("…").removesuffix(" …")


class ActFilter(admin.SimpleListFilter):
    """One kind of act."""

    title = "what"
    parameter_name = "act"

    def lookups(
        self, request: HttpRequest, model_admin: "admin.ModelAdmin[Any]"
    ) -> list[tuple[str, str]]:
        """The kinds that were ever done."""
        done = AuditEntry.objects.order_by("act").values_list("act", flat=True).distinct()
        return [(act, kind_of(act)) for act in done]

    def queryset(
        self, request: HttpRequest, queryset: "QuerySet[AuditEntry]"
    ) -> "QuerySet[AuditEntry]":
        """Those of that kind."""
        return queryset.filter(act=self.value()) if self.value() else queryset


class AuditAdmin(PanelAdmin):
    """Who did what to whom, when and why."""

    list_display = ("at", "who", "what", "reason")
    list_filter = ("at", ActFilter)
    list_select_related = ("actor",)
    search_fields = ("label", "reason", "target", "act", "actor__username")
    search_help_text = "Whom or what it was about, who did it, or why"
    date_hierarchy = "at"
    fields = ("at", "who", "act", "target", "label", "reason", "details")
    readonly_fields = ("who",)

    @admin.display(description="what", ordering="act")
    def what(self, entry: AuditEntry) -> str:
        """The act in words."""
        return words(entry)

    @admin.display(description="who", ordering="actor__username")
    def who(self, entry: AuditEntry) -> str:
        """The admin, or the command line."""
        return entry.actor.username if entry.actor else "command line"
