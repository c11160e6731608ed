"""The organisation's own row."""

from django import forms

from chat.actions.organisation import rename_organisation
from chat.admin.acts import Act, ActsAdmin
from chat.models import Organisation, User


class NameForm(forms.Form):
    """What it is to be called."""

    name = forms.CharField(max_length=80)


def _rename(actor: User, organisation: Organisation, *, name: str) -> None:
    rename_organisation(actor=actor, name=name)


class OrganisationAdmin(ActsAdmin):
    """The one organisation there is."""

    heading = "Organisation"
    acts = (
        Act(
            "rename",
            "Rename",
            "What is it to be called? Only an owner can.",
            _rename,
            form=NameForm,
        ),
    )
    list_display = ("name", "created_at")
    fields = ("name", "created_at")
    list_display_links = ("name",)
