"""What is said to move money."""

from decimal import Decimal

import strawberry

from schema.inputs import given, idempotency_key, optional


@strawberry.input(description="A further tender of an order.")
class AuthorizePaymentInput:
    order_id: strawberry.ID = given("Global id of the order.")
    gateway: str = given('Who moves the money; "manual" is settled outside.')
    method: str | None = optional("Card, boleto, invoice, …")
    amount: Decimal = given("How much, in the major unit of the order's currency.")
    token: str | None = optional("What the gateway knows the card or account by.")
    idempotency_key: str | None = idempotency_key()


@strawberry.input(description="Without `amount`, all that is authorized and not yet captured.")
class CapturePaymentInput:
    payment_id: strawberry.ID = given("Global id of the payment.")
    amount: Decimal | None = optional("How much, in the major unit.")
    idempotency_key: str | None = idempotency_key()


@strawberry.input(description="Gives up what is authorized and not captured.")
class VoidPaymentInput:
    payment_id: strawberry.ID = given("Global id of the payment.")
    idempotency_key: str | None = idempotency_key()


@strawberry.input(
    description="Without `amount`, all that is captured and not yet refunded or being refunded."
)
class RefundPaymentInput:
    payment_id: strawberry.ID = given("Global id of the payment.")
    amount: Decimal | None = optional("How much, in the major unit.")
    reason: str | None = optional("Why, in words.")
    idempotency_key: str | None = idempotency_key()
