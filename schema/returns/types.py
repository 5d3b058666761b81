"""Return and its lines."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import strawberry

from domain.returns import models
from schema.column import column
from schema.enums import show_enum
from schema.node import Node
from schema.orders.loaders import line_by_id, order_by_id
from schema.ownership import OF_AN_ORDER
from schema.payments.loaders import refunds_by_return
from schema.relation import relation
from schema.returns.loaders import lines_by_return

if TYPE_CHECKING:
    from schema.orders.types import Order, OrderLine
    from schema.payments.types import Refund

_orders = strawberry.lazy("schema.orders.types")

ReturnState = models.ReturnState
show_enum(
    ReturnState,
    "Where a return is in its life.",
    {
        "REQUESTED": "Somebody has to decide about it.",
        "APPROVED": "It may be sent.",
        "DECLINED": "It is not taken back.",
        "IN_TRANSIT": "It is on its way.",
        "PARTIALLY_RECEIVED": "Some of it was accounted for at the dock.",
        "RECEIVED": "All of it was accounted for at the dock.",
        "RESOLVED": "Its money is settled; nothing is left to do.",
        "CANCELLED": "Called off before anything of it arrived.",
    },
)
ReturnDisposition = models.ReturnDisposition
show_enum(
    ReturnDisposition,
    "What becomes of a unit at the dock.",
    {
        "RESTOCK": "Good; it is sold again.",
        "DAMAGED": "Kept, and not for sale.",
        "QUALITY_CONTROL": "Kept apart until somebody has looked at it.",
        "DISPOSE": "It arrived and is not kept.",
        "MISSING": "It never arrived.",
    },
)


@strawberry.type(description="Units of one order line that come back.")
class ReturnLine(Node):
    __rule__ = OF_AN_ORDER

    order_line: Annotated["OrderLine", _orders] = relation(
        "The line of the order.", line_by_id, key="order_line_id"
    )
    quantity: int = column("Units announced.")
    received_quantity: int = column("Units that arrived.")
    reason: str = column("Why, in words.")
    disposition: ReturnDisposition | None = column("What became of the latest receipt.")


@strawberry.type(description="What a customer sends back.")
class Return(Node):
    __rule__ = OF_AN_ORDER

    number: str = column("What people quote; unique.")
    order: Annotated["Order", _orders] = relation("The order.", order_by_id, key="order_id")
    status: ReturnState = column("Where it is.")
    lines: list[ReturnLine] = relation("What comes back.", lines_by_return)
    refunds: list[Annotated["Refund", strawberry.lazy("schema.payments.types")]] = relation(
        "Money paid back for it.", refunds_by_return
    )
    created_at: datetime = column("When it was asked for.")
