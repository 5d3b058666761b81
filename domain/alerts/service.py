"""setStockThresholds: what counts as low at a level, and when it is bought again."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Row
from sqlalchemy.dialects.postgresql import insert

from domain.alerts.crossings import note_crossings
from domain.alerts.loads import THRESHOLDS
from domain.alerts.models import stock_thresholds
from domain.catalog.bundles import refuse_bundles
from domain.catalog.queries import product_ids_by_sku
from domain.inventory.ledger import LevelKey, open_levels
from domain.inventory.queries import level_ids, locations_by_code
from domain.kernel.errors import InvalidInput, NotFound
from domain.kernel.uow import UnitOfWork

MAX_DAYS = 3_650


@dataclass(frozen=True, slots=True)
class NewThreshold:
    """What somebody decides for a SKU at a location; None takes a decision back."""

    sku: str
    location_code: str
    low_stock: int | None = None
    reorder_point: int | None = None
    service_level: float | None = None
    overstock_days: int | None = None


async def set_stock_thresholds(uow: UnitOfWork, *, thresholds: Sequence[NewThreshold]) -> list[Row[Any]]:
    """Write down what was decided, and tell at once what lies on the wrong side of it.

    Levels are opened where there are none. Returns the thresholds in the order given, by `id` of their
    levels. Raises `NotFound` for an unknown SKU or location, `InvalidInput` for a level named twice, a
    bundle, and figures that cannot be.
    """
    if not thresholds:
        raise InvalidInput("Name at least one level.", path=("input", "thresholds"))
    products = await product_ids_by_sku(uow, [each.sku for each in thresholds])
    locations = await locations_by_code(uow, [each.location_code for each in thresholds])
    keys: dict[LevelKey, NewThreshold] = {}
    for index, each in enumerate(thresholds):
        path = ("input", "thresholds", str(index))
        if each.sku not in products:
            raise NotFound(f"There is no product {each.sku!r}.", path=(*path, "sku"))
        if each.location_code not in locations:
            raise NotFound(f"There is no location {each.location_code!r}.", path=(*path, "locationCode"))
        key = (products[each.sku], locations[each.location_code])
        if key in keys:
            raise InvalidInput("The level is named already.", path=(*path, "sku"))
        _check(each, path)
        keys[key] = each
    await refuse_bundles(
        uow,
        {each.sku: ("input", "thresholds", index, "sku") for index, each in enumerate(thresholds)},
    )
    await open_levels(uow, list(keys))
    known = await level_ids(uow, list(keys))
    await _write(uow, {known[key]: each for key, each in keys.items()})
    await note_crossings(uow, list(known.values()))
    found = await uow.session.execute(THRESHOLDS, {"ids": list(known.values())})
    decided = {row.id: row for row in found}
    return [decided[known[key]] for key in keys]


def _check(each: NewThreshold, path: tuple[str, ...]) -> None:
    for name, units in (("lowStock", each.low_stock), ("reorderPoint", each.reorder_point)):
        if units is not None and units < 0:
            raise InvalidInput("Units are zero or more.", path=(*path, name))
    if each.service_level is not None and not 0.5 <= each.service_level <= 0.9999:
        raise InvalidInput("A service level is 0.5 to 0.9999.", path=(*path, "serviceLevel"))
    if each.overstock_days is not None and not 1 <= each.overstock_days <= MAX_DAYS:
        raise InvalidInput(f"Days are 1 to {MAX_DAYS}.", path=(*path, "overstockDays"))


async def _write(uow: UnitOfWork, thresholds: dict[UUID, NewThreshold]) -> None:
    rows: list[dict[str, Any]] = [
        {
            "stock_level_id": level_id,
            "low_stock": each.low_stock,
            "reorder_point": each.reorder_point,
            "service_level": each.service_level,
            "overstock_days": each.overstock_days,
            "updated_at": uow.now(),
        }
        for level_id, each in thresholds.items()
    ]
    statement = insert(stock_thresholds).values(rows)
    changed = {name: statement.excluded[name] for name in rows[0] if name != "stock_level_id"}
    await uow.session.execute(
        statement.on_conflict_do_update(index_elements=["stock_level_id"], set_=changed)
    )
