"""What decides what may be done to fulfillment orders, over their lines and siblings, in one read."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, Boolean, DateTime, Uuid, bindparam, column, text

from domain.allocation.actions import WorkSituation
from domain.allocation.models import fulfillment_orders
from domain.backorders.due import PREORDERED
from domain.kernel.batches import IDS
from domain.kernel.reader import Reader, rows_of

WORKS = f"""
    SELECT w.id, w.order_id, w.status,
           w.status = 'ON_HOLD' AND w.hold_reason IS NOT NULL AS is_held,
           sum(l.quantity - l.shipped_quantity) AS open,
           coalesce(sum(l.quantity - l.shipped_quantity) FILTER (WHERE p.id IS NULL), 0) AS due,
           coalesce(sum(l.quantity - l.shipped_quantity) FILTER (WHERE ol.location_id IS NULL), 0)
               AS loose,
           count(*) OVER (PARTITION BY w.order_id, w.status, w.location_id, w.starts_on) AS alike
    FROM fulfillment_order w
    JOIN fulfillment_order_line l ON l.fulfillment_order_id = w.id
    JOIN order_line ol ON ol.id = l.order_line_id
    JOIN orders ordered ON ordered.id = w.order_id
    LEFT JOIN {PREORDERED}
"""  # noqa: S608 - of our own parts
"Fulfillment orders with what decides about them; to be narrowed to orders, and grouped by `w.id`."

NOW = bindparam("now", type_=DateTime(timezone=True))
_OF_IDS = (
    text(
        f"""
        SELECT f.id, f.status, o.on_hold AS order_on_hold, f.is_held, f.open, f.due, f.loose,
               f.alike
        FROM (
            {WORKS}
            WHERE w.order_id IN (SELECT order_id FROM fulfillment_order WHERE id = ANY(:ids))
            GROUP BY w.id
        ) f JOIN orders o ON o.id = f.order_id
        WHERE f.id = ANY(:ids)
        """  # noqa: S608 - of our own parts
    )
    .bindparams(IDS, NOW)
    .columns(
        column("id", Uuid()),
        fulfillment_orders.c.status,
        column("order_on_hold", Boolean()),
        column("is_held", Boolean()),
        *(column(name, BigInteger()) for name in ("open", "due", "loose", "alike")),
    )
)


async def situations_by_work_ids(
    read: Reader, ids: Sequence[UUID], *, at: datetime | None = None
) -> Mapping[UUID, WorkSituation]:
    """How things stand with each fulfillment order, now or `at` another time."""
    return {
        row.id: WorkSituation(
            status=row.status,
            order_on_hold=row.order_on_hold,
            is_held=row.is_held,
            open=int(row.open),
            due=int(row.due),
            loose=int(row.loose),
            alike=row.alike,
        )
        for row in await rows_of(read, _OF_IDS, {"ids": list(ids), "now": at})
    }
