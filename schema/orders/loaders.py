"""Batches of orders, lines, bundles, holds and events."""

from domain.orders import loads
from schema.node import found_by
from schema.relation import many, one

order_by_id = one("Order", loads.orders_by_ids)
line_by_id = one("OrderLine", loads.lines_by_ids)
lines_by_order = many("OrderLine", loads.lines_by_order_ids)
bundle_by_id = one("OrderBundle", loads.bundles_by_ids)
bundles_by_order = many("OrderBundle", loads.bundles_by_order_ids)
lines_by_bundle = many("OrderLine", loads.lines_by_bundle_ids)
holds_by_order = many("OrderHold", loads.holds_by_order_ids)
event_by_id = one("OrderEvent", loads.events_by_ids)

found_by(order_by_id)
found_by(line_by_id)
found_by(bundle_by_id)
found_by(event_by_id)
