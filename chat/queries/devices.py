"""Where someone is logged in."""

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from chat.models import User


def live_sessions(user: User) -> "QuerySet[UserSession]":
    """The user's log-ins that have not ended or expired, the latest used first."""
    alive = Session.objects.filter(
        session_key=OuterRef("session_key"), expire_date__gt=timezone.now()
    )
    rows: QuerySet[UserSession] = UserSession.objects.filter(Exists(alive), user=user)
    return rows.order_by("-last_seen_at", "-pk")
