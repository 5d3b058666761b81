"""Tasks that follow from counting stock."""

from uuid import UUID

from domain.counting.queries import list_found
from domain.kernel import tasks
from domain.kernel.tasks import NewTask
from domain.kernel.uow import UnitOfWork
from jobs.task import Arguments

SERVES = ("fill_backorders", "retry_sourcing")


async def serve_found(uow: UnitOfWork, args: Arguments) -> list[UUID]:
    """Have those served who wait for what a count found more of, each product by tasks of its own: a
    stocktake finds things by the thousand, and few of them are waited for."""
    event_id = args["event_id"]
    new = [
        NewTask(
            name=name,
            args={"product_id": str(product_id), "event_id": event_id},
            key=f"{name}:{product_id}:{event_id}",
        )
        for product_id in await list_found(uow, UUID(args["cycle_count_id"]))
        for name in SERVES
    ]
    return await tasks.queue(uow, new)
