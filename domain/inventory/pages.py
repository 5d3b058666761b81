"""Lists of locations, stock levels and movements, for those who may see stock."""

from collections.abc import Sequence
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Select, Text, any_, bindparam, select, true

from domain.catalog.models import products
from domain.inventory.held import EXPIRED
from domain.inventory.models import locations, stock_levels, stock_movements
from domain.kernel.actor import Actor
from domain.kernel.batches import PARENTS, AnyRow
from domain.kernel.pagination import Page, PageRequest, encode_cursor, window, window_at
from domain.kernel.pagination_keys import read_key
from domain.kernel.reader import Reader, rows_of

_LOCATIONS = select(locations).order_by(locations.c.priority, locations.c.code)
_LEVEL_KEY = (products.c.sku, stock_levels.c.location_id)
_MOVEMENT_KEY = (stock_movements.c.sequence,)
_LEVELS_ASKED = {
    "skus": products.c.sku == any_(bindparam("skus", type_=ARRAY(Text()))),
    "location_id": stock_levels.c.location_id == bindparam("location_id"),
}


async def list_locations(read: Reader, *, viewer: Actor) -> Sequence[AnyRow]:
    """Every location, in the order in which it is sourced from."""
    return await rows_of(read, _LOCATIONS, {}) if viewer.sees_stock else []


_LEVEL = (
    select(stock_levels, EXPIRED)
    .join(products, products.c.id == stock_levels.c.product_id)
    .join(locations, locations.c.id == stock_levels.c.location_id)
    .where(products.c.sku == bindparam("sku"), locations.c.code == bindparam("code"))
)


async def find_stock_level(
    read: Reader, *, viewer: Actor, sku: str, location_code: str
) -> AnyRow | None:
    """The level of a SKU at a location, if there is one."""
    if not viewer.sees_stock:
        return None
    return (await read.execute(_LEVEL, {"sku": sku, "code": location_code})).one_or_none()


async def page_stock_levels(
    read: Reader,
    *,
    viewer: Actor,
    request: PageRequest,
    skus: Sequence[str] | None = None,
    location_id: UUID | None = None,
) -> Page[AnyRow]:
    """Levels by SKU, then location. Raises `InvalidInput` for a foreign cursor."""
    bounds = read_key(request, "STOCK", [column.type for column in _LEVEL_KEY])
    if not viewer.sees_stock:
        return Page.cut(request, [], [])
    asked: dict[str, Any] = {}
    if skus is not None:
        asked["skus"] = list(skus)
    if location_id is not None:
        asked["location_id"] = location_id
    statement = _levels(tuple(asked), bounded=bounds is not None, down=request.backwards)
    rows = await rows_of(read, statement, {**asked, **window_at(request, bounds)})
    cursors = [encode_cursor(["STOCK", row.sku, row.location_id]) for row in rows]
    return Page.cut(request, rows, cursors)


async def page_movements_by_level_ids(
    read: Reader, ids: Sequence[UUID], *, request: PageRequest
) -> dict[UUID, Page[AnyRow]]:
    """The same page of many levels' movements, newest first, in one statement."""
    bounds = read_key(request, "MOVEMENTS", [column.type for column in _MOVEMENT_KEY])
    statement = _movements(bounded=bounds is not None, down=not request.backwards)
    found: dict[UUID, list[AnyRow]] = {id: [] for id in ids}
    for row in await rows_of(read, statement, {"ids": list(ids), **window_at(request, bounds)}):
        found[row.stock_level_id].append(row)
    return {
        id: Page.cut(request, rows, [encode_cursor(["MOVEMENTS", row.sequence]) for row in rows])
        for id, rows in found.items()
    }


@cache
def _levels(asked: tuple[str, ...], *, bounded: bool, down: bool) -> Select[Any]:
    statement = (
        select(stock_levels, products.c.sku, EXPIRED)
        .join(products, products.c.id == stock_levels.c.product_id)
        .where(*(_LEVELS_ASKED[name] for name in asked))
    )
    if bounded:
        # Implied by the row comparison; said so that the index on `sku` is entered at the cursor.
        edge = bindparam("edge_0", type_=products.c.sku.type)
        statement = statement.where(products.c.sku <= edge if down else products.c.sku >= edge)
    return window(statement, key=_LEVEL_KEY, bounded=bounded, down=down)


@cache
def _movements(*, bounded: bool, down: bool) -> Select[Any]:
    own = window(
        select(stock_movements).where(stock_movements.c.stock_level_id == PARENTS.c.id),
        key=_MOVEMENT_KEY,
        bounded=bounded,
        down=down,
    ).lateral("own")
    return select(own).select_from(PARENTS).join(own, true())
