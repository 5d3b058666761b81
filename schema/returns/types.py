"""Return and its lines."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import strawberry

from domain.returns import models
from schema.node import Node
from schema.orders.loaders import line_by_id, order_by_id
from schema.payments.loaders import refunds_by_return
from schema.relation import column, relation
from schema.returns.loaders import lines_by_return

if TYPE_CHECKING:
    from schema.orders.types import Order, OrderLine
    from schema.payments.types import Refund

_orders = strawberry.lazy("schema.orders.types")

ReturnState = models.ReturnState
strawberry.enum(ReturnState, description="Where a return is in its life.")
ReturnDisposition = models.ReturnDisposition
strawberry.enum(
    ReturnDisposition,
    description="What becomes of a unit at the dock. MISSING never arrived, DISPOSE arrived but is "
    "not kept.",
)


@strawberry.type(description="Units of one order line that come back.")
class ReturnLine(Node):
    order_line: Annotated["OrderLine", _orders] = relation(
        "The line of the order.", line_by_id, key="order_line_id"
    )
    quantity: int = column("Units announced.")
    received_quantity: int = column("Units that arrived.")
    reason: str = column("Why, in words.")
    disposition: ReturnDisposition | None = column("What became of the latest receipt.")


@strawberry.type(description="What a customer sends back.")
class Return(Node):
    number: str = column("What people quote; unique.")
    order: Annotated["Order", _orders] = relation("The order.", order_by_id, key="order_id")
    status: ReturnState = column("Where it is.")
    lines: list[ReturnLine] = relation("What comes back.", lines_by_return)
    refunds: list[Annotated["Refund", strawberry.lazy("schema.payments.types")]] = relation(
        "Money paid back for it.", refunds_by_return
    )
    created_at: datetime = column("When it was asked for.")
