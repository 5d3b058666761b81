"""Blocks of a task that somebody else may end: a clock, or whoever sees that its client has gone.

Every request passes through some, and nearly none is ended. `asyncio.timeout` and generators that are
made context managers would take three times as long.
"""

from asyncio import CancelledError, Task, current_task
from typing import Any


class Block:
    """What is done ``with`` it may be given up. Who extends it says when, and what is raised then."""

    __slots__ = ("_cancelling", "_is_given_up", "_task")

    _task: Task[Any]

    def __enter__(self) -> None:
        task = current_task()
        assert task is not None
        self._task = task
        self._cancelling = task.cancelling()
        self._is_given_up = False

    def give_up(self) -> None:
        """End it where it is."""
        self._is_given_up = True
        self._task.cancel()

    def was_given_up(self, error: type[BaseException] | None) -> bool:
        """Whether `error`, by which it is left, is nothing but that. To be asked once, when it is left:
        others may want the task to end, too, and they are heard."""
        if not self._is_given_up:
            return False
        return self._task.uncancel() <= self._cancelling and error is CancelledError
