"""What inventory refuses beyond the shared refusals."""

from domain.kernel.errors import DomainError


class StockConflict(DomainError):
    """A count expected another figure than the one found; `on_hand` is what is there."""

    code = "STOCK_CONFLICT"

    def __init__(self, *, expected: int, on_hand: int) -> None:
        super().__init__(
            f"You expected {expected} on hand, but there are {on_hand}. Count again.",
            path=("input", "expected"),
        )
        self.on_hand = on_hand
