"""Allocating orders."""

import strawberry

from domain.processes.allocate_order import allocate_order
from schema.allocation.inputs import AllocateOrderInput
from schema.allocation.results import AllocateOrderResult, AllocateOrderSuccess
from schema.allocation.types import FulfillmentOrder
from schema.context import Info
from schema.ids import get_id
from schema.mutation import mutation
from schema.orders.types import Order
from schema.permissions import FULFIL_ORDERS


@strawberry.type
class AllocationMutations:
    @mutation(
        permission=FULFIL_ORDERS,
        description="Source an order now: one fulfillment order per location.",
    )
    async def allocate_order(self, info: Info, input: AllocateOrderInput) -> AllocateOrderResult:
        order, opened = await allocate_order(
            info.context.uow,
            order_id=get_id(input.order_id, "Order", "orderId"),
            expected_version=input.expected_version,
        )
        return AllocateOrderSuccess(
            order=Order.from_row(order),
            fulfillment_orders=[FulfillmentOrder.from_row(row) for row in opened],
        )
