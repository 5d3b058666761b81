"""The door of a job: one task is one transaction.

A task is taken in a transaction of its own, so that the attempt counts whatever becomes of the worker.
One that changes only our own tables is then done and ended in a single transaction, whose lock on the
row is its lease: a worker that is killed in the middle leaves no work behind, and the sweeper wakes it a
few seconds later. A task that talks to the outside world is leased for as long as that may take, because
nothing may call out with a transaction open.

A domain refusal ends a task quietly: the world moved on and there is nothing left to do (the order
was cancelled before it was allocated). Anything else is a failure: the task is postponed, longer each
time, and after the last attempt waits for a person, with its error.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

import structlog

from domain.kernel import metrics, tasks
from domain.kernel.actor import Actor, system
from domain.kernel.errors import DomainError
from domain.kernel.tasks import TakenTask
from domain.kernel.uow import UnitOfWork, run_again, transaction
from jobs.context import JobContext

Arguments = Mapping[str, Any]

log = structlog.get_logger("waybill.jobs")


@dataclass(frozen=True, slots=True)
class Inside:
    """A handler that changes our own tables: it gets the task's unit of work."""

    actor: Actor
    run: Callable[[UnitOfWork, Arguments], Awaitable[object]]


@dataclass(frozen=True, slots=True)
class Outside:
    """A handler that talks to a gateway or a mail server: it opens its own transactions around that.

    It must bear being run twice: the worker may die between its work and the end of its task.
    """

    actor: Actor
    run: Callable[[JobContext, Actor, Arguments], Awaitable[object]]


Handler = Inside | Outside
Handlers = Mapping[str, Handler]

TO_BEGIN = timedelta(seconds=5)
"How long a task that was taken stays with whoever took it, before its work holds it."
_KEEPER = system("jobs")


def timeout_of(context: JobContext) -> float:
    """How long a task may take, in seconds: one answer of a gateway, and some time for ourselves."""
    return context.settings.gateway_timeout + 10


async def run_task(context: JobContext, handlers: Handlers, task_id: UUID) -> None:
    """Take a task and see it through; nothing where it is done, not due, or in other hands."""
    task = await _take(context, handlers, task_id)
    if task is None:
        return
    began = time.perf_counter()
    outcome = "done"
    try:
        async with asyncio.timeout(timeout_of(context)):
            await _do(context, handlers[task.name], task)
    except DomainError as refusal:
        outcome = f"refused: {refusal.code}"
        await _finish(context, task)
    except Exception as error:
        outcome = "failed"
        again = await _postpone(context, task, error)
        log.exception("task.failed", task=task.name, task_id=str(task_id), again=again)
    context.news.set()
    metrics.tasks.labels(task.name, outcome.partition(":")[0]).inc()
    log.info(
        "task",
        task=task.name,
        task_id=str(task_id),
        outcome=outcome,
        milliseconds=round((time.perf_counter() - began) * 1000, 1),
    )


async def _take(context: JobContext, handlers: Handlers, task_id: UUID) -> TakenTask | None:
    """Lease the task: until it has begun where it is inside, until it has to be over where it is not."""
    async with transaction(context.database, actor=_KEEPER) as uow:
        task = await tasks.take(uow, task_id, lease=TO_BEGIN)
        if task is None:
            return None
        if task.is_spent:
            await tasks.give_up(uow, task)
            log.error("task.given_up", task=task.name, task_id=str(task_id))
            return None
        if isinstance(handlers[task.name], Outside):
            await tasks.prolong(uow, task, lease=timedelta(seconds=timeout_of(context) + 5))
    return task


async def _do(context: JobContext, handler: Handler, task: TakenTask) -> None:
    if isinstance(handler, Outside):
        await handler.run(context, handler.actor, task.args)
        await _finish(context, task)
        return

    async def inside() -> None:
        async with transaction(context.database, actor=handler.actor) as uow:
            if await tasks.hold(uow, task):
                await handler.run(uow, task.args)
                await tasks.finish(uow, task.id)

    await run_again(inside)


async def _finish(context: JobContext, task: TakenTask) -> None:
    async with transaction(context.database, actor=_KEEPER) as uow:
        await tasks.finish(uow, task.id)


async def _postpone(context: JobContext, task: TakenTask, error: Exception) -> bool:
    """Write the failure down, now that the work is rolled back; whether it will be tried again."""
    async with transaction(context.database, actor=_KEEPER) as uow:
        return await tasks.postpone(uow, task, error=f"{type(error).__name__}: {error}")
