"""What was found where the book has no level: it is opened with what lies there, in one statement.

A stocktake of a new warehouse finds a hundred thousand of these. Opening them empty first, to post to
them then, would write each of them twice.
"""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import text

from domain.catalog.bundles import without_stock
from domain.counting.models import CycleCount
from domain.inventory.ledger import StockMoved
from domain.inventory.opening import EXPECTING, TOLD, opening, opening_statement
from domain.kernel.uow import UnitOfWork

_LINES = """
    SELECT 0 AS line, c.product_id, cast(:location AS uuid) AS location_id, c.found AS on_hand,
           NULL::int AS safety_stock, NULL::text AS bin, NULL::int AS expected
    FROM cycle_count_line c
    WHERE c.cycle_count_id = :cycle_count AND c.found > 0 AND NOT EXISTS (
        SELECT FROM stock_level l WHERE l.product_id = c.product_id AND l.location_id = :location)
"""
# A product that is becoming a bundle is waited for: what it is then, it is here.
_LOOK = text(
    f"""
    WITH new AS (
        SELECT p.sku, p.is_bundle, w.on_hand FROM ({_LINES}) w JOIN product p ON p.id = w.product_id
        ORDER BY p.id FOR SHARE OF p
    )
    SELECT count(*) AS lines, coalesce(sum(on_hand), 0) AS units,
           min(sku) FILTER (WHERE is_bundle) AS bundle
    FROM new
    """  # noqa: S608 - names come from our own code
)
_OPEN = text(opening_statement(f"({_LINES}) w")).bindparams(TOLD, EXPECTING)


@dataclass(frozen=True, slots=True)
class Unbooked:
    """Lines of a count that have no level, and the units found of them in all."""

    lines: int
    units: int


async def look(uow: UnitOfWork, count: CycleCount) -> Unbooked:
    """What is to be opened. Raises `InvalidInput` for a bundle: nothing of it lies anywhere."""
    found = (await uow.session.execute(_LOOK, _named(count))).one()
    if found.bundle is not None:
        raise without_stock(found.bundle)
    return Unbooked(found.lines, int(found.units))


async def open_levels(uow: UnitOfWork, count: CycleCount, found: Unbooked) -> None:
    """Open them. Raises `StockMoved` where somebody else opened one meanwhile: a fresh look knows it."""
    if not found.lines:
        return
    why = {"reason": count.reason, "reference": count.number, "told": [], "expecting": False}
    rows = await uow.session.execute(_OPEN, _named(count) | why | opening(uow, announce=True))
    if rows.one().units < found.lines:
        raise StockMoved()


def _named(count: CycleCount) -> dict[str, UUID]:
    return {"cycle_count": count.id, "location": count.location_id}
