"""Tasks that look at stock which nothing happens to."""

from uuid import UUID

from domain.alerts import overstock
from domain.kernel import tasks
from domain.kernel.tasks import NewTask
from domain.kernel.uow import UnitOfWork
from jobs.task import Arguments


async def note_overstock(uow: UnitOfWork, args: Arguments) -> list[UUID]:
    """Look at a slice of the levels, and have the next one looked at by a task of its own."""
    after = UUID(args["after"]) if args.get("after") else None
    last = await overstock.note_overstock(uow, after=after)
    if last is None:
        return []
    day = args["day"]
    following = {"day": day, "after": str(last)}
    return await tasks.queue(
        uow, [NewTask(name="note_overstock", args=following, key=f"note_overstock:{day}:{last}")]
    )
