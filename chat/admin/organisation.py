"""The organisation's own row."""

from django import forms

from chat.actions.emoji import set_emoji_makers
from chat.actions.organisation import rename_organisation
from chat.actions.preview_rules import set_link_previews
from chat.actions.receipts import set_receipts
from chat.admin.acts import Act, ActsAdmin
from chat.models import Organisation, User
from chat.models.emoji import EmojiMakers


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
    fields = ("name", "read_receipts", "emoji_makers", "link_previews", "created_at")
    list_display_links = ("name",)
