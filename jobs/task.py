"""The door of a job: one task is one transaction.

A task that changes only our own tables is taken, done and ended in a single transaction. Its row's
lock is its lease: a worker that is killed in the middle leaves the row exactly as it was, and the
sweeper wakes it a moment later. A task that talks to the outside world is leased in a transaction of
its own first, because nothing may call out with a transaction open.

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

from domain.kernel import tasks
from domain.kernel.actor import Actor, system
from domain.kernel.errors import DomainError
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

_KEEPER = system("jobs")


def timeout_of(context: JobContext) -> float:
    """How long a task may take, in seconds: one answer of a gateway, and some time for ourselves."""
    return context.settings.gateway_timeout + 10


async def run_task(context: JobContext, handlers: Handlers, task_id: UUID) -> None:
    """Take a task and see it through; nothing where it is done, not due, or in other hands."""
    began = time.perf_counter()
    taken: list[tasks.TakenTask] = []
    outcome = "done"
    try:
        async with asyncio.timeout(timeout_of(context)):
            if not await run_again(lambda: _attempt(context, handlers, task_id, taken)):
                return
            await _call_outside(context, handlers, taken[-1])
    except DomainError as refusal:
        outcome = f"refused: {refusal.code}"
        await _finish(context, task_id)
    except Exception as error:
        outcome = "failed"
        again = await _postpone(context, taken[-1] if taken else None, task_id, error)
        log.exception("task.failed", task=_name(taken), task_id=str(task_id), again=again)
    context.news.set()
    log.info(
        "task",
        task=_name(taken),
        task_id=str(task_id),
        outcome=outcome,
        milliseconds=round((time.perf_counter() - began) * 1000, 1),
    )


async def _attempt(
    context: JobContext, handlers: Handlers, task_id: UUID, taken: list[tasks.TakenTask]
) -> bool:
    """Lease the task, and do it in the same transaction when that is all it needs."""
    async with transaction(context.database, actor=_KEEPER) as uow:
        lease = timedelta(seconds=timeout_of(context) + 5)
        task = await tasks.take(uow, task_id, lease=lease)
        if task is None:
            return False
        taken.append(task)
        handler = handlers[task.name]
        if isinstance(handler, Inside):
            uow.actor = handler.actor
            await handler.run(uow, task.args)
            await tasks.finish(uow, task_id)
    return True


async def _call_outside(context: JobContext, handlers: Handlers, task: tasks.TakenTask) -> None:
    handler = handlers[task.name]
    if isinstance(handler, Outside):
        await handler.run(context, handler.actor, task.args)
        await _finish(context, task.id)


async def _finish(context: JobContext, task_id: UUID) -> None:
    async with transaction(context.database, actor=_KEEPER) as uow:
        await tasks.finish(uow, task_id)


async def _postpone(
    context: JobContext, leased: tasks.TakenTask | None, task_id: UUID, error: Exception
) -> bool:
    """Write the failure down. A task inside was rolled back, lease and all: it is counted here."""
    async with transaction(context.database, actor=_KEEPER) as uow:
        task = await tasks.take(uow, task_id) or leased
        if task is None:
            return True
        return await tasks.postpone(uow, task, error=f"{type(error).__name__}: {error}")


def _name(taken: list[tasks.TakenTask]) -> str:
    return taken[-1].name if taken else "?"
