"""Batches of shipments and their lines."""

from domain.shipments import loads
from schema.node import found_by
from schema.relation import many, one

shipment_by_id = one("Shipment", loads.shipments_by_ids)
shipments_by_order = many("Shipment", loads.shipments_by_order_ids)
shipments_by_fulfillment_order = many("Shipment", loads.shipments_by_fulfillment_order_ids)
lines_by_shipment = many("ShipmentLine", loads.lines_by_shipment_ids)

found_by(shipment_by_id)
