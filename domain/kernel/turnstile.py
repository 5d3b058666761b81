"""A turnstile: few at a time to what they would otherwise wait for in PostgreSQL.

Two dozen transactions that want the same row cost PostgreSQL more than what they write: each that waits
holds a connection, wakes up, and reads the row and its own statement again. Most of them come from the
same process, which can as well let them wait where waiting is free.
"""

from asyncio import Semaphore
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from typing import Any
from weakref import WeakValueDictionary

AT_ONCE = 2
"How many are let through to the same thing: one that has it, and the next, which is nearly there."


class Turnstile:
    """Of one process. Whoever waits here may hold nothing that somebody in PostgreSQL waits for."""

    def __init__(self) -> None:
        self._gates: WeakValueDictionary[Any, Semaphore] = WeakValueDictionary()

    def __len__(self) -> int:
        """How many things somebody has, or waits for."""
        return len(self._gates)

    @asynccontextmanager
    async def turn(self, wanted: Collection[Any]) -> AsyncIterator[None]:
        """The block has its turn at everything that is `wanted`: values that have an order, in which all
        take their turns, so that nobody waits in a circle."""
        passed: list[Semaphore] = []
        try:
            for each in sorted(set(wanted)):
                gate = self._gates.setdefault(each, Semaphore(AT_ONCE))
                await gate.acquire()
                passed.append(gate)
            yield
        finally:
            for gate in passed:
                gate.release()
