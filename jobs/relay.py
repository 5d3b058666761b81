"""The relay: takes what happened out of the outbox and hands it on.

Rows are deleted in the transaction that writes the tasks which follow from them, so each event's tasks
are written once, however many relays run and whenever one of them dies. Only then are the tasks woken
and the live channels told, best effort: the sweeper finds tasks that nobody woke, and whoever watches
live asks PostgreSQL what a lost message said.
"""

import asyncio
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import structlog
from sqlalchemy import text
from sqlalchemy.dialects.postgresql import JSONB

from domain.alerts.crossings import note_crossings
from domain.kernel import tasks
from domain.kernel.actor import system
from domain.kernel.tasks import NewTask
from domain.kernel.uow import UnitOfWork, transaction
from jobs.context import JobContext
from jobs.dispatcher import Dispatcher
from jobs.reactions import REACTIONS

BATCH = 200
POLL = 0.5
"Seconds between two looks into the outbox when nobody rings."

log = structlog.get_logger("waybill.relay")

_TAKE = text(
    """
    WITH next AS MATERIALIZED (
        SELECT position FROM outbox ORDER BY position LIMIT :limit FOR UPDATE SKIP LOCKED
    ),
    taken AS (
        DELETE FROM outbox o USING next n WHERE o.position = n.position
        RETURNING o.position, o.topic, o.subject_id, o.payload
    )
    SELECT t.topic, t.subject_id, t.payload, e.facts, p.sku, l.last_sequence
    FROM taken t
    LEFT JOIN event e ON t.topic = 'event' AND e.id = t.subject_id
    LEFT JOIN stock_level l ON t.topic = 'stock' AND l.id = t.subject_id
    LEFT JOIN product p ON p.id = l.product_id
    ORDER BY t.position
    """
).columns(payload=JSONB(), facts=JSONB())


@dataclass(frozen=True, slots=True)
class Handed:
    """What one look into the outbox brought: messages for live channels, and tasks to wake."""

    messages: list[dict[str, Any]]
    task_ids: list[UUID]


async def relay_once(context: JobContext) -> Handed:
    """Move one batch from the outbox to tasks, in one transaction."""
    async with transaction(context.database, actor=system("relay")) as uow:
        return await _move(uow)


async def _move(uow: UnitOfWork) -> Handed:
    rows = (await uow.session.execute(_TAKE, {"limit": BATCH})).all()
    messages: list[dict[str, Any]] = []
    new: list[NewTask] = []
    for row in rows:
        subject = str(row.subject_id)
        if row.topic == "event":
            messages.append({"topic": "event", "id": subject, **row.payload})
            new += _reactions(subject, row.payload["type"], row.facts or {})
        else:
            level = {"id": subject, "sku": row.sku, "sequence": row.last_sequence}
            messages.append({"topic": "stock", **level})
    await note_crossings(uow, [row.subject_id for row in rows if row.topic == "stock"])
    return Handed(messages, await tasks.queue(uow, new))


def _reactions(event_id: str, event_type: str, facts: dict[str, Any]) -> list[NewTask]:
    args = {**facts, "event_id": event_id, "event_type": event_type}
    return [
        NewTask(name=name, args=args, key=f"{name}:{event_id}") for name in REACTIONS.get(event_type, ())
    ]


async def run_relay(context: JobContext, dispatcher: Dispatcher) -> None:
    """Relay for as long as the worker lives; a database that is away is waited for."""
    pause = POLL
    while True:
        context.news.clear()
        try:
            handed = await relay_once(context)
        except Exception as error:
            log.warning("relay.failed", error=type(error).__name__, pause=pause)
            await asyncio.sleep(pause)
            pause = min(pause * 2, 10.0)
            continue
        pause = POLL
        if handed.messages:
            await dispatcher.publish(handed.messages)
            await dispatcher.wake(handed.task_ids)
        else:
            await _wait_for_news(context.news)


async def _wait_for_news(news: asyncio.Event) -> None:
    try:
        async with asyncio.timeout(POLL):
            await news.wait()
    except TimeoutError:
        pass
