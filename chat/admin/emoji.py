"""The organisation's own emoji: which there are, and what can be done about it."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.utils.html import format_html
from django.utils.safestring import SafeString

from chat.accounts.forms import add_fault, posted
from chat.actions import emoji
from chat.admin.acts import Act, ActsAdmin
from chat.errors import ChatError
from chat.models import CustomEmoji, User


class NewEmojiForm(forms.Form):
    """What it is called and looks like."""

    name = forms.CharField(max_length=42, help_text="What people write between two colons.")
    picture = forms.FileField(
        help_text="PNG, JPEG, GIF, WebP or AVIF, up to 1 MB; a square looks best.",
        widget=forms.FileInput(attrs={"accept": "image/*"}),
    )


def _withdraw(actor: User, row: CustomEmoji, *, reason: str) -> None:
    emoji.withdraw_emoji(actor=actor, emoji_id=row.pk, reason=reason)


_NEW = Act("new", "Add an emoji", "Everyone here can write it by its name.", emoji.add_emoji)


class EmojiAdmin(ActsAdmin):
    """Emoji that mean something only here."""

    acts = (
        Act("withdraw", "Withdraw", "Withdraw it? Where it was used, its name shows instead.",
            _withdraw, danger=True),
    )  # fmt: skip
    heading = "Emoji"
    list_display = ("shown", "__str__", "maker", "created_at")
    list_display_links = ("__str__",)
    list_select_related = ("maker",)
    search_fields = ("name", "maker__username")
    ordering = ("name",)
    fields = readonly_fields = ("shown", "name", "maker", "created_at")
    change_list_template = "admin/emoji_change_list.html"

    def get_urls(self) -> list[URLPattern]:
        """Adds the page that adds one."""
        view = self.admin_site.admin_view(self.new_view)
        return [path("new/", view, name="chat_customemoji_new"), *super().get_urls()]

    def new_view(self, request: HttpRequest) -> HttpResponse:
        """Adds one."""
        form = NewEmojiForm(posted(request), request.FILES or None)
        if request.method == "POST" and form.is_valid() and self._add(request, form):
            return redirect("admin:chat_customemoji_changelist")
        context = {
            **self.admin_site.each_context(request), "title": _NEW.label, "form": form,
            "opts": self.opts, "act": _NEW, "rows": [], "back": "..",
        }  # fmt: skip
        return render(request, "admin/act.html", context)

    @admin.display(description="picture")
    def shown(self, row: Any) -> SafeString:
        """The picture."""
        return format_html('<img class="emoji" src="{}" alt="">', row.url)

    def _add(self, request: HttpRequest, form: NewEmojiForm) -> bool:
        if not isinstance(request.user, User):
            return False
        data = form.cleaned_data
        try:
            made = emoji.add_emoji(
                actor=request.user, name=data["name"], picture=data["picture"].read()
            )
        except ChatError as fault:
            add_fault(form, fault)
            return False
        messages.success(request, f":{made.name}: is added.")
        return True
