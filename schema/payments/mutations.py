"""Authorizing, capturing, voiding and refunding payments."""

import strawberry

from domain.processes.authorize_payment import authorize_payment
from domain.processes.capture_payment import capture_payment
from domain.processes.refund_payment import refund_payment
from domain.processes.void_payment import void_payment
from schema.context import Info
from schema.ids import get_id
from schema.mutation import mutation
from schema.payments.inputs import (
    AuthorizePaymentInput,
    CapturePaymentInput,
    RefundPaymentInput,
    VoidPaymentInput,
)
from schema.payments.results import (
    AuthorizePaymentResult,
    AuthorizePaymentSuccess,
    CapturePaymentResult,
    CapturePaymentSuccess,
    RefundPaymentResult,
    RefundPaymentSuccess,
    VoidPaymentResult,
    VoidPaymentSuccess,
)
from schema.payments.settle import settle_payment, settle_refund
from schema.payments.types import Payment, Refund
from schema.permissions import CAPTURE_PAYMENTS, PAY_ORDERS, REFUND_PAYMENTS, VOID_PAYMENTS


@strawberry.type
class PaymentMutations:
    @mutation(permission=PAY_ORDERS, description="Tender more money for an order.", after=settle_payment)
    async def authorize_payment(
        self, info: Info, input: AuthorizePaymentInput
    ) -> AuthorizePaymentResult:
        payment = await authorize_payment(
            info.context.uow,
            order_id=get_id(input.order_id, "Order", "orderId"),
            gateway=input.gateway,
            amount=input.amount,
            method=input.method,
            token=input.token,
        )
        return AuthorizePaymentSuccess(payment=Payment.from_row(payment))

    @mutation(
        permission=CAPTURE_PAYMENTS,
        description="Take what was authorized, or a part of it.",
        after=settle_payment,
    )
    async def capture_payment(self, info: Info, input: CapturePaymentInput) -> CapturePaymentResult:
        payment = await capture_payment(
            info.context.uow,
            payment_id=get_id(input.payment_id, "Payment", "paymentId"),
            amount=input.amount,
        )
        return CapturePaymentSuccess(payment=Payment.from_row(payment))

    @mutation(
        permission=VOID_PAYMENTS,
        description="Give up what was authorized and not captured.",
        after=settle_payment,
    )
    async def void_payment(self, info: Info, input: VoidPaymentInput) -> VoidPaymentResult:
        payment = await void_payment(
            info.context.uow, payment_id=get_id(input.payment_id, "Payment", "paymentId")
        )
        return VoidPaymentSuccess(payment=Payment.from_row(payment))

    @mutation(
        permission=REFUND_PAYMENTS,
        description="Pay back what was captured, or a part of it.",
        after=settle_refund,
    )
    async def refund_payment(self, info: Info, input: RefundPaymentInput) -> RefundPaymentResult:
        refund = await refund_payment(
            info.context.uow,
            payment_id=get_id(input.payment_id, "Payment", "paymentId"),
            amount=input.amount,
            reason=input.reason,
        )
        return RefundPaymentSuccess(refund=Refund.from_row(refund))
