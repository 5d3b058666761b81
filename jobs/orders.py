"""Tasks about orders as a whole."""

from uuid import UUID

from domain.kernel.uow import UnitOfWork
from domain.processes.expire_order import expire_order as expire
from jobs.task import Arguments


async def expire_order(uow: UnitOfWork, args: Arguments) -> None:
    """Give up an order whose money was not secured in time; refused where it was meanwhile."""
    await expire(uow, order_id=UUID(args["order_id"]))
