"""Batches of holds and their items."""

from domain.holds import loads
from schema.node import found_by
from schema.relation import many, one

hold_by_id = one("StockHold", loads.holds_by_ids)
items_by_hold = many("StockHoldItem", loads.items_by_hold_ids)

found_by(hold_by_id)
