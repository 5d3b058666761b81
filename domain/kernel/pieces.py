"""Many things, piece by piece: between two pieces the event loop has its turn.

A process answers everybody in one thread. What is done to the rows of a huge page at a stretch, also to
be rid of them again, is time in which nobody else is served, no deadline passes and nobody who has hung
up is noticed. What is few enough is done at once, and costs nothing more.
"""

from asyncio import AbstractEventLoop, get_running_loop, sleep
from collections import deque
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

T = TypeVar("T")

PIECE = 2_000
"Things that are handled at a stretch: rows, objects of an answer. A few milliseconds of them."


async def in_pieces(
    work: Callable[[Sequence[T]], object], things: Sequence[T], size: int = PIECE
) -> None:
    """Let `work` have all of the things, no more than `size` at a time."""
    if len(things) <= size:
        work(things)
        return
    for first in range(0, len(things), size):
        work(things[first : first + size])
        await sleep(0)


def let_go(*lists: list[Any]) -> None:
    """Empty lists that nobody looks into any more, in the turns of the event loop that come. Else
    whoever holds a huge page last would free all of it at a stretch. Lists of what lies in others come
    after these, so that it is not freed with them."""
    try:
        loop = get_running_loop()
    except RuntimeError:
        return  # nobody has to wait for us
    loop.call_soon(_empty, deque(lists), loop)


def _empty(lists: deque[list[Any]], loop: AbstractEventLoop) -> None:
    left = PIECE
    while lists and left > 0:
        some, before = lists[0], len(lists[0])
        del some[-left:]
        left -= before - len(some) + 1
        if not some:
            lists.popleft()
    if lists:
        loop.call_soon(_empty, lists, loop)
