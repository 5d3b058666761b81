"""The same request many times at once is one request."""

import asyncio
from collections import Counter
from decimal import Decimal
from typing import Any

from domain.catalog.service import NewPrice, create_channel, create_product
from domain.customers.service import find_or_create_customer
from domain.inventory.service import create_location
from domain.processes.order_request import TenderRequest
from tests.concurrency.conftest import at_once
from tests.concurrency.test_stock import kinds
from tests.factories.graphql import GraphQLClient
from tests.factories.orders import placed
from tests.factories.proof import prove
from tests.factories.shop import Shop

ADDRESS = {
    "name": "Lena Vogt",
    "line1": "Torstraße 1",
    "city": "Berlin",
    "postalCode": "10119",
    "country": "DE",
}


def order(quantity: int = 1, **fields: Any) -> dict[str, Any]:
    return {
        "channel": "web",
        "email": "lena@example.com",
        "lines": [{"sku": "MUG", "quantity": quantity}],
        "shippingAddress": ADDRESS,
        "payments": [{"gateway": "manual"}],
    } | fields


async def test_the_same_idempotency_key_twenty_times_at_once_is_one_order(
    shop: Shop, client: GraphQLClient
) -> None:
    answers = await asyncio.gather(
        *(client.do("placeOrder", order(idempotencyKey="k1"), "order { id number }") for _ in range(20))
    )
    assert {answer["__typename"] for answer in answers} == {"PlaceOrderSuccess"}
    assert len({answer["order"]["id"] for answer in answers}) == 1
    rows = await prove(shop.database)
    assert len(rows["orders"]) == len(rows["payment"]) == 1
    assert await shop.counters("MUG", "BER") == (10, 1, 0, 0)


async def test_sixty_who_ask_twice_for_ten_units_get_ten_orders_and_the_same_word_twice(
    shop: Shop, client: GraphQLClient
) -> None:
    await shop.keep_back("MUG", "HAM", 5)
    asked = [order(email=f"c{nth}@example.com", idempotencyKey=f"k{nth}") for nth in range(60)]
    answers = await asyncio.gather(
        *(client.do("placeOrder", each, "order { id number }") for each in [*asked, *asked])
    )
    assert answers[:60] == answers[60:]
    assert Counter(answer["__typename"] for answer in answers[:60]) == {
        "PlaceOrderSuccess": 10,
        "InsufficientStockError": 50,
    }
    rows = await prove(shop.database)
    assert len(rows["orders"]) == len(rows["idempotency_key"]) == 10
    assert await shop.counters("MUG", "BER") == (10, 10, 0, 0)


async def test_one_key_for_two_requests_at_once_is_one_order_and_one_conflict(
    shop: Shop, client: GraphQLClient
) -> None:
    answers = await asyncio.gather(
        *(
            client.do("placeOrder", order(1 + nth % 2, idempotencyKey="k1"), "order { id }")
            for nth in range(10)
        )
    )
    kinds_found = sorted(answer["__typename"] for answer in answers)
    assert kinds_found == ["IdempotencyConflictError"] * 5 + ["PlaceOrderSuccess"] * 5
    assert len((await prove(shop.database))["orders"]) == 1


async def test_a_repeated_refund_goes_back_once(shop: Shop, client: GraphQLClient) -> None:
    placed_order = await client.do("placeOrder", order(2), "order { payments { id } }")
    payment_id = placed_order["order"]["payments"][0]["id"]
    await client.do("capturePayment", {"paymentId": payment_id})
    refund = {"paymentId": payment_id, "amount": "5.00", "idempotencyKey": "r1"}
    answers = await asyncio.gather(
        *(client.do("refundPayment", refund, "refund { id amount { amount } }") for _ in range(10))
    )
    assert len({answer["refund"]["id"] for answer in answers}) == 1
    rows = await prove(shop.database)
    assert rows["orders"][0]["refunded_total"] == 500


async def test_the_same_external_reference_at_once_is_one_order(shop: Shop) -> None:
    found = await asyncio.gather(
        *(placed(shop, {"MUG": 1}, external_reference="A-1") for _ in range(20))
    )
    assert len(set(found)) == 1
    assert await shop.counters("MUG", "BER") == (10, 1, 0, 0)
    await prove(shop.database)


async def test_one_external_reference_for_two_requests_is_one_order_and_one_conflict(
    shop: Shop,
) -> None:
    outcomes = await at_once(
        placed(shop, {"MUG": 1 + nth % 2}, external_reference="A-1", payments=(TENDER,) * (nth % 2))
        for nth in range(20)
    )
    assert kinds(outcomes) == {"done": 10, "IdempotencyConflict": 10}
    assert len((await prove(shop.database))["orders"]) == 1


TENDER = TenderRequest(gateway="manual")


async def test_a_customers_first_orders_at_once_make_one_customer(shop: Shop) -> None:
    await asyncio.gather(*(placed(shop, {"MUG": 1}, email="new@example.com") for _ in range(10)))
    assert len(await shop.rows("SELECT 1 FROM customer")) == 1
    ids = await asyncio.gather(
        *(shop.do(find_or_create_customer, email="newer@example.com") for _ in range(10))
    )
    assert len(set(ids)) == 1


async def test_a_code_taken_twice_at_once_is_refused_in_plain_words(shop: Shop) -> None:
    price = [NewPrice("web", Decimal(1))]
    for verb, fields in (
        (create_channel, {"code": "pos", "name": "Shop", "currency": "EUR"}),
        (create_product, {"sku": "NEW", "name": "New", "prices": price}),
        (create_location, {"code": "CGN", "name": "Cologne"}),
    ):
        outcomes = await at_once(shop.do(verb, **fields) for _ in range(6))
        assert kinds(outcomes) == {"done": 1, "InvalidInput": 5}
