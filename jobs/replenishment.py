"""Tasks that calculate what to buy again."""

from uuid import UUID

from domain.kernel import tasks
from domain.kernel.tasks import NewTask
from domain.kernel.uow import UnitOfWork
from domain.replenishment import calculation
from jobs.task import Arguments


async def replenish(uow: UnitOfWork, args: Arguments) -> list[UUID]:
    """Have every slice of the products calculated by a task of its own, side by side."""
    read = await uow.session.connection()
    slices = await calculation.list_slices(read)
    new = [
        NewTask(
            name="replenish_slice",
            args={"first": str(first), "beyond": None if beyond is None else str(beyond)},
            key=f"replenish_slice:{args['day']}:{first}",
        )
        for first, beyond in slices
    ]
    return await tasks.queue(uow, new)


async def replenish_slice(uow: UnitOfWork, args: Arguments) -> None:
    """Calculate one slice."""
    beyond = args["beyond"]
    await calculation.replenish(
        uow, first=UUID(args["first"]), beyond=None if beyond is None else UUID(beyond)
    )
