"""Tasks that give stock to orders."""

from uuid import UUID

from sqlalchemy import bindparam, select

from domain.kernel import tasks
from domain.kernel.tasks import NewTask
from domain.kernel.uow import UnitOfWork
from domain.orders.models import order_lines
from domain.orders.queries import list_waiting
from domain.processes.allocate_order import allocate_order as allocate
from jobs.task import Arguments

_OF_ORDER = (
    select(order_lines.c.product_id).where(order_lines.c.order_id == bindparam("order_id")).distinct()
)


async def allocate_order(uow: UnitOfWork, args: Arguments) -> None:
    """Source the order for good. Refused, and so over, where it is held or cancelled by now; what
    cannot be had waits, and the decision says for what."""
    await allocate(uow, order_id=UUID(args["order_id"]), waits=True)


async def fill_backorders(uow: UnitOfWork, args: Arguments) -> list[UUID]:
    """Have the orders that wait for what became available allocated again, oldest first.

    One task an order, so that each is a transaction of its own and a refusal of one stops no other.
    """
    read = await uow.session.connection()
    waiting: dict[UUID, None] = {}
    for product_id in await _products(uow, args):
        waiting |= dict.fromkeys(await list_waiting(read, product_id=product_id))
    cause = args["event_id"]
    new = [
        NewTask(
            name="allocate_order",
            args={"order_id": str(order_id)},
            key=f"allocate_order:{order_id}:{cause}",
        )
        for order_id in waiting
    ]
    return await tasks.queue(uow, new)


async def _products(uow: UnitOfWork, args: Arguments) -> list[UUID]:
    """What became available: the product of the event, or those of the order that gave it back."""
    if "product_id" in args:
        return [UUID(args["product_id"])]
    found = await uow.session.execute(_OF_ORDER, {"order_id": UUID(args["order_id"])})
    return list(found.scalars())
