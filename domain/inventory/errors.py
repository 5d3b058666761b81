"""What inventory refuses beyond the shared refusals."""

from collections.abc import Mapping, Sequence

from domain.kernel.errors import DomainError


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


class RowsRefused(DomainError):
    """Some rows of a list could not be taken, so none was; `rows` says why, by their places."""

    code = "ROWS_REFUSED"

    def __init__(self, rows: Mapping[int, DomainError]) -> None:
        first = next(iter(rows.values()))
        super().__init__(
            f"{len(rows)} rows cannot be taken, so none was. The first: {first.message}",
            path=first.path,
        )
        self.rows = dict(rows)
