"""Lists of locations, stock levels and movements, for those who may see stock."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select, true

from domain.catalog.models import products
from domain.inventory.models import locations, stock_levels, stock_movements
from domain.kernel.actor import Actor
from domain.kernel.batches import PARENTS, AnyRow
from domain.kernel.database import Reader
from domain.kernel.pagination import Page, PageRequest, encode_cursor, window
from domain.kernel.pagination_keys import read_key

_LOCATIONS = select(locations).order_by(locations.c.priority, locations.c.code)
_LEVEL_KEY = (products.c.sku, stock_levels.c.location_id)
_MOVEMENT_KEY = (stock_movements.c.sequence,)


async def list_locations(read: Reader, *, viewer: Actor) -> Sequence[AnyRow]:
    """Every location, in the order in which it is sourced from."""
    return (await read.execute(_LOCATIONS)).all() if viewer.sees_stock else []


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
    statement = select(stock_levels, products.c.sku).join(
        products, products.c.id == stock_levels.c.product_id
    )
    if skus is not None:
        statement = statement.where(products.c.sku.in_(skus))
    if location_id is not None:
        statement = statement.where(stock_levels.c.location_id == location_id)
    if bounds is not None:
        # Implied by the row comparison; said so that the index on `sku` is entered at the cursor.
        edge = products.c.sku <= bounds[0] if request.backwards else products.c.sku >= bounds[0]
        statement = statement.where(edge)
    statement = window(statement, request, key=_LEVEL_KEY, bounds=bounds, descending=False)
    rows = (await read.execute(statement)).all()
    cursors = [encode_cursor(["STOCK", row.sku, row.location_id]) for row in rows]
    return Page.cut(request, rows, cursors)


async def page_movements_by_level_ids(
    read: Reader, ids: Sequence[UUID], *, request: PageRequest
) -> dict[UUID, Page[AnyRow]]:
    """The same page of many levels' movements, newest first, in one statement."""
    bounds = read_key(request, "MOVEMENTS", [column.type for column in _MOVEMENT_KEY])
    own = window(
        select(stock_movements).where(stock_movements.c.stock_level_id == PARENTS.c.id),
        request,
        key=_MOVEMENT_KEY,
        bounds=bounds,
        descending=True,
    ).lateral("own")
    statement = select(own).select_from(PARENTS).join(own, true())
    found: dict[UUID, list[AnyRow]] = {id: [] for id in ids}
    for row in await read.execute(statement, {"ids": list(ids)}):
        found[row.stock_level_id].append(row)
    return {
        id: Page.cut(request, rows, [encode_cursor(["MOVEMENTS", row.sequence]) for row in rows])
        for id, rows in found.items()
    }
