"""Headers that are read once: each client sends its own, word for word, with every request."""

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import TypeVar

MOST = 200
"What is remembered of a header; who was sent least lately is forgotten first."
LONGEST = 500
"Characters. Nobody can make us remember much."

T = TypeVar("T")


def read_once(read: Callable[[str], T]) -> Callable[[str], T]:
    """What `read` makes of a header's text, remembered. For what depends on nothing else."""
    remembered = lru_cache(maxsize=MOST)(read)

    @wraps(read)
    def reading(text: str) -> T:
        return remembered(text) if len(text) <= LONGEST else read(text)

    return reading
