"""Channels, products, prices and components, many at a time. Everybody may see them."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select

from domain.catalog.models import channels, prices, product_components, products
from domain.kernel.batches import AnyRow, among, load_by_key, load_by_parent
from domain.kernel.database import Reader

_CHANNELS = select(channels).where(among(channels.c.id))
_PRODUCTS = select(products).where(among(products.c.id))
_PRICES = (
    select(prices.c.product_id, prices.c.amount, channels.c.code, channels.c.currency)
    .join(channels, channels.c.id == prices.c.channel_id)
    .where(among(prices.c.product_id))
)
_COMPONENTS = (
    select(product_components)
    .where(among(product_components.c.bundle_id))
    .order_by(product_components.c.bundle_id, product_components.c.position)
)


async def channels_by_ids(read: Reader, ids: Sequence[UUID]) -> dict[UUID, AnyRow]:
    return await load_by_key(read, _CHANNELS, ids)


async def products_by_ids(read: Reader, ids: Sequence[UUID]) -> dict[UUID, AnyRow]:
    return await load_by_key(read, _PRODUCTS, ids)


async def prices_by_product_ids(read: Reader, ids: Sequence[UUID]) -> dict[UUID, list[AnyRow]]:
    """Each price with its channel's `code` and `currency`."""
    return await load_by_parent(read, _PRICES, ids, "product_id")


async def components_by_bundle_ids(read: Reader, ids: Sequence[UUID]) -> dict[UUID, list[AnyRow]]:
    """What bundles are made of, in their order."""
    return await load_by_parent(read, _COMPONENTS, ids, "bundle_id")
