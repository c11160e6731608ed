"""Which messages match: asked of the index that the database has, and bounded in time."""

from django.db import connection

from chat.queries.search import postgresql, sqlite
from chat.queries.search.bounds import Found
from chat.queries.search.conditions import Sought


def find(sought: Sought, limit: int, *, milliseconds: int) -> Found:
    """The keys and ids of the newest `limit` that match, or of those met in that time."""
    if not sought.rooms or sought.authors == []:
        return Found([])
    if connection.vendor == "postgresql":
        return postgresql.find(sought, limit, milliseconds)
    return sqlite.find(sought, limit, milliseconds)
