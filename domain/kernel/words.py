"""Words: what any name, code or reason from outside must be, and numbers as people say them."""

import re
from collections.abc import Sequence

from domain.kernel.errors import InvalidInput

MAX_NAME = 255
MAX_TEXT = 2000
_UNSTORABLE = re.compile("[\\x00\\ud800-\\udfff]")


def checked_text(value: str, *, path: Sequence[str | int], longest: int = MAX_NAME) -> str:
    """The value without surrounding white space.

    Raises `InvalidInput` naming `path` when it is empty, too long, or holds what PostgreSQL cannot
    store (NUL, half of a surrogate pair).
    """
    value = value.strip()
    if not value:
        raise InvalidInput("This must not be empty.", path=path)
    if len(value) > longest:
        raise InvalidInput(f"At most {longest} characters.", path=path)
    if not is_storable(value):
        raise InvalidInput("This holds characters that are no text (NUL, lone surrogates).", path=path)
    return value


def is_storable(value: str) -> bool:
    """Whether PostgreSQL and JSON can hold the string."""
    return _UNSTORABLE.search(value) is None


def counted(number: int, one: str, many: str | None = None) -> str:
    """A number and what it counts: "1 unit", "3 units"; `many` where that is not `one` with an s."""
    return f"{number} {one if number == 1 else many or one + 's'}"
