"""The log of administrative acts: read, never written here."""

from django.contrib import admin

from chat.admin.base import PanelAdmin
from chat.models import AuditEntry

_WORDS = {
    "organisation.create": "Founded {}",
    "organisation.rename": "Renamed the organisation to {}",
    "user.role": "Changed the role of {}",
    "user.deactivate": "Deactivated {}",
    "user.reactivate": "Reactivated {}",
    "user.log_out": "Logged {} out",
    "user.reset_password": "Made a password link for {}",
    "invite.create": "Made an invite for a {}",
    "invite.withdraw": "Withdrew an invite for a {}",
    "token.withdraw": "Withdrew the token {}",
    "room.add_member": "Added someone to {}",
    "room.remove_member": "Removed someone from {}",
    "room.update": "Changed {}",
    "message.delete": "Removed a message in {}",
}


def words(entry: AuditEntry) -> str:
    """What was done, as a sentence without who did it."""
    return _WORDS.get(entry.act, f"{entry.act} {{}}").format(entry.label)


class AuditAdmin(PanelAdmin):
    """Who did what to whom, when and why."""

    list_display = ("at", "who", "what", "reason")
    list_filter = ("at", "act")
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
