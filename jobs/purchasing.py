"""Tasks that order from suppliers."""

from uuid import UUID

from domain.kernel import tasks
from domain.kernel.tasks import NewTask
from domain.kernel.uow import UnitOfWork
from domain.processes import order_from_suppliers as dropshipping
from jobs.task import Arguments


async def order_from_suppliers(uow: UnitOfWork, args: Arguments) -> None:
    """Bring the purchase orders of an order's dropshipped work in line with it, where it has some."""
    order_id = UUID(args["order_id"])
    if await dropshipping.concerns_suppliers(uow, order_id=order_id):
        await dropshipping.order_from_suppliers(uow, order_id=order_id)


async def order_what_waits(uow: UnitOfWork, args: Arguments) -> list[UUID]:
    """Order what lay at a location before its supplier was known, as many orders at a time as one look
    finds."""
    found = await dropshipping.list_not_ordered(
        uow,
        location_id=UUID(args["location_id"]),
        after=UUID(args["after"]) if args.get("after") else None,
    )
    new = [
        NewTask(
            "order_from_suppliers",
            {"order_id": str(id)},
            f"order_from_suppliers:{id}:{args['event_id']}",
        )
        for id in found
    ]
    if len(found) == dropshipping.MOST:
        rest = {**args, "after": str(found[-1])}
        new.append(NewTask("order_what_waits", rest, f"order_what_waits:{args['event_id']}:{found[-1]}"))
    return await tasks.queue(uow, new)
