"""The sums that decide what may be done to orders, over lines, payments and returns, in one read."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import BigInteger, Text, Uuid, bindparam, column, text
from sqlalchemy.dialects.postgresql import ARRAY

from domain.allocation.state import SHIPPABLE
from domain.kernel.reader import Reader, rows_of
from domain.orders.actions import Situation
from domain.orders.models import orders

_SHIPPABLE = sorted(SHIPPABLE)
_SITUATIONS = (
    text(
        """
        SELECT o.id, o.status, o.on_hold, l.reserved, l.allocated, l.backordered, l.on_the_way,
               w.shippable,
               l.shipped - l.returned - r.expected AS returnable,
               o.total + o.refunded_total - p.covered AS owed, p.capturable, p.refundable,
               r.to_decide, r.to_receive
        FROM orders o
        CROSS JOIN LATERAL (
            SELECT coalesce(sum(reserved_quantity), 0) AS reserved,
                   coalesce(sum(allocated_quantity), 0) AS allocated,
                   coalesce(sum(backordered_quantity), 0) AS backordered,
                   coalesce(sum(shipped_quantity - delivered_quantity), 0) AS on_the_way,
                   coalesce(sum(shipped_quantity), 0) AS shipped,
                   coalesce(sum(returned_quantity), 0) AS returned
            FROM order_line WHERE order_id = o.id
        ) l
        CROSS JOIN LATERAL (
            SELECT coalesce(sum(l.quantity - l.shipped_quantity), 0) AS shippable
            FROM fulfillment_order f JOIN fulfillment_order_line l ON l.fulfillment_order_id = f.id
            WHERE f.order_id = o.id AND f.status = ANY(:shippable)
        ) w
        CROSS JOIN LATERAL (
            SELECT coalesce(sum(CASE status WHEN 'PENDING' THEN amount
                                            ELSE authorized - voided END), 0) AS covered,
                   coalesce(sum(authorized - captured - capturing - voided - voiding), 0) AS capturable,
                   coalesce(sum(captured - refunded - refunding), 0) AS refundable
            FROM payment WHERE order_id = o.id AND status <> 'FAILED'
        ) p
        CROSS JOIN LATERAL (
            SELECT coalesce(sum(l.quantity - l.received_quantity - l.missing_quantity)
                            FILTER (WHERE r.status NOT IN ('DECLINED', 'CANCELLED', 'RESOLVED')), 0)
                       AS expected,
                   count(*) FILTER (WHERE r.status = 'REQUESTED') AS to_decide,
                   count(*) FILTER (WHERE r.status IN
                       ('APPROVED', 'IN_TRANSIT', 'PARTIALLY_RECEIVED')) AS to_receive
            FROM order_return r JOIN return_line l ON l.return_id = r.id
            WHERE r.order_id = o.id
        ) r
        WHERE o.id = ANY(:ids)
        """
    )
    .bindparams(bindparam("ids", type_=ARRAY(Uuid())), bindparam("shippable", type_=ARRAY(Text())))
    .columns(
        orders.c.id,
        orders.c.status,
        orders.c.on_hold,
        *(
            column(name, BigInteger())
            for name in (
                *("reserved", "allocated", "backordered", "on_the_way", "shippable", "returnable"),
                *("owed", "capturable", "refundable", "to_decide", "to_receive"),
            )
        ),
    )
)


async def situations_by_order_ids(read: Reader, ids: Sequence[UUID]) -> dict[UUID, Situation]:
    """How things stand with each order."""
    found = await rows_of(read, _SITUATIONS, {"ids": list(ids), "shippable": _SHIPPABLE})
    return {
        row.id: Situation(
            status=row.status,
            on_hold=row.on_hold,
            reserved=int(row.reserved),
            allocated=int(row.allocated),
            shippable=int(row.shippable),
            backordered=int(row.backordered),
            on_the_way=int(row.on_the_way),
            returnable=int(row.returnable),
            owed=int(row.owed),
            capturable=int(row.capturable),
            refundable=int(row.refundable),
            returns_to_decide=row.to_decide,
            returns_to_receive=row.to_receive,
        )
        for row in found
    }
