"""What is allowed in an account's fields. Each `clean_…` gives the value as it is stored, or raises
`Invalid` with `field` naming the part at fault."""

import functools
import unicodedata
import zoneinfo

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from chat.errors import Invalid
from chat.models import User
from chat.names import clean_line, clean_name

USERNAME_LENGTHS = (2, 40)
_PUNCTUATION = "._-"
_ALIKE_SCRIPTS = {"LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE", "COPTIC"}
# Words that a mention will mean everyone by.
_RESERVED = {"all", "everyone", "here", "channel", "room"}


def clean_username(text: str) -> str:
    """A user name as it is stored: NFKC, lower case, letters and digits of one script, `._-`."""
    try:
        name = clean_line(text).lower()
    except Invalid as error:
        raise Invalid(error.message, field="username") from None
    shortest, longest = USERNAME_LENGTHS
    if not shortest <= len(name) <= longest:
        raise Invalid(f"User names have {shortest} to {longest} characters.", field="username")
    if not all(char.isalnum() or char in _PUNCTUATION for char in name) or not name[0].isalnum():
        raise Invalid(
            "User names are letters, digits, dots, hyphens and underscores, and start with a "
            "letter or digit.",
            field="username",
        )
    if _mixes_scripts(name):
        raise Invalid("User names are written in one alphabet.", field="username")
    if name in _RESERVED:
        raise Invalid("That name is reserved. Choose another.", field="username")
    return name


def clean_display_name(text: str) -> str:
    """A display name as it is stored: one line of 1 to 80 characters."""
    return _named(text, length=80, field="display_name")


def clean_email(text: str) -> str:
    """An e-mail address as it is stored: lower case, so that one address is one account."""
    email = text.strip().lower()
    try:
        validate_email(email)
    except ValidationError:
        raise Invalid("That is not an e-mail address.", field="email") from None
    if len(email) > 254:
        raise Invalid("That e-mail address is too long.", field="email")
    return email


def clean_time_zone(name: str) -> str:
    """A time zone by its IANA name, such as `Europe/Lisbon`."""
    if name not in _time_zones():
        raise Invalid("That time zone is not known.", field="time_zone")
    return name


def check_password(password: str | None, user: User) -> None:
    """Raises `Invalid` for a password that is too short, too common or too like the account."""
    if password is None:
        return
    if len(password) > 1_000:
        raise Invalid("That password is too long.", field="password")
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise Invalid(" ".join(error.messages), field="password") from None


def clean_organisation_name(text: str) -> str:
    """The organisation's name as it is stored: one line of 1 to 80 characters."""
    return _named(text, length=80, field="name")


def clean_group_name(text: str) -> str:
    """A group's name as it is stored: one line of 1 to 80 characters."""
    return _named(text, length=80, field="name")


def clean_token_name(text: str) -> str:
    """What a token is called in lists: one line of 1 to 60 characters."""
    return _named(text, length=60, field="name")


def _named(text: str, *, length: int, field: str) -> str:
    try:
        return clean_name(text, length=length)
    except Invalid as error:
        raise Invalid(error.message, field=field) from None


def _mixes_scripts(name: str) -> bool:
    # Nobody's name is half Latin, half Cyrillic: such a one is made to be taken for another.
    scripts = {unicodedata.name(char, "").split(" ")[0] for char in name if char.isalpha()}
    return len(scripts & _ALIKE_SCRIPTS) > 1


@functools.cache
def _time_zones() -> frozenset[str]:
    return frozenset(zoneinfo.available_timezones())
