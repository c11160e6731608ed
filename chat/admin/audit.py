"""The log of administrative acts: read, never written here."""

from django.contrib import admin

from chat.admin.base import PanelAdmin
from chat.models import AuditEntry


class AuditAdmin(PanelAdmin):
    """Who did what to whom, when and why."""

    list_display = ("at", "who", "act", "label", "reason")
    list_filter = ("at", "act")
    list_select_related = ("actor",)
    search_fields = ("label", "reason", "target", "act", "actor__username")
    search_help_text = "Whom or what it was about, who did it, or why"
    date_hierarchy = "at"
    fields = ("at", "who", "act", "target", "label", "reason", "details")
    readonly_fields = ("who",)

    @admin.display(description="who", ordering="actor__username")
    def who(self, entry: AuditEntry) -> str:
        """The admin, or the command line."""
        return entry.actor.username if entry.actor else "command line"
