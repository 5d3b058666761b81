"""After any change: the order's derived figures, and the steps that follow from them by themselves.

Every process ends here, under the order's lock and in the same transaction: totals, roll-up statuses,
confirmation when the money is secured, completion when nothing is left to do.
"""

from collections.abc import Sequence

from domain.kernel.uow import UnitOfWork
from domain.kernel.versions import touch
from domain.orders import rules
from domain.orders.events import OrderCompleted, OrderConfirmed
from domain.orders.models import Order, OrderLine, OrderStatus
from domain.orders.queries import lines_of
from domain.orders.service import transition
from domain.processes.standing import standing_of


async def roll_up(uow: UnitOfWork, order: Order, *, lines: Sequence[OrderLine] | None = None) -> Order:
    """Bring the order in line with what belongs to it; `lines` when the caller holds them already."""
    await uow.flush()
    if lines is None:
        lines = await lines_of(uow, order.id)
    money, coming = await standing_of(uow, order)
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


def _is_free(order: Order) -> bool:
    return order.total == 0 and order.status in (OrderStatus.CONFIRMED, OrderStatus.COMPLETED)
