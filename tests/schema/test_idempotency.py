"""The same request again gives the first answer and does nothing."""

import asyncio

from tests.factories.people import PARTNER
from tests.factories.shop import Shop
from tests.schema.conftest import Client
from tests.schema.test_order_life import order_of

SELECT = "order { id number lines { sku } total { amount } }"


async def test_the_same_key_twenty_times_at_once_is_one_order(client: Client, shop: Shop) -> None:
    asked = order_of(idempotencyKey="key-1")
    answers = await asyncio.gather(*(client.do("placeOrder", asked, SELECT) for _ in range(20)))
    assert all(answer == answers[0] for answer in answers)
    assert answers[0]["__typename"] == "PlaceOrderSuccess"
    assert len(await shop.rows("SELECT 1 FROM orders")) == 1
    assert await shop.counters("MUG", "BER") == (10, 0, 0, 0)
    assert await shop.counters("MUG", "HAM") == (5, 2, 0, 0)


async def test_the_same_key_for_another_request_is_a_conflict(client: Client, shop: Shop) -> None:
    await client.do("placeOrder", order_of(idempotencyKey="key-1"))
    other = order_of(idempotencyKey="key-1", shippingTotal="5.00")
    refused = await client.do("placeOrder", other)
    assert refused["code"] == "IDEMPOTENCY_CONFLICT"
    assert refused["path"] == ["input", "idempotencyKey"]
    assert len(await shop.rows("SELECT 1 FROM orders")) == 1


async def test_the_same_amount_written_otherwise_is_the_same_request(client: Client, shop: Shop) -> None:
    first = await client.do("placeOrder", order_of(idempotencyKey="k"), SELECT)
    again = order_of(idempotencyKey="k", shippingTotal=4.9, billingAddress=None)
    assert await client.do("placeOrder", again, SELECT) == first


async def test_keys_belong_to_their_caller(client: Client, shop: Shop) -> None:
    asked = order_of(idempotencyKey="key-1")
    first = await client.do("placeOrder", asked, SELECT)
    second = await client.do("placeOrder", asked, SELECT, actor=PARTNER)
    assert first["order"]["id"] != second["order"]["id"]


async def test_a_refusal_leaves_no_key(client: Client, shop: Shop) -> None:
    asked = order_of(idempotencyKey="key-1", lines=[{"sku": "CAP", "quantity": 2}])
    assert (await client.do("placeOrder", asked))["code"] == "INSUFFICIENT_STOCK"
    assert await shop.rows("SELECT 1 FROM idempotency_key") == []
    await shop.stock("CAP", "BER", 1)
    assert (await client.do("placeOrder", asked))["__typename"] == "PlaceOrderSuccess"


async def test_lists_and_ledger_lines_are_remembered_too(client: Client, shop: Shop) -> None:
    placed = await client.do("placeOrder", order_of(), "order { id }")
    asked = {"orderId": placed["order"]["id"], "idempotencyKey": "a"}
    select = "order { number } fulfillmentOrders { id number }"
    first = await client.do("allocateOrder", asked, select)
    assert len(first["fulfillmentOrders"]) == 1
    assert await client.do("allocateOrder", asked, select) == first
    moved = {
        "sku": "MUG",
        "locationCode": "BER",
        "delta": 1,
        "reason": "Found",
        "idempotencyKey": "b",
    }
    select = "movement { id sequence } stockLevel { onHand }"
    once = await client.do("adjustStock", moved, select)
    assert await client.do("adjustStock", moved, select) == once
    assert once["stockLevel"] == {"onHand": 11}
