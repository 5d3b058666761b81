"""``waybill import olist``: reads the files, seeds, replays what is missing, reconciles, reports.

Safe to stop at any moment and to run again: masters and opening stock are one transaction, each order
is one, and an order that is there is not replayed. Only one import runs on a database at a time.
"""

import os
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import uvloop
from sqlalchemy import text

from domain.imports.olist.history import plan_history
from domain.imports.olist.oddities import oddities_of
from domain.imports.olist.plan import Plan
from domain.imports.olist.reader import read_olist
from domain.imports.olist.reconcile import reconcile
from domain.imports.olist.report import Report, Timing
from domain.imports.olist.seed.masters import CHANNEL, seed_masters
from domain.imports.olist.workers import Failure, replay
from domain.kernel.database import Database, Reader
from domain.kernel.errors import DomainError

_LOCK = 7_206_915_288
"The advisory lock of this import; any number that nothing else uses."

_THERE = text(
    """
    SELECT o.external_reference FROM orders o JOIN channel c ON c.id = o.channel_id
    WHERE c.code = :channel AND o.external_reference IS NOT NULL
    """
)


class AlreadyRunning(DomainError):
    """Another import is at work on this database."""

    code = "ALREADY_RUNNING"


class Progress(Protocol):
    """Is told how far a stage is; `total` 0 where nobody knows yet."""

    def __call__(self, stage: str, done: int, total: int) -> None: ...


def silent(stage: str, done: int, total: int) -> None:
    """Tells nobody."""


@dataclass(slots=True)
class _Stages:
    """Says which stage has begun and remembers how long each took."""

    progress: Progress
    timings: list[Timing] = field(default_factory=list)

    @contextmanager
    def stage(self, name: str, total: int = 0) -> Iterator[None]:
        self.progress(name, 0, total)
        began = time.perf_counter()
        yield
        self.timings.append(Timing(name, time.perf_counter() - began))


def run(
    directory: Path,
    *,
    database_url: str,
    workers: int | None = None,
    progress: Progress = silent,
) -> Report:
    """Import a directory into the migrated database at `database_url`.

    `workers` processes replay orders, by default as many as there are cores, four at most. Raises
    `UnreadableData`, `AlreadyRunning` and `ForeignChannel`; whatever concerns one order only is in the
    report.
    """
    return uvloop.run(
        import_olist(directory, database_url=database_url, workers=workers, progress=progress)
    )


async def import_olist(
    directory: Path,
    *,
    database_url: str,
    workers: int | None = None,
    progress: Progress = silent,
) -> Report:
    """See `run`."""
    stages = _Stages(progress)
    with stages.stage("Reading the files"):
        data = read_olist(directory)
        plans, skipped = plan_history(data)
    database = Database(database_url, pool_size=2)
    try:
        async with _alone(database):
            with stages.stage("Locations, products, customers and stock"):
                await seed_masters(database, data, plans)
            missing = await _missing(database, plans)
            with stages.stage("Orders", len(missing)):
                failures = await _replay(database_url, missing, workers or _cores(), progress)
            with stages.stage("Reconciling"):
                async with database.read() as read:
                    figures, differences = await reconcile(read, data, plans)
    finally:
        await database.dispose()
    return Report(
        replayed=len(missing) - len(failures),
        already_there=len(plans) - len(missing),
        figures=figures,
        differences=differences,
        failures=failures,
        skipped=skipped,
        oddities=oddities_of(data, plans, skipped),
        timings=stages.timings,
    )


async def _replay(url: str, plans: Sequence[Plan], workers: int, progress: Progress) -> list[Failure]:
    failures: list[Failure] = []
    done = 0
    async for count, failed in replay(url, plans, workers=workers):
        done += count
        failures += failed
        progress("Orders", done, len(plans))
    return failures


async def _missing(database: Database, plans: Sequence[Plan]) -> list[Plan]:
    async with database.read() as read:
        there = set((await read.execute(_THERE, {"channel": CHANNEL})).scalars())
    return [plan for plan in plans if plan.order_id not in there]


@asynccontextmanager
async def _alone(database: Database) -> AsyncIterator[Reader]:
    """Hold the import's lock. The database drops it when this process ends in any way."""
    async with database.read() as connection:
        taken = await connection.execute(text("SELECT pg_try_advisory_lock(:key)"), {"key": _LOCK})
        if not taken.scalar_one():
            raise AlreadyRunning("Another import is at work on this database.")
        try:
            yield connection
        finally:
            await connection.execute(text("SELECT pg_advisory_unlock(:key)"), {"key": _LOCK})


def _cores() -> int:
    return min(os.cpu_count() or 1, 4)
