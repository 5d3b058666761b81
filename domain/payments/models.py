"""Payments: one row a tender, and the ledger of what was asked of its gateway and what came back.

The sums on a payment are those of its ledger, kept under the order's row lock; the CHECKs are the
floor that holds whatever the code above does: no unit of money is captured beyond its authorisation
or refunded beyond its capture, counting what is still on its way.
"""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlalchemy import text as sql
from sqlmodel import Field, SQLModel

from domain.kernel.columns import (
    instant,
    minor_units,
    primary_key,
    reference,
    status_of,
    table_of,
    text,
)


class PaymentTransactionStatus(StrEnum):
    """The status of a payment, derived from its ledger by `rules.payment_status`."""

    PENDING = "PENDING"
    AUTHORIZED = "AUTHORIZED"
    PARTIALLY_CAPTURED = "PARTIALLY_CAPTURED"
    CAPTURED = "CAPTURED"
    PARTIALLY_REFUNDED = "PARTIALLY_REFUNDED"
    REFUNDED = "REFUNDED"
    VOIDED = "VOIDED"
    FAILED = "FAILED"


class TransactionKind(StrEnum):
    AUTHORIZE = "AUTHORIZE"
    CAPTURE = "CAPTURE"
    VOID = "VOID"
    REFUND = "REFUND"
    CHARGEBACK = "CHARGEBACK"


class TransactionStatus(StrEnum):
    PENDING = "PENDING"
    SUCCEEDED = "SUCCEEDED"
    FAILED = "FAILED"


class Payment(SQLModel, table=True):
    """A tender of an order. All amounts are in minor units of the order's currency."""

    __tablename__ = "payment"
    __table_args__ = (
        CheckConstraint("amount >= 0", name="payment_amount"),
        CheckConstraint("authorized BETWEEN 0 AND amount", name="payment_authorized"),
        CheckConstraint(
            "captured >= 0 AND capturing >= 0 AND voided >= 0 AND voiding >= 0"
            " AND captured + capturing + voided + voiding <= authorized",
            name="payment_captured",
        ),
        CheckConstraint(
            "refunded >= 0 AND refunding >= 0 AND refunded + refunding <= captured",
            name="payment_refunded",
        ),
    )

    id: UUID = primary_key()
    order_id: UUID = reference("orders.id", index=True)
    position: int
    gateway: str = text()
    method: str = text()
    token: str | None = text(nullable=True)
    "What the gateway knows the customer's card or account by."
    currency: str = text()
    status: PaymentTransactionStatus = status_of(PaymentTransactionStatus)
    amount: int = minor_units()
    authorized: int = minor_units()
    captured: int = minor_units()
    capturing: int = minor_units()
    "Captures on their way to the gateway."
    voided: int = minor_units()
    voiding: int = minor_units()
    "Voids on their way to the gateway."
    refunded: int = minor_units()
    refunding: int = minor_units()
    "Refunds on their way to the gateway."
    reference: str | None = text(nullable=True)
    failure: str | None = text(nullable=True)
    created_at: datetime = instant()
    updated_at: datetime = instant()


class PaymentTransaction(SQLModel, table=True):
    """One intent: written PENDING before the gateway hears of it, ended by what came back.

    Its id is the gateway's idempotency key, so one intent never takes effect twice. `leased_until`
    keeps two callers from asking at once. A refund is a row of kind REFUND.
    """

    __tablename__ = "payment_transaction"
    __table_args__ = (
        UniqueConstraint("gateway", "gateway_reference", "kind"),
        CheckConstraint("amount >= 0", name="payment_transaction_amount"),
        Index("payment_transaction_by_payment", "payment_id"),
        Index("payment_transaction_by_order", "order_id"),
        Index("payment_transaction_by_return", "return_id"),
        Index("payment_transaction_due", "next_attempt_at", postgresql_where=sql("status = 'PENDING'")),
    )

    id: UUID = primary_key()
    payment_id: UUID = reference("payment.id")
    order_id: UUID = reference("orders.id")
    gateway: str = text()
    kind: TransactionKind = status_of(TransactionKind)
    status: TransactionStatus = status_of(TransactionStatus)
    amount: int = minor_units()
    currency: str = text()
    reason: str | None = text(nullable=True)
    return_id: UUID | None = Field(default=None)
    gateway_reference: str | None = text(nullable=True)
    failure: str | None = text(nullable=True)
    attempts: int = 0
    next_attempt_at: datetime | None = instant(nullable=True)
    leased_until: datetime | None = instant(nullable=True)
    created_at: datetime = instant()
    settled_at: datetime | None = instant(nullable=True)


payments = table_of(Payment)
payment_transactions = table_of(PaymentTransaction)
