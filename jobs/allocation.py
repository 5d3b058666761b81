"""Tasks that give stock to orders."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import bindparam, select

from domain.allocation.unsourced import MOST, channels_of, list_unsourced, list_unsourced_of
from domain.holds.queries import products_of
from domain.kernel import tasks
from domain.kernel.database import Reader
from domain.kernel.tasks import NewTask
from domain.kernel.uow import UnitOfWork
from domain.orders.models import order_lines
from domain.processes.allocate_order import allocate_order as allocate
from domain.processes.fill_backorders import fill_backorders as fill
from jobs.task import Arguments

_OF_ORDER = (
    select(order_lines.c.product_id).where(order_lines.c.order_id == bindparam("order_id")).distinct()
)


async def allocate_order(uow: UnitOfWork, args: Arguments) -> None:
    """Source the order for good. Refused, and so over, where it is held or cancelled by now; what
    cannot be had waits, and the decision says for what."""
    await allocate(uow, order_id=UUID(args["order_id"]), waits=True)


async def fill_backorders(uow: UnitOfWork, args: Arguments) -> list[UUID]:
    """Give what became available to those who wait for it, and promise them anew what is on its way."""
    return await fill(uow, product_ids=await _products(uow, args))


async def retry_sourcing(uow: UnitOfWork, args: Arguments) -> list[UUID]:
    """Have orders that no location could serve sourced again, because stock, a policy or a location
    changed: those of the product, of the policy's channels, or all. As many at a time as one look finds.
    """
    read = await uow.session.connection()
    after = UUID(args["after"]) if args.get("after") else None
    if "product_id" in args or "order_id" in args:
        products = await _products(uow, args)
        found = await list_unsourced_of(read, product_ids=products, after=after)
    else:
        found = await list_unsourced(read, channel_ids=await _channels(read, args), after=after)
    new = _again(found, args)
    if len(found) == MOST:
        rest = {**args, "after": str(found[-1])}
        new.append(NewTask("retry_sourcing", rest, f"retry_sourcing:{args['event_id']}:{found[-1]}"))
    return await tasks.queue(uow, new)


async def _channels(read: Reader, args: Arguments) -> list[UUID] | None:
    """Those that an event is about; None where it is about all."""
    if "channel_id" in args:
        return [UUID(args["channel_id"])]
    return await channels_of(read, UUID(args["policy_id"])) if "policy_id" in args else None


def _again(order_ids: Sequence[UUID], args: Arguments) -> list[NewTask]:
    return [
        NewTask(
            name="allocate_order",
            args={"order_id": str(order_id)},
            key=f"allocate_order:{order_id}:{args['event_id']}",
        )
        for order_id in order_ids
    ]


async def _products(uow: UnitOfWork, args: Arguments) -> list[UUID]:
    """What became available: the product of the event, or those of the order or hold that let go."""
    if "product_id" in args:
        return [UUID(args["product_id"])]
    if "hold_id" in args:
        return await products_of(uow, [UUID(args["hold_id"])])
    found = await uow.session.execute(_OF_ORDER, {"order_id": UUID(args["order_id"])})
    return list(found.scalars())
