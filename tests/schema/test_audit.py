"""Who did what, on what, from where, and whether they were let."""

from dataclasses import replace
from typing import Any

import pytest

from domain.audit.sieve import Sieve
from domain.kernel.capabilities import Capability
from tests.factories.money import paid, payment_ids
from tests.factories.orders import placed
from tests.factories.people import PARTNER, STAFF
from tests.factories.shop import Shop
from tests.schema.conftest import NOBODY, Client, following, gid
from tests.schema.test_order_life import order_of


async def entries(shop: Shop) -> list[dict[str, Any]]:
    rows = await shop.rows(
        "SELECT actor, action, subject, allowed, code, request_id FROM audit_entry ORDER BY at, id"
    )
    return [dict(row) for row in rows]


async def test_a_refund_and_who_made_it(client: Client, shop: Shop) -> None:
    (payment,) = await payment_ids(shop, await paid(shop, {"MUG": 1}))
    input = {"paymentId": gid("Payment", payment), "amount": "1.00", "idempotencyKey": "once"}
    for _ in range(2):
        await client.do("refundPayment", input)
    (refund,) = await shop.rows("SELECT id FROM payment_transaction WHERE kind = 'REFUND'")
    assert await entries(shop) == [
        {
            "actor": "staff:ana@waybill.example",
            "action": "refundPayment",
            "subject": gid("Refund", refund["id"]),
            "allowed": True,
            "code": None,
            "request_id": "request-1",
        }
    ]


async def test_a_refused_refund_leaves_its_entry_and_nothing_else(client: Client, shop: Shop) -> None:
    (payment,) = await payment_ids(shop, await paid(shop, {"MUG": 1}))
    reader = replace(STAFF, permissions=frozenset({Capability.ORDERS_READ}))
    input = {"paymentId": gid("Payment", payment), "reason": "Give it to lena@example.com"}
    refused = await client.do("refundPayment", input, actor=reader)
    assert refused["code"] == "PERMISSION_DENIED"
    (entry,) = await entries(shop)
    assert entry["subject"] == gid("Payment", payment)
    assert (entry["allowed"], entry["code"]) == (False, "PERMISSION_DENIED")
    assert await shop.rows("SELECT 1 FROM payment_transaction WHERE kind = 'REFUND'") == []


async def test_an_action_that_fails_is_not_said_to_have_been_taken(client: Client, shop: Shop) -> None:
    (payment,) = await payment_ids(shop, await paid(shop, {"MUG": 1}))
    refused = await client.do(
        "refundPayment", {"paymentId": gid("Payment", payment), "amount": "1000.00"}
    )
    assert refused["code"] == "AMOUNT_EXCEEDED"
    assert await entries(shop) == []


async def test_who_tries_ids_is_seen(client: Client, shop: Shop) -> None:
    order_id = await placed(shop, {"MUG": 1})
    otto = await shop.buyer(await placed(shop, {"TEE": 1}, email="otto@example.com"))
    order = gid("Order", order_id)
    await client.do("cancelOrder", {"orderId": order, "reason": "Mine"}, actor=otto)
    stream = await client.watch(
        "subscription S($id: ID!) { orderEvents(orderId: $id) { sequence } }", otto, id=order
    )
    await following(stream)
    assert [(entry["action"], entry["subject"], entry["code"]) for entry in await entries(shop)] == [
        ("cancelOrder", order, "NOT_FOUND"),
        ("orderEvents", order, "NOT_FOUND"),
    ]


async def test_a_read_that_a_caller_is_not_for(client: Client, shop: Shop) -> None:
    lena = await shop.buyer(await placed(shop, {"MUG": 1}))
    await client.ask("{ locations { code } orders { totalCount } }", lena)
    await client.ask("{ orders { totalCount } }", NOBODY)
    assert [(entry["action"], entry["code"]) for entry in await entries(shop)] == [
        ("locations", "PERMISSION_DENIED")
    ]


async def test_what_customers_and_partners_do_with_their_own_is_in_the_events(
    client: Client, shop: Shop
) -> None:
    assert (await client.do("placeOrder", order_of(), actor=PARTNER))["__typename"] == (
        "PlaceOrderSuccess"
    )
    assert await entries(shop) == []


async def test_strangers_do_not_fill_the_disk(
    client: Client, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("domain.audit.service._STRANGER", Sieve(most=1, window=60))
    order = gid("Order", await placed(shop, {"MUG": 1}))
    for _ in range(5):
        await client.do("holdOrder", {"orderId": order, "reason": "r"}, actor=NOBODY)
        await client.do("cancelOrder", {"orderId": order, "reason": "r"}, actor=NOBODY)
    assert sorted(entry["action"] for entry in await entries(shop)) == ["cancelOrder", "holdOrder"]
