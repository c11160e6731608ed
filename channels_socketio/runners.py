"""Who runs what waits in mailboxes: one task for many, and one of its own for each that waits."""

import asyncio
from collections.abc import Coroutine, Generator
from contextvars import Context, copy_context
from functools import partial
from types import coroutine
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from channels_socketio.mailbox import Mailbox

_Due = tuple["Mailbox", Context]
# What is waited for when nothing is.
_DONE: Any = object()


class Runners:
    """The tasks that run mailboxes, on one loop.

    A task costs more than what most handlers do, which wait for nothing: what comes in one turn of
    the loop for such is run by one task, a mailbox after the other, each in a context of its own.
    The first that waits after all keeps the task until its mailbox is empty, and those behind it
    get one each, as from the start those do whose mailbox waited the last time: nobody ever waits
    for another's handler, and a handler that waits is its task's only one until it ends.
    """

    __slots__ = ("_due", "_task")

    def __init__(self) -> None:
        self._due: list[_Due] = []
        self._task: asyncio.Task[None] | None = None

    def run(self, mailbox: "Mailbox") -> None:
        """Run a mailbox that has something to do, from the next turn of the loop on."""
        if mailbox.waits:
            self._alone(mailbox, copy_context())
            return
        self._due.append((mailbox, copy_context()))
        if self._task is None or self._task.cancelling():  # then it will never begin
            self._task = asyncio.get_running_loop().create_task(self._together())

    def _alone(self, mailbox: "Mailbox", context: Context) -> None:
        work = _work(mailbox, context)
        mailbox.task = asyncio.get_running_loop().create_task(work)

    async def _together(self) -> None:
        due, self._due = self._due, []
        task, self._task = self._task, None
        assert task is not None
        due.reverse()
        try:
            # One that asked for its own end, and ended before it came, must not give it to others.
            while due and not task.cancelling():
                mailbox, context = due.pop()
                work = mailbox.work()
                future = _begin(mailbox, work, context)
                if future is not _DONE:
                    mailbox.task = task
                    self._part(due)
                    await _rest(work, context, future)
        finally:
            self._part(due)

    def _part(self, due: list[_Due]) -> None:
        while due:
            self._alone(*due.pop())


async def _work(mailbox: "Mailbox", context: Context) -> None:
    work = mailbox.work()
    future = _begin(mailbox, work, context)
    if future is not _DONE:
        await _rest(work, context, future)


def _begin(mailbox: "Mailbox", work: Coroutine[Any, Any, None], context: Context) -> Any:
    """What the mailbox waits for before it can go on; `_DONE` when all in it is done."""
    try:
        future = context.run(work.send, None)
    except StopIteration:
        mailbox.waits = False
        return _DONE
    mailbox.waits = True
    return future


@coroutine
def _rest(
    work: Coroutine[Any, Any, None], context: Context, future: Any
) -> Generator[Any, Any, None]:
    """What is left of `work`, which waits for `future`: an await, but in `context`."""
    while True:
        try:
            value = yield future
        except BaseException as error:
            step = partial(work.throw, error)
        else:
            step = partial(work.send, value)
        try:
            future = context.run(step)
        except StopIteration:
            return
