"""After any change: the order's derived figures, and the steps that follow from them by themselves.

Every process ends here, under the order's lock and in the same transaction: totals, roll-up statuses,
confirmation when the money is secured, completion when nothing is left to do.
"""

from collections.abc import Sequence

from sqlalchemy import func, select

from domain.kernel.uow import UnitOfWork
from domain.orders import rules
from domain.orders.events import OrderCompleted, OrderConfirmed
from domain.orders.models import FulfillmentStatus, Order, OrderLine, OrderStatus
from domain.orders.queries import lines_of
from domain.orders.rules import MoneySums, ReturnSums
from domain.orders.service import touch, transition
from domain.payments.models import Payment, PaymentTransactionStatus
from domain.payments.queries import count_in_flight, payments_of
from domain.returns.models import ReturnState, returns
from domain.returns.state import EXPECTED


async def roll_up(uow: UnitOfWork, order: Order, *, lines: Sequence[OrderLine] | None = None) -> Order:
    """Bring the order in line with what belongs to it; `lines` when the caller holds them already."""
    await uow.flush()
    if lines is None:
        lines = await lines_of(uow, order.id)
    money = await _money(uow, order)
    coming = await _returns(uow, order)
    rules.reprice(order, lines)
    order.captured_total = money.captured
    order.refunded_total = money.refunded
    order.payment_status = rules.payment_status(order.total, money, placed_free=_is_free(order))
    order.allocation_status = rules.allocation_status(lines)
    order.fulfillment_status = rules.fulfillment_status(lines)
    order.return_status = rules.return_status(lines, coming)
    if order.status is OrderStatus.PENDING and rules.is_secured(order.total, money):
        transition(uow, order, to=OrderStatus.CONFIRMED, telling=OrderConfirmed(order_id=order.id))
    if rules.is_complete(order, lines, money, coming):
        transition(uow, order, to=OrderStatus.COMPLETED, telling=OrderCompleted(order_id=order.id))
    touch(uow, order)
    await uow.flush()
    return order


def money_sums(payments: Sequence[Payment], *, in_flight: int) -> MoneySums:
    """An order's payments added up."""
    return MoneySums(
        authorized=sum(each.authorized - each.voided for each in payments),
        captured=sum(each.captured for each in payments),
        refunded=sum(each.refunded for each in payments),
        in_flight=in_flight,
        payments=len(payments),
        voided=sum(each.status is PaymentTransactionStatus.VOIDED for each in payments),
        failed=sum(each.status is PaymentTransactionStatus.FAILED for each in payments),
    )


def _is_free(order: Order) -> bool:
    return order.total == 0 and order.status in (OrderStatus.CONFIRMED, OrderStatus.COMPLETED)


async def _money(uow: UnitOfWork, order: Order) -> MoneySums:
    payments = await payments_of(uow, order.id)
    if not payments:
        return MoneySums()
    return money_sums(payments, in_flight=await count_in_flight(uow, order.id))


async def _returns(uow: UnitOfWork, order: Order) -> ReturnSums:
    if order.fulfillment_status is FulfillmentStatus.UNFULFILLED:
        return ReturnSums()
    statement = (
        select(returns.c.status, func.count())
        .where(returns.c.order_id == order.id)
        .group_by(returns.c.status)
    )
    found = await uow.session.execute(statement)
    counts: dict[ReturnState, int] = {row[0]: row[1] for row in found}
    return ReturnSums(
        requested=counts.get(ReturnState.REQUESTED, 0),
        in_progress=sum(counts.get(state, 0) for state in EXPECTED),
    )
