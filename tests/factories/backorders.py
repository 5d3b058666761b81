"""Those who wait, and what is on its way to them."""

from datetime import datetime
from typing import Any
from uuid import UUID

from domain.inventory import expectations, ledger
from domain.inventory.expectations import NewExpectation
from domain.inventory.models import SupplySource
from domain.kernel.ids import new_id
from domain.kernel.uow import UnitOfWork
from tests.factories.shop import Shop


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
    """Units that are on their way by a transfer; the id of its line."""
    line_id = new_id()

    async def expect(uow: UnitOfWork) -> None:
        new = NewExpectation(
            product_id=shop.products[sku].id,
            location_id=shop.locations[code].id,
            source=SupplySource.TRANSFER,
            source_id=new_id(),
            source_line_id=line_id,
            quantity=units,
            expected_at=at,
            reference="T1",
        )
        await ledger.post(uow, await expectations.expect(uow, new=[new]))

    await shop.do(expect)
    return line_id
