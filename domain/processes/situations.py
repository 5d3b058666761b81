"""The sums that decide what may be done to orders, over lines, payments and returns, in one read."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, Text, Uuid, bindparam, column, text
from sqlalchemy.dialects.postgresql import ARRAY

from domain.allocation.actions import NOT_STARTED
from domain.allocation.state import SHIPPABLE
from domain.kernel.reader import Reader, rows_of
from domain.orders.actions import Situation
from domain.orders.models import orders
from domain.processes.work_situations import NOW, WORKS

_SHIPPABLE = sorted(SHIPPABLE)
_NOT_STARTED = sorted(NOT_STARTED)
_SITUATIONS = (
    text(
        f"""
        SELECT o.id, o.status, o.on_hold, l.reserved, l.allocated, l.backordered, l.on_the_way,
               w.shippable, w.in_work, w.loose, w.most_open, w.most_alike, w.going_on,
               w.on_hold AS waiting_work,
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
            SELECT coalesce(sum(f.due) FILTER (WHERE f.status = ANY(:shippable)), 0) AS shippable,
                   coalesce(sum(f.open) FILTER (WHERE f.status = ANY(:shippable)), 0) AS in_work,
                   coalesce(sum(f.loose) FILTER (WHERE f.status = ANY(:not_started)), 0) AS loose,
                   coalesce(max(f.open) FILTER (WHERE f.status = ANY(:not_started)), 0) AS most_open,
                   coalesce(max(f.alike) FILTER (WHERE f.status = 'OPEN'), 0) AS most_alike,
                   count(*) FILTER (WHERE f.status = ANY(:not_started) AND NOT f.is_held) AS going_on,
                   count(*) FILTER (WHERE f.status = 'ON_HOLD') AS on_hold
            FROM ({WORKS} WHERE w.order_id = o.id GROUP BY w.id) f
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
        """  # noqa: S608 - of our own parts
    )
    .bindparams(
        bindparam("ids", type_=ARRAY(Uuid())),
        bindparam("shippable", type_=ARRAY(Text())),
        bindparam("not_started", type_=ARRAY(Text())),
        NOW,
    )
    .columns(
        orders.c.id,
        orders.c.status,
        orders.c.on_hold,
        *(
            column(name, BigInteger())
            for name in (
                *("reserved", "allocated", "backordered", "on_the_way", "shippable", "in_work"),
                *("loose", "most_open", "most_alike", "going_on", "waiting_work", "returnable"),
                *("owed", "capturable", "refundable", "to_decide", "to_receive"),
            )
        ),
    )
)


async def situations_by_order_ids(
    read: Reader, ids: Sequence[UUID], *, at: datetime | None = None
) -> dict[UUID, Situation]:
    """How things stand with each order, now or `at` another time."""
    asked = {"ids": list(ids), "shippable": _SHIPPABLE, "not_started": _NOT_STARTED, "now": at}
    found = await rows_of(read, _SITUATIONS, asked)
    return {
        row.id: Situation(
            status=row.status,
            on_hold=row.on_hold,
            reserved=int(row.reserved),
            allocated=int(row.allocated),
            shippable=int(row.shippable),
            in_work=int(row.in_work),
            movable=int(row.loose),
            splittable=max(0, int(row.most_open) - 1),
            mergeable=max(0, int(row.most_alike) - 1),
            going_on=row.going_on,
            waiting_work=row.waiting_work,
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
