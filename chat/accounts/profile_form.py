"""The forms of one's own settings."""

import zoneinfo
from typing import Any

from django import forms

from chat.models import User

SEND_KEYS = (("enter", "Enter"), ("ctrl-enter", "Ctrl Enter, and Enter begins a new line"))
THEMES = (("system", "As the system"), ("light", "Light"), ("dark", "Dark"))


class ProfileForm(forms.Form):
    """Name, address and time zone. Another address takes the password: whoever has the address
    can reset the password, and a browser left open should not give that away."""

    display_name = forms.CharField(
        label="Your name", max_length=80, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    email = forms.EmailField(
        label="E-mail address", widget=forms.EmailInput(attrs={"autocomplete": "email"})
    )
    time_zone = forms.ChoiceField(label="Time zone")
    send_key = forms.ChoiceField(
        label="Send messages with", choices=SEND_KEYS, required=False, widget=forms.RadioSelect
    )
    tells_reading = forms.BooleanField(
        label="Others see what I have read",
        required=False,
        help_text="And I see what they have. Without it nobody sees anything of the other.",
    )
    current_password = forms.CharField(
        label="Current password",
        required=False,
        strip=False,
        max_length=1_000,
        help_text="Only when you change the e-mail address.",
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        self.user = user
        kwargs["initial"] = {
            "display_name": user.display_name, "email": user.email, "time_zone": user.time_zone,
            "tells_reading": user.tells_reading,
            "send_key": "enter" if user.enter_sends else "ctrl-enter",
        }  # fmt: skip
        super().__init__(*args, **kwargs)
        zones = sorted(zoneinfo.available_timezones())
        self.fields["time_zone"].choices = [(zone, zone.replace("_", " ")) for zone in zones]  # type: ignore[attr-defined]

    @property
    def enter_sends(self) -> bool | None:
        """What was chosen; None where nothing was, which leaves it as it is."""
        chosen = self.cleaned_data.get("send_key")
        return chosen == "enter" if chosen else None

    @property
    def changes_email(self) -> bool:
        """Whether another address was typed."""
        return bool(self.cleaned_data.get("email", "").lower() != self.user.email)


class ThemeForm(forms.Form):
    """Light or dark, kept in a cookie: it belongs to the screen, not to the person."""

    theme = forms.ChoiceField(label="Theme", choices=THEMES, widget=forms.RadioSelect)
