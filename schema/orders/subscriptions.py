"""Order events as they happen: none lost, none twice, in order.

A wake-up only says "look": events are read from PostgreSQL by sequence number. Watching begins before
the stored events are read, so nothing falls between the two.
"""

from collections.abc import AsyncGenerator
from typing import Annotated

import strawberry

from domain.kernel.errors import InvalidInput, NotFound
from domain.orders.event_reads import list_events_after, list_noticed_events
from schema.arguments import check_arguments
from schema.context import Info
from schema.ids import find_id
from schema.node import load_row
from schema.orders.events import OrderEvent
from schema.permissions import SIGNED_IN
from schema.query import subscription

BATCH = 200


@strawberry.type
class OrderSubscriptions:
    @subscription(
        "Every event of one order after sequence number `after`: the stored ones first, "
        "then the live ones, none lost, none twice, in order."
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
        async with context.feed.watch_order(id) as changes:
            while True:
                async with context.read() as read:
                    rows = await list_events_after(
                        read, viewer=context.actor, order_id=id, after=last, limit=BATCH
                    )
                for row in rows:
                    last = context.bookmark.reached = row.sequence
                    context.forget_loaded()
                    yield OrderEvent.from_row(row)
                if len(rows) < BATCH:
                    await changes.wait()

    @subscription("Every event of every order the caller may see, for the admin app's live view.")
    async def all_order_events(
        self,
        info: Info,
        channel: Annotated[
            str | None, strawberry.argument(description="Only of this channel, by code.")
        ] = None,
    ) -> AsyncGenerator[OrderEvent, None]:
        context = info.context
        SIGNED_IN.check(context.actor)
        check_arguments({"channel": channel})
        async with context.feed.watch_all() as changes:
            while True:
                noticed = [notice.event_id for notice in await changes.wait()]
                for start in range(0, len(noticed), BATCH):
                    async with context.read() as read:
                        rows = await list_noticed_events(
                            read,
                            noticed[start : start + BATCH],
                            viewer=context.actor,
                            channel=channel,
                        )
                    for row in rows:
                        context.forget_loaded()
                        yield OrderEvent.from_row(row)
