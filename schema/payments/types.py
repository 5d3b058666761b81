"""Payment and Refund."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import strawberry

from domain.payments import models
from schema.column import column
from schema.enums import show_enum
from schema.money import Money, money_column
from schema.node import Node
from schema.orders.loaders import order_by_id
from schema.ownership import OF_AN_ORDER
from schema.payments.loaders import payment_by_id
from schema.relation import relation

if TYPE_CHECKING:
    from schema.orders.types import Order

PaymentTransactionStatus = models.PaymentTransactionStatus
show_enum(
    PaymentTransactionStatus,
    "How far a payment is; derived from its ledger.",
    {
        "PENDING": "The gateway has not answered yet.",
        "AUTHORIZED": "The gateway secured it; nothing is taken.",
        "PARTIALLY_CAPTURED": "Some of what was secured is taken.",
        "CAPTURED": "All that was secured and not given up is taken.",
        "PARTIALLY_REFUNDED": "Some of what was taken was paid back.",
        "REFUNDED": "All that was taken was paid back.",
        "VOIDED": "What was secured was given up.",
        "FAILED": "The gateway said no; `failure` says why.",
    },
)
RefundStatus = models.TransactionStatus
show_enum(
    RefundStatus,
    "Whether the gateway paid the money back.",
    {
        "PENDING": "The gateway has not answered yet.",
        "SUCCEEDED": "The money went back.",
        "FAILED": "The gateway said no; nothing went back.",
    },
    name="RefundStatus",
)


@strawberry.type(description="A tender of an order.")
class Payment(Node):
    __rule__ = OF_AN_ORDER

    order: Annotated["Order", strawberry.lazy("schema.orders.types")] = relation(
        "What it pays.", order_by_id, key="order_id"
    )
    gateway: str = column('Who moves the money; "manual" is settled outside.')
    method: str = column("Card, boleto, invoice, …")
    status: PaymentTransactionStatus = column("How far it is.")
    amount: Money = money_column("What was tendered.", read="amount")
    authorized: Money = money_column("What the gateway secured.", read="authorized")
    captured: Money = money_column("What was taken.", read="captured")
    refunded: Money = money_column("What was paid back.", read="refunded")
    reference: str | None = column("The gateway's own id.")
    failure: str | None = column("Why the gateway said no.")
    created_at: datetime = column("When it was tendered.")


@strawberry.type(description="Money paid back, or on its way back.")
class Refund(Node):
    __rule__ = OF_AN_ORDER

    payment: Payment = relation("Where it was taken from.", payment_by_id, key="payment_id")
    amount: Money = money_column("How much.", read="amount")
    status: RefundStatus = column("Whether the gateway did it.")
    reason: str | None = column("Why, in words.")
    created_at: datetime = column("When it was asked for.")
