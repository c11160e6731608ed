"""The organisation's own row."""

from typing import Any

from django import forms
from django.db.models import Model
from django.http import HttpRequest

from chat.actions.emoji import set_emoji_makers
from chat.actions.message_rules import set_message_rules
from chat.actions.organisation import rename_organisation
from chat.actions.preview_rules import set_link_previews
from chat.actions.receipts import set_receipts
from chat.admin.acts import Act, ActsAdmin
from chat.events.shapes import MessageRules
from chat.models import Organisation, User
from chat.models.emoji import EmojiMakers
from chat.models.organisation import Audience


class NameForm(forms.Form):
    """What it is to be called."""

    name = forms.CharField(max_length=80)


def _rename(actor: User, organisation: Organisation, *, name: str) -> None:
    rename_organisation(actor=actor, name=name)


class EmojiForm(forms.Form):
    """Who adds them."""

    makers = forms.ChoiceField(choices=EmojiMakers.choices, label="Added by")


def _let_emoji(actor: User, organisation: Organisation, *, makers: str) -> None:
    set_emoji_makers(actor=actor, makers=makers)


class PreviewsForm(forms.Form):
    """Whether there are any."""

    on = forms.BooleanField(
        required=False, label="Show what links are",
        help_text="Hearth asks the sites that people link to, in its own name. What shows already "
        "stays until it is removed.",
    )  # fmt: skip


def _let_previews(actor: User, organisation: Organisation, *, on: bool) -> None:
    set_link_previews(actor=actor, on=on)


class ReceiptsForm(forms.Form):
    """Whether there are any."""

    on = forms.BooleanField(required=False, label="People see who has read a message")


def _set_receipts(actor: User, organisation: Organisation, *, on: bool) -> None:
    set_receipts(actor=actor, on=on)


class RulesForm(forms.Form):
    """For how long messages may be changed."""

    edit_minutes = forms.IntegerField(
        min_value=0, max_value=10_000_000, required=False, label="Authors edit a message for",
        help_text="Minutes after it was sent. Empty: for ever. 0: not at all.",
    )  # fmt: skip
    delete_minutes = forms.IntegerField(
        min_value=0, max_value=10_000_000, required=False, label="Authors delete a message for",
        help_text="Minutes after it was sent. Empty: for ever. 0: not at all.",
    )  # fmt: skip
    versions_for = forms.ChoiceField(
        choices=Audience.choices, label="What a message said before is shown to"
    )


def _rule(actor: User, organisation: Organisation, **rules: Any) -> None:
    set_message_rules(actor=actor, rules=MessageRules.model_validate(rules))


# The field of the organisation that an act of one box switches.
_SWITCHES = {"previews": "link_previews", "receipts": "read_receipts"}


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
        Act(
            "emoji",
            "Say who adds emoji",
            "Who may add emoji of the organisation's own?",
            _let_emoji,
            form=EmojiForm,
        ),
        Act(
            "rules",
            "Rule on edits",
            "How may messages be changed? What is written here replaces the rules of now.",
            _rule,
            form=RulesForm,
        ),
        Act(
            "previews",
            "Switch link previews",
            "Are links in messages shown with their page's title and picture?",
            _let_previews,
            form=PreviewsForm,
        ),
        Act(
            "receipts",
            "Say whether reading is told",
            "May people see who has read a message? Each may still keep their own reading to "
            "themselves, and then sees nobody else's.",
            _set_receipts,
            form=ReceiptsForm,
        ),
    )
    list_display = ("name", "created_at")

    def _form(self, act: Act, request: HttpRequest, rows: list[Model]) -> forms.Form:
        """Each question begins with the answer of now."""
        form = super()._form(act, request, rows)
        now = {"makers": "emoji_makers", "on": _SWITCHES.get(act.name, "")}
        for name, field in form.fields.items():
            field.initial = getattr(rows[0], now.get(name, name))
        return form

    fields = ("name", "read_receipts", "emoji_makers", "link_previews", "created_at")
    list_display_links = ("name",)
