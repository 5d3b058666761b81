"""Replays orders on every core: processes that each have their own connection to the database.

A chunk of orders goes to whichever process is free. Orders share stock levels and customers, so two
processes may meet on a row; then one waits, or runs its order again. Which process an order falls to
changes nothing that is written about it.
"""

import asyncio
import contextlib
import multiprocessing
import multiprocessing.connection
import os
import signal
import threading
from collections.abc import AsyncIterator, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass

import uvloop
from sqlalchemy.exc import SQLAlchemyError

from domain.imports.olist.plan import Plan
from domain.imports.olist.replay import WrongEnding, replay_order
from domain.imports.olist.seed.masters import ACTOR
from domain.kernel.clock import FixedClock
from domain.kernel.database import Database
from domain.kernel.errors import DomainError
from domain.kernel.uow import run_again, transaction

CHUNK = 8
"Orders handed to a process at a time: small enough for a smooth progress bar and a quick stop."

# A commit that a power cut takes back is an order that the next run replays again, so nothing is
# gained by waiting for the disk at each of them. And the same few dozen statements run a hundred
# thousand times, each for one order: planning them once is enough.
_HASTE = {"synchronous_commit": "off", "plan_cache_mode": "force_generic_plan"}


@dataclass(frozen=True, slots=True)
class Failure:
    """An order that could not be replayed, and why."""

    order_id: str
    why: str


async def replay(
    url: str, plans: Sequence[Plan], *, workers: int
) -> AsyncIterator[tuple[int, list[Failure]]]:
    """Live all the plans; after each chunk, how many orders it had and which of them failed.

    With one worker it happens in this process, else in processes of their own.
    """
    chunks = [plans[start : start + CHUNK] for start in range(0, len(plans), CHUNK)]
    if workers <= 1 or len(chunks) <= 1:
        database = hasty_database(url)
        try:
            for chunk in chunks:
                yield len(chunk), await replay_chunk(database, chunk)
        finally:
            await database.dispose()
        return
    with _pool(min(workers, len(chunks)), url) as pool:
        loop = asyncio.get_running_loop()
        waiting = iter(chunks)
        running: dict[asyncio.Future[list[Failure]], int] = {}
        while True:
            # Only as many chunks are handed over as keep the processes busy, in the order in which
            # the orders were placed, so that their numbers follow their dates.
            for chunk in _next(waiting, 2 * workers - len(running)):
                running[loop.run_in_executor(pool, _in_process, chunk)] = len(chunk)
            if not running:
                return
            done, _ = await asyncio.wait(running, return_when=asyncio.FIRST_COMPLETED)
            for future in done:
                yield running.pop(future), future.result()


def _next(waiting: Iterator[Sequence[Plan]], count: int) -> list[Sequence[Plan]]:
    return [chunk for _, chunk in zip(range(count), waiting, strict=False)]


def hasty_database(url: str) -> Database:
    """One connection for replaying, set up to hurry."""
    return Database(url, pool_size=1, settings=_HASTE)


async def replay_chunk(database: Database, plans: Sequence[Plan]) -> list[Failure]:
    """Live some plans one after the other; a refusal concerns the one order only."""
    failures: list[Failure] = []
    for plan in plans:

        async def live(plan: Plan = plan) -> None:
            clock = FixedClock(plan.steps[0].at)
            async with transaction(database, actor=ACTOR, clock=clock, announce=False) as uow:
                await replay_order(uow, clock, plan)

        try:
            await run_again(live)
        except (DomainError, WrongEnding, SQLAlchemyError) as refusal:
            failures.append(Failure(plan.order_id, f"{type(refusal).__name__}: {refusal}"))
    return failures


@contextlib.contextmanager
def _pool(workers: int, url: str) -> Iterator[ProcessPoolExecutor]:
    pool = ProcessPoolExecutor(
        workers,
        mp_context=multiprocessing.get_context("spawn"),
        initializer=_start,
        initargs=(url,),
    )
    try:
        yield pool
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


_loop: asyncio.AbstractEventLoop
_database: Database


def _start(url: str) -> None:
    global _loop, _database
    # Ctrl-C goes to the whole group; the parent decides, and lets the chunk at hand end.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    threading.Thread(target=_die_with_parent, daemon=True).start()
    _loop = uvloop.new_event_loop()
    _database = hasty_database(url)


def _die_with_parent() -> None:
    """A killed parent cannot end its processes, and they would wait for its next chunk for ever."""
    parent = multiprocessing.parent_process()
    assert parent is not None
    multiprocessing.connection.wait([parent.sentinel])
    os._exit(1)


def _in_process(plans: Sequence[Plan]) -> list[Failure]:
    return _loop.run_until_complete(replay_chunk(_database, plans))
