"""Placing, cancelling and holding orders."""

import strawberry

from domain.orders.links import open_to_guest
from domain.orders.queries import may_see
from domain.processes.cancel_order import CancelLine, cancel_order
from domain.processes.hold_order import hold_order, release_order_hold
from domain.processes.place_order import place_order
from schema.context import Info
from schema.ids import get_id
from schema.mutation import mutation
from schema.orders.inputs import (
    CancelOrderInput,
    HoldOrderInput,
    IssueOrderLinkInput,
    PlaceOrderInput,
    ReleaseOrderHoldInput,
)
from schema.orders.results import (
    CancelOrderResult,
    CancelOrderSuccess,
    HoldOrderResult,
    HoldOrderSuccess,
    IssueOrderLinkResult,
    IssueOrderLinkSuccess,
    PlaceOrderResult,
    PlaceOrderSuccess,
    ReleaseOrderHoldResult,
    ReleaseOrderHoldSuccess,
)
from schema.orders.types import Order
from schema.permissions import CANCEL_ORDERS, HOLD_ORDERS, LINK_ORDERS, PLACE_ORDERS, READ_ORDERS


@strawberry.type
class OrderMutations:
    @mutation(
        permission=PLACE_ORDERS,
        looks_first=True,
        as_written=lambda actor, success: (
            READ_ORDERS.allows(actor) and may_see(actor, success.order.row)
        ),
        description="Place an order: priced, its stock reserved, its payments asked for.",
    )
    async def place_order(self, info: Info, input: PlaceOrderInput) -> PlaceOrderResult:
        order = await place_order(info.context.uow, request=input.to_request())
        return PlaceOrderSuccess(order=Order.from_row(order))

    @mutation(
        permission=CANCEL_ORDERS,
        description="Cancel what has not shipped, or some of it; its money goes back.",
    )
    async def cancel_order(self, info: Info, input: CancelOrderInput) -> CancelOrderResult:
        order = await cancel_order(
            info.context.uow,
            order_id=get_id(input.order_id, "Order", "orderId"),
            reason=input.reason,
            lines=None
            if input.lines is None
            else [
                CancelLine(
                    order_line_id=get_id(line.order_line_id, "OrderLine", "lines", index, "orderLineId"),
                    quantity=line.quantity,
                )
                for index, line in enumerate(input.lines)
            ],
            expected_version=input.expected_version,
        )
        return CancelOrderSuccess(order=Order.from_row(order))

    @mutation(
        permission=HOLD_ORDERS,
        description="Stop allocating and shipping an order until the hold is released.",
    )
    async def hold_order(self, info: Info, input: HoldOrderInput) -> HoldOrderResult:
        order = await hold_order(
            info.context.uow,
            order_id=get_id(input.order_id, "Order", "orderId"),
            reason=input.reason,
            expected_version=input.expected_version,
        )
        return HoldOrderSuccess(order=Order.from_row(order))

    @mutation(
        permission=LINK_ORDERS,
        description="Give a guest a link to their order. Revoked with `waybill token revoke`.",
    )
    async def issue_order_link(self, info: Info, input: IssueOrderLinkInput) -> IssueOrderLinkResult:
        order = await open_to_guest(
            info.context.uow, order_id=get_id(input.order_id, "Order", "orderId")
        )
        return IssueOrderLinkSuccess(order=Order.from_row(order))

    @mutation(permission=HOLD_ORDERS, description="Release an order's holds: it goes on.")
    async def release_order_hold(
        self, info: Info, input: ReleaseOrderHoldInput
    ) -> ReleaseOrderHoldResult:
        order = await release_order_hold(
            info.context.uow,
            order_id=get_id(input.order_id, "Order", "orderId"),
            expected_version=input.expected_version,
        )
        return ReleaseOrderHoldSuccess(order=Order.from_row(order))
