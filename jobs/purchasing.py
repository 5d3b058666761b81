"""Tasks that order from suppliers."""

from uuid import UUID

from domain.kernel.uow import UnitOfWork
from domain.processes import order_from_suppliers as dropshipping
from jobs.task import Arguments


async def order_from_suppliers(uow: UnitOfWork, args: Arguments) -> None:
    """Bring the purchase orders of an order's dropshipped work in line with it, where it has some."""
    order_id = UUID(args["order_id"])
    if await dropshipping.concerns_suppliers(uow, order_id=order_id):
        await dropshipping.order_from_suppliers(uow, order_id=order_id)
