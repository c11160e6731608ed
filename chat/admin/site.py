"""The panel: its frame, its front page and what is in it."""

from datetime import timedelta
from functools import partial
from typing import Any

from django.contrib.admin import AdminSite
from django.contrib.auth.views import redirect_to_login
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, URLResolver, path, reverse
from django.utils import timezone

from chat.admin.access import AccessTokenAdmin, InviteAdmin
from chat.admin.audit import AuditAdmin, words
from chat.admin.emoji import EmojiAdmin
from chat.admin.groups import GroupAdmin
from chat.admin.live import live
from chat.admin.messages import MessageAdmin
from chat.admin.organisation import OrganisationAdmin
from chat.admin.rooms import RoomAdmin
from chat.admin.users import UserAdmin
from chat.models import (
    AccessToken,
    AuditEntry,
    CustomEmoji,
    Invite,
    Message,
    Organisation,
    Room,
    User,
    UserGroup,
)
from chat.queries.organisation import organisation_name

_ORDER = (
    *("User", "UserGroup", "Room", "Message", "CustomEmoji", "Invite", "AccessToken", "AuditEntry"),
    "Organisation",
)
_NAMES = {
    "User": "People",
    "UserGroup": "Groups",
    "CustomEmoji": "Emoji",
    "Organisation": "Organisation",
}
_DROPPED = {"password_change", "password_change_done", "view_on_site"}


class OrganisationSite(AdminSite):
    """Django's admin in our frame. Log-in, log-out and password are the accounts' pages, so that
    their limits hold here too."""

    index_title = "Administration"
    site_url = "/"
    enable_nav_sidebar = False  # eight places fit in a row, and tables need the width
    final_catch_all_view = False

    def has_permission(self, request: HttpRequest) -> bool:
        """For owners and admins whose account is active."""
        return bool(getattr(request.user, "is_admin", False))

    def get_urls(self) -> list[URLPattern | URLResolver]:
        """With the live page, and without the pages that are served elsewhere."""
        found: list[Any] = super().get_urls()
        page = self.admin_view(partial(live, site=self))
        kept = [url for url in found if getattr(url, "name", None) not in _DROPPED]
        return [path("live/", page, name="live"), *kept]

    def login(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """To the log-in page; to the chat for someone who is logged in but no admin."""
        if request.user.is_authenticated:
            return redirect(reverse("admin:index") if self.has_permission(request) else "/")
        asked = request.GET.get("next", "")
        to = asked if asked.startswith("/admin/") else reverse("admin:index")
        return redirect_to_login(to, reverse("account_login"))

    def logout(self, request: HttpRequest, extra_context: Any = None) -> Any:
        """To the log-out page, which asks."""
        return redirect("account_logout")

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        """The organisation's name as the panel's."""
        name = organisation_name()
        context: dict[str, Any] = super().each_context(request)
        return {**context, "site_header": name, "site_title": f"{name} administration"}

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        """One list, in the order of use, under one heading."""
        apps: list[Any] = super().get_app_list(request, app_label)
        for app in apps:
            app["name"] = "Administration"
            app["models"].sort(key=lambda model: _ORDER.index(model["object_name"]))
            for model in app["models"]:
                model["name"] = _NAMES.get(model["object_name"], model["name"])
                model["current"] = request.path.startswith(model["admin_url"] or "\0")
        return apps

    def app_index(self, request: HttpRequest, app_label: str, extra_context: Any = None) -> Any:
        """There is one app: its page is the front page."""
        return redirect("admin:index")

    def index(self, request: HttpRequest, extra_context: Any = None) -> TemplateResponse:
        """The front page: how many there are, and the latest acts."""
        entries = AuditEntry.objects.select_related("actor")[:12]
        return super().index(
            request,
            {
                "counts": _counts(),
                "entries": [(words(entry), entry) for entry in entries],
                **(extra_context or {}),
            },
        )


def _counts() -> dict[str, int]:
    day = timezone.now() - timedelta(days=1)
    return User.objects.aggregate(
        people=Count("pk", filter=Q(is_active=True)),
        seen=Count("pk", filter=Q(is_active=True, last_seen__gte=day)),
        guests=Count("pk", filter=Q(is_active=True, role="guest")),
        deactivated=Count("pk", filter=Q(is_active=False)),
    )


site = OrganisationSite(name="admin")
site.register(User, UserAdmin)
site.register(UserGroup, GroupAdmin)
site.register(Room, RoomAdmin)
site.register(Message, MessageAdmin)
site.register(CustomEmoji, EmojiAdmin)
site.register(Invite, InviteAdmin)
site.register(AccessToken, AccessTokenAdmin)
site.register(AuditEntry, AuditAdmin)
site.register(Organisation, OrganisationAdmin)
