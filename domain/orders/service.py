"""How an order's row moves. Processes call these; each of them leaves the order's version one higher."""

from domain.kernel.events import OrderEvent
from domain.kernel.uow import UnitOfWork
from domain.orders.models import Order, OrderStatus
from domain.orders.state import ORDER


def transition(uow: UnitOfWork, order: Order, *, to: OrderStatus, telling: OrderEvent) -> bool:
    """Move the order along its lifecycle and tell it in the same breath.

    Returns False where it is there already. Raises `IllegalTransition`.
    """
    if not ORDER.check(order.status, to):
        return False
    order.status = to
    order.expires_at = None
    uow.emit(telling)
    return True
