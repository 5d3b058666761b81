"""Suppliers and purchase orders in every stage of their life, by the house's own verbs."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any
from uuid import UUID

from domain.inventory.dock import ReceivedLine
from domain.purchasing.drafting import LineTerms, create_purchase_order
from domain.purchasing.receiving import receive_purchase_order
from domain.purchasing.service import submit_purchase_order
from domain.purchasing.suppliers import NewTerms, create_supplier, set_supplier_products
from tests.factories.shop import Shop

COSTS = {"MUG": "4.00", "TEE": "7.50", "CAP": "2.00", "OAK": "40.00"}


async def supplier(
    shop: Shop, code: str = "ACME", *, costs: Mapping[str, str] = COSTS, **terms: Any
) -> UUID:
    """Somebody who sells the shop's products, in euros. `terms` are those of the supplier."""
    created = await shop.do(create_supplier, code=code, name=code.title(), currency="EUR", **terms)
    await shop.do(
        set_supplier_products,
        supplier_id=created.id,
        products=[NewTerms(sku, f"{code}-{sku}", Decimal(cost)) for sku, cost in costs.items()],
    )
    return created.id


async def dropshipper(shop: Shop, code: str = "MUC", *, units: Mapping[str, int]) -> UUID:
    """Somebody who stands behind a location of the shop, and sends what lies there."""
    await shop.rows("UPDATE location SET kind = 'SUPPLIER' WHERE code = $1 RETURNING 1", code)
    for sku, quantity in units.items():
        await shop.stock(sku, code, quantity)
    return await supplier(shop, "DROP", location_code=code)


async def drafted(
    shop: Shop, supplier_id: UUID, units: Mapping[str, int], *, to: str = "BER", **fields: Any
) -> UUID:
    """A purchase order that the supplier does not know of yet."""
    lines = [LineTerms(sku, quantity) for sku, quantity in units.items()]
    order = await shop.do(
        create_purchase_order, supplier_id=supplier_id, location_code=to, lines=lines, **fields
    )
    return order.id


async def submitted(
    shop: Shop, supplier_id: UUID, units: Mapping[str, int], *, to: str = "BER", **fields: Any
) -> UUID:
    """A purchase order whose units are expected."""
    order_id = await drafted(shop, supplier_id, units, to=to, **fields)
    await shop.do(submit_purchase_order, purchase_order_id=order_id)
    return order_id


async def purchase(shop: Shop, order_id: UUID) -> Mapping[str, Any]:
    """The purchase order as it is now."""
    (row,) = await shop.rows("SELECT * FROM purchase_order WHERE id = $1", order_id)
    return row


async def purchase_lines(shop: Shop, order_id: UUID) -> list[Mapping[str, Any]]:
    """Its lines as they are now, in order."""
    return await shop.rows(
        "SELECT * FROM purchase_order_line WHERE purchase_order_id = $1 ORDER BY position", order_id
    )


async def receive(shop: Shop, order_id: UUID, *units: tuple[int, int, int], **how: Any) -> None:
    """(good, damaged, short) units of each line, in order; a line of nothing is not named."""
    lines = await purchase_lines(shop, order_id)
    dock = [
        ReceivedLine(line["id"], *each) for line, each in zip(lines, units, strict=True) if any(each)
    ]
    await shop.do(receive_purchase_order, purchase_order_id=order_id, lines=dock, **how)


async def history(shop: Shop, order_id: UUID) -> list[str]:
    """The states that it came to, in order."""
    rows = await shop.rows(
        "SELECT status FROM purchase_order_change WHERE purchase_order_id = $1 ORDER BY id", order_id
    )
    return [row["status"] for row in rows]
