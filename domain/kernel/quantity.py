"""Quantities: whole units, at least one, no more than a database integer holds."""

from collections.abc import Sequence

from domain.kernel.errors import InvalidInput

MAX_QUANTITY = 2**31 - 1


def checked_quantity(quantity: int, *, path: Sequence[str | int]) -> int:
    """The quantity itself. Raises `InvalidInput` naming `path` when it is not 1 … 2³¹ − 1."""
    if not 1 <= quantity <= MAX_QUANTITY:
        raise InvalidInput("A quantity is a whole number from 1 to 2147483647.", path=path)
    return quantity
