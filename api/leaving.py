"""Nobody works for a client that has hung up."""

from asyncio import CancelledError, Task, current_task, get_running_loop
from collections.abc import Iterator
from contextlib import contextmanager

from starlette.types import Receive

from api.refusals import RequestRefused

LOOKED_FOR_AFTER = 0.1
"Seconds after which somebody looks whether the client is still there. Most have their answer by then."


@contextmanager
def while_there(receive: Receive) -> Iterator[None]:
    """Give the block up when the client of a request, whose body was read, goes. Raises
    `RequestRefused`, which nobody is there to read, but the log."""
    loop, task = get_running_loop(), current_task()
    assert task is not None
    looking: Task[None] | None = None
    gone = False

    async def look() -> None:
        nonlocal gone
        while (await receive())["type"] != "http.disconnect":
            pass
        gone = True
        task.cancel()

    def begin() -> None:
        nonlocal looking
        looking = loop.create_task(look())

    waiting = loop.call_later(LOOKED_FOR_AFTER, begin)
    try:
        yield
    except CancelledError:
        if not gone:
            raise
        task.uncancel()
        raise RequestRefused(499, "The client has gone.") from None
    finally:
        waiting.cancel()
        if looking is not None:
            looking.cancel()
