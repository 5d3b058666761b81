"""What becomes due by the passing of time alone: written as tasks, so that it is done once."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from domain.kernel import idempotency, tasks
from domain.kernel.actor import system
from domain.kernel.database import Database
from domain.kernel.tasks import NewTask
from domain.kernel.uow import transaction
from domain.orders.queries import list_expired
from domain.payments.queries import list_due_transactions

KEPT = timedelta(days=7)
"How long rows of finished tasks are kept, for a person who asks what happened."
_CRON = system("cron")

_EXPIRY_AGAIN = timedelta(minutes=1)
_SETTLING_AGAIN = timedelta(seconds=1)


async def queue_due_work(database: Database, *, now: datetime) -> list[UUID]:
    """Tasks for orders whose time to be paid is over and payments to be tried again."""
    async with database.read() as read:
        expired = await list_expired(read, now=now)
        payments = await list_due_transactions(read, now=now)
    new = [
        *_again("expire_order", "order_id", expired, now=now, every=_EXPIRY_AGAIN),
        *_again("settle_payment", "transaction_id", payments, now=now, every=_SETTLING_AGAIN),
    ]
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


async def tidy(database: Database) -> None:
    """Drop rows that nobody will ask for any more."""
    async with transaction(database, actor=_CRON) as uow:
        await idempotency.forget_expired(uow)
        await tasks.forget_finished(uow, before=uow.now() - KEPT)
