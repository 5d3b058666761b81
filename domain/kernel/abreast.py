"""Coroutines that go on abreast, in one task.

Loads are begun all at once and mostly wait for one and the same statement. A task for each, as `gather`
makes, costs more than what they do. So each is run by hand as far as it goes; whoever began them waits
for what they wait for, and lets each go on. Where one has to wait again they all do, in another round,
so that what they read then is one statement as well.
"""

from __future__ import annotations

from asyncio import isfuture
from collections.abc import Coroutine, Generator, Iterable
from types import coroutine
from typing import Any


class Begun:
    """A coroutine that was begun. Once it is over it has come to a `result` or to an `error`."""

    __slots__ = ("_waits_for", "_work", "error", "is_over", "result")

    def __init__(self, work: Coroutine[Any, Any, Any]) -> None:
        self._work = work
        self._waits_for: Any = None
        self.is_over = False
        self.result: Any = None
        self.error: Exception | None = None
        self.go_on()

    def go_on(self) -> None:
        """Run until it has to wait. What it waited for is there."""
        try:
            self._waits_for = self._work.send(None)
        except StopIteration as done:
            self.is_over, self.result = True, done.value
        except Exception as error:
            self.is_over, self.error = True, error
        else:
            if isfuture(self._waits_for):
                # Others may wait for the same one: it is not handed to a task before `wait`.
                self._waits_for._asyncio_future_blocking = False

    @coroutine
    def wait(self) -> Generator[Any, None, None]:
        """Wait for what it waits for, whatever comes of it."""
        awaited = self._waits_for
        if isfuture(awaited):
            if awaited.done():
                return
            awaited._asyncio_future_blocking = True
        try:
            yield awaited
        except Exception:
            return  # its own error, which it finds when it goes on

    def give_up(self) -> None:
        """End it, and what it waits for."""
        if not self.is_over:
            if isfuture(self._waits_for):
                self._waits_for.cancel()
            self._work.close()


async def finish(works: Iterable[Begun]) -> None:
    """Let all of them come to their ends. When this is cancelled, so are they."""
    waiting = [work for work in works if not work.is_over]
    try:
        while waiting:
            for work in waiting:
                await work.wait()
            for work in waiting:
                work.go_on()
            waiting = [work for work in waiting if not work.is_over]
    except BaseException:
        for work in waiting:
            work.give_up()
        raise
