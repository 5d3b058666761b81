"""Requesting, deciding and receiving returns."""

import strawberry

from domain.processes.decide_return import approve_return, decline_return
from domain.processes.receive_return import ReceiptLine, receive_return
from domain.processes.request_return import ReturnLineRequest, request_return
from schema.context import Info
from schema.ids import get_id
from schema.mutation import mutation
from schema.payments.types import Refund
from schema.permissions import HANDLE_RETURNS, REFUND_PAYMENTS, REQUEST_RETURNS
from schema.returns.inputs import (
    ApproveReturnInput,
    DeclineReturnInput,
    ReceiveReturnInput,
    RequestReturnInput,
)
from schema.returns.results import (
    ApproveReturnResult,
    ApproveReturnSuccess,
    DeclineReturnResult,
    DeclineReturnSuccess,
    ReceiveReturnResult,
    ReceiveReturnSuccess,
    RequestReturnResult,
    RequestReturnSuccess,
)
from schema.returns.types import Return


@strawberry.type
class ReturnMutations:
    @mutation(permission=REQUEST_RETURNS, description="Ask to send shipped units back.")
    async def request_return(self, info: Info, input: RequestReturnInput) -> RequestReturnResult:
        requested = await request_return(
            info.context.uow,
            order_id=get_id(input.order_id, "Order", "orderId"),
            lines=[
                ReturnLineRequest(
                    order_line_id=get_id(line.order_line_id, "OrderLine", "lines", index, "orderLineId"),
                    quantity=line.quantity,
                    reason=line.reason,
                )
                for index, line in enumerate(input.lines)
            ],
        )
        return RequestReturnSuccess(return_=Return.from_row(requested))

    @mutation(permission=HANDLE_RETURNS, description="Let a return be sent.")
    async def approve_return(self, info: Info, input: ApproveReturnInput) -> ApproveReturnResult:
        approved = await approve_return(
            info.context.uow, return_id=get_id(input.return_id, "Return", "returnId")
        )
        return ApproveReturnSuccess(return_=Return.from_row(approved))

    @mutation(permission=HANDLE_RETURNS, description="Refuse a return.")
    async def decline_return(self, info: Info, input: DeclineReturnInput) -> DeclineReturnResult:
        declined = await decline_return(
            info.context.uow,
            return_id=get_id(input.return_id, "Return", "returnId"),
            reason=input.reason,
        )
        return DeclineReturnSuccess(return_=Return.from_row(declined))

    @mutation(
        permission=HANDLE_RETURNS,
        description="Receive a return, wholly or in part, and pay its value back where asked for.",
    )
    async def receive_return(self, info: Info, input: ReceiveReturnInput) -> ReceiveReturnResult:
        if input.refund:
            REFUND_PAYMENTS.check(info.context.actor)
        received, refunds = await receive_return(
            info.context.uow,
            return_id=get_id(input.return_id, "Return", "returnId"),
            location_code=input.location_code,
            lines=[
                ReceiptLine(
                    return_line_id=get_id(
                        line.return_line_id, "ReturnLine", "lines", index, "returnLineId"
                    ),
                    quantity=line.quantity,
                    disposition=line.disposition,
                )
                for index, line in enumerate(input.lines)
            ],
            refund=bool(input.refund),
            refund_shipping=bool(input.refund_shipping),
        )
        return ReceiveReturnSuccess(
            return_=Return.from_row(received), refunds=[Refund.from_row(row) for row in refunds]
        )
