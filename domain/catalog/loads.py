"""Channels, products, prices and components, many at a time. Everybody may see them."""

from sqlalchemy import select

from domain.catalog.models import channels, prices, product_components, products
from domain.kernel.batches import RowByKey, RowsByKey, among

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

channels_by_ids = RowByKey(_CHANNELS)
products_by_ids = RowByKey(_PRODUCTS)
prices_by_product_ids = RowsByKey(_PRICES, "product_id")
"""Each price with its channel's `code` and `currency`."""

components_by_bundle_ids = RowsByKey(_COMPONENTS, "bundle_id")
"""What bundles are made of, in their order."""
