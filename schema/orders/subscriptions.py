"""Order events as they happen: none lost, none twice, in order.

A wake-up only says "look": events are read from PostgreSQL by sequence number. Watching begins before
the stored events are read, so nothing falls between the two.
"""

from collections.abc import AsyncGenerator, Sequence
from typing import Annotated
from uuid import UUID

import strawberry

from domain.kernel.batches import AnyRow
from domain.kernel.errors import InvalidInput, NotFound
from domain.orders.event_reads import list_events_after, list_noticed_events
from schema.arguments import check_arguments
from schema.context import Context, Info
from schema.ids import find_id
from schema.node import load_row
from schema.orders.events import OrderEvent
from schema.permissions import EVERYBODY, READ_ORDERS
from schema.query import subscription
from schema.sharing import Shown, shared_reads_of

BATCH = 200


@strawberry.type
class OrderSubscriptions:
    @subscription(
        "Every event of one order after sequence number `after`: the stored ones first, "
        "then the live ones, none lost, none twice, in order.",
        permission=EVERYBODY,  # who may see no orders finds none
    )
    async def order_events(
        self,
        info: Info,
        order_id: Annotated[strawberry.ID, strawberry.argument(description="Global id of the order.")],
        after: Annotated[
            int | None,
            strawberry.argument(
                description="The last sequence number you have; from the start when not said."
            ),
        ] = None,
    ) -> AsyncGenerator[OrderEvent, None]:
        context = info.context
        id = find_id(order_id, "Order")
        if id is None or await load_row(context, "Order", id) is None:
            raise NotFound("There is no such Order.", path=("orderId",))
        last = after or 0
        if last < 0:
            raise InvalidInput("A sequence number is zero or more.", path=("after",))
        last = max(last, context.bookmark.resumed or 0)
        context.forget_loaded()
        async with context.feed.watch_order(id) as changes:
            while True:
                events = await _events_after(context, id, last)
                for shown in events:
                    last = context.bookmark.reached = shown.row.sequence
                    context.show(shown)
                    yield OrderEvent.from_row(shown.row)
                if len(events) < BATCH:
                    await changes.wait(last)

    @subscription(
        "Every event of every order the caller may see, for the admin app's live view.",
        permission=READ_ORDERS,
    )
    async def all_order_events(
        self,
        info: Info,
        channel: Annotated[
            str | None, strawberry.argument(description="Only of this channel, by code.")
        ] = None,
    ) -> AsyncGenerator[OrderEvent, None]:
        context = info.context
        check_arguments({"channel": channel})
        async with context.feed.watch_all() as changes:
            while True:
                noticed = [notice.event_id for notice in await changes.wait()]
                for start in range(0, len(noticed), BATCH):
                    ids = noticed[start : start + BATCH]
                    for shown in await _noticed(context, ids, channel):
                        context.show(shown)
                        yield OrderEvent.from_row(shown.row)


async def _events_after(context: Context, order_id: UUID, after: int) -> Sequence[Shown]:
    """The order's next events, read together with whoever sees the same and has come as far."""

    async def load() -> Sequence[AnyRow]:
        async with context.read() as read:
            return await list_events_after(
                read, viewer=context.actor, order_id=order_id, after=after, limit=BATCH
            )

    key = ("events of an order", order_id, after, context.actor.sight)
    return await shared_reads_of(context.database).read(key, load)


async def _noticed(context: Context, ids: Sequence[UUID], channel: str | None) -> Sequence[Shown]:
    """These events, read together with whoever sees the same and was told of the same."""

    async def load() -> Sequence[AnyRow]:
        async with context.read() as read:
            return await list_noticed_events(read, ids, viewer=context.actor, channel=channel)

    key = ("noticed events", tuple(ids), channel, context.actor.sight)
    return await shared_reads_of(context.database).read(key, load)
