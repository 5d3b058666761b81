"""When the garbage collector walks, and whom it leaves alone besides what a process is made of.

Whoever stays is kept from it. A subscriber is some three hundred objects, which live for as long as its
socket does and are then let go one by one. The collector walks them all whenever there are a quarter
more: with two thousand subscribers that is half a second, with ten thousand two or three, in which
nobody hears anything. It finds nothing.

A huge page is a million objects for a second or two, to which the same would happen. So it looks at what
is not quite new when there is little of that, which is now and again the case; not whenever it likes to.
"""

import asyncio
import gc
import sys
from collections.abc import Callable

YOUNG = 50_000
"""Objects that a process makes before the collector looks through them; Python's own idea of it is 700.
A page of orders is some thousand, gone by themselves when it is sent. To look through those of the eight
pages that are on their way takes a fifteenth of each, so there is room for more than eight."""
MIDDLING, NEVER = 4, 1_000_000_000
"""After so many walks among the new there is one among those who have survived one. One among all is not
the collector's to begin, but `Collector`'s."""
LOOK = 1.0
"Seconds between two looks at how many there are."
MANY = 200
"So many more are worth keeping from it; it costs next to nothing."
WALKS = 4
"Walks among the young after which a walk among all is due."
ROOM = 200_000
"Blocks of memory more than after the last such walk, some fifty thousand objects: a moment's walk."
LOOKS = 60
"Looks after which there is one however many there are: perhaps they stay, or nobody needs them."


def leave_alone_what_is_here() -> None:
    """What is here by now is here for good: modules, models, the schema. The collector need not walk it
    again and again while orders are placed, which cost a twelfth of each."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG, MIDDLING, NEVER)


class Collector:
    """Sees to the garbage collector of an API process. `count` says how many subscribe there now."""

    def __init__(self, count: Callable[[], int]) -> None:
        self._count = count
        self._kept = 0
        self._blocks = sys.getallocatedblocks()
        self._put_off = 0

    async def run(self) -> None:
        """Look for as long as the process lives."""
        while True:
            await asyncio.sleep(LOOK)
            self.look()
            self.look_at_all()

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

    def look_at_all(self) -> None:
        """Walk among all there are, where that is due and takes no more than a moment."""
        if gc.get_count()[2] < WALKS:
            return
        if sys.getallocatedblocks() > self._blocks + ROOM and self._put_off < LOOKS:
            self._put_off += 1
            return
        gc.collect()
        self._blocks, self._put_off = sys.getallocatedblocks(), 0
