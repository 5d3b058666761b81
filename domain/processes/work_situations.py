"""What decides what may be done to fulfillment orders, over their lines and siblings, in one read."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlalchemy import BigInteger, Boolean, Uuid, column, text

from domain.allocation.actions import WorkSituation
from domain.allocation.models import fulfillment_orders
from domain.kernel.batches import IDS
from domain.kernel.reader import Reader, rows_of

WORKS = """
    SELECT w.id, w.order_id, w.status,
           w.status = 'ON_HOLD' AND w.hold_reason IS NOT NULL AS is_held,
           sum(l.quantity - l.shipped_quantity) AS open,
           coalesce(sum(l.quantity - l.shipped_quantity) FILTER (WHERE ol.location_id IS NULL), 0)
               AS loose,
           count(*) OVER (PARTITION BY w.order_id, w.status, w.location_id, w.starts_on) AS alike
    FROM fulfillment_order w
    JOIN fulfillment_order_line l ON l.fulfillment_order_id = w.id
    JOIN order_line ol ON ol.id = l.order_line_id
"""
"Fulfillment orders with what decides about them; to be narrowed to orders, and grouped by `w.id`."

_OF_IDS = (
    text(
        f"""
        SELECT f.id, f.status, o.on_hold AS order_on_hold, f.is_held, f.open, f.loose, f.alike
        FROM (
            {WORKS}
            WHERE w.order_id IN (SELECT order_id FROM fulfillment_order WHERE id = ANY(:ids))
            GROUP BY w.id
        ) f JOIN orders o ON o.id = f.order_id
        WHERE f.id = ANY(:ids)
        """  # noqa: S608 - of our own parts
    )
    .bindparams(IDS)
    .columns(
        column("id", Uuid()),
        fulfillment_orders.c.status,
        column("order_on_hold", Boolean()),
        column("is_held", Boolean()),
        *(column(name, BigInteger()) for name in ("open", "loose", "alike")),
    )
)


async def situations_by_work_ids(read: Reader, ids: Sequence[UUID]) -> Mapping[UUID, WorkSituation]:
    """How things stand with each fulfillment order."""
    return {
        row.id: WorkSituation(
            row.status, row.order_on_hold, row.is_held, int(row.open), int(row.loose), int(row.alike)
        )
        for row in await rows_of(read, _OF_IDS, {"ids": list(ids)})
    }
