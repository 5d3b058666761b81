"""What becomes of an operation whose client hangs up, or whose time is up, in the middle of a read."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg

from tests.api.conftest import Api
from tests.api.test_bounds import changed, code, post
from tests.factories.orders import placed
from tests.factories.rows import fetch_one
from tests.factories.shop import Shop

PAGE = "{ orders { nodes { number lines { sku product { name } } payments { id } } } }"
HOLD = """mutation Hold($id: ID!) { holdOrder(input: {orderId: $id, reason: "Address?"}) {
  ... on HoldOrderSuccess { order { onHold } }
} }"""


@asynccontextmanager
async def locked(url: str, table: str) -> AsyncIterator[None]:
    """Nobody reads or writes the table."""
    connection = await asyncpg.connect(url)
    try:
        async with connection.transaction():
            await connection.execute(f"LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE")
            yield
    finally:
        await connection.close()


async def until_waiting(shop: Shop, number: int) -> None:
    """So many statements wait for a lock."""
    waiting = """
        SELECT count(*) AS n FROM pg_stat_activity
        WHERE wait_event_type = 'Lock' AND datname = current_database()
    """
    async with asyncio.timeout(10):
        while (await fetch_one(shop.database, waiting))["n"] != number:  # noqa: ASYNC110
            await asyncio.sleep(0.01)


async def until_idle(api: Api) -> None:
    """Nothing runs, and every connection is back."""
    services = api.app.state.services
    pool = services.database.engine.pool
    async with asyncio.timeout(10):
        while services.running.count or pool.checkedout():  # noqa: ASYNC110
            await asyncio.sleep(0.01)


async def asking(api: Api, query: str, **variables: object) -> asyncio.StreamWriter:
    """A connection that has asked."""
    _, writer = await asyncio.open_connection("127.0.0.1", api.port)
    body = json.dumps({"query": query, "variables": variables}).encode()
    token = api.staff.encode()
    writer.write(
        b"POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
        b"Authorization: Bearer %b\r\nContent-Length: %d\r\n\r\n%b" % (token, len(body), body)
    )
    return writer


async def test_the_reads_of_a_client_that_has_gone_end_with_it(
    api: Api, shop: Shop, database_url: str
) -> None:
    await placed(shop, {"MUG": 1})
    async with changed(api, statement_timeout=60, deadline=60) as patient:
        async with locked(database_url, "order_line"):
            client = await asking(patient, PAGE)
            await until_waiting(shop, 1)
            client.close()
            await until_waiting(shop, 0)
            await until_idle(patient)
        assert (await post(patient, PAGE)).status_code == 200


async def test_what_a_client_asked_to_be_done_is_done_when_it_has_gone(
    api: Api, shop: Shop, database_url: str
) -> None:
    order_id = await placed(shop, {"MUG": 1})
    [found] = (await api.ask("{ orders { nodes { id } } }"))["orders"]["nodes"]
    async with locked(database_url, "order_hold"):
        client = await asking(api, HOLD, id=found["id"])
        await until_waiting(shop, 1)
        client.close()
        await client.wait_closed()
        await asyncio.sleep(0.3)
        await until_waiting(shop, 1)
    await until_idle(api)
    row = await fetch_one(shop.database, "SELECT on_hold FROM orders WHERE id = $1", order_id)
    assert row["on_hold"]


async def test_who_waits_gets_the_answer_however_long_it_takes(
    api: Api, shop: Shop, database_url: str
) -> None:
    await placed(shop, {"MUG": 1})
    async with locked(database_url, "order_line"):
        waiting = asyncio.create_task(post(api, PAGE))
        await until_waiting(shop, 1)
        await asyncio.sleep(0.3)
        assert not waiting.done()
    assert (await waiting).json()["data"]["orders"]["nodes"][0]["lines"][0]["sku"] == "MUG"


async def test_a_read_whose_time_is_up_ends(api: Api, shop: Shop, database_url: str) -> None:
    await placed(shop, {"MUG": 1})
    async with changed(api, statement_timeout=60, deadline=0.5) as hasty:
        await post(hasty, "{ channels { code } }")
        async with locked(database_url, "order_line"):
            answer = await post(hasty, PAGE)
            assert (answer.status_code, code(answer)) == (504, "DEADLINE_EXCEEDED")
            await until_waiting(shop, 0)
            await until_idle(hasty)
        assert (await post(hasty, PAGE)).status_code == 200
