"""What becomes of an operation's reads when nobody wants its answer any more, or one of them fails."""

import asyncio
from collections.abc import Mapping, Sequence
from types import SimpleNamespace
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest
import strawberry

from domain.kernel.abreast import Begun, finish
from schema.column import column
from schema.execution.executor import BreadthFirstExecutor
from schema.ownership import PUBLIC
from schema.relation import RowType, many, one, relation
from tests.factories.orders import placed
from tests.factories.rows import fetch
from tests.factories.shop import Shop
from tests.schema.conftest import Client
from tests.schema.execution.test_engine import Loaders

PAGE = "{ orders { nodes { number lines { sku product { name } } payments { id } customer { id } } } }"


async def test_the_statement_of_an_operation_that_is_cancelled_is_cancelled(
    client: Client, shop: Shop, database_url: str
) -> None:
    await placed(shop, {"MUG": 1})
    await client.ask(PAGE)
    before = asyncio.all_tasks()
    connection = await asyncpg.connect(database_url)
    try:
        async with connection.transaction():
            await connection.execute("LOCK TABLE order_line IN ACCESS EXCLUSIVE MODE")
            asking = asyncio.ensure_future(client.ask(PAGE))
            await _until_waiting(shop, 1)
            asking.cancel()
            with pytest.raises(asyncio.CancelledError):
                await asking
            await _until_waiting(shop, 0)
            async with asyncio.timeout(5):
                while asyncio.all_tasks() - before:  # noqa: ASYNC110
                    await asyncio.sleep(0.01)
    finally:
        await connection.close()
    assert await client.ask(PAGE)


async def _until_waiting(shop: Shop, number: int) -> None:
    query = (
        "SELECT count(*) AS n FROM pg_stat_activity"
        " WHERE wait_event_type = 'Lock' AND query LIKE '%order_line%' AND datname = current_database()"
    )
    async with asyncio.timeout(5):
        while (await fetch(shop.database, query))[0]["n"] != number:  # noqa: ASYNC110
            await asyncio.sleep(0.01)


async def rows_of_parents(read: Any, ids: Sequence[UUID]) -> Mapping[UUID, list[Any]]:
    return {id: [SimpleNamespace(id=uuid4(), name="quick")] for id in ids}


async def rows_that_fail(read: Any, ids: Sequence[UUID]) -> Mapping[UUID, Any]:
    await asyncio.sleep(0)
    raise ValueError("no luck")


async def rows_that_take_their_time(read: Any, ids: Sequence[UUID]) -> Mapping[UUID, Any]:
    STARTED.append(len(ids))
    await asyncio.sleep(3600)
    return {}


STARTED: list[int] = []


@strawberry.type
class Root(RowType):
    __rule__ = PUBLIC

    name: str = column("Its name.")
    quick: "list[Root]" = relation("At once.", many("Root", rows_of_parents))
    slow: "Root | None" = relation("Never.", one("Root", rows_that_take_their_time))
    broken: "Root" = relation("Fails, and may not be null.", one("Root", rows_that_fail))

    @strawberry.field
    async def waits(self) -> int | None:
        await asyncio.sleep(3600)
        return None


@strawberry.type
class Query:
    @strawberry.field
    def root(self) -> Root | None:
        return Root.from_row(SimpleNamespace(id=uuid4(), name="root"))

    @strawberry.field
    def other(self) -> Root | None:
        return Root.from_row(SimpleNamespace(id=uuid4(), name="other"))


schema = strawberry.Schema(query=Query, execution_context_class=BreadthFirstExecutor)


async def test_a_relation_that_takes_its_object_with_it_ends_what_waits_beside() -> None:
    async with asyncio.timeout(5):
        result = await schema.execute(
            "{ root { name broken { name } waits } other { quick { name } } }", context_value=Loaders()
        )
    assert result.data == {"root": None, "other": {"quick": [{"name": "quick"}]}}
    assert [(e.message, e.path) for e in result.errors or []] == [("no luck", ["root", "broken"])]


async def test_loads_that_are_given_up_end() -> None:
    STARTED.clear()
    before = asyncio.all_tasks()
    asking = asyncio.ensure_future(
        schema.execute("{ root { slow { name } quick { name } } }", context_value=Loaders())
    )
    async with asyncio.timeout(5):
        while not STARTED:  # noqa: ASYNC110
            await asyncio.sleep(0)
    asking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asking
    assert asyncio.all_tasks() <= before
    assert STARTED == [1]


async def test_works_go_on_abreast_in_rounds() -> None:
    told: list[str] = []

    async def work(name: str, rounds: int, *, fails: bool = False) -> str:
        for n in range(rounds):
            told.append(f"{name}{n}")
            await asyncio.sleep(0)
        if fails:
            raise ValueError(name)
        return name

    begun = [
        Begun(work("a", 2)),
        Begun(work("b", 0)),
        Begun(work("c", 3)),
        Begun(work("d", 1, fails=True)),
    ]
    assert told == ["a0", "c0", "d0"]
    await finish(begun)
    assert told == ["a0", "c0", "d0", "a1", "c1", "c2"]
    assert [each.result for each in begun] == ["a", "b", "c", None]
    assert [str(each.error) for each in begun if each.error] == ["d"]


async def test_who_waits_for_the_same_future_learns_the_same() -> None:
    shared: asyncio.Future[int] = asyncio.get_running_loop().create_future()

    async def work() -> int:
        return await shared

    begun = [Begun(work()) for _ in range(3)]
    asyncio.get_running_loop().call_soon(shared.set_exception, ValueError("same"))
    await finish(begun)
    assert [str(each.error) for each in begun] == ["same"] * 3
