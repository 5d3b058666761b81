"""What becomes of moving money."""

from typing import Annotated

import strawberry

from schema.errors import (
    AmountExceededError,
    IdempotencyConflictError,
    IllegalTransitionError,
    InvalidInputError,
    NotFoundError,
    PermissionDeniedError,
)
from schema.payments.types import Payment, Refund


@strawberry.type(description="The gateway was asked; the payment says what it answered.")
class AuthorizePaymentSuccess:
    payment: Payment = strawberry.field(description="The payment; PENDING until the gateway answers.")


AuthorizePaymentResult = Annotated[
    AuthorizePaymentSuccess
    | IllegalTransitionError
    | AmountExceededError
    | NotFoundError
    | InvalidInputError
    | PermissionDeniedError
    | IdempotencyConflictError,
    strawberry.union("AuthorizePaymentResult", description="The payment, or why not."),
]


@strawberry.type(description="The gateway was asked; the payment says what it answered.")
class CapturePaymentSuccess:
    payment: Payment = strawberry.field(description="The payment as it is now.")


CapturePaymentResult = Annotated[
    CapturePaymentSuccess
    | IllegalTransitionError
    | AmountExceededError
    | NotFoundError
    | InvalidInputError
    | PermissionDeniedError
    | IdempotencyConflictError,
    strawberry.union("CapturePaymentResult", description="The payment, or why not."),
]


@strawberry.type(description="The gateway was asked; the payment says what it answered.")
class VoidPaymentSuccess:
    payment: Payment = strawberry.field(description="The payment as it is now.")


VoidPaymentResult = Annotated[
    VoidPaymentSuccess
    | IllegalTransitionError
    | NotFoundError
    | InvalidInputError
    | PermissionDeniedError
    | IdempotencyConflictError,
    strawberry.union("VoidPaymentResult", description="The payment, or why not."),
]


@strawberry.type(description="The gateway was asked; the refund says what it answered.")
class RefundPaymentSuccess:
    refund: Refund = strawberry.field(description="The refund; PENDING until the gateway answers.")


RefundPaymentResult = Annotated[
    RefundPaymentSuccess
    | IllegalTransitionError
    | AmountExceededError
    | NotFoundError
    | InvalidInputError
    | PermissionDeniedError
    | IdempotencyConflictError,
    strawberry.union("RefundPaymentResult", description="The refund, or why not."),
]
