"""Finding orders that sourcing could not serve in full, for whoever learns that something has changed.

An order is found while its newest decision waits, it is confirmed and not held, and units of it have no
place yet. What waits is few beside what was ever sold, and has an index of its own.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import ARRAY, Uuid, bindparam, text

from domain.kernel.database import Reader
from domain.kernel.uow import UnitOfWork

MOST = 500
"Orders that one look finds; who asks goes on after the last of them."

_WAITS = """
    d.waits AND o.status = 'CONFIRMED' AND NOT o.on_hold
    AND EXISTS (SELECT FROM order_line l WHERE l.order_id = o.id
                AND l.reserved_quantity + l.backordered_quantity > 0 {of_product})
"""
_FROM = "SELECT o.id FROM allocation_decision d JOIN orders o ON o.id = d.order_id WHERE "
_UNSOURCED = text(
    _FROM
    + _WAITS.format(of_product="")
    + """
    AND (CAST(:channels AS uuid[]) IS NULL OR o.channel_id = ANY(:channels))
    AND (CAST(:after AS uuid) IS NULL OR o.id > :after)
    ORDER BY o.id LIMIT :limit
    """
).bindparams(bindparam("channels", type_=ARRAY(Uuid)), bindparam("after", type_=Uuid))
_UNSOURCED_PRODUCTS = text(
    _FROM
    + _WAITS.format(of_product="AND l.product_id = ANY(:products)")
    + "AND (CAST(:after AS uuid) IS NULL OR o.id > :after) ORDER BY o.id LIMIT :limit"
).bindparams(bindparam("products", type_=ARRAY(Uuid)), bindparam("after", type_=Uuid))
_DUE = text(
    _FROM + _WAITS.format(of_product="") + "AND d.retry_at <= :now ORDER BY d.retry_at LIMIT :limit"
)
_CHANNELS_OF = text("SELECT channel_id FROM channel_policy WHERE policy_id = :policy")
_FORGET = text(
    """
    WITH gone AS MATERIALIZED (
        SELECT d.id FROM allocation_decision d
        WHERE d.waits AND NOT EXISTS (
            SELECT FROM order_line l WHERE l.order_id = d.order_id
            AND l.reserved_quantity + l.backordered_quantity > 0)
        LIMIT :limit FOR UPDATE SKIP LOCKED)
    UPDATE allocation_decision d SET waits = false, retry_at = NULL
    FROM gone WHERE d.id = gone.id RETURNING d.id
    """
)


async def list_unsourced(
    read: Reader, *, channel_ids: Sequence[UUID] | None = None, after: UUID | None = None
) -> list[UUID]:
    """Orders that wait, of some channels or of all, the earliest placed first."""
    channels = None if channel_ids is None else list(channel_ids)
    found = await read.execute(_UNSOURCED, {"channels": channels, "after": after, "limit": MOST})
    return list(found.scalars())


async def list_unsourced_of(
    read: Reader, *, product_ids: Sequence[UUID], after: UUID | None = None
) -> list[UUID]:
    """Orders in which a unit of one of the products waits, the earliest placed first."""
    found = await read.execute(
        _UNSOURCED_PRODUCTS, {"products": list(product_ids), "after": after, "limit": MOST}
    )
    return list(found.scalars())


async def list_due(read: Reader, *, now: datetime, limit: int = 200) -> list[UUID]:
    """Orders for which time alone may have brought a place: one has opened, or a new day begun."""
    return list((await read.execute(_DUE, {"now": now, "limit": limit})).scalars())


async def channels_of(read: Reader, policy_id: UUID) -> list[UUID]:
    """The channels that a policy is for."""
    return list((await read.execute(_CHANNELS_OF, {"policy": policy_id})).scalars())


async def forget_sourced(uow: UnitOfWork, *, limit: int) -> int:
    """Decisions of orders in which nothing waits any more, because it was cancelled, wait no longer;
    how many were changed."""
    return len((await uow.session.execute(_FORGET, {"limit": limit})).all())
