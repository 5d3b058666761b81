"""OrderEvent: one line of an order's history."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import strawberry

from schema.column import column, computed
from schema.context import Info
from schema.node import Node
from schema.orders.loaders import order_by_id
from schema.ownership import OF_AN_ORDER, shown_actor
from schema.relation import relation

if TYPE_CHECKING:
    from schema.orders.types import Order


@strawberry.type(
    description="One thing that happened to an order. `sequence` counts 1, 2, 3, … per order without "
    "gaps."
)
class OrderEvent(Node):
    __rule__ = OF_AN_ORDER

    sequence: int = column("Its place in the order's history.")
    type: str = column("Dotted past tense: order.placed, payment.captured, shipment.delivered, …")
    summary: str = column("A sentence for a person.")
    occurred_at: datetime = column("When it happened.")
    order: Annotated["Order", strawberry.lazy("schema.orders.types")] = relation(
        "What it happened to.", order_by_id, key="order_id"
    )

    @computed("Who did it: `kind:id`. Only the staff learn the names of others.", columns=["actor"])
    def actor(self, info: Info) -> str:
        return shown_actor(info.context.actor, str(self.row.actor))
