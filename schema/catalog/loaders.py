"""Batches of channels, products and components."""

from domain.catalog import loads
from schema.node import found_by
from schema.relation import many, one

channel_by_id = one("Channel", loads.channels_by_ids)
product_by_id = one("Product", loads.products_by_ids)
components_by_bundle = many("BundleComponent", loads.components_by_bundle_ids)

found_by(channel_by_id)
found_by(product_by_id)
