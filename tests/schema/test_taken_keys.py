"""A key is taken for new, and what is written under it goes in one message: the same as if it had been
asked for first, whoever else has it, whatever is refused, and wherever the connection is lost."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import asyncpg
import pytest

from domain.kernel.driver import Lent, Written
from tests.factories.proof import prove
from tests.factories.shop import Shop
from tests.schema.conftest import Client
from tests.schema.test_order_life import order_of

SELECT = "order { id number lines { sku } total { amount } }"
LIMIT = 20


@pytest.fixture
async def other(database_url: str) -> AsyncIterator[Any]:
    """A connection of somebody else's."""
    connection = await asyncpg.connect(database_url)
    yield connection
    await connection.close()


async def orders(shop: Shop) -> int:
    """How many there are, after everything was proved that must always hold."""
    return len((await prove(shop.database))["orders"])


async def waiting(other: Any) -> int:
    """The process of PostgreSQL's that waits for a lock, as soon as there is one."""
    async with asyncio.timeout(LIMIT):
        while True:
            found = await other.fetchval(
                "SELECT pid FROM pg_stat_activity"
                " WHERE datname = current_database() AND wait_event_type = 'Lock'"
            )
            if found is not None:
                return int(found)
            await asyncio.sleep(0.01)


@asynccontextmanager
async def meanwhile(client: Client, asked: dict[str, Any], other: Any) -> AsyncIterator[Any]:
    """The order is asked for, and waits for a lock while the block runs."""
    task = asyncio.create_task(client.do("placeOrder", asked, SELECT))
    await waiting(other)
    yield task
    await asyncio.wait_for(task, LIMIT)


async def test_what_is_written_under_a_new_key_is_one_message(client: Client, shop: Shop) -> None:
    await client.do("placeOrder", order_of(idempotencyKey="k0"), SELECT)
    sent = client.count_statements()
    placed = await client.do("placeOrder", order_of(idempotencyKey="k1"), "order { id }")
    look, written, *read = (" ".join(each.split()) for each in sent)
    assert look.startswith("SELECT c.id AS channel_id")
    assert written.startswith("BEGIN; INSERT INTO idempotency_key")
    assert written.endswith("; COMMIT")
    assert read == []
    sent.clear()
    held = {"orderId": placed["order"]["id"], "reason": "A look", "idempotencyKey": "k2"}
    await client.do("holdOrder", held)
    about_keys = [" ".join(each.split()) for each in sent if "idempotency_key" in each]
    assert len(about_keys) == 2
    assert about_keys[0].startswith("BEGIN; INSERT INTO idempotency_key")
    assert about_keys[1].endswith("; COMMIT")


async def test_who_asks_again_gets_the_answer_though_nothing_is_left(client: Client, shop: Shop) -> None:
    last_cap = order_of(lines=[{"sku": "CAP", "quantity": 1}])
    first = await client.do("placeOrder", {**last_cap, "idempotencyKey": "k1"}, SELECT)
    assert first["__typename"] == "PlaceOrderSuccess"
    assert await client.do("placeOrder", {**last_cap, "idempotencyKey": "k1"}, SELECT) == first
    refused = await client.do("placeOrder", {**last_cap, "idempotencyKey": "k2"})
    assert refused["code"] == "INSUFFICIENT_STOCK"
    assert [row["key"] for row in await shop.rows("SELECT key FROM idempotency_key")] == ["k1"]
    assert await orders(shop) == 1


async def test_a_key_of_another_request_is_a_conflict_whatever_else_is_wrong(
    client: Client, shop: Shop
) -> None:
    await client.do("placeOrder", order_of(idempotencyKey="k1"))
    for wrong in ({"lines": []}, {"lines": [{"sku": "CAP", "quantity": 9}]}, {"channel": "moon"}):
        refused = await client.do("placeOrder", order_of(**wrong, idempotencyKey="k1"))
        assert refused["code"] == "IDEMPOTENCY_CONFLICT", wrong
    assert await orders(shop) == 1


async def test_a_key_that_is_past_its_day_is_new(client: Client, shop: Shop, other: Any) -> None:
    first = await client.do("placeOrder", order_of(idempotencyKey="k1"), SELECT)
    await other.execute("UPDATE idempotency_key SET created_at = now() - interval '25 hours'")
    asked = order_of(lines=[{"sku": "CAP", "quantity": 1}], idempotencyKey="k1")
    second = await client.do("placeOrder", asked, SELECT)
    assert second["order"]["id"] != first["order"]["id"]
    assert await client.do("placeOrder", asked, SELECT) == second
    assert await orders(shop) == 2


@pytest.mark.parametrize(
    "variation",
    [
        {"externalReference": "A-1"},
        {"lines": [{"sku": "OAK", "quantity": 2}]},
        {"lines": [{"sku": "MUG", "quantity": 1, "location": "HAM"}]},
        {"lines": [{"sku": "MUG", "quantity": 1, "backorder": True}]},
        {"lines": [{"sku": "MUG", "quantity": 3}], "holdId": ...},
        {"email": "new@example.com", "payments": [{"gateway": "test", "token": "ok"}]},
    ],
)
async def test_whatever_an_order_needs_it_is_placed_once(
    client: Client, shop: Shop, variation: dict[str, Any]
) -> None:
    if "holdId" in variation:
        cart = {"channel": "web", "items": [{"sku": "MUG", "quantity": 2}]}
        held = await client.do("holdStock", cart, "hold { id }")
        variation = {**variation, "holdId": held["hold"]["id"]}
    asked = order_of(**variation, idempotencyKey="k1")
    first = await client.do("placeOrder", asked, SELECT)
    assert first["__typename"] == "PlaceOrderSuccess", first
    assert await client.do("placeOrder", asked, SELECT) == first
    assert await orders(shop) == 1
    if "externalReference" in variation:
        assert await client.do("placeOrder", {**asked, "idempotencyKey": "k2"}, SELECT) == first
        other = order_of(**variation, shippingTotal="5.00", idempotencyKey="k3")
        assert (await client.do("placeOrder", other))["code"] == "IDEMPOTENCY_CONFLICT"
        assert await orders(shop) == 1


@pytest.mark.parametrize("left", [5, 0])
@pytest.mark.parametrize("succeeds", [True, False])
async def test_a_key_that_somebody_has_just_taken_is_waited_for(
    client: Client, shop: Shop, other: Any, succeeds: bool, left: int
) -> None:
    """Whether or not there would be anything for the second of them."""
    asked = order_of(lines=[{"sku": "CAP", "quantity": 1}])
    first = await client.do("placeOrder", {**asked, "idempotencyKey": "k1"}, SELECT)
    if left:
        await shop.stock("CAP", "BER", left)
    taking = other.transaction()
    await taking.start()
    await other.execute("UPDATE idempotency_key SET key = 'k2'")
    async with meanwhile(client, {**asked, "idempotencyKey": "k2"}, other) as second:
        await (taking.commit() if succeeds else taking.rollback())
    answer = second.result()
    if succeeds:
        assert answer == first
    elif left:
        assert answer["order"]["id"] != first["order"]["id"]
    else:
        assert answer["__typename"] == "InsufficientStockError"
    assert await orders(shop) == (2 if left and not succeeds else 1)


async def test_a_connection_lost_before_the_commit_costs_nobody_the_order(
    client: Client, shop: Shop, other: Any
) -> None:
    locking = other.transaction()
    await locking.start()
    await other.execute("SELECT FROM stock_level FOR UPDATE")
    async with meanwhile(client, order_of(idempotencyKey="k1"), other) as placing:
        await other.execute("SELECT pg_terminate_backend($1, 5000)", await waiting(other))
        await locking.rollback()
    assert placing.result()["__typename"] == "PlaceOrderSuccess"
    assert await orders(shop) == 1


async def test_a_connection_lost_after_the_commit_places_no_second_order(
    client: Client, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    transact, lost = Lent.transact, asyncio.Event()

    async def transact_unheard(lent: Lent, *statements: Written) -> None:
        await transact(lent, *statements)
        if not lost.is_set():
            lost.set()
            await lent.send("SELECT pg_terminate_backend(pg_backend_pid())", ())

    monkeypatch.setattr(Lent, "transact", transact_unheard)
    asked = order_of(idempotencyKey="k1")
    placed = await client.do("placeOrder", asked, SELECT)
    assert placed["__typename"] == "PlaceOrderSuccess"
    assert lost.is_set()
    assert await client.do("placeOrder", asked, SELECT) == placed
    assert await orders(shop) == 1


async def test_without_a_key_a_lost_connection_is_told(
    client: Client, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody could know whether there is an order."""
    end = Lent.end

    async def end_unheard(lent: Lent, *last: Written) -> None:
        await end(lent, *last)
        await lent.send("SELECT pg_terminate_backend(pg_backend_pid())", ())

    monkeypatch.setattr(Lent, "end", end_unheard)
    document = "mutation ($i: PlaceOrderInput!) { placeOrder(input: $i) { __typename } }"
    result = await client.run(document, i=order_of())
    assert result.errors is not None
    assert await orders(shop) == 1
