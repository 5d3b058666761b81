"""The sweeper: finds work that nobody woke.

A task that is a moment overdue is woken again; one that is longer overdue is run here, because then
something is wrong with the way through the broker: it was flushed, or it still holds the mark of a
worker that was killed, which arq would respect until the job's timeout is over.
"""

import asyncio
from datetime import UTC, datetime, timedelta

import structlog

from domain.kernel import tasks
from jobs import cron
from jobs.context import JobContext
from jobs.dispatcher import Dispatcher

PAUSE = 1.0
OVERDUE = timedelta(seconds=1)
LONG_OVERDUE = timedelta(seconds=4)
HOUSEKEEPING = timedelta(hours=1)
PROMISES = timedelta(minutes=1)
"Between two looks at what was promised for a day that has passed."
AT_MOST = 200

log = structlog.get_logger("waybill.sweeper")


async def sweep_once(context: JobContext, dispatcher: Dispatcher, *, now: datetime) -> None:
    """Write the tasks whose time has come, then wake what should be running and is not."""
    await dispatcher.wake(await cron.queue_due_work(context.database, now=now))
    async with context.database.read() as read:
        overdue = await tasks.list_due(read, now=now - OVERDUE, limit=AT_MOST)
        stuck = await tasks.list_due(read, now=now - LONG_OVERDUE, limit=AT_MOST)
    dispatcher.run_here(stuck)
    late = set(stuck)
    await dispatcher.wake([task_id for task_id in overdue if task_id not in late])


async def run_sweeper(context: JobContext, dispatcher: Dispatcher) -> None:
    """Sweep for as long as the worker lives."""
    tidied = looked = datetime.min.replace(tzinfo=UTC)
    while True:
        now = datetime.now(UTC)
        try:
            await sweep_once(context, dispatcher, now=now)
            if now - looked > PROMISES:
                await dispatcher.wake(await cron.queue_lapsed_promises(context.database, now=now))
                looked = now
            if now - tidied > HOUSEKEEPING:
                await cron.tidy(context.database, audit_days=context.settings.audit_days)
                await dispatcher.wake(await cron.queue_daily_work(context.database, now=now))
                tidied = now
        except Exception as error:
            log.warning("sweep.failed", error=type(error).__name__)
        await asyncio.sleep(PAUSE)
