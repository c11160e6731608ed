"""Ending log-ins: the rows that let them in, and the sockets that are open with them."""

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from chat import broadcast
from chat.actions import audit, authority
from chat.models import User


def note_session(*, user: User, session_key: str, ip: str, user_agent: str) -> None:
    """Write down that a device was used just now; its first time makes its row."""
    now = timezone.now()
    seen = {"user": user, "ip": ip, "user_agent": user_agent[:200], "last_seen_at": now}
    UserSession.objects.update_or_create(session_key=session_key, defaults=seen)
    User.objects.filter(pk=user.pk).update(last_seen=now)


def end_session(*, user: User, session_key: str) -> None:
    """Log one of `user`'s devices out: its session ends, and its sockets with it.

    A key that is another's does nothing.
    """
    with transaction.atomic():
        devices = UserSession.objects.filter(session_key=session_key)
        if devices.exclude(user=user).exists():
            return
        devices.delete()
        Session.objects.filter(session_key=session_key).delete()
        _bump(user)
        broadcast.end_connections(reason="logged_out", session_key=session_key)


def end_all_sessions(
    *, user: User, actor: User | None = None, keep: str | None = None, reason: str = ""
) -> int:
    """Log `user` out everywhere but in the session `keep`; gives how many sessions ended.

    `actor` is who does it to someone else (recorded, with `reason`); None when it is the user.
    Raises `Forbidden` when `actor` may not manage `user`.
    """
    if actor is not None and actor.pk != user.pk:
        authority.require_over(actor, user)
    with transaction.atomic():
        ended = drop_sessions(user=user, keep=keep)
        _bump(user)
        if actor is not None and actor.pk != user.pk:
            audit.record(
                actor=actor, act="user.log_out", target=f"user:{user.pk}", label=user.username,
                reason=reason, details={"sessions": len(ended)},
            )  # fmt: skip
        _end_sockets(user=user, ended=ended, keep=keep, reason="logged_out")
    return len(ended)


def change_password(*, user: User, password: str, keep: str | None = None) -> None:
    """Store a new password, already validated, and end every log-in but the session `keep`."""
    user.set_password(password)  # slow by design: before the transaction, not in it
    with transaction.atomic():
        user.save(update_fields=["password"])
        password_changed(user=user, keep=keep)


def password_changed(*, user: User, keep: str | None = None) -> None:
    """End what the old password let in: every session but `keep`, and every socket of those."""
    with transaction.atomic():
        ended = drop_sessions(user=user, keep=keep)
        _bump(user)
        _end_sockets(user=user, ended=ended, keep=keep, reason="password_changed")


def drop_sessions(*, user: User, keep: str | None = None) -> list[str]:
    """Delete `user`'s sessions but `keep` inside the caller's transaction; gives their keys."""
    rows = UserSession.objects.filter(user=user)
    if keep is not None:
        rows = rows.exclude(session_key=keep)
    keys = list(rows.values_list("session_key", flat=True))
    Session.objects.filter(session_key__in=keys).delete()
    rows.delete()
    return keys


def _end_sockets(*, user: User, ended: list[str], keep: str | None, reason: str) -> None:
    # Without one to keep, by the user: a socket whose session row is missing goes too.
    if keep is None:
        broadcast.end_connections(reason=reason, user_id=user.pk)
        return
    for key in ended:
        broadcast.end_connections(reason=reason, session_key=key)


def _bump(user: User) -> None:
    User.objects.filter(pk=user.pk).update(access_version=F("access_version") + 1)
