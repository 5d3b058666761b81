"""What numbers decide about a transfer's lines. Pure."""

from typing import Protocol

from domain.inventory.arrivals import LineFigures, arrived
from domain.inventory.arrivals import outstanding as not_arrived


class TransferFigures(LineFigures, Protocol):
    """The quantities of a line, in units; `quantity` is what was shipped, or will be."""

    returned_quantity: int


def outstanding(line: TransferFigures) -> int:
    """Units that have not arrived, are not given up and did not come back: those of a draft are still at
    the origin, all others are on their way."""
    return max(0, not_arrived(line) - line.returned_quantity)


def over(line: LineFigures) -> int:
    """Units that came although nobody had shipped them."""
    return max(0, arrived(line) - line.quantity)
