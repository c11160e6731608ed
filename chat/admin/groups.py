"""Groups of people: who is in which, and what can be done about it."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import Count, Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path

from chat.accounts.forms import add_fault, posted
from chat.actions import groups
from chat.admin.acts import Act, ActsAdmin
from chat.admin.base import PanelInline
from chat.errors import ChatError
from chat.models import User, UserGroup


class PersonForm(forms.Form):
    """Whom."""

    person = forms.ModelChoiceField(queryset=User.objects.none())


class NewGroupForm(forms.Form):
    """A group's names and who is in it at first."""

    handle = forms.CharField(max_length=40, help_text="What people write after @.")
    name = forms.CharField(max_length=80)
    members = forms.ModelMultipleChoiceField(queryset=User.objects.none(), required=False)

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        everyone = User.objects.people().order_by("display_name")
        self.fields["members"].queryset = everyone  # type: ignore[attr-defined]


def _add(actor: User, group: UserGroup, *, person: User) -> None:
    groups.add_to_group(actor=actor, group_id=group.pk, user_id=person.pk)


def _remove(actor: User, group: UserGroup, *, person: User) -> None:
    groups.remove_from_group(actor=actor, group_id=group.pk, user_id=person.pk)


def _delete(actor: User, group: UserGroup, *, reason: str) -> None:
    groups.delete_group(actor=actor, group_id=group.pk, reason=reason)


_NEW = Act("new", "Make a group", "Whom should one name call?", groups.create_group)
ACTS = (
    Act("add-member", "Add someone", "Whom should the group's name call too?", _add,
        form=PersonForm),
    Act("remove-member", "Remove someone", "Whom should the group's name call no more?", _remove,
        form=PersonForm, danger=True),
    Act("delete", "Remove the group", "Remove it? Messages that named it keep their words.",
        _delete, danger=True),
)  # fmt: skip


class MemberInline(PanelInline):
    """Who is in the group."""

    model = UserGroup.members.through
    verbose_name_plural = "members"
    fields = readonly_fields = ("user",)


class GroupAdmin(ActsAdmin):
    """Groups that are mentioned by one name."""

    acts = ACTS
    heading = "Groups"
    list_display = ("handle", "name", "member_count", "created_at")
    search_fields = ("handle", "name")
    ordering = ("handle",)
    fields = ("handle", "name", "created_at")
    inlines = (MemberInline,)
    change_list_template = "admin/groups_change_list.html"

    def get_queryset(self, request: HttpRequest) -> "QuerySet[UserGroup]":
        """With the number of members, in one query."""
        rows: QuerySet[UserGroup] = super().get_queryset(request)
        return rows.annotate(people=Count("members"))

    def get_urls(self) -> list[URLPattern]:
        """Adds the page that makes a group."""
        view = self.admin_site.admin_view(self.new_view)
        return [path("new/", view, name="chat_usergroup_new"), *super().get_urls()]

    def new_view(self, request: HttpRequest) -> HttpResponse:
        """Makes a group."""
        form = NewGroupForm(posted(request))
        if request.method == "POST" and form.is_valid() and self._create(request, form):
            return redirect("admin:chat_usergroup_changelist")
        context = {
            **self.admin_site.each_context(request), "title": _NEW.label, "form": form,
            "opts": self.opts, "act": _NEW, "rows": [], "back": "..",
        }  # fmt: skip
        return render(request, "admin/act.html", context)

    @admin.display(description="members", ordering="people")
    def member_count(self, group: Any) -> int:
        """How many are in it."""
        return int(group.people)

    def _create(self, request: HttpRequest, form: NewGroupForm) -> bool:
        if not isinstance(request.user, User):
            return False
        data = form.cleaned_data
        try:
            groups.create_group(
                actor=request.user, handle=data["handle"], name=data["name"],
                members=[person.pk for person in data["members"]],
            )  # fmt: skip
        except ChatError as fault:
            add_fault(form, fault)
            return False
        messages.success(request, "The group is made.")
        return True

    def _form(self, act: Act, request: HttpRequest, rows: list[Model]) -> forms.Form:
        form = super()._form(act, request, rows)
        if act.form is PersonForm:
            everyone = User.objects.people()
            inside = everyone.filter(user_groups__in=[row.pk for row in rows]).distinct()
            fitting = inside if act.name == "remove-member" else everyone
            form.fields["person"].queryset = fitting.order_by("display_name")  # type: ignore[attr-defined]
        return form
