"""The broker, for those who can do without it: soon, or not at all.

A request must not wait for a broker that does not answer. After one failure nothing is asked of it for a
while, so that an outage costs one request a few milliseconds, and not all of them.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import TypeVar

import structlog

from api.broker import BROKER_ERRORS

PATIENCE = 0.25
REST = 2.0

T = TypeVar("T")
log = structlog.get_logger("waybill.broker")


class Fuse:
    """Guards what is asked of the broker on the way of a request."""

    def __init__(self) -> None:
        self._resting_until = 0.0

    async def ask(self, question: Callable[[], Awaitable[T]]) -> T | None:
        """The broker's answer; None while it does not answer."""
        if time.monotonic() < self._resting_until:
            return None
        try:
            async with asyncio.timeout(PATIENCE):
                return await question()
        except BROKER_ERRORS as error:
            self._resting_until = time.monotonic() + REST
            log.warning("broker.away", error=type(error).__name__)
            return None
