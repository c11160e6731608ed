"""Password resets that an admin starts."""

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string

from chat.accounts import links
from chat.actions import audit, people
from chat.errors import Invalid
from chat.models import User
from chat.queries.organisation import organisation_name

_MAIL = "account/email/password_reset_key"


def reset_link(*, actor: User | None, user_id: int, reason: str = "") -> str:
    """A link that sets someone's password once, to hand over; recorded.

    Raises `Forbidden` as the other acts on people do, `Invalid` for one who cannot log in.
    """
    person = _resettable(actor, user_id)
    _record(actor, person, reason, by="link")
    return links.new_reset_url(person)


def send_reset(*, actor: User | None, user_id: int, reason: str = "") -> None:
    """Mail someone such a link; recorded. Raises as `reset_link`, and OSError or SMTPException
    when the mail server does not take it."""
    person = _resettable(actor, user_id)
    context = {
        "username": person.username,
        "password_reset_url": links.new_reset_url(person),
        "organisation": organisation_name(),
    }
    subject = render_to_string(f"{_MAIL}_subject.txt", context).strip()
    body = render_to_string(f"{_MAIL}_message.txt", context)
    send_mail(subject, body, settings.DEFAULT_FROM_EMAIL, [person.email])
    _record(actor, person, reason, by="mail")


def _resettable(actor: User | None, user_id: int) -> User:
    person = people.managed(actor=actor, user_id=user_id)
    if not person.is_active:
        raise Invalid("That account is deactivated. Reactivate it first.")
    return person


def _record(actor: User | None, person: User, reason: str, *, by: str) -> None:
    audit.record(
        actor=actor, act="user.reset_password", target=f"user:{person.pk}",
        label=person.username, reason=reason, details={"by": by},
    )  # fmt: skip
