"""Batches of customers."""

from domain.customers import loads
from schema.node import found_by
from schema.relation import one

customer_by_id = one("Customer", loads.customers_by_ids)

found_by(customer_by_id)
