"""Background work as rows: the record of what is to be done, of which an arq job is only the wake-up.

A row is written in the transaction that makes it necessary, taken with a lease, and ended in the
transaction that does the work. A worker that dies leaves a lease that runs out, and an attempt that
counts: work that kills whoever takes it ends as failed. A broker that dies leaves rows that the sweeper
finds due. `key` makes handing the same event over twice a no-op.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Index, and_, func, select
from sqlalchemy import text as sql
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Field, SQLModel

from domain.kernel.columns import document, instant, primary_key, status_of, table_of, text
from domain.kernel.database import Reader
from domain.kernel.ids import new_id
from domain.kernel.uow import UnitOfWork

LEASE = timedelta(seconds=60)
MAX_ATTEMPTS = 12
LONGEST_PAUSE = 600
"Seconds between two attempts, at most."
_DIED = "the worker died in the last attempt"


class TaskState(StrEnum):
    QUEUED = "queued"
    DONE = "done"
    FAILED = "failed"


class Task(SQLModel, table=True):
    """One piece of work: a handler's name, its arguments, and how far it got."""

    __tablename__ = "task"
    __table_args__ = (
        Index("task_due", "run_at", postgresql_where=sql("state = 'queued'")),
        Index("task_by_age", "finished_at"),
    )

    id: UUID = primary_key()
    name: str = text()
    args: dict[str, Any] = document()
    key: str = Field(unique=True)
    state: TaskState = status_of(TaskState, default=TaskState.QUEUED)
    attempts: int = 0
    run_at: datetime = instant()
    leased_until: datetime | None = instant(nullable=True)
    last_error: str | None = text(nullable=True)
    created_at: datetime = instant()
    finished_at: datetime | None = instant(nullable=True)


tasks = table_of(Task)


@dataclass(frozen=True, slots=True)
class NewTask:
    """Work to be written: `key` is unique for ever, `run_at` in UTC says from when it is due."""

    name: str
    args: dict[str, Any]
    key: str
    run_at: datetime | None = None


async def queue(uow: UnitOfWork, new: Sequence[NewTask]) -> list[UUID]:
    """Write work; returns the ids of the rows that were not there before."""
    if not new:
        return []
    now = uow.now()
    rows = [
        {
            "id": new_id(),
            "name": task.name,
            "args": task.args,
            "key": task.key,
            "state": TaskState.QUEUED,
            "attempts": 0,
            "run_at": task.run_at or now,
            "created_at": now,
        }
        for task in new
    ]
    statement = insert(tasks).values(rows).on_conflict_do_nothing(index_elements=["key"])
    found = await uow.session.execute(statement.returning(tasks.c.id))
    return list(found.scalars())


_TAKE = sql(
    """
    UPDATE task SET attempts = attempts + 1, leased_until = CAST(:now AS timestamptz)
        + greatest(:lease, make_interval(secs => least(power(2, least(attempts, 20)), :longest)))
    WHERE id = (
        SELECT id FROM task
        WHERE id = :id AND state = 'queued' AND run_at <= :now
          AND (leased_until IS NULL OR leased_until < :now)
        FOR UPDATE SKIP LOCKED)
    RETURNING name, args, attempts
    """
)


@dataclass(frozen=True, slots=True)
class TakenTask:
    id: UUID
    name: str
    args: dict[str, Any]
    attempts: int

    @property
    def is_spent(self) -> bool:
        """Whether its worker died in the last attempt that it had."""
        return self.attempts > MAX_ATTEMPTS


async def take(uow: UnitOfWork, task_id: UUID, *, lease: timedelta = LEASE) -> TakenTask | None:
    """Lease a due row; None when it is done, not due, or in another worker's hands.

    A row that another transaction is working on right now is skipped, not waited for. The attempt
    counts from the commit on, however it ends; the lease grows as the pauses after failures do. The
    attempt after the last is to be given up (`is_spent`, `give_up`).
    """
    statement = _TAKE.columns(name=tasks.c.name.type, args=tasks.c.args.type)
    asked = {"id": task_id, "now": uow.now(), "lease": lease, "longest": LONGEST_PAUSE}
    found = await uow.session.execute(statement, asked)
    row = found.one_or_none()
    return None if row is None else TakenTask(task_id, row.name, row.args, row.attempts)


async def hold(uow: UnitOfWork, task: TakenTask) -> bool:
    """Lock a row that was taken until this transaction ends; False where others took it meanwhile."""
    found = await uow.session.execute(
        select(tasks.c.id).where(_still(task)).with_for_update(skip_locked=True)
    )
    return found.one_or_none() is not None


async def prolong(uow: UnitOfWork, task: TakenTask, *, lease: timedelta) -> None:
    """Lease a row that was taken for longer from now on."""
    await uow.session.execute(tasks.update().where(_still(task)).values(leased_until=uow.now() + lease))


async def give_up(uow: UnitOfWork, task: TakenTask) -> None:
    """End work whose attempts are used up and whose last one never said how it ended."""
    await uow.session.execute(
        tasks.update()
        .where(_still(task))
        .values(
            state=TaskState.FAILED,
            attempts=MAX_ATTEMPTS,
            leased_until=None,
            finished_at=uow.now(),
            last_error=func.concat_ws("; before that: ", _DIED, tasks.c.last_error),
        )
    )


def _still(task: TakenTask) -> ColumnElement[bool]:
    """The row is still in the hands that took it."""
    mine: ColumnElement[bool] = and_(
        tasks.c.id == task.id,
        tasks.c.state == TaskState.QUEUED,
        tasks.c.attempts == task.attempts,
    )
    return mine


async def finish(uow: UnitOfWork, task_id: UUID) -> None:
    """The work is done; written in the same transaction as its effects."""
    await uow.session.execute(
        tasks.update()
        .where(tasks.c.id == task_id)
        .values(state=TaskState.DONE, finished_at=uow.now(), leased_until=None, last_error=None)
    )


async def postpone(uow: UnitOfWork, task: TakenTask, *, error: str) -> bool:
    """Back off after a failure: 1, 2, 4 … seconds, at most ten minutes.

    Returns False when the attempts are used up; the row is then FAILED and waits for a person.
    """
    spent = task.attempts >= MAX_ATTEMPTS
    pause = timedelta(seconds=min(2 ** (task.attempts - 1), LONGEST_PAUSE))
    await uow.session.execute(
        tasks.update()
        .where(_still(task))
        .values(
            state=TaskState.FAILED if spent else TaskState.QUEUED,
            run_at=uow.now() + pause,
            leased_until=None,
            last_error=error[:2000],
            finished_at=uow.now() if spent else None,
        )
    )
    return not spent


_DUE = sql(
    """
    SELECT id FROM task
    WHERE state = 'queued' AND run_at <= :now AND (leased_until IS NULL OR leased_until < :now)
    ORDER BY run_at LIMIT :limit
    """
)


async def list_due(read: Reader, *, now: datetime, limit: int = 500) -> list[UUID]:
    """Rows that should be running and are not; the sweeper wakes them."""
    return list((await read.execute(_DUE, {"now": now, "limit": limit})).scalars())


_FORGET = sql(
    """
    WITH gone AS MATERIALIZED (
        SELECT id FROM task WHERE state = 'done' AND finished_at < :before
        ORDER BY finished_at LIMIT :limit FOR UPDATE SKIP LOCKED)
    DELETE FROM task USING gone WHERE task.id = gone.id RETURNING 1
    """
)


async def forget_finished(uow: UnitOfWork, *, before: datetime, limit: int) -> int:
    """Drop done rows that are too old to be handed over again, so many at most; how many they were."""
    gone = await uow.session.execute(_FORGET, {"before": before, "limit": limit})
    return len(gone.all())
