"""Lending connections: one that dies is replaced, and not an error of whoever asks next."""

import asyncio
import warnings
from collections.abc import AsyncIterator, Awaitable, Callable
from threading import Thread
from typing import Any

import asyncpg
import pytest
from sqlalchemy.exc import DBAPIError

from domain.kernel.database import Database
from domain.kernel.driver import Lent

Asks = Callable[[Database], Awaitable[Any]]
ANSWER = "SELECT 42 AS answer"


async def reads(database: Database) -> Any:
    [row] = await database.driver.fetch(ANSWER, ())
    return row["answer"]


async def writes(database: Database) -> Any:
    lent = await database.driver.begin()
    try:
        [row] = await lent.fetch(ANSWER, ())
        await lent.end()
        return row["answer"]
    finally:
        await lent.give_back()


@pytest.fixture
async def ours(database_url: str) -> AsyncIterator[Database]:
    ours = Database(database_url, pool_size=2, settings={"application_name": "mortal"})
    yield ours
    await ours.dispose()


@pytest.mark.parametrize("ask", [reads, writes])
@pytest.mark.parametrize("turns", range(4))
async def test_a_connection_that_dies_is_replaced_however_much_is_known_of_it(
    ours: Database, database_url: str, ask: Asks, turns: int
) -> None:
    """Its end is an error and, a moment later, the end of its file: asyncpg hears of them in turns."""
    for _ in range(3):
        assert await asyncio.gather(ask(ours), ask(ours)) == [42, 42]
        _kill(database_url)
        for _ in range(turns):
            await asyncio.sleep(0)
        assert await asyncio.gather(ask(ours), ask(ours)) == [42, 42]
    assert ours.engine.pool.checkedout() == 0  # type: ignore[attr-defined]


async def test_those_that_were_out_while_another_was_lost_come_back_in_silence(
    ours: Database,
) -> None:
    """They are not lent again; to find that out leaves nothing behind that nobody awaits."""
    out = [await ours.driver.lend() for _ in range(3)]
    lost = await ours.driver.lend()
    with pytest.raises(DBAPIError):
        await lost.send("SELECT pg_terminate_backend(pg_backend_pid())", ())
    await lost.give_back()
    assert [await reads(ours) for _ in range(8)] == [42] * 8
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        for lent in out:
            await lent.give_back()
        assert [await reads(ours) for _ in range(8)] == [42] * 8
    assert [str(each.message) for each in said] == []
    assert ours.engine.pool.checkedout() == 0  # type: ignore[attr-defined]


def _kill(url: str) -> None:
    """End all of ours, while this thread's event loop stands still."""

    async def kill() -> None:
        connection = await asyncpg.connect(url)
        await connection.execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
            " WHERE application_name = 'mortal'"
        )
        await connection.close()

    thread = Thread(target=asyncio.run, args=[kill()])
    thread.start()
    thread.join()


async def test_the_connection_that_was_used_last_is_lent_first(ours: Database) -> None:
    """It has its statements prepared; those that only a burst takes lie idle until the next."""
    burst = [await ours.driver.lend() for _ in range(3)]
    processes = [await _process_of(lent) for lent in burst]
    for lent in burst:
        await lent.give_back()
    for _ in range(3):
        lent = await ours.driver.lend()
        assert await _process_of(lent) == processes[-1]
        await lent.give_back()


async def _process_of(lent: Lent) -> Any:
    [row] = await lent.fetch("SELECT pg_backend_pid() AS id", ())
    return row["id"]
