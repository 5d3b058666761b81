"""Running a coroutine at once for as long as it has nothing to wait for.

graphql-core answers synchronously where no resolver is asynchronous, also without an event loop. The
walk is a coroutine all the same; it says when it is about to wait for the first time, and only then
does the rest become an awaitable.
"""

from collections.abc import Coroutine, Generator
from types import coroutine
from typing import Any, TypeVar

T = TypeVar("T")


@coroutine
def leave_eager_part() -> Generator[None, None, None]:
    """Hand back to `run_eagerly`. Once in a coroutine's life, before it waits."""
    yield


def run_eagerly(work: Coroutine[Any, Any, T]) -> T | Coroutine[Any, Any, T]:
    """The result, or a coroutine of the rest."""
    try:
        work.send(None)
    except StopIteration as done:
        result: T = done.value
        return result
    return _rest(work)


async def _rest(work: Coroutine[Any, Any, T]) -> T:
    result: T = await _going_on(work)
    return result


@coroutine
def _going_on(work: Any) -> Generator[Any, Any, Any]:
    # `await` refuses a coroutine that has already begun; delegating to it goes on where it stopped.
    return (yield from work)
