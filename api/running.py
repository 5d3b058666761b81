"""How many operations run in a process at once, and for how long each may."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing, asynccontextmanager
from typing import Any

from graphql import OperationType
from strawberry.types.execution import PreExecutionError

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

    @asynccontextmanager
    async def place(self, kind: OperationType) -> AsyncIterator[None]:
        """A place to run in. Raises `RequestRefused` where there is none, or when time is up."""
        if self.count >= self._most:
            raise RequestRefused(
                503, "Too much is going on; try again in a moment.", headers={"Retry-After": "1"}
            )
        writes = kind is OperationType.MUTATION
        self.count += 1
        try:
            async with asyncio.timeout(self._write_deadline if writes else self._deadline) as limit:
                yield
        except TimeoutError:
            if not limit.expired():
                raise
            raise RequestRefused(504, _OVERDUE + (_UNKNOWN if writes else "")) from None
        finally:
            self.count -= 1

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
                async with self.place(kind):
                    answers = [result async for result in results]
            except RequestRefused as refusal:
                answers = [PreExecutionError(data=None, errors=[refusal.as_error()])]
            for answer in answers:
                yield answer
