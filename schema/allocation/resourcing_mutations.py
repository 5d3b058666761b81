"""Moving, splitting, merging, holding and releasing work, and reporting what was not on the shelf."""

import strawberry

from domain.processes import hold_fulfillment_order as holding
from domain.processes import move_fulfillment_order as moving
from domain.processes import report_short_pick as picking
from domain.processes import split_fulfillment_order as splitting
from schema.allocation.resourcing_inputs import (
    HoldFulfillmentOrderInput,
    MergeFulfillmentOrdersInput,
    MoveFulfillmentOrderInput,
    ReleaseFulfillmentOrderInput,
    ReportShortPickInput,
    SplitFulfillmentOrderInput,
    portions_of,
)
from schema.allocation.resourcing_results import (
    HoldFulfillmentOrderResult,
    HoldFulfillmentOrderSuccess,
    MergeFulfillmentOrdersResult,
    MergeFulfillmentOrdersSuccess,
    MoveFulfillmentOrderResult,
    MoveFulfillmentOrderSuccess,
    ReleaseFulfillmentOrderResult,
    ReleaseFulfillmentOrderSuccess,
    ReportShortPickResult,
    ReportShortPickSuccess,
    SplitFulfillmentOrderResult,
    SplitFulfillmentOrderSuccess,
)
from schema.allocation.types import FulfillmentOrder
from schema.context import Info
from schema.ids import get_id
from schema.mutation import mutation
from schema.orders.types import Order
from schema.permissions import FULFIL_ORDERS

_KIND, _ID = "FulfillmentOrder", "fulfillmentOrderId"


@strawberry.type
class ResourcingMutations:
    @mutation(permission=FULFIL_ORDERS, description="Have another location do work, or a part of it.")
    async def move_fulfillment_order(
        self, info: Info, input: MoveFulfillmentOrderInput
    ) -> MoveFulfillmentOrderResult:
        order, work = await moving.move_fulfillment_order(
            info.context.uow,
            fulfillment_order_id=get_id(input.fulfillment_order_id, _KIND, _ID),
            location_code=input.location_code,
            reason=input.reason,
            lines=None if input.lines is None else portions_of(input.lines),
            expected_version=input.expected_version,
        )
        return MoveFulfillmentOrderSuccess(
            order=Order.from_row(order), fulfillment_order=FulfillmentOrder.from_row(work)
        )

    @mutation(permission=FULFIL_ORDERS, description="Have some units leave by themselves.")
    async def split_fulfillment_order(
        self, info: Info, input: SplitFulfillmentOrderInput
    ) -> SplitFulfillmentOrderResult:
        order, work = await splitting.split_fulfillment_order(
            info.context.uow,
            fulfillment_order_id=get_id(input.fulfillment_order_id, _KIND, _ID),
            lines=portions_of(input.lines),
            expected_version=input.expected_version,
        )
        return SplitFulfillmentOrderSuccess(
            order=Order.from_row(order), fulfillment_order=FulfillmentOrder.from_row(work)
        )

    @mutation(permission=FULFIL_ORDERS, description="Have work of one location leave together.")
    async def merge_fulfillment_orders(
        self, info: Info, input: MergeFulfillmentOrdersInput
    ) -> MergeFulfillmentOrdersResult:
        order, work = await splitting.merge_fulfillment_orders(
            info.context.uow,
            fulfillment_order_ids=[
                get_id(id, _KIND, "fulfillmentOrderIds", nth)
                for nth, id in enumerate(input.fulfillment_order_ids)
            ],
            expected_version=input.expected_version,
        )
        return MergeFulfillmentOrdersSuccess(
            order=Order.from_row(order), fulfillment_order=FulfillmentOrder.from_row(work)
        )

    @mutation(permission=FULFIL_ORDERS, description="Stop the work of one location for now.")
    async def hold_fulfillment_order(
        self, info: Info, input: HoldFulfillmentOrderInput
    ) -> HoldFulfillmentOrderResult:
        order, work = await holding.hold_fulfillment_order(
            info.context.uow,
            fulfillment_order_id=get_id(input.fulfillment_order_id, _KIND, _ID),
            reason=input.reason,
            expected_version=input.expected_version,
        )
        return HoldFulfillmentOrderSuccess(
            order=Order.from_row(order), fulfillment_order=FulfillmentOrder.from_row(work)
        )

    @mutation(permission=FULFIL_ORDERS, description="Let the work of one location go on.")
    async def release_fulfillment_order(
        self, info: Info, input: ReleaseFulfillmentOrderInput
    ) -> ReleaseFulfillmentOrderResult:
        order, work = await holding.release_fulfillment_order(
            info.context.uow,
            fulfillment_order_id=get_id(input.fulfillment_order_id, _KIND, _ID),
            expected_version=input.expected_version,
        )
        return ReleaseFulfillmentOrderSuccess(
            order=Order.from_row(order), fulfillment_order=FulfillmentOrder.from_row(work)
        )

    @mutation(
        permission=FULFIL_ORDERS,
        description="Units are not on the shelf: the level follows; they come from elsewhere or wait.",
    )
    async def report_short_pick(self, info: Info, input: ReportShortPickInput) -> ReportShortPickResult:
        order, work = await picking.report_short_pick(
            info.context.uow,
            fulfillment_order_id=get_id(input.fulfillment_order_id, _KIND, _ID),
            lines=portions_of(input.lines),
            reason=input.reason,
            expected_version=input.expected_version,
        )
        return ReportShortPickSuccess(
            order=Order.from_row(order), fulfillment_order=FulfillmentOrder.from_row(work)
        )
