"""Products that are made of others."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any
from uuid import UUID

from domain.catalog.service import NewPrice, create_product
from domain.processes.set_bundle_components import NewComponent, set_bundle_components
from tests.factories.shop import Shop


async def made_of(shop: Shop, sku: str, parts: Mapping[str, int]) -> None:
    """The product is made of ``{"MUG": 2}`` from now on."""
    components = [NewComponent(each, quantity) for each, quantity in parts.items()]
    await shop.do(set_bundle_components, sku=sku, components=components)


async def bundle(
    shop: Shop, sku: str, price: str, parts: Mapping[str, int], *, channel: str = "web"
) -> None:
    """A new bundle at so much in the channel."""
    shop.products[sku] = await shop.do(
        create_product,
        sku=sku,
        name=f"Set of {' and '.join(parts)}",
        prices=[NewPrice(channel, Decimal(price))],
    )
    await made_of(shop, sku, parts)


async def bundles(shop: Shop, order_id: UUID) -> list[Mapping[str, Any]]:
    """The order's bundles, in order."""
    return await shop.rows("SELECT * FROM order_bundle WHERE order_id = $1 ORDER BY position", order_id)
