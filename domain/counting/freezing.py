"""Starting a count: what is expected, written down as it is now."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Text, Uuid, bindparam, text

from domain.catalog.bundles import refuse_bundles
from domain.catalog.queries import product_ids_by_sku
from domain.counting import queries
from domain.counting.events import CycleCountStarted
from domain.counting.models import CycleCount, CycleCountStatus
from domain.inventory.queries import get_location
from domain.kernel.errors import InvalidInput, NotFound
from domain.kernel.uow import UnitOfWork
from domain.kernel.words import MAX_TEXT, checked_text

_COLUMNS = "(id, cycle_count_id, product_id, sku, bin, is_expected, expected)"
_WHAT_LIES_THERE = f"""
    INSERT INTO cycle_count_line {_COLUMNS}
    SELECT gen_random_uuid(), :count, l.product_id, p.sku, coalesce(l.bin, ''), true, l.on_hand
    FROM stock_level l JOIN product p ON p.id = l.product_id
    WHERE l.location_id = :location AND l.on_hand > 0
"""  # noqa: S608 - the names of our own columns
_FREEZE_ALL = text(_WHAT_LIES_THERE)
_FREEZE_BINS = text(f"{_WHAT_LIES_THERE} AND l.bin = ANY(:bins)").bindparams(
    bindparam("bins", type_=ARRAY(Text))
)
_FREEZE_PRODUCTS = text(
    f"""
    INSERT INTO cycle_count_line {_COLUMNS}
    SELECT gen_random_uuid(), :count, p.id, p.sku, coalesce(l.bin, ''), true, coalesce(l.on_hand, 0)
    FROM product p LEFT JOIN stock_level l ON l.product_id = p.id AND l.location_id = :location
    WHERE p.id = ANY(:products)
    """  # noqa: S608
).bindparams(bindparam("products", type_=ARRAY(Uuid)))


async def freeze(
    uow: UnitOfWork,
    *,
    location_code: str,
    reason: str,
    skus: Sequence[str] | None = None,
    bins: Sequence[str] | None = None,
    blind: bool = False,
) -> CycleCount:
    """Start to count a location: these SKUs, held there or not; else all that lies there, of these bins
    only where some are named. Sales go on meanwhile, and other counts may run.

    Raises `NotFound` for the location or a SKU, and `InvalidInput` for both SKUs and bins at once, a
    bundle, an empty reason, and where there is nothing to count.
    """
    reason = checked_text(reason, path=("input", "reason"), longest=MAX_TEXT)
    if skus is not None and bins is not None:
        raise InvalidInput("Name SKUs or bins, not both.", path=("input", "bins"))
    location_id = await get_location(uow, location_code, path=("input", "locationCode"))
    products = None if skus is None else await _known(uow, skus)
    count = CycleCount(
        number=await queries.next_number(uow),
        location_id=location_id,
        status=CycleCountStatus.OPEN,
        blind=blind,
        reason=reason,
        started_by=uow.actor.label,
        created_at=uow.now(),
        updated_at=uow.now(),
    )
    uow.session.add(count)
    await uow.flush()
    given: dict[str, Any] = {"count": count.id, "location": location_id}
    if products is not None:
        await uow.session.execute(_FREEZE_PRODUCTS, given | {"products": products})
    elif bins is not None:
        await uow.session.execute(_FREEZE_BINS, given | {"bins": list(bins)})
    else:
        await uow.session.execute(_FREEZE_ALL, given)
    lines = (await queries.figures_of(uow, count.id)).lines
    if not lines:
        named = "locationCode" if skus is bins else "bins" if skus is None else "skus"
        raise InvalidInput("There is nothing to count.", path=("input", named))
    uow.emit(CycleCountStarted(cycle_count_id=count.id, number=count.number, lines=lines))
    return count


async def _known(uow: UnitOfWork, skus: Sequence[str]) -> list[UUID]:
    known = await product_ids_by_sku(uow, skus)
    for index, sku in enumerate(skus):
        if sku not in known:
            raise NotFound(f"There is no product {sku!r}.", path=("input", "skus", str(index)))
    await refuse_bundles(uow, {sku: ("input", "skus", index) for index, sku in enumerate(skus)})
    return list(known.values())
