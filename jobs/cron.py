"""What becomes due by the passing of time alone: written as tasks, so that it is done once."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Protocol
from uuid import UUID

from domain.allocation import unsourced
from domain.audit import service as audit
from domain.backorders.queries import list_lapsed
from domain.holds.queries import any_overdue
from domain.kernel import idempotency, tasks
from domain.kernel.actor import system
from domain.kernel.database import Database
from domain.kernel.tasks import NewTask
from domain.kernel.uow import UnitOfWork, transaction
from domain.orders.queries import list_expired
from domain.payments.queries import list_due_transactions

KEPT = timedelta(days=7)
"How long rows of finished tasks are kept, for a person who asks what happened."
BATCH, BATCHES = 1_000, 500
"Rows that are dropped at once, and how often in one run."
DAILY = ("note_overstock", "replenish")
"Tasks that begin with the day; each has its work done in slices by further tasks."
_CRON = system("cron")

_EXPIRY_AGAIN = timedelta(minutes=1)
_SETTLING_AGAIN = timedelta(seconds=1)
_SOURCING_AGAIN = timedelta(minutes=1)
_HOLDS_AGAIN = timedelta(seconds=1)
_PROMISING_AGAIN = timedelta(minutes=1)


async def queue_due_work(database: Database, *, now: datetime) -> list[UUID]:
    """Tasks for orders and holds whose time is over, payments to be tried again, and orders that wait
    for a location to open or for another day."""
    async with database.read() as read:
        expired = await list_expired(read, now=now)
        payments = await list_due_transactions(read, now=now)
        waiting = await unsourced.list_due(read, now=now)
        overdue = await any_overdue(read, now=now)
    new = [
        *_again("expire_order", "order_id", expired, now=now, every=_EXPIRY_AGAIN),
        *_again("settle_payment", "transaction_id", payments, now=now, every=_SETTLING_AGAIN),
        *_again("allocate_order", "order_id", waiting, now=now, every=_SOURCING_AGAIN),
    ]
    if overdue:
        stretch = int(now.timestamp() // _HOLDS_AGAIN.total_seconds())
        new.append(NewTask(name="expire_holds", args={}, key=f"expire_holds:{stretch}"))
    return await _queue(database, new)


async def queue_lapsed_promises(database: Database, *, now: datetime) -> list[UUID]:
    """Tasks for products whose supply is overdue: who waits for them is promised anew what there is."""
    async with database.read() as read:
        lapsed = await list_lapsed(read, now=now)
    return await _queue(
        database, _again("fill_backorders", "product_id", lapsed, now=now, every=_PROMISING_AGAIN)
    )


async def _queue(database: Database, new: Sequence[NewTask]) -> list[UUID]:
    if not new:
        return []
    async with transaction(database, actor=_CRON) as uow:
        return await tasks.queue(uow, new)


def _again(
    name: str, argument: str, ids: Iterable[UUID], *, now: datetime, every: timedelta
) -> list[NewTask]:
    """One task an id for each stretch of time: what is still due in the next one is tried again."""
    stretch = int(now.timestamp() // every.total_seconds())
    return [NewTask(name=name, args={argument: str(id)}, key=f"{name}:{id}:{stretch}") for id in ids]


async def queue_daily_work(database: Database, *, now: datetime) -> list[UUID]:
    """Tasks that are done once a UTC day, however often and by however many they are asked for."""
    day = now.date().isoformat()
    new = [NewTask(name=name, args={"day": day}, key=f"{name}:{day}") for name in DAILY]
    return await _queue(database, new)


async def tidy(database: Database, *, audit_days: int) -> None:
    """Drop rows that nobody will ask for any more, a batch a transaction."""
    await _in_batches(database, idempotency.forget_expired)
    await _in_batches(database, unsourced.forget_sourced)

    async def forget_tasks(uow: UnitOfWork, *, limit: int) -> int:
        return await tasks.forget_finished(uow, before=uow.now() - KEPT, limit=limit)

    async def forget_audit(uow: UnitOfWork, *, limit: int) -> int:
        return await audit.forget_before(uow, uow.now() - timedelta(days=audit_days), limit=limit)

    await _in_batches(database, forget_tasks)
    if audit_days:
        await _in_batches(database, forget_audit)


class _Forget(Protocol):
    async def __call__(self, uow: UnitOfWork, *, limit: int) -> int: ...


async def _in_batches(database: Database, forget: _Forget) -> None:
    """Years of rows are not dropped in one statement: it would be given up, and nothing be gone."""
    for _ in range(BATCHES):
        async with transaction(database, actor=_CRON) as uow:
            count = await forget(uow, limit=BATCH)
        if count < BATCH:
            return
