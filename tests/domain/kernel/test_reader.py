"""Reading past SQLAlchemy: the same values, the same errors, and fewer statements."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import Integer, Text, bindparam, cast, func, literal_column, select, table, text
from sqlalchemy.exc import DBAPIError, InvalidRequestError
from sqlmodel import SQLModel

from domain.identity.service import create_partner
from domain.inventory.models import locations
from domain.kernel import turn_reader as reading
from domain.kernel.database import Database
from domain.kernel.reader import rows_of
from domain.kernel.watch import Watch, watching
from domain.orders.models import order_lines, orders
from tests.factories.orders import delivered, placed, shipped
from tests.factories.rows import execute, fetch
from tests.factories.shop import Shop

_N = bindparam("n", type_=Integer())
DOUBLED = select((_N * 2).label("twice"))
DIVIDED = select((10 / _N).label("part"))
COUNTED = select(func.generate_series(1, _N, type_=Integer()).label("n")).order_by(text("n DESC"))
QUOTED = select(literal_column("'$1 ''$1'''", Text()).label("sign"), _N.label("n"))
SLEPT = select(cast(func.pg_sleep(bindparam("seconds")), Text()).label("nothing"))
VOID = select(func.pg_sleep(0).label("nothing"))
_SLEEPING = "state = 'active' AND query LIKE '%pg_sleep%'"
MADE_UP = select(_N.label("n")).select_from(table("no_such_table"))


@contextmanager
def sent(database: Database) -> Iterator[list[str]]:
    """The statements that go to the driver."""
    statements: list[str] = []

    def hear(statement: str, _: Any) -> None:
        statements.append(statement)

    database.driver.listeners.append(hear)
    yield statements
    database.driver.listeners.remove(hear)


@pytest.fixture
async def impatient(database_url: str) -> AsyncIterator[Database]:
    """A database that gives a statement a tenth of a second."""
    database = Database(database_url, pool_size=1, statement_timeout=0.1)
    yield database
    await database.dispose()


async def test_values_are_those_that_sqlalchemy_reads(shop: Shop) -> None:
    await shipped(shop, await placed(shop, {"MUG": 2, "TEE": 1}))
    await delivered(shop, await placed(shop, {"MUG": 1}))
    await shop.do(create_partner, name="Acme", channel_ids=[shop.channel.id])
    await execute(shop.database, "UPDATE location SET latitude = 52.5, longitude = 13.25")
    reader, kinds = shop.database.reader(), set()
    for each in SQLModel.metadata.sorted_tables:
        everything = select(each).order_by(*each.primary_key.columns)
        async with shop.database.read() as read:
            expected = (await read.execute(everything)).all()
        alone = await reader.rows(everything, {})
        together, _ = await asyncio.gather(reader.rows(everything, {}), reader.rows(DOUBLED, {"n": 1}))
        for found in (alone, together):
            assert len(found) == len(expected)
            for row, other in zip(found, expected, strict=True):
                for column in each.columns:
                    cell, usual = getattr(row, column.name), getattr(other, column.name)
                    assert (column, type(cell), cell) == (column, type(usual), usual)
        if expected:
            kinds |= {type(column.type).__name__ for column in each.columns}
    assert kinds >= {"ARRAY", "Boolean", "DateTime", "Enum", "Float", "JSONB", "Numeric", "Uuid"}


async def test_what_is_asked_for_at_once_is_one_statement(database: Database) -> None:
    reader = database.reader()
    with sent(database) as statements:
        found = await asyncio.gather(
            reader.rows(COUNTED, {"n": 3}),
            reader.rows(DOUBLED, {"n": 21}),
            reader.rows(COUNTED, {"n": 0}),
            reader.rows(QUOTED, {"n": 7}),
        )
    assert len(statements) == 1
    assert [[tuple(row) for row in rows] for rows in found] == [
        [(3,), (2,), (1,)],
        [(42,)],
        [],
        [("$1 '$1'", 7)],
    ]
    with sent(database) as statements:
        await reader.rows(DOUBLED, {"n": 1})
        await reader.rows(DOUBLED, {"n": 2})
    assert len(statements) == 2


async def test_a_column_may_be_called_anything(database: Database) -> None:
    """Rows have a name of their own in a statement of several; no column is mistaken for them."""
    for name in ("found", "rows", "own", "part"):
        named = select((_N * 2).label(name), _N.label("n"))
        twice, alone = await asyncio.gather(
            database.reader().rows(named, {"n": 4}), database.reader().rows(named, {"n": 4})
        )
        reader = database.reader()
        together, _ = await asyncio.gather(
            reader.rows(named, {"n": 4}, frozenset({name})), reader.rows(DOUBLED, {"n": 1})
        )
        assert getattr(together[0], name) == getattr(twice[0], name) == getattr(alone[0], name) == 8


async def test_rows_that_cannot_be_read_are_an_error_and_no_silence(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unreadable(*_: Any) -> Any:
        raise ValueError("unreadable")

    monkeypatch.setattr(reading.Compiled, "rows", unreadable)
    async with asyncio.timeout(10):
        with pytest.raises(ValueError, match="unreadable"):
            await database.reader().rows(DOUBLED, {"n": 1})


async def test_no_more_are_sent_as_one_than_is_good(database: Database) -> None:
    reader, many = database.reader(), reading.MOST * 2 + 1
    with sent(database) as statements:
        found = await asyncio.gather(*(reader.rows(DOUBLED, {"n": n}) for n in range(many)))
    assert [rows[0].twice for rows in found] == [2 * n for n in range(many)]
    assert len(statements) == 3


async def test_what_has_no_binary_form_is_sent_by_itself(database: Database) -> None:
    reader = database.reader()
    with sent(database) as statements:
        await asyncio.gather(*(reader.rows(each, {"n": 1}) for each in (VOID, DOUBLED, COUNTED)))
    assert len(statements) == 2


async def test_an_error_stays_with_who_caused_it(database: Database) -> None:
    reader = database.reader()
    good, bad, other = await asyncio.gather(
        reader.rows(DOUBLED, {"n": 4}),
        reader.rows(DIVIDED, {"n": 0}),
        reader.rows(DIVIDED, {"n": 5}),
        return_exceptions=True,
    )
    assert good[0].twice == 8  # type: ignore[index]
    assert other[0].part == 2  # type: ignore[index]
    assert isinstance(bad, DBAPIError)


@pytest.mark.parametrize(
    ("statement", "parameters"),
    [(DIVIDED, {"n": 0}), (MADE_UP, {"n": 1}), (DOUBLED, {"n": "x"}), (DOUBLED, {"n": 2**40})],
)
async def test_errors_are_those_of_sqlalchemy(
    database: Database, statement: Any, parameters: dict[str, Any]
) -> None:
    with pytest.raises(DBAPIError) as direct:
        await database.reader().rows(statement, parameters)
    async with database.read() as read:
        with pytest.raises(DBAPIError) as usual:
            await read.execute(statement, parameters)
    assert type(direct.value) is type(usual.value)
    assert str(direct.value) == str(usual.value)
    assert type(direct.value.orig) is type(usual.value.orig)
    assert getattr(direct.value.orig, "sqlstate", None) == getattr(usual.value.orig, "sqlstate", None)


async def test_a_parameter_that_is_missing_is_named(database: Database) -> None:
    reader = database.reader()
    found, missing = await asyncio.gather(
        reader.rows(DOUBLED, {"n": 1}), reader.rows(DOUBLED, {}), return_exceptions=True
    )
    assert found[0].twice == 2  # type: ignore[index]
    assert isinstance(missing, InvalidRequestError)
    assert "'n'" in str(missing)


async def test_what_is_only_known_when_it_runs_is_left_to_sqlalchemy(shop: Shop) -> None:
    listed = select(locations.c.code).where(locations.c.code.in_(["BER", "MUC"])).order_by("code")
    with sent(shop.database) as statements:
        rows = await shop.database.reader().rows(listed, {})
    assert [row.code for row in rows] == ["BER", "MUC"]
    assert statements == []


async def test_a_statement_that_takes_too_long_is_not_asked_again(impatient: Database) -> None:
    reader = impatient.reader()
    with sent(impatient) as statements:
        slow, beside = await asyncio.gather(
            reader.rows(SLEPT, {"seconds": 30}), reader.rows(DOUBLED, {"n": 1}), return_exceptions=True
        )
    assert [getattr(each.orig, "sqlstate", None) for each in (slow, beside)] == ["57014"] * 2  # type: ignore[union-attr]
    assert len(statements) == 1
    assert (await reader.rows(DOUBLED, {"n": 2}))[0].twice == 4
    assert impatient.engine.pool.checkedout() == 0  # type: ignore[attr-defined]


async def test_connections_that_died_are_replaced(database: Database, database_url: str) -> None:
    ours = Database(database_url, pool_size=2, settings={"application_name": "victim"})
    reader = ours.reader()
    try:
        await asyncio.gather(*(ours.reader().rows(DOUBLED, {"n": 1}) for _ in range(2)))
        await _end(database, "victim")
        assert (await reader.rows(DOUBLED, {"n": 3}))[0].twice == 6
        sleeping = asyncio.ensure_future(reader.rows(SLEPT, {"seconds": 30}))
        for _ in range(2):  # lost once, it is sent again; after that it may be what connections die of
            await _until(database, "victim", 1, _SLEEPING)
            await _end(database, "victim")
        with pytest.raises(DBAPIError) as lost:
            await sleeping
        assert lost.value.connection_invalidated
        assert (await reader.rows(DOUBLED, {"n": 4}))[0].twice == 8
        assert ours.engine.pool.checkedout() == 0  # type: ignore[attr-defined]
    finally:
        await ours.dispose()


async def test_what_nobody_waits_for_is_given_up(database: Database, database_url: str) -> None:
    ours = Database(database_url, pool_size=1, settings={"application_name": "patient"})
    reader = ours.reader()
    try:
        waiting = [asyncio.ensure_future(reader.rows(SLEPT, {"seconds": 30})) for _ in range(2)]
        await _until(database, "patient", 1, _SLEEPING)
        waiting[0].cancel()
        await asyncio.sleep(0.05)
        await _until(database, "patient", 1, _SLEEPING)
        waiting[1].cancel()
        await asyncio.gather(*waiting, return_exceptions=True)
        await _until(database, "patient", 0, _SLEEPING)
        assert (await reader.rows(DOUBLED, {"n": 4}))[0].twice == 8
        assert ours.engine.pool.checkedout() == 0  # type: ignore[attr-defined]
    finally:
        await ours.dispose()


async def test_statements_are_counted_and_timed(database: Database) -> None:
    reader = database.reader()
    with watching(Watch(request_id="r", door="http")) as watch:
        await asyncio.gather(reader.rows(DOUBLED, {"n": 1}), reader.rows(DIVIDED, {"n": 1}))
        await reader.rows(DOUBLED, {"n": 1})
        with pytest.raises(DBAPIError):
            await reader.rows(DIVIDED, {"n": 0})
        await reader.execute(text("SELECT 1"))
    assert watch.statements == 4
    assert watch.seconds["sql"] > 0


async def test_any_reader_reads_the_same(shop: Shop) -> None:
    order_id = await placed(shop, {"MUG": 2, "TEE": 1})
    lines = (
        select(order_lines, orders.c.currency)
        .join(orders, orders.c.id == order_lines.c.order_id)
        .where(orders.c.id == bindparam("id"))
        .order_by(order_lines.c.position)
    )
    async with shop.database.read() as read:
        usual = await rows_of(read, lines, {"id": order_id})
    direct = await rows_of(shop.database.reader(), lines, {"id": order_id})
    assert [tuple(row) for row in direct] == [tuple(row) for row in usual]
    assert [row.sku for row in direct] == ["MUG", "TEE"]


async def _end(database: Database, name: str) -> None:
    await execute(
        database,
        "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE application_name = $1",
        name,
    )


async def _until(database: Database, name: str, number: int, condition: str) -> None:
    """Wait until so many of its connections are like that."""
    query = f"SELECT count(*) AS n FROM pg_stat_activity WHERE application_name = $1 AND {condition}"
    async with asyncio.timeout(5):
        while (await fetch(database, query, name))[0]["n"] != number:  # noqa: ASYNC110
            await asyncio.sleep(0.01)
