"""How far work is behind: what waits in the outbox and in the queue of tasks."""

from dataclasses import dataclass

from sqlalchemy import text

from domain.kernel.database import Reader

_BACKLOG = text(
    """
    SELECT
        (SELECT count(*) FROM outbox) AS events,
        (SELECT coalesce(extract(epoch FROM now() - min(created_at)), 0) FROM outbox) AS lag,
        (SELECT count(*) FROM task WHERE state = 'queued') AS tasks,
        (SELECT count(*) FROM task WHERE state = 'queued' AND run_at <= now()) AS due
    """
)


@dataclass(frozen=True, slots=True)
class Backlog:
    """`lag` is the age of the oldest event that was not handed on, in seconds."""

    events: int
    lag: float
    tasks: int
    due: int


async def measure_backlog(read: Reader) -> Backlog:
    """The backlog as it is now."""
    row = (await read.execute(_BACKLOG)).one()
    return Backlog(row.events, float(row.lag), row.tasks, row.due)
