"""Those who wait, and what is on its way to them."""

from datetime import datetime
from typing import Any
from uuid import UUID

from domain.inventory.locations import deactivate_location
from domain.inventory.service import create_location
from tests.factories.shop import Shop
from tests.factories.transfers import sent


async def waits(shop: Shop, order_id: UUID) -> int:
    """Units of the order that are on backorder."""
    return sum(line["backordered_quantity"] for line in await shop.lines(order_id))


async def promised(shop: Shop, order_id: UUID) -> Any:
    """When the order's only line is promised for."""
    (row,) = await shop.rows(
        "SELECT b.promised_at FROM backorder b JOIN order_line l ON l.id = b.order_line_id "
        "WHERE l.order_id = $1",
        order_id,
    )
    return row["promised_at"]


async def coming(shop: Shop, sku: str, code: str, units: int, *, at: datetime | None) -> UUID:
    """Units that are on their way by a transfer, from where nothing is sold; the transfer's id."""
    if "SEA" not in shop.locations:
        sea = shop.locations["SEA"] = await shop.do(create_location, code="SEA", name="On the sea")
        await shop.do(deactivate_location, location_id=sea.id)
    await shop.stock(sku, "SEA", units)
    return await sent(shop, {sku: units}, origin="SEA", to=code, expected_at=at)
