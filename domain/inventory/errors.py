"""What inventory refuses beyond the shared refusals."""

from collections.abc import Mapping, Sequence

from domain.kernel.errors import DomainError, InsufficientStock, Shortage
from domain.kernel.words import counted


class StockConflict(DomainError):
    """A count expected another figure than the one found; `on_hand` is what is there."""

    code = "STOCK_CONFLICT"

    def __init__(
        self, *, expected: int, on_hand: int, path: Sequence[str] = ("input", "expected")
    ) -> None:
        super().__init__(
            f"You expected {expected} on hand, but there are {on_hand}. Count again.", path=path
        )
        self.on_hand = on_hand


def not_free(shortages: Sequence[Shortage], *, path: Sequence[str]) -> InsufficientStock:
    """Units are to leave a level, or to become unavailable, that are promised or unavailable already."""
    named = "; ".join(
        f"of {short} {short.requested} are to go, and {short.available} are free" for short in shortages
    )
    return InsufficientStock(
        shortages,
        path=path,
        because=f"What is promised to orders or unavailable stays: {named}.",
    )


class RowsRefused(DomainError):
    """Some rows of a list could not be taken, so none was; `rows` says why, by their places."""

    code = "ROWS_REFUSED"

    def __init__(self, rows: Mapping[int, DomainError]) -> None:
        first = next(iter(rows.values()))
        super().__init__(
            f"{counted(len(rows), 'row')} cannot be taken, so none was. The first: {first.message}",
            path=first.path,
        )
        self.rows = dict(rows)
