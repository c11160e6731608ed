"""Acts: what an admin may do to the rows of a list, each asked about once, with a reason."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from django.utils.http import urlencode

from chat.accounts.forms import posted
from chat.admin.base import PanelAdmin
from chat.errors import ChatError
from chat.models import User

MOST = 100  # rows at once: each is a transaction of its own


class ReasonForm(forms.Form):
    """Why: kept in the log, read by the other admins."""

    reason = forms.CharField(
        required=False, max_length=200, help_text="Kept in the audit log, for the other admins."
    )


class NoQuestion(forms.Form):
    """Nothing to say beside yes."""


@dataclass(frozen=True)
class Act:
    """One thing to do. `run(actor, row, **answers)` calls `chat.actions`; what it gives, if it is
    text, is shown. `fits` says whether it makes sense for a row, `form` what is asked first."""

    name: str
    label: str
    question: str
    run: Callable[..., object]
    form: type[forms.Form] = ReasonForm
    danger: bool = False
    fits: Callable[[Any], bool] = field(default=lambda row: True)


class ActsAdmin(PanelAdmin):
    """A list whose rows can be acted on: from the list, several at once, or from a row's page."""

    acts: Sequence[Act] = ()
    change_form_template = "admin/acts_change_form.html"

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """The acts as the list's actions; each leads to its question."""
        return {act.name: (_leads_to(act), act.name, act.label) for act in self.acts}

    def get_urls(self) -> list[URLPattern]:
        """Adds the question's page."""
        view = self.admin_site.admin_view(self.act_view)
        return [path("act/<str:name>/", view, name=self.url_name("act")), *super().get_urls()]

    def act_url(self, act: Act, ids: Sequence[Any]) -> str:
        """Where the question about these rows is asked."""
        query = urlencode({"ids": ",".join(str(pk) for pk in ids)})
        return f"{self._reverse('act', act.name)}?{query}"

    def act_view(self, request: HttpRequest, name: str) -> HttpResponse:
        """Asks, and on yes does it to each row; one that cannot be done does not stop the rest."""
        act = next((act for act in self.acts if act.name == name), None)
        rows = self._chosen(request)
        if act is None or not rows:
            raise Http404
        form = self._form(act, request, rows)
        if request.method == "POST" and form.is_valid():
            self._do(request, act, rows, form.cleaned_data)
            return redirect(self._back(rows))
        context = {
            **self.admin_site.each_context(request), "title": act.label, "act": act,
            "rows": rows, "form": form, "opts": self.model._meta, "back": self._back(rows),
        }  # fmt: skip
        return render(request, "admin/act.html", context)

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """A row's page, with the acts that fit it as buttons; read only."""
        row = self.get_object(request, object_id)
        links = [(act, self.act_url(act, [row.pk])) for act in self.acts if row and act.fits(row)]
        context = {"acts": links, "title": str(row), "subtitle": None, **(extra_context or {})}
        return super().change_view(request, object_id, form_url, context)

    def _form(self, act: Act, request: HttpRequest, rows: list[Model]) -> forms.Form:
        return act.form(posted(request))

    def _chosen(self, request: HttpRequest) -> list[Model]:
        ids = [
            part
            for part in request.GET.get("ids", "").split(",")
            if part.isdecimal() and len(part) < 19
        ]
        ids = ids[:MOST]
        rows: QuerySet[Model] = self.get_queryset(request).filter(pk__in=ids)
        return list(rows)

    def _back(self, rows: list[Model]) -> str:
        if len(rows) == 1:
            return self._reverse("change", rows[0].pk)
        return self._reverse("changelist")

    def _reverse(self, page: str, *args: object) -> str:
        return reverse(f"admin:{self.url_name(page)}", args=args)

    def _do(
        self, request: HttpRequest, act: Act, rows: list[Model], answers: dict[str, Any]
    ) -> None:
        if not isinstance(request.user, User):
            raise PermissionDenied
        done = 0
        for row in rows:
            try:
                said = act.run(request.user, row, **answers)
            except ChatError as fault:
                messages.error(request, f"{row}: {fault.message}")
            else:
                done += 1
                if isinstance(said, str):
                    messages.info(request, said)
        if done:
            messages.success(request, f"{act.label}: done for {done}.")


def _leads_to(act: Act) -> Callable[[ActsAdmin, HttpRequest, "QuerySet[Any]"], HttpResponse]:
    def go(admin: ActsAdmin, request: HttpRequest, rows: "QuerySet[Any]") -> HttpResponse:
        return redirect(admin.act_url(act, list(rows.values_list("pk", flat=True)[:MOST])))

    return go
