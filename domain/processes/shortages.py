"""What could not be had, said once a product: all that was asked of it, all that there is, and when
there is more."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from domain.allocation.rules import Need
from domain.backorders.rules import next_available
from domain.kernel.errors import InsufficientStock, Shortage
from domain.kernel.uow import UnitOfWork
from domain.processes.backorder_lines import unpromised
from domain.processes.counter import Counter


async def too_little(
    uow: UnitOfWork,
    *,
    short: Mapping[UUID, str],
    needs: Sequence[Need],
    counter: Counter,
    path: tuple[str, ...],
    room: Mapping[UUID, int] | None = None,
) -> InsufficientStock:
    """The refusal that names each short product (id → SKU), over all that was asked of it.

    `room` are units that may be had beyond the stock.
    """
    supply = await unpromised(uow, counter, list(short))
    shortages = []
    for product_id, sku in short.items():
        asked = [need for need in needs if need.product_id == product_id]
        # Where every line of the SKU is pinned, what lies elsewhere cannot be had.
        pins = {need.only_at for need in asked}
        there = sum(
            max(0, at.available)
            for at in counter.stock
            if at.product_id == product_id and (None in pins or at.location_id in pins)
        )
        wanted = sum(need.quantity for need in asked)
        coming = [
            pool
            for pool in supply
            if pool.product_id == product_id and (None in pins or pool.location_id in pins)
        ]
        later = next_available(wanted=wanted, now=there, supply=coming)
        shortages.append(
            Shortage(
                sku,
                wanted,
                there + (room or {}).get(product_id, 0),
                next_available_at=later.at if later else None,
                next_available_units=later.units if later else None,
            )
        )
    return InsufficientStock(shortages, path=path)
