"""What every list of the panel has in common: it shows, and writes nothing itself."""

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

if TYPE_CHECKING:
    _ModelAdmin = admin.ModelAdmin[Any]
    _TabularInline = admin.TabularInline[Any, Any]
else:  # generic in the type stubs alone
    _ModelAdmin = admin.ModelAdmin
    _TabularInline = admin.TabularInline


class PanelAdmin(_ModelAdmin):
    """Read only, whatever is posted; the default actions (delete) are gone."""

    heading = ""  # what the list is called, where the plural is not it
    list_per_page = 50
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    actions = None

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Never: what can be made is made by a page of ours."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Never: changes are acts."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Never."""
        return False

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """For owners and admins."""
        return bool(getattr(request.user, "is_admin", False))

    def has_module_permission(self, request: HttpRequest) -> bool:
        """For owners and admins."""
        return self.has_view_permission(request)

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The list, under its own name."""
        title = self.heading or str(self.opts.verbose_name_plural).capitalize()
        return super().changelist_view(request, {"title": title, **(extra_context or {})})

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Django's own history is not kept; the audit log is."""
        return redirect("admin:chat_auditentry_changelist")

    def url_name(self, page: str) -> str:
        """The name of one of this list's addresses."""
        return f"{self.opts.app_label}_{self.opts.model_name}_{page}"


class PanelInline(_TabularInline):
    """Rows that belong to a row, shown beneath it."""

    template = "admin/panel_inline.html"
    extra = 0
    can_delete = False
    show_change_link = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Never."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Never."""
        return False

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """For owners and admins."""
        return bool(getattr(request.user, "is_admin", False))
