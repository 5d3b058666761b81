"""Reading the log of order events in sequence: what replays and live channels send."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import bindparam, select

from domain.catalog.models import channels
from domain.kernel.actor import Actor
from domain.kernel.batches import AnyRow, among
from domain.kernel.reader import Reader, rows_of
from domain.kernel.visibility import scope, visible_order
from domain.orders.loads import events
from domain.orders.models import orders

_AFTER = (
    select(events)
    .join(orders, orders.c.id == events.c.order_id)
    .where(
        events.c.order_id == bindparam("order"),
        events.c.sequence > bindparam("after"),
        visible_order(orders),
    )
    .order_by(events.c.sequence)
    .limit(bindparam("limit"))
)
_NOTICED = (
    select(events)
    .join(orders, orders.c.id == events.c.order_id)
    .where(among(events.c.id), visible_order(orders))
)
_NOTICED_IN_CHANNEL = _NOTICED.join(channels, channels.c.id == orders.c.channel_id).where(
    channels.c.code == bindparam("channel")
)


async def list_events_after(
    read: Reader, *, viewer: Actor, order_id: UUID, after: int, limit: int = 200
) -> Sequence[AnyRow]:
    """The next events of an order beyond sequence number `after`."""
    parameters = {"order": order_id, "after": after, "limit": limit, **scope(viewer)}
    return await rows_of(read, _AFTER, parameters)


async def list_noticed_events(
    read: Reader, ids: Sequence[UUID], *, viewer: Actor, channel: str | None = None
) -> list[AnyRow]:
    """Those of the events that the viewer may see, in the order of `ids`."""
    if channel is None:
        found = await rows_of(read, _NOTICED, {"ids": list(ids), **scope(viewer)})
    else:
        found = await rows_of(
            read, _NOTICED_IN_CHANNEL, {"ids": list(ids), "channel": channel, **scope(viewer)}
        )
    by_id = {row.id: row for row in found}
    return [by_id[id] for id in ids if id in by_id]
