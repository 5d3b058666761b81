"""Batches of locations, stock levels and movements."""

from domain.inventory import loads
from schema.node import found_by
from schema.permissions import READ_STOCK
from schema.relation import many, one

location_by_id = one("Location", loads.locations_by_ids)
channels_by_location = many("Channel", loads.channels_by_location_ids)
level_by_id = one("StockLevel", loads.levels_by_ids)
levels_by_product = many("StockLevel", loads.levels_by_product_ids)
movement_by_id = one("StockMovement", loads.movements_by_ids)

found_by(location_by_id, visible_to=READ_STOCK)
found_by(level_by_id)
found_by(movement_by_id)
