"""Tasks about orders and carts as a whole."""

from uuid import UUID

from domain.kernel.uow import UnitOfWork
from domain.processes.expire_holds import expire_holds as expire_overdue
from domain.processes.expire_order import expire_order as expire
from jobs.task import Arguments


async def expire_order(uow: UnitOfWork, args: Arguments) -> None:
    """Give up an order whose money was not secured in time; refused where it was meanwhile."""
    await expire(uow, order_id=UUID(args["order_id"]))


async def expire_holds(uow: UnitOfWork, args: Arguments) -> None:
    """End holds whose time is over; what is left of them is found again a moment later."""
    await expire_overdue(uow)
