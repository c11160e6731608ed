"""All that has a time. Whoever adds a kind of things adds its job here."""

from chat.actions import scheduling
from chat.queries import scheduling as scheduled_queries
from chat.timers.job import Job

JOBS: tuple[Job, ...] = (
    Job(
        "scheduled message", scheduled_queries.due, lambda pk: scheduling.send_due(scheduled_id=pk)
    ),
)
