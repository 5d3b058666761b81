"""A flood leaves a trace, and not a table full of it."""

import time
from collections import OrderedDict
from collections.abc import Hashable

REMEMBERED = 10_000
"Kinds that are remembered; what was met least lately is forgotten first."


class Sieve:
    """Lets `most` of a kind through in each `window` of seconds. One process', so each has its own."""

    def __init__(self, *, most: int, window: float) -> None:
        self._most = most
        self._window = window
        self._met: OrderedDict[Hashable, tuple[float, int]] = OrderedDict()

    def lets(self, kind: Hashable) -> bool:
        """Whether one more goes through."""
        now = time.monotonic()
        began, count = self._met.pop(kind, (now, 0))
        if now - began >= self._window:
            began, count = now, 0
        self._met[kind] = (began, count + 1)
        if len(self._met) > REMEMBERED:
            self._met.popitem(last=False)
        return count < self._most
