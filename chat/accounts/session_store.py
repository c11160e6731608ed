"""Where sessions are kept: Django's table. What is read of one brings its user along.

Almost every request asks for both, and their tables are joined by the row of the device.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.db.models import F, OuterRef, QuerySet, Subquery
from django.utils import timezone

from chat.lru import made, size_of
from chat.models import User
from chat.prepared import prepared


class SessionStore(db.SessionStore):
    """`user` is who the session's device belongs to, once it is loaded; None where that is not
    written down yet. It is no log-in: `chat.accounts.middleware.logged_in` asks for the rest."""

    user: User | None = None

    def load(self) -> dict[str, Any]:
        """As in Django: what is in the session; nothing where it has ended. One query, a second
        one for a session without a device."""
        found = _with_user.read(key=self.session_key or "", now=timezone.now()).copies()
        if not found or found[0].in_session is None:
            loaded: dict[str, Any] = super().load()
            return loaded
        self.user = found[0]
        data: dict[str, Any] = self.decode(found[0].in_session)
        return data

    def decode(self, session_data: str | bytes) -> dict[str, Any]:
        """As in Django: what was signed, and nothing where that is false. Kept as it was written,
        for to compare a signature takes as long as to read the row."""
        key = ("session", session_data, settings.SECRET_KEY)
        written: bytes | None = made.get(key)
        if written is not None:
            kept: dict[str, Any] = self.serializer().loads(written)
            return kept
        data: dict[str, Any] = super().decode(session_data)
        if data:
            written = self.serializer().dumps(data)
            made.put(key, written, size_of((*key, written)))
        return data

    @classmethod
    def load_all(cls, keys: Sequence[str]) -> dict[str, tuple[dict[str, Any], User | None]]:
        """What is in each session that has not ended, by its key, and whose device it is: one
        query, a second one where some have no device."""
        now, store = timezone.now(), cls()
        found: dict[str, tuple[dict[str, Any], User | None]] = {}
        for user in _with_users(keys=tuple(keys), now=now):
            if user.in_session is not None:
                found[user.session_key] = (store.decode(user.in_session), user)
        if missing := [key for key in keys if key not in found]:
            for row in Session.objects.filter(session_key__in=missing, expire_date__gt=now):
                found[row.session_key] = (store.decode(row.session_data), None)
        return found


@prepared("key", "now")
def _with_user(*, key: str, now: datetime) -> "QuerySet[User]":
    live = Session.objects.filter(session_key=key, expire_date__gt=now)
    rows = User.objects.filter(usersession__session_key=key)
    return rows.annotate(in_session=Subquery(live.values("session_data")))


@prepared("keys", "now")
def _with_users(*, keys: Any, now: datetime) -> "QuerySet[User]":
    key = F("usersession__session_key")
    live = Session.objects.filter(session_key=OuterRef("usersession__session_key"))
    data = live.filter(expire_date__gt=now).values("session_data")
    rows = User.objects.filter(usersession__session_key__in=keys)
    return rows.annotate(session_key=key, in_session=Subquery(data))
