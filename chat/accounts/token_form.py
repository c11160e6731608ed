"""The form that makes an access token."""

from typing import Any

from django import forms

from chat.models import User
from chat.scopes import WORDS, Scope

FOR_EVER = 0
DAYS = ((7, "7 days"), (30, "30 days"), (90, "90 days"), (365, "A year"), (FOR_EVER, "No end"))


class TokenForm(forms.Form):
    """What `create_token` takes; offers no more than `user` may do."""

    name = forms.CharField(
        label="What is it for?",
        max_length=60,
        help_text="Such as the name of the program or machine that will use it.",
    )
    scopes = forms.MultipleChoiceField(
        label="What may it do?",
        widget=forms.CheckboxSelectMultiple,
        help_text="No more than it needs: it cannot be changed later.",
        error_messages={"required": "Choose what the token may do."},
    )
    days = forms.TypedChoiceField(
        label="How long does it work?", choices=DAYS, coerce=int, initial=90
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = [scope for scope in Scope if user.is_admin or scope is not Scope.ADMIN]
        self.fields["scopes"].choices = [(scope.value, WORDS[scope]) for scope in offered]  # type: ignore[attr-defined]
        self.fields["scopes"].initial = [Scope.READ.value]

    def arguments(self) -> dict[str, Any]:
        """Keyword arguments for `create_token`, beside the user."""
        return {**self.cleaned_data, "days": self.cleaned_data["days"] or None}
