"""Batches of returns and their lines."""

from domain.returns import loads
from schema.node import found_by
from schema.relation import many, one

return_by_id = one("Return", loads.returns_by_ids)
returns_by_order = many("Return", loads.returns_by_order_ids)
line_by_id = one("ReturnLine", loads.lines_by_ids)
lines_by_return = many("ReturnLine", loads.lines_by_return_ids)

found_by(return_by_id)
found_by(line_by_id)
