"""Batches of payments and refunds."""

from domain.payments import loads
from schema.node import found_by
from schema.relation import many, one

payment_by_id = one("Payment", loads.payments_by_ids)
payments_by_order = many("Payment", loads.payments_by_order_ids)
refund_by_id = one("Refund", loads.refunds_by_ids)
refunds_by_order = many("Refund", loads.refunds_by_order_ids)
refunds_by_return = many("Refund", loads.refunds_by_return_ids)

found_by(payment_by_id)
found_by(refund_by_id)
