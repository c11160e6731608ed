"""`manage.py log_out USER`: ends someone's log-ins everywhere."""

from typing import Any

from chat.actions import sessions
from chat.management.person import PersonCommand
from chat.models import User


class Command(PersonCommand):
    """Logs someone out on all devices; tokens stay."""

    help = "Log someone out on all devices."

    def act(self, person: User, options: dict[str, Any]) -> str:
        """Ends the sessions."""
        ended = sessions.end_all_sessions(user=person)
        return f"{person.username}: {ended} log-in{'' if ended == 1 else 's'} ended."
