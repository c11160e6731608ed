"""What a request asks of the database."""

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext


def queries_of(client: Client, path: str, *, status: int = 200) -> list[str]:
    """The queries of a GET, of the second: the first notes that the device was used. Printed, so
    that a test that fails shows them."""
    for _ in range(2):
        with CaptureQueriesContext(connection) as asked:
            answer = client.get(path)
    assert answer.status_code == status
    found = [query["sql"] for query in asked.captured_queries]
    print(f"{path}: {len(found)} queries", *(sql[:200] for sql in found), sep="\n  ")
    return found


def sending() -> int:
    """How many queries a message takes that says words alone: what is there (the room's lock, the
    client_id, the membership, the row's number), then what is stored (the head, the row, what
    search has of it). PostgreSQL is asked twice, SQLite for each."""
    return 2 if connection.vendor == "postgresql" else 7
