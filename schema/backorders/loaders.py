"""Batches of policies."""

from domain.backorders import loads
from schema.node import found_by
from schema.relation import many, one

policy_by_id = one("BackorderPolicy", loads.policies_by_ids)
policies_by_product = many("BackorderPolicy", loads.policies_by_product_ids)

backorder_by_id = one("Backorder", loads.backorders_by_ids)

found_by(policy_by_id)
found_by(backorder_by_id)
