"""Several prepared statements in one breath (libpq's pipeline mode): one way to the server and back
for all of them, and one wait for the interpreter."""

import select
from collections.abc import Sequence
from typing import Any

from psycopg import Connection
from psycopg.pq import ConnStatus, ExecStatus

Asked = tuple[bytes, Sequence[bytes]]  # a prepared statement's name, and its values


def answers(connection: Connection[Any], asked: Sequence[Asked]) -> list[Any]:
    """The result of each statement; where one failed those after it are aborted, and where the
    connection broke the last one says so. Outside a transaction they are one. The connection is
    idle or in a transaction, and its thread waits."""
    pgconn = connection.pgconn
    pgconn.enter_pipeline_mode()
    try:
        for name, values in asked:
            pgconn.send_query_prepared(name, values)
        pgconn.pipeline_sync()
        return _gathered(pgconn)
    finally:
        if not connection.closed:
            pgconn.exit_pipeline_mode()


def _gathered(pgconn: Any) -> list[Any]:
    found: list[Any] = []
    while pgconn.status != ConnStatus.BAD:
        result = next_result(pgconn)
        if result is not None and result.status == ExecStatus.PIPELINE_SYNC:
            break
        if result is not None:  # else one statement's results are over
            found.append(result)
    return found


def next_result(pgconn: Any) -> Any:
    """The next result, None after a statement's last. Nothing of libpq's waits here, for that
    would keep the interpreter."""
    while pgconn.flush() or pgconn.is_busy():
        poll = select.poll()
        poll.register(pgconn.socket, select.POLLIN | (select.POLLOUT if pgconn.flush() else 0))
        poll.poll()
        pgconn.consume_input()
    return pgconn.get_result()
