"""Decisions are for the staff: they read why, and nobody else learns that there is a why."""

from dataclasses import replace
from typing import Any

from domain.kernel.actor import Actor, ActorKind
from domain.kernel.capabilities import Capability
from tests.factories.orders import allocated, placed, request
from tests.factories.people import ADDRESS, STAFF
from tests.factories.rows import execute
from tests.factories.shop import Shop
from tests.schema.conftest import Client, gid

DOCUMENT = """
  query ($id: ID!) { order(id: $id) { number allocationDecisions {
    number occasion outcome policyName units missing exact considered leftOut tries retryAt decidedBy
    lines { sku units sourced }
    candidates { location { code } outcome units couldGive kilometers points
                 scores { goal points } reasons { code message } } } } }"""
PARTNER = Actor(kind=ActorKind.PARTNER, id="acme")


async def test_staff_read_why(client: Client, shop: Shop) -> None:
    await execute(
        shop.database, "UPDATE location SET latitude = 52.52, longitude = 13.405 WHERE code = 'BER'"
    )
    here = replace(ADDRESS, latitude=53.5511, longitude=9.9937)
    order_id = await placed(shop, {"MUG": 2}, shipping_address=here)
    await allocated(shop, order_id)
    data = await client.ask(DOCUMENT, id=gid("Order", order_id))
    (decision,) = data["order"]["allocationDecisions"]
    candidates = decision.pop("candidates")
    assert decision == {
        "number": 1,
        "occasion": "ALLOCATION",
        "outcome": "SOURCED",
        "policyName": None,
        "units": 2,
        "missing": 0,
        "exact": True,
        "considered": 2,
        "leftOut": 0,
        "tries": 1,
        "retryAt": None,
        "decidedBy": "staff:ana@waybill.example",
        "lines": [{"sku": "MUG", "units": 2, "sourced": 2}],
    }
    score = [{"goal": "FEWEST_SPLITS", "points": "1"}]
    assert candidates == [
        {
            "location": {"code": "BER"},
            "outcome": "CHOSEN",
            "units": 2,
            "couldGive": 2,
            "kilometers": 255,
            "points": "1",
            "scores": score,
            "reasons": [],
        },
        {
            "location": {"code": "HAM"},
            "outcome": "LOST",
            "units": 0,
            "couldGive": 2,
            "kilometers": None,
            "points": "1",
            "scores": score,
            "reasons": [{"code": "ASKED_LATER", "message": "equally good, and asked later"}],
        },
    ]


async def test_customers_partners_and_other_staff_see_none(client: Client, shop: Shop) -> None:
    order_id = await placed(shop, {"MUG": 2})
    await allocated(shop, order_id)
    clerk = replace(STAFF, permissions=frozenset({Capability.CATALOG_EDIT}))
    for viewer in (await shop.buyer(order_id), PARTNER, clerk):
        data = await client.ask(DOCUMENT, viewer, id=gid("Order", order_id))
        assert (data["order"] or {}).get("allocationDecisions", []) == []


async def test_coordinates_come_both_or_not_at_all(client: Client, shop: Shop) -> None:
    asked: dict[str, Any] = {
        "channel": "web",
        "email": "lena@example.com",
        "lines": [{"sku": "MUG", "quantity": 1}],
        "shippingAddress": {
            "name": "Lena",
            "line1": "1 Main St",
            "city": "Berlin",
            "postalCode": "10119",
            "country": "DE",
            "latitude": 52.52,
        },
    }
    refusal = await client.do("placeOrder", asked)
    assert refusal["path"] == ["input", "shippingAddress", "longitude"]
    asked["shippingAddress"]["longitude"] = 181
    refusal = await client.do("placeOrder", asked)
    assert refusal["path"] == ["input", "shippingAddress", "longitude"]
    asked["shippingAddress"]["longitude"] = 13.405
    placed_order = await client.do(
        "placeOrder", asked, "order { shippingAddress { latitude longitude } }"
    )
    assert placed_order["order"]["shippingAddress"] == {"latitude": 52.52, "longitude": 13.405}


def test_a_request_without_coordinates_is_the_request_it_was_before_there_were_any() -> None:
    document = request({"MUG": 1})
    assert document.fingerprint() == request({"MUG": 1}).fingerprint()
    moved = replace(document, shipping_address=replace(ADDRESS, latitude=1.0, longitude=2.0))
    assert moved.fingerprint() != document.fingerprint()
