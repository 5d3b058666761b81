"""Locations, stock levels and movements, many at a time. Stock is shown to those who see all orders.

A customer learns a location only through a fulfillment order of their own, so `locations_by_ids` does
not ask who looks.
"""

from sqlalchemy import select

from domain.catalog.models import channels
from domain.inventory.held import EXPIRED
from domain.inventory.models import location_channels, locations, stock_levels, stock_movements
from domain.kernel.batches import RowByKey, RowsByKey, among

_LOCATIONS = select(locations).where(among(locations.c.id))
_CHANNELS = (
    select(channels, location_channels.c.location_id)
    .join(location_channels, location_channels.c.channel_id == channels.c.id)
    .where(among(location_channels.c.location_id))
    .order_by(location_channels.c.location_id, channels.c.code)
)
_LEVELS = select(stock_levels, EXPIRED).where(among(stock_levels.c.id))
_LEVELS_OF_PRODUCTS = (
    select(stock_levels, EXPIRED)
    .join(locations, locations.c.id == stock_levels.c.location_id)
    .where(among(stock_levels.c.product_id))
    .order_by(stock_levels.c.product_id, locations.c.priority, locations.c.code)
)
_MOVEMENTS = select(stock_movements).where(among(stock_movements.c.id))

locations_by_ids = RowByKey(_LOCATIONS)
channels_by_location_ids = RowsByKey(_CHANNELS, "location_id")
"""None for a location that serves every channel."""

levels_by_ids = RowByKey(_LEVELS, of_stock=True)
levels_by_product_ids = RowsByKey(_LEVELS_OF_PRODUCTS, "product_id", of_stock=True)
"""In the order in which locations are sourced from."""

movements_by_ids = RowByKey(_MOVEMENTS, of_stock=True)
