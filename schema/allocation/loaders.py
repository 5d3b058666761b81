"""Batches of fulfillment orders and their lines."""

from domain.allocation import loads
from schema.node import found_by
from schema.relation import many, one

fulfillment_order_by_id = one("FulfillmentOrder", loads.fulfillment_orders_by_ids)
fulfillment_orders_by_order = many("FulfillmentOrder", loads.fulfillment_orders_by_order_ids)
policy_by_id = one("SourcingPolicy", loads.policies_by_ids)
versions_by_policy = many("SourcingPolicyVersion", loads.versions_by_policy_ids)
channels_by_policy = many("Channel", loads.channels_by_policy_ids)
decisions_by_order = many("AllocationDecision", loads.decisions_by_order_ids)
line_by_id = one("FulfillmentOrderLine", loads.lines_by_ids)
lines_by_fulfillment_order = many("FulfillmentOrderLine", loads.lines_by_fulfillment_order_ids)

found_by(fulfillment_order_by_id)
found_by(line_by_id)
found_by(policy_by_id)
