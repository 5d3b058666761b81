"""Goods at the dock: what became of units that a document had on their way, and where that puts them.

Good units are for sale at once, damaged ones lie there unavailable, short ones are not expected any
more. `check` judges what somebody says of a document's lines, `take_in` counts it and returns the
movements, for the caller's one `ledger.post`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar
from uuid import UUID

from domain.inventory import expectations
from domain.inventory.arrivals import LineFigures, acceptable, arrived, outstanding
from domain.inventory.events import StockReceived
from domain.inventory.ledger import Posting, open_levels
from domain.inventory.models import MovementKind, SupplySource, UnavailableReason
from domain.kernel.errors import InvalidInput, NotFound
from domain.kernel.uow import UnitOfWork
from domain.kernel.words import counted


class ComingLine(LineFigures, Protocol):
    """A document's line, with units of one product on their way."""

    id: UUID
    product_id: UUID
    sku: str


Line = TypeVar("Line", bound=ComingLine)


@dataclass(frozen=True, slots=True)
class ReceivedLine:
    """What became of a line at the dock: good units, damaged ones, and units that will not come."""

    line_id: UUID
    quantity: int = 0
    damaged_quantity: int = 0
    short_quantity: int = 0

    @property
    def came(self) -> int:
        """Units that lie there now, whole or broken."""
        return self.quantity + self.damaged_quantity


Dock = Sequence[tuple[Line, ReceivedLine]]
"Each line that somebody has spoken of, and what of it."


def check(
    lines: Sequence[Line],
    asked: Sequence[ReceivedLine],
    *,
    tolerance_percent: int | None,
    line_field: str,
) -> list[tuple[Line, ReceivedLine]]:
    """Each line with what is said of it, each once. None as the tolerance takes in whatever comes.

    Raises `NotFound` naming `line_field` for a line that is not the document's or is named twice, and
    `InvalidInput` for no line, less than one unit, and more than is acceptable or could be short.
    """
    if not asked:
        raise InvalidInput("Name at least one line.", path=("input", "lines"))
    by_id = {line.id: line for line in lines}
    dock = []
    for index, each in enumerate(asked):
        path = ("input", "lines", str(index))
        line = by_id.pop(each.line_id, None)
        if line is None:
            raise NotFound("There is no such line, or it is named already.", path=(*path, line_field))
        for field, units in (
            ("quantity", each.quantity),
            ("damagedQuantity", each.damaged_quantity),
            ("shortQuantity", each.short_quantity),
        ):
            if units < 0:
                raise InvalidInput("Units are zero or more.", path=(*path, field))
        _check_line(line, each, path, tolerance_percent=tolerance_percent)
        dock.append((line, each))
    return dock


def _check_line(
    line: Line, each: ReceivedLine, path: tuple[str, ...], *, tolerance_percent: int | None
) -> None:
    if not each.came and not each.short_quantity:
        raise InvalidInput("Say what became of at least one unit.", path=(*path, "quantity"))
    most = acceptable(line, tolerance_percent=tolerance_percent)
    if each.came > most:
        raise InvalidInput(
            f"Of {line.sku} {counted(outstanding(line), 'unit is', 'units are')} expected here, at most "
            f"{most} accepted; say `acceptOver` to take in more.",
            path=(*path, "quantity"),
        )
    left = max(0, outstanding(line) - each.came)
    if each.short_quantity > left:
        raise InvalidInput(
            f"Only {counted(left, 'unit is', 'units are')} left that could be short.",
            path=(*path, "shortQuantity"),
        )


async def take_in(
    uow: UnitOfWork,
    dock: Dock[Line],
    *,
    kind: MovementKind,
    location_id: UUID,
    source: SupplySource,
    reference: str,
) -> list[Posting]:
    """Count what came and what will not, and tell of what may be sold. Returns the movements: what was
    expected no longer is, and what came lies there, by movements of `kind`."""
    postings = await expectations.arrive(
        uow,
        source=source,
        arrived={line.id: each.came + each.short_quantity for line, each in dock},
        reference=reference,
    )
    for line, each in dock:
        _count(line, each)
        level = (line.product_id, location_id)
        if each.came:
            postings.append(Posting(kind, *level, each.came, None, reference))
        if each.damaged_quantity:
            damaged = UnavailableReason.DAMAGED
            postings.append(
                Posting(MovementKind.QUARANTINE, *level, each.damaged_quantity, None, reference, damaged)
            )
        if each.quantity:
            uow.emit(
                StockReceived(
                    product_id=line.product_id, location_id=location_id, quantity=each.quantity
                )
            )
    await open_levels(uow, [(posting.product_id, posting.location_id) for posting in postings])
    return postings


def _count(line: Line, each: ReceivedLine) -> None:
    line.received_quantity += each.quantity
    line.damaged_quantity += each.damaged_quantity
    # What was given up as short and comes after all is short no more.
    line.short_quantity = min(
        line.short_quantity + each.short_quantity, max(0, line.quantity - arrived(line))
    )
