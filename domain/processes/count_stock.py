"""startCycleCount and enterCycleCount: what is counted, with what it costs where it is bought.

The cost is kept as it is when a line comes to be, so that a count that was posted long ago goes on being
worth what it was.
"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from domain.counting import entering, freezing, queries
from domain.counting.entering import Found
from domain.counting.models import CycleCount
from domain.kernel.uow import UnitOfWork
from domain.purchasing.queries import costs_by_product


async def start_cycle_count(
    uow: UnitOfWork,
    *,
    location_code: str,
    reason: str,
    skus: Sequence[str] | None = None,
    bins: Sequence[str] | None = None,
    blind: bool = False,
) -> CycleCount:
    """Start to count a location, as `freezing.freeze` does and refuses."""
    count = await freezing.freeze(
        uow, location_code=location_code, reason=reason, skus=skus, bins=bins, blind=blind
    )
    products = await queries.products_of(uow, count.id)
    await queries.set_costs(uow, count.id, await costs_by_product(uow, products))
    return count


async def enter_cycle_count(
    uow: UnitOfWork, *, cycle_count_id: UUID, entries: Sequence[Found]
) -> tuple[CycleCount, list[Row[Any]]]:
    """Write down what was found, as `entering.enter` does and refuses. Returns the count, and the
    lines' ids in the order given."""
    entered = await entering.enter(uow, cycle_count_id=cycle_count_id, entries=entries)
    if entered.added:
        costs = await costs_by_product(uow, entered.added)
        await queries.set_costs(uow, entered.count.id, costs)
    return entered.count, entered.lines
