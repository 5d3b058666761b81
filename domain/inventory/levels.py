"""One level, by the names that people use, and what is decided about it beside its units."""

from typing import Any
from uuid import UUID

from sqlalchemy import Row, update

from domain.catalog.bundles import refuse_bundles
from domain.catalog.queries import find_product_id
from domain.inventory import ledger, queries
from domain.inventory.events import StockReceived
from domain.inventory.ledger import Posting
from domain.inventory.models import MovementKind, stock_levels
from domain.kernel.errors import InvalidInput, NotFound
from domain.kernel.quantity import MAX_QUANTITY
from domain.kernel.uow import UnitOfWork
from domain.kernel.words import MAX_TEXT, checked_text


async def lock_named_level(uow: UnitOfWork, *, sku: str, location_code: str) -> Row[Any]:
    """The level of a SKU at a location, locked; opened where there was none.

    Raises `NotFound` naming `sku` or `locationCode`, and `InvalidInput` for a bundle.
    """
    product_id = await get_product(uow, sku)
    location_id = await queries.get_location(uow, location_code, path=("input", "locationCode"))
    await ledger.open_levels(uow, [(product_id, location_id)])
    level = await queries.lock_level(uow, product_id=product_id, location_id=location_id)
    assert level is not None
    return level


async def get_product(uow: UnitOfWork, sku: str) -> UUID:
    """The id of the product with this SKU. Raises `NotFound` and, for a bundle, `InvalidInput` naming
    `sku`."""
    product_id = await find_product_id(uow, sku)
    if product_id is None:
        raise NotFound(f"There is no product {sku!r}.", path=("input", "sku"))
    await refuse_bundles(uow, {sku: ("input", "sku")})
    return product_id


def free_units(level: Row[Any]) -> int:
    """Units that lie there, fit for sale and promised to nobody; safety stock is among them, and so is
    what carts held until a moment ago."""
    return int(level.on_hand - level.reserved + level.expired - level.allocated - level.unavailable)


async def set_safety_stock(
    uow: UnitOfWork, *, sku: str, location_code: str, safety_stock: int, reason: str
) -> Row[Any]:
    """Keep so many units of a product back from sale at a location; the ledger says who and why.

    It may be more than lies there: then nothing is sold until more has come in. The figure that it has
    already changes nothing. Raises `NotFound` and `InvalidInput`.
    """
    reason = checked_text(reason, path=("input", "reason"), longest=MAX_TEXT)
    if not 0 <= safety_stock <= MAX_QUANTITY:
        raise InvalidInput(
            "Safety stock is a whole number from 0 to 2147483647.", path=("input", "safetyStock")
        )
    level = await lock_named_level(uow, sku=sku, location_code=location_code)
    change = safety_stock - level.safety_stock
    if change:
        key = (level.product_id, level.location_id)
        await ledger.post(uow, [Posting(MovementKind.SAFETY_STOCK, *key, change, reason)])
        if change < 0:
            uow.emit(StockReceived(product_id=key[0], location_id=key[1], quantity=-change))
    return await queries.get_level(uow, level.id)


async def set_bin(uow: UnitOfWork, *, sku: str, location_code: str, bin: str | None) -> Row[Any]:
    """Say where on the shelf a product lies, in the location's own words; None: nowhere in particular.

    Raises `NotFound` and `InvalidInput`.
    """
    shelf = None if bin is None else checked_text(bin, path=("input", "bin"))
    level = await lock_named_level(uow, sku=sku, location_code=location_code)
    await uow.session.execute(
        update(stock_levels).where(stock_levels.c.id == level.id).values(bin=shelf)
    )
    return await queries.get_level(uow, level.id)
