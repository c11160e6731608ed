"""All that has a time. Whoever adds a kind of things adds its job here."""

from chat.actions import saved, scheduling, status, tokens, uploads
from chat.queries import files as file_queries
from chat.queries import saved as saved_queries
from chat.queries import scheduling as scheduled_queries
from chat.queries import status as status_queries
from chat.queries import tokens as token_queries
from chat.timers.job import Job

JOBS: tuple[Job, ...] = (
    Job("file", file_queries.due, lambda pk: uploads.clear_file(file_id=pk)),
    Job("reminder", saved_queries.due, lambda pk: saved.remind(saved_id=pk)),
    Job(
        "scheduled message", scheduled_queries.due, lambda pk: scheduling.send_due(scheduled_id=pk)
    ),
    Job("status", status_queries.due, lambda pk: status.end_status(user_id=pk)),
    Job("access token", token_queries.due, lambda pk: tokens.end_token(token_id=pk)),
)
