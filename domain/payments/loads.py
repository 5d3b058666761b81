"""Payments and refunds, many at a time. A refund is a ledger row of kind REFUND."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import bindparam, func, select

from domain.kernel.batches import RowByKey, RowsByKey, among
from domain.kernel.database import Reader
from domain.kernel.visibility import scope
from domain.orders.loads import of_visible_order
from domain.payments.models import (
    TransactionKind,
    TransactionStatus,
    payment_transactions,
    payments,
)

_is_refund = payment_transactions.c.kind == TransactionKind.REFUND
_in_order = (payment_transactions.c.created_at, payment_transactions.c.id)

_PAYMENTS = of_visible_order(payments, payments.c.order_id)
_OF_ORDERS = (
    select(payments)
    .where(among(payments.c.order_id))
    .order_by(payments.c.order_id, payments.c.position, payments.c.id)
)
_REFUNDS = of_visible_order(payment_transactions, payment_transactions.c.order_id).where(_is_refund)
_REFUNDS_OF_ORDERS = (
    select(payment_transactions)
    .where(among(payment_transactions.c.order_id), _is_refund)
    .order_by(*_in_order)
)
_REFUNDS_OF_RETURNS = (
    select(payment_transactions)
    .where(among(payment_transactions.c.return_id), _is_refund)
    .order_by(*_in_order)
)
_PENDING = (
    select(payment_transactions.c.id)
    .where(
        among(payment_transactions.c.payment_id),
        payment_transactions.c.status == TransactionStatus.PENDING,
    )
    .order_by(*_in_order)
)
_BEING_ASKED = (
    select(payment_transactions.c.id)
    .where(
        payment_transactions.c.id == bindparam("id"),
        payment_transactions.c.status == TransactionStatus.PENDING,
        payment_transactions.c.leased_until > func.clock_timestamp(),
    )
    .limit(1)
)

payments_by_ids = RowByKey(_PAYMENTS, scope=scope)
payments_by_order_ids = RowsByKey(_OF_ORDERS, "order_id")
refunds_by_ids = RowByKey(_REFUNDS, scope=scope)
refunds_by_order_ids = RowsByKey(_REFUNDS_OF_ORDERS, "order_id")
refunds_by_return_ids = RowsByKey(_REFUNDS_OF_RETURNS, "return_id")


async def list_pending_transactions(read: Reader, payment_ids: Sequence[UUID]) -> list[UUID]:
    """What these payments' gateways have not answered yet, oldest first."""
    return list((await read.execute(_PENDING, {"ids": list(payment_ids)})).scalars())


async def is_being_asked(read: Reader, transaction_id: UUID) -> bool:
    """Whether somebody is asking the gateway about this intent right now."""
    found = await read.execute(_BEING_ASKED, {"id": transaction_id})
    return found.one_or_none() is not None
