"""Messages: searched and removed. What is said in rooms of others stays theirs."""

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.utils.text import Truncator

from chat.access import visible_rooms
from chat.accounts.forms import posted
from chat.actions import messages as actions
from chat.admin.acts import Act, ActsAdmin, ReasonForm
from chat.errors import ChatError
from chat.models import Message, User
from chat.models.messages import MessageKind
from chat.queries.numbers import room_of_message


class RequiredReasonForm(ReasonForm):
    """Someone's words are taken away: they may ask why."""

    reason = forms.CharField(max_length=200, help_text="Kept in the audit log.")


class ReportedForm(RequiredReasonForm):
    """The message's number, as whoever reports it reads it in its link, and why."""

    message_id = forms.IntegerField(label="Message number", min_value=1)
    field_order = ("message_id", "reason")


def _remove(actor: User, message: Message, *, reason: str) -> None:
    actions.delete_message(
        actor=actor, room_id=message.room_id, message_id=message.pk, reason=reason
    )


ACTS = (
    Act("remove", "Remove", "Take these words away for everyone? A tombstone stays in their place.",
        _remove, form=RequiredReasonForm, danger=True, fits=lambda row: row.deleted_at is None),
)  # fmt: skip


class MessageAdmin(ActsAdmin):
    """Messages of public rooms, and of the rooms that the admin is in."""

    acts = ACTS
    list_display = ("excerpt", "author", "room", "created_at", "is_removed")
    list_filter = ("created_at", ("deleted_at", admin.EmptyFieldListFilter))
    list_select_related = ("author", "room")
    search_fields = ("text", "author__username", "author__display_name", "room__name")
    search_help_text = "Words of the message, who wrote it, or the room"
    ordering = ("-pk",)
    fields = (
        "text", "author", "room", "created_at", "edited_at", "deleted_at", "deleted_by",
        "delete_reason",
    )  # fmt: skip
    change_list_template = "admin/messages_change_list.html"

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Message]":
        """Only what this admin may read; no notices."""
        rows: QuerySet[Message] = super().get_queryset(request)
        if not isinstance(request.user, User):
            return rows.none()
        return rows.filter(kind=MessageKind.TEXT, room__in=visible_rooms(request.user))

    def get_urls(self) -> list[URLPattern]:
        """Adds the page that removes a message by its number."""
        view = self.admin_site.admin_view(self.reported_view)
        return [path("reported/", view, name="chat_message_reported"), *super().get_urls()]

    def reported_view(self, request: HttpRequest) -> HttpResponse:
        """Removes a message that someone reported from a room which the admin does not read.

        The words are not shown, neither before nor after; the act is recorded.
        """
        form = ReportedForm(posted(request))
        if request.method == "POST" and form.is_valid() and self._remove_reported(request, form):
            return redirect("admin:chat_message_changelist")
        context = {
            **self.admin_site.each_context(request), "title": "Remove a reported message",
            "form": form, "opts": self.opts, "act": ACTS[0], "rows": [],
            "back": "..",
        }  # fmt: skip
        return render(request, "admin/act.html", context)

    @admin.display(description="message", ordering="pk")
    def excerpt(self, message: Message) -> str:
        """The first words."""
        return Truncator(message.text).chars(80) or "(removed)"

    @admin.display(description="removed", boolean=True, ordering="deleted_at")
    def is_removed(self, message: Message) -> bool:
        """Whether it is a tombstone."""
        return message.deleted_at is not None

    def _remove_reported(self, request: HttpRequest, form: ReportedForm) -> bool:
        number, reason = form.cleaned_data["message_id"], form.cleaned_data["reason"]
        if not isinstance(request.user, User):
            return False
        try:
            actions.delete_message(
                actor=request.user, room_id=room_of_message(number), message_id=number,
                reason=reason,
            )  # fmt: skip
        except ChatError as fault:
            form.add_error("message_id", fault.message)
            return False
        messages.success(request, "The message is removed.")
        return True
