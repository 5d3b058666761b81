"""Expiry: a PENDING order whose money did not come in time lets everything go."""

from uuid import UUID

from domain.kernel.uow import UnitOfWork
from domain.orders.events import OrderExpired
from domain.orders.models import Order, OrderStatus
from domain.orders.queries import lines_of, lock_order
from domain.orders.rules import open_units, reprice
from domain.orders.service import transition
from domain.payments.queries import in_flight
from domain.processes.give_back import give_back
from domain.processes.release_units import release_units
from domain.processes.roll_up import roll_up


async def expire_order(uow: UnitOfWork, *, order_id: UUID) -> Order:
    """Expire the order if it is still PENDING and its time is over; otherwise leave it as it is.

    A gateway that is being asked this very moment is waited for: the order is found expired again a
    little later, or confirmed. Money that arrives after all goes back (`settle_payment`). Raises
    `NotFound`.
    """
    order = await lock_order(uow, order_id)
    if order.status is not OrderStatus.PENDING:
        return order
    if order.expires_at is None or order.expires_at > uow.now():
        return order
    asking = [
        each
        for each in await in_flight(uow, order.id)
        if each.leased_until is not None and each.leased_until > uow.now()
    ]
    if asking:
        return order
    lines = await lines_of(uow, order.id)
    transition(uow, order, to=OrderStatus.EXPIRED, telling=OrderExpired(order_id=order.id))
    await release_units(uow, order, lines, {line.id: open_units(line) for line in lines})
    order.shipping_total = 0
    reprice(order, lines)
    await give_back(uow, order, reason="The order expired.")
    return await roll_up(uow, order, lines=lines)
