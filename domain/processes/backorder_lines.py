"""What an order sells beyond the stock: how far the policy lets it, and what is promised for when."""

from collections import Counter as Tally
from collections.abc import Sequence
from uuid import UUID

from domain.backorders.models import Backorder
from domain.backorders.queries import list_supply
from domain.backorders.rules import Pool, Waiting, by_date, promise, serve
from domain.kernel.drafts import drafted
from domain.kernel.uow import UnitOfWork
from domain.orders.models import OrderLine
from domain.processes.counter import Counter


async def unpromised(uow: UnitOfWork, counter: Counter, product_ids: Sequence[UUID]) -> list[Pool]:
    """What is on its way for the channel and meant for nobody who waits already, earliest first."""
    supply = by_date(await list_supply(uow, product_ids))
    _, left = serve(counter.unserved, supply)
    return [pool for pool in left if pool.serves is None or counter.channel_id in pool.serves]


async def backorder_lines(
    uow: UnitOfWork, lines: Sequence[OrderLine], counter: Counter, *, forced: frozenset[UUID]
) -> list[Backorder]:
    """A place in the queue for each line that waits, with the date that can be promised now.

    Lines that are `forced` wait because somebody said so, whatever the policy is; it counts them not.
    """
    waiting = [line for line in lines if line.backordered_quantity]
    if not waiting:
        return []
    supply = await unpromised(uow, counter, list({line.product_id for line in waiting}))
    queue = [
        Waiting(
            line.id,
            line.product_id,
            counter.channel_id,
            line.backordered_quantity,
            line.location_id,
            counter.terms[line.product_id].not_before,
        )
        for line in waiting
    ]
    rows = []
    for line, promised in zip(waiting, promise(queue, supply), strict=True):
        policy_id = None if line.id in forced else counter.terms[line.product_id].policy_id
        rows.append(
            drafted(
                Backorder,
                order_line_id=line.id,
                policy_id=policy_id,
                counted=0 if policy_id is None else line.backordered_quantity,
                promised_at=promised.at,
            )
        )
    return rows


def counted(rows: Sequence[Backorder]) -> dict[UUID, int]:
    """Units that the policies' counters are to count, by policy id."""
    units: Tally[UUID] = Tally()
    for row in rows:
        if row.policy_id is not None:
            units[row.policy_id] += row.counted
    return dict(units)
