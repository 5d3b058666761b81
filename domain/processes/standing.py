"""Where an order stands with its money and its returns: one statement, however much there is."""

from uuid import UUID

from sqlalchemy import BindParameter, bindparam, func, select

from domain.kernel.uow import UnitOfWork
from domain.orders.models import Order
from domain.orders.rules import MoneySums, ReturnSums
from domain.payments.models import (
    PaymentTransactionStatus,
    TransactionStatus,
    payment_transactions,
    payments,
)
from domain.returns.models import ReturnState, returns
from domain.returns.state import EXPECTED

_ID: BindParameter[UUID] = bindparam("id")
_IN_FLIGHT = (
    select(func.count())
    .where(
        payment_transactions.c.order_id == _ID,
        payment_transactions.c.status == TransactionStatus.PENDING,
    )
    .scalar_subquery()
)
_RETURNS = (
    select(
        func.count().filter(returns.c.status == ReturnState.REQUESTED).label("requested"),
        func.count().filter(returns.c.status.in_(EXPECTED)).label("in_progress"),
    )
    .where(returns.c.order_id == _ID)
    .subquery()
)


_STANDING = (
    select(
        func.coalesce(func.sum(payments.c.authorized - payments.c.voided), 0).label("authorized"),
        func.coalesce(func.sum(payments.c.captured), 0).label("captured"),
        func.coalesce(func.sum(payments.c.refunded), 0).label("refunded"),
        func.count(payments.c.id).label("payments"),
        func.count().filter(payments.c.status == PaymentTransactionStatus.VOIDED).label("voided"),
        func.count().filter(payments.c.status == PaymentTransactionStatus.FAILED).label("failed"),
        _IN_FLIGHT.label("in_flight"),
        _RETURNS.c.requested,
        _RETURNS.c.in_progress,
    )
    .select_from(_RETURNS.outerjoin(payments, payments.c.order_id == _ID))
    .group_by(_RETURNS.c.requested, _RETURNS.c.in_progress)
)


async def standing_of(uow: UnitOfWork, order: Order) -> tuple[MoneySums, ReturnSums]:
    """The sums of the order's payments, in minor units, and the counts of its returns."""
    row = (await uow.session.execute(_STANDING, {"id": order.id})).one()
    money = MoneySums(
        authorized=int(row.authorized),
        captured=int(row.captured),
        refunded=int(row.refunded),
        in_flight=row.in_flight,
        payments=row.payments,
        voided=row.voided,
        failed=row.failed,
    )
    return money, ReturnSums(requested=row.requested, in_progress=row.in_progress)
