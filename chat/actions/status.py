"""What people say of themselves for a while: a status, and that they are away."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from chat import broadcast
from chat.actions import sequence
from chat.actions.words import require_storable
from chat.errors import Invalid
from chat.events.broadcasts import PersonChanged, PresenceChanged
from chat.events.shapes import Person
from chat.models import User
from chat.models.users import STATUS_LENGTH
from chat.names import clean_line
from chat.presence import state_of
from chat.queries import shapes
from chat.rendering import one_emoji

PLAIN = "💬"  # for words without an emoji of their own


def set_status(*, user: User, emoji: str, text: str, until: datetime | None = None) -> Person:
    """Say what `user` is at: an emoji (or its `:name:`), words or both, `until` (aware) or until
    they say otherwise; neither clears it. Gives them as others see them.

    Raises `Invalid` for what is no emoji, words that are too long, a time that is past.
    """
    char = _clean_emoji(emoji)
    words = _clean_words(text)
    if until is not None and until <= timezone.now():
        raise Invalid("That time is past. Choose one to come.", field="until")
    with transaction.atomic():
        person = sequence.lock_user(user)
        _put(person, char or (PLAIN if words else ""), words, until)
        return _tell(person)


def set_away(*, user: User, away: bool) -> Person:
    """Show `user` as away on all their devices, or no longer; gives them as others see them."""
    with transaction.atomic():
        person = sequence.lock_user(user)
        person.is_away = away
        person.save(update_fields=["is_away"])
        state = state_of(person.pk)
        if state != "offline":
            broadcast.to_people(PresenceChanged(user=person.pk, state=state), about=person)
        return _tell(person)


def end_status(*, user_id: int) -> None:
    """Clear a status whose time is over; one that was changed meanwhile is left alone."""
    with transaction.atomic():
        people = User.objects.select_for_update(no_key=True)
        person = people.filter(pk=user_id, status_until__lte=timezone.now()).first()
        if person is not None:
            _put(person, "", "", None)
            _tell(person)


def emoji_of(word: str) -> str | None:
    """The emoji that a word is, by itself or by its `:name:`; else None."""
    return one_emoji(word[:64])


def _put(person: User, emoji: str, words: str, until: datetime | None) -> None:
    person.status_emoji, person.status_text = emoji, words
    person.status_until = until if emoji else None
    person.save(update_fields=["status_emoji", "status_text", "status_until"])


def _tell(person: User) -> Person:
    now = shapes.person(person)
    broadcast.to_people(PersonChanged(person=now), about=person)
    return now


def _clean_emoji(text: str) -> str:
    if not text.strip():
        return ""
    char = emoji_of(text.strip())
    if char is None:
        raise Invalid("That is not an emoji.", field="emoji")
    return char


def _clean_words(text: str) -> str:
    require_storable(text, what="status")
    words = clean_line(text)
    if len(words) > STATUS_LENGTH:
        raise Invalid(f"A status has {STATUS_LENGTH} characters at most.", field="text")
    return words
