"""Crowds: many connections of their own, so that a race is one between sessions of the database."""

import asyncio
import fcntl
from collections.abc import AsyncIterator, Awaitable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

import pytest

from domain.kernel.database import Database
from tests.factories.shop import Shop, open_shop

T = TypeVar("T")
CROWD = 50


@pytest.fixture
async def crowd(
    database: Database, database_url: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Database]:
    """A pool that lets fifty transactions run at once.

    One crowd at a time over all xdist workers: the server has connections for one.
    """
    root: Path = tmp_path_factory.getbasetemp()
    turn = (root.parent if root.name.startswith("popen-") else root) / "crowd.lock"
    with turn.open("w") as lock:
        await asyncio.to_thread(fcntl.flock, lock, fcntl.LOCK_EX)
        pool = Database(database_url, pool_size=CROWD // 2, statement_timeout=60)
        try:
            yield pool
        finally:
            await pool.dispose()


@pytest.fixture
async def shop(database: Database, crowd: Database) -> Shop:
    """The shop, with room for a crowd."""
    return replace(await open_shop(database), database=crowd)


async def at_once(attempts: Iterable[Awaitable[T]]) -> list[T | BaseException]:
    """What became of each attempt, all started together."""
    return await asyncio.gather(*attempts, return_exceptions=True)
