"""Supply that is on its way: what purchase orders and transfers have promised to each level.

Each expectation is a row with a date; their sum is the level's `incoming`, posted by the ledger like
every other counter. These verbs change the rows and return the postings, so that the caller can put
them into its one `ledger.post` together with the goods that arrive. Whoever changes what is expected
tells it (`SupplyChanged`), because promised dates hang on it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Row, Uuid, any_, bindparam, delete, select, update

from domain.inventory import ledger
from domain.inventory.events import SupplyChanged
from domain.inventory.ledger import Posting
from domain.inventory.models import (
    MovementKind,
    StockExpectation,
    SupplySource,
    stock_expectations,
)
from domain.kernel.uow import UnitOfWork

_LINES = stock_expectations.c.source_line_id == any_(bindparam("lines", type_=ARRAY(Uuid)))
_OF_LINES = (
    select(stock_expectations)
    .where(stock_expectations.c.source == bindparam("source"), _LINES)
    .order_by(stock_expectations.c.id)
    .with_for_update()
)
_TAKE = (
    update(stock_expectations)
    .where(stock_expectations.c.id == bindparam("one"))
    .values(quantity=stock_expectations.c.quantity - bindparam("units"))
)


@dataclass(frozen=True, slots=True)
class NewExpectation:
    """`quantity` units of a product that should reach a location, by `expected_at` (UTC) if known."""

    product_id: UUID
    location_id: UUID
    source: SupplySource
    source_id: UUID
    source_line_id: UUID
    quantity: int
    expected_at: datetime | None
    reference: str
    "The document's number, for the ledger."


async def expect(uow: UnitOfWork, *, new: Sequence[NewExpectation]) -> list[Posting]:
    """Note supply that is on its way, each line once; levels are opened where there are none."""
    await ledger.open_levels(uow, [(each.product_id, each.location_id) for each in new])
    uow.session.add_all(
        StockExpectation(
            product_id=each.product_id,
            location_id=each.location_id,
            source=each.source,
            source_id=each.source_id,
            source_line_id=each.source_line_id,
            quantity=each.quantity,
            expected_at=each.expected_at,
            created_at=uow.now(),
        )
        for each in new
    )
    await uow.flush()
    _tell(uow, ((each.product_id, each.location_id) for each in new))
    return [
        Posting(
            MovementKind.EXPECT,
            each.product_id,
            each.location_id,
            each.quantity,
            None,
            each.reference,
        )
        for each in new
    ]


async def reschedule(
    uow: UnitOfWork,
    *,
    source: SupplySource,
    source_line_ids: Sequence[UUID],
    expected_at: datetime | None,
) -> None:
    """Another date for supply that is on its way; what has arrived already stays arrived."""
    rows = await _rows(uow, source, source_line_ids)
    moved = [row for row in rows if row.expected_at != expected_at]
    if moved:
        await uow.session.execute(
            update(stock_expectations)
            .where(stock_expectations.c.id.in_([row.id for row in moved]))
            .values(expected_at=expected_at)
        )
        _tell(uow, ((row.product_id, row.location_id) for row in moved))


async def arrive(
    uow: UnitOfWork, *, source: SupplySource, arrived: Mapping[UUID, int], reference: str
) -> list[Posting]:
    """Units of each source line that need not be waited for any longer, because they are here.

    More than was expected ends the expectation; a line that nobody expects posts nothing.
    """
    rows = await _rows(uow, source, list(arrived))
    taken = [(row, min(arrived[row.source_line_id], row.quantity)) for row in rows]
    taken = [(row, units) for row, units in taken if units > 0]
    await _drop(uow, [row.id for row, units in taken if units == row.quantity])
    left = [{"one": row.id, "units": units} for row, units in taken if units < row.quantity]
    if left:
        await uow.session.execute(_TAKE, left)
    postings = [_unexpected(row, units, reference) for row, units in taken]
    _tell(uow, ((posting.product_id, posting.location_id) for posting in postings))
    return postings


async def forget(
    uow: UnitOfWork, *, source: SupplySource, source_line_ids: Sequence[UUID], reference: str
) -> list[Posting]:
    """Supply that will not come: whatever of these lines is still expected."""
    rows = await _rows(uow, source, source_line_ids)
    await _drop(uow, [row.id for row in rows])
    _tell(uow, ((row.product_id, row.location_id) for row in rows))
    return [_unexpected(row, row.quantity, reference) for row in rows]


async def _rows(uow: UnitOfWork, source: SupplySource, lines: Sequence[UUID]) -> Sequence[Row[Any]]:
    await uow.flush()
    return (await uow.session.execute(_OF_LINES, {"source": source, "lines": list(set(lines))})).all()


async def _drop(uow: UnitOfWork, ids: Sequence[UUID]) -> None:
    if ids:
        await uow.session.execute(delete(stock_expectations).where(stock_expectations.c.id.in_(ids)))


def _unexpected(row: Row[Any], units: int, reference: str) -> Posting:
    return Posting(MovementKind.UNEXPECT, row.product_id, row.location_id, units, None, reference)


def _tell(uow: UnitOfWork, levels: Iterable[tuple[UUID, UUID]]) -> None:
    for product_id, location_id in sorted(set(levels)):
        uow.emit(SupplyChanged(product_id=product_id, location_id=location_id))
