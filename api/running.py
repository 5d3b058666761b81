"""How many operations run in a process at once, and for how long each may."""

from asyncio import get_running_loop
from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Any

from graphql import OperationType
from strawberry.types.execution import PreExecutionError

from api.blocks import Block
from api.refusals import RequestRefused
from domain.kernel.config import Settings

_OVERDUE = "This took too long and was given up."
_UNKNOWN = " Whether it was done is not known: ask again with the same idempotency key."


class Running:
    """The executions of one process. Subscriptions are not counted: they mostly wait."""

    def __init__(self, settings: Settings) -> None:
        self._most = settings.max_concurrent
        self._deadline = settings.deadline
        # A gateway is waited for after the commit, with a time limit of its own. To give the answer
        # up at that point would leave a client that has paid without knowing.
        self._write_deadline = settings.deadline + settings.gateway_timeout
        self.count = 0

    def place(self, kind: OperationType) -> "Place":
        """A place to run in, to be entered. Raises `RequestRefused` there where there is none, and when
        time is up."""
        return Place(self, writes=kind is OperationType.MUTATION)

    def seconds(self, *, writes: bool) -> float:
        """How long an operation may take."""
        return self._write_deadline if writes else self._deadline

    @property
    def is_full(self) -> bool:
        return self.count >= self._most

    async def stream(
        self, kind: OperationType, results: AsyncGenerator[Any, None]
    ) -> AsyncGenerator[Any, None]:
        """The results: of what is watched as they come, of anything else from a place to run in."""
        async with aclosing(results):
            if kind is OperationType.SUBSCRIPTION:
                async for result in results:
                    yield result
                return
            try:
                # Whoever reads a stream may do it from a task of its own each time, and a time limit
                # belongs to one task: so it ends before anything is handed on.
                with self.place(kind):
                    answers = [result async for result in results]
            except RequestRefused as refusal:
                answers = [PreExecutionError(data=None, errors=[refusal.as_error()])]
            for answer in answers:
                yield answer


class Place(Block):
    """One of the places that there are, for as long as an operation may have it."""

    __slots__ = ("_clock", "_running", "_writes")

    def __init__(self, running: Running, *, writes: bool) -> None:
        self._running = running
        self._writes = writes

    def __enter__(self) -> None:
        running = self._running
        if running.is_full:
            raise RequestRefused(
                503, "Too much is going on; try again in a moment.", headers={"Retry-After": "1"}
            )
        super().__enter__()
        running.count += 1
        seconds = running.seconds(writes=self._writes)
        self._clock = get_running_loop().call_later(seconds, self.give_up)

    def __exit__(self, error: type[BaseException] | None, *_: Any) -> None:
        self._clock.cancel()
        self._running.count -= 1
        if self.was_given_up(error):
            raise RequestRefused(504, _OVERDUE + (_UNKNOWN if self._writes else "")) from None
