"""The forms of account pages: one for every way to make an account, and allauth's in our words."""

from typing import Any

from allauth.account import forms as allauth_forms
from django import forms
from django.http import HttpRequest, QueryDict

from chat.actions import fields
from chat.errors import ChatError, Invalid
from chat.models import User

PASSWORD_HELP = "At least 10 characters. A few words are easy to keep in mind."  # noqa: S105


def add_fault(form: forms.Form, fault: ChatError) -> None:
    """Show an action's fault beside the field that it names, else above the form."""
    field = fault.details.get("field")
    form.add_error(field if field in form.fields else None, fault.message)


def posted(request: HttpRequest) -> QueryDict | None:
    """What a form is bound to: a POST's body, even an empty one; None for a page to fill in."""
    return request.POST if request.method == "POST" else None


class AccountForm(forms.Form):
    """What anyone says who makes an account, by the first run, an invite or open sign-up."""

    display_name = forms.CharField(
        label="Your name",
        max_length=80,
        help_text="As people will see it. It can be changed later.",
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    username = forms.CharField(
        label="User name",
        max_length=40,
        help_text="To log in with: letters, digits, dots and hyphens.",
        widget=forms.TextInput(
            attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )
    email = forms.EmailField(
        label="E-mail address",
        help_text="For resetting your password.",
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    password = forms.CharField(
        label="Password",
        strip=False,
        max_length=1_000,
        help_text=PASSWORD_HELP,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password", "minlength": "10"}),
    )
    time_zone = forms.CharField(
        required=False, max_length=64, widget=forms.HiddenInput(attrs={"data-time-zone": ""})
    )

    def clean_time_zone(self) -> str:
        """What the browser says, else UTC: nobody typed it, so nobody is troubled about it."""
        return _known_time_zone(self.cleaned_data["time_zone"])


class SetupForm(AccountForm):
    """The first run: the organisation, and the owner's account."""

    name = forms.CharField(
        label="Organisation",
        max_length=80,
        help_text="The name at the top of every page.",
        widget=forms.TextInput(attrs={"autocomplete": "organization", "autofocus": True}),
    )
    field_order = ["name"]


class LoginForm(allauth_forms.LoginForm):  # type: ignore[misc]
    """Log in by user name or e-mail address."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        login, password = self.fields["login"], self.fields["password"]
        login.label, password.label, password.help_text = "User name or e-mail", "Password", ""
        login.max_length = 254
        login.widget.attrs = {
            "autocomplete": "username", "autocapitalize": "none", "spellcheck": "false",
            "autofocus": True, "maxlength": 254,
        }  # fmt: skip
        password.widget.attrs.pop("placeholder", None)

    def clean_login(self) -> str:
        """What was typed, without what a log or a database refuses."""
        login: str = super().clean_login()
        return login[:254].replace("\0", "")


class ResetPasswordForm(allauth_forms.ResetPasswordForm):  # type: ignore[misc]
    """Ask for a link by mail: to the address of an account, as it is now."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label = "E-mail address"
        self.fields["email"].widget.attrs = {"autocomplete": "email", "autofocus": True}

    def clean_email(self) -> str:
        """Remembers the account for `save`; the page reads the same with none."""
        email = fields.clean_email(self.cleaned_data["email"])
        self.users = list(User.objects.people().filter(email=email))
        return email


class ChangePasswordForm(allauth_forms.ChangePasswordForm):  # type: ignore[misc]
    """The old password and a new one, typed once: it can be seen, and reset."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["oldpassword"].label = "Current password"
        _one_new_password(self)


class ResetPasswordKeyForm(allauth_forms.ResetPasswordKeyForm):  # type: ignore[misc]
    """A new password, by the link in the mail."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _one_new_password(self)


def _one_new_password(form: forms.Form) -> None:
    del form.fields["password2"]
    new = form.fields["password1"]
    new.label, new.help_text = "New password", PASSWORD_HELP
    for field in form.fields.values():
        field.widget.attrs.pop("placeholder", None)


def _known_time_zone(name: str) -> str:
    try:
        return fields.clean_time_zone(name)
    except Invalid:
        return "UTC"
