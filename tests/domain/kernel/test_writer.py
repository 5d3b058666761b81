"""A transaction by the driver and by the ORM at once: one connection, one COMMIT, nothing left over."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from sqlalchemy import Integer, bindparam, select, text
from sqlalchemy.exc import DBAPIError, IntegrityError

from domain.catalog.models import Channel
from domain.kernel.clock import SystemClock
from domain.kernel.columns import table_of
from domain.kernel.database import Database
from domain.kernel.uow import ConnectionLost, transaction
from tests.factories.people import STAFF
from tests.factories.reading import everything, unchanged

_CODES = select(table_of(Channel).c.code).order_by("code")
_RENAME = text("UPDATE channel SET code = :new WHERE code = :old")
_TWICE = text("SELECT :n * 2 AS twice, 'x'").bindparams(bindparam("n", type_=Integer))
_SLEEP = text("SELECT pg_sleep(30)")


@pytest.fixture
async def alone(database: Database, database_url: str) -> AsyncIterator[Database]:
    """A pool of one connection: whoever does not give it back is found out."""
    alone = Database(database_url, pool_size=1, settings={"application_name": "alone"})
    yield alone
    assert alone.engine.pool.checkedout() == 0  # type: ignore[attr-defined]
    await alone.dispose()


def channel(code: str) -> Channel:
    return Channel(code=code, name=code, currency="EUR", created_at=SystemClock().now())


async def backend(database: Database) -> int:
    """Which of PostgreSQL's processes the pool's connection leads to."""
    async with transaction(database, actor=STAFF) as uow:
        [row] = await uow.rows(text("SELECT pg_backend_pid() AS pid"), {})
        pid: int = row.pid
        return pid


async def codes(database: Database) -> list[Any]:
    return sorted(row["code"] for row in (await everything(database))["channel"])


async def test_rows_that_are_pending_are_seen_by_the_statement_that_follows(alone: Database) -> None:
    async with transaction(alone, actor=STAFF) as uow:
        uow.session.add(channel("web"))
        assert [row.code for row in await uow.rows(_CODES, {})] == ["web"]
        assert await uow.rows(_RENAME, {"old": "web", "new": "shop"}) == []
        uow.session.add(channel("app"))
    assert await codes(alone) == ["app", "shop"]


async def test_a_text_answers_with_the_names_that_it_gives(alone: Database) -> None:
    async with transaction(alone, actor=STAFF) as uow:
        for n in (1, 2):
            [row] = await uow.rows(_TWICE, {"n": n})
            assert (row.twice, row[1]) == (2 * n, "x")


async def test_what_fails_is_rolled_back_whoever_wrote_it(alone: Database) -> None:
    pid = await backend(alone)

    async def attempt() -> None:
        async with transaction(alone, actor=STAFF) as uow:
            uow.session.add(channel("web"))
            await uow.rows(_RENAME, {"old": "web", "new": "shop"})
            raise RuntimeError("second thoughts")

    async with unchanged(alone):
        with pytest.raises(RuntimeError, match="second thoughts"):
            await attempt()
    assert await backend(alone) == pid


async def test_a_refusal_of_the_server_is_sqlalchemys_and_leaves_the_connection(alone: Database) -> None:
    async with transaction(alone, actor=STAFF) as uow:
        uow.session.add_all([channel("web"), channel("app")])
    pid = await backend(alone)
    async with unchanged(alone):
        with pytest.raises(IntegrityError) as refused:
            async with transaction(alone, actor=STAFF) as uow:
                await uow.rows(_RENAME, {"old": "web", "new": "app"})
        assert refused.value.orig.sqlstate == "23505"  # type: ignore[union-attr]
    assert await backend(alone) == pid


async def test_a_transaction_given_up_in_the_middle_lends_its_connection_to_nobody(
    alone: Database,
) -> None:
    pid = await backend(alone)
    sleeping = asyncio.Event()

    async def sleep() -> None:
        async with transaction(alone, actor=STAFF) as uow:
            uow.session.add(channel("web"))
            await uow.flush()
            sleeping.set()
            await uow.rows(_SLEEP, {})

    task = asyncio.create_task(sleep())
    await sleeping.wait()
    await asyncio.sleep(0.05)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await backend(alone) != pid
    assert await codes(alone) == []


async def test_a_server_that_is_gone_is_an_error_that_says_so(
    alone: Database, database: Database
) -> None:
    pid = await backend(alone)

    async def attempt() -> None:
        async with transaction(alone, actor=STAFF) as uow:
            uow.session.add(channel("web"))
            await uow.flush()
            async with transaction(database, actor=STAFF) as other:
                await other.rows(text("SELECT pg_terminate_backend(:pid)"), {"pid": pid})
            await uow.rows(_CODES, {})

    with pytest.raises(ConnectionLost) as lost:
        await attempt()
    assert isinstance(lost.value.__cause__, DBAPIError)
    assert lost.value.__cause__.connection_invalidated
    assert await backend(alone) != pid
    assert await codes(alone) == []


async def test_a_last_statement_is_sent_with_commit_whatever_it_is_given(alone: Database) -> None:
    odd = "it's \\'; DROP TABLE channel; -- $1 \"ü\""
    async with transaction(alone, actor=STAFF) as uow:
        uow.session.add(channel("web"))
        uow.end_with(_RENAME, {"old": "web", "new": odd})
    assert await codes(alone) == [odd]


async def test_a_last_statement_that_fails_takes_the_transaction_with_it(alone: Database) -> None:
    async with transaction(alone, actor=STAFF) as uow:
        uow.session.add_all([channel("web"), channel("app")])
    pid = await backend(alone)

    async def attempt() -> None:
        async with transaction(alone, actor=STAFF) as uow:
            uow.session.add(channel("shop"))
            uow.end_with(_RENAME, {"old": "web", "new": "app"})

    async with unchanged(alone):
        with pytest.raises(IntegrityError):
            await attempt()
    assert await backend(alone) == pid


async def test_whoever_has_to_see_the_last_statement_sees_it(alone: Database) -> None:
    async with transaction(alone, actor=STAFF) as uow:
        uow.session.add(channel("web"))
        uow.end_with(_RENAME, {"old": "web", "new": "shop"})
        await uow.catch_up()
        assert [row.code for row in await uow.rows(_CODES, {})] == ["shop"]
        uow.end_with(_RENAME, {"old": "shop", "new": "app"})
        uow.end_with(_RENAME, {"old": "app", "new": "kiosk"})
    assert await codes(alone) == ["kiosk"]
