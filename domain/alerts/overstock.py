"""Goods that lie and do not sell: found by looking, because nothing happens to them."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import DateTime, Integer, Row, bindparam
from sqlalchemy import text as sql

from domain.alerts.crossings import Crossing, tell
from domain.alerts.models import StockAlertKind
from domain.inventory.held import expired_of
from domain.kernel.uow import UnitOfWork

DAYS = 90
"Days without a sale after which goods count as overstock where nobody has said another number."
SLICE = 20_000
"Levels that are looked at in one transaction."

_AVAILABLE = "l.on_hand - l.reserved - l.allocated - l.unavailable - l.safety_stock + " + expired_of("l")
# `since` is when there was last none: what came back yesterday has not lain for long.
_LOOK = sql(
    f"""
    WITH slice AS (
        SELECT c.stock_level_id AS id, c.overstocked, c.since,
               coalesce(t.overstock_days, :days) AS days,
               :now - make_interval(days => coalesce(t.overstock_days, :days)) AS cutoff
        FROM stock_condition c
        LEFT JOIN stock_threshold t USING (stock_level_id)
        WHERE c.stock_level_id > :after
        ORDER BY c.stock_level_id LIMIT :limit
        FOR UPDATE OF c
    ),
    judged AS (
        SELECT s.*, l.product_id, l.location_id,
               {_AVAILABLE} AS available,
               {_AVAILABLE} > 0
               AND s.since <= s.cutoff
               AND NOT EXISTS (
                   SELECT 1 FROM stock_movement m
                   WHERE m.stock_level_id = s.id AND m.kind = 'SHIP'
                     AND m.created_at > s.cutoff) AS lies
        FROM slice s JOIN stock_level l ON l.id = s.id
    ),
    moved AS (
        UPDATE stock_condition c SET overstocked = j.lies
        FROM judged j WHERE c.stock_level_id = j.id AND c.overstocked <> j.lies
    )
    SELECT id, product_id, location_id, available, days, lies AND NOT overstocked AS is_news
    FROM judged ORDER BY id
    """  # noqa: S608 - of our own parts
).bindparams(bindparam("now", type_=DateTime(timezone=True)), bindparam("days", type_=Integer))
_FIRST = UUID(int=0)


async def note_overstock(
    uow: UnitOfWork, *, after: UUID | None = None, slice_of: int = SLICE
) -> UUID | None:
    """Look at a slice of the levels in the order of their ids, from the one after `after` on; tell of
    those that have not sold for their number of days, once until they sell or run out.

    Returns the last level of the slice, to go on from; None when there are no more.
    """
    rows = await _look(uow, after or _FIRST, uow.now(), slice_of)
    await tell(
        uow,
        [Crossing(StockAlertKind.OVERSTOCK, row, row.days) for row in rows if row.is_news],
    )
    return rows[-1].id if len(rows) == slice_of else None


async def _look(uow: UnitOfWork, after: UUID, now: datetime, limit: int) -> list[Row[Any]]:
    parameters = {"after": after, "now": now, "limit": limit, "days": DAYS}
    return list((await uow.session.execute(_LOOK, parameters)).all())
