"""Whoever stays is kept from the garbage collector, as what the process is made of is (`cli.serve`).

A subscriber is some three hundred objects, which live for as long as its socket does and are then let go
one by one. The collector walks them all whenever there are a quarter more: with two thousand subscribers
that is half a second, with ten thousand two or three, in which nobody hears anything. It finds nothing.
"""

import asyncio
import gc
from collections.abc import Callable

LOOK = 1.0
"Seconds between two looks at how many there are."
MANY = 200
"So many more are worth keeping from it; it costs next to nothing."


class Collector:
    """Sees to the garbage collector of an API process. `count` says how many subscribe there now."""

    def __init__(self, count: Callable[[], int]) -> None:
        self._count = count
        self._kept = 0

    async def run(self) -> None:
        """Look for as long as the process lives."""
        while True:
            await asyncio.sleep(LOOK)
            self.look()

    def look(self) -> None:
        """Keep who is new from being walked. Once half have gone, everything is walked again: what
        they left behind in circles is found by nobody else."""
        there = self._count()
        if there >= self._kept + MANY:
            gc.collect(1)
        elif self._kept > MANY and there < self._kept // 2:
            gc.unfreeze()
            gc.collect()
        else:
            return
        gc.freeze()
        self._kept = there
