"""simulateSourcing through the API: for the staff, and nothing is written."""

from typing import Any

from tests.factories.orders import allocated, placed
from tests.factories.people import customer
from tests.factories.reading import unchanged
from tests.factories.shop import Shop
from tests.schema.conftest import Client

DOCUMENT = """
  query ($input: SimulateSourcingInput!) { simulateSourcing(input: $input) {
    decision { number outcome missing candidates { location { code } outcome units } }
    past { orders units missing parcels wouldBeParcels meanKilometers endCursor
           changed { order { number } parcels wouldBeParcels decision { missing } } } } }"""
SPLIT = {"channel": "web", "order": {"lines": [{"sku": "MUG", "quantity": 12}]}}
PAST = {
    "channel": "web",
    "rules": {"filters": [{"kind": "WHOLE_LINE"}]},
    "past": {"placedAfter": "2026-01-01T00:00:00Z", "placedBefore": "2027-01-01T00:00:00Z"},
}


async def test_an_order_that_does_not_exist(client: Client, shop: Shop) -> None:
    async with unchanged(shop.database):
        data = await client.ask(DOCUMENT, input=SPLIT)
    assert data["simulateSourcing"] == {
        "past": None,
        "decision": {
            "number": 0,
            "outcome": "SOURCED",
            "missing": 0,
            "candidates": [
                {"location": {"code": "BER"}, "outcome": "CHOSEN", "units": 10},
                {"location": {"code": "HAM"}, "outcome": "CHOSEN", "units": 2},
            ],
        },
    }


async def test_a_changed_policy_against_the_past(client: Client, shop: Shop) -> None:
    order_id = await placed(shop, {"MUG": 12})
    await allocated(shop, order_id)
    await placed(shop, {"TEE": 1})
    number = (await shop.order(order_id))["number"]
    async with unchanged(shop.database):
        data = await client.ask(DOCUMENT, input=PAST)
    assert data["simulateSourcing"] == {
        "decision": None,
        "past": {
            "orders": 2,
            "units": 13,
            "missing": 12,
            "parcels": 3,
            "wouldBeParcels": 1,
            "meanKilometers": None,
            "endCursor": None,
            "changed": [
                {
                    "order": {"number": number},
                    "parcels": 2,
                    "wouldBeParcels": 0,
                    "decision": {"missing": 12},
                }
            ],
        },
    }


async def refused(client: Client, input: dict[str, Any], **given: Any) -> Any:
    result = await client.run(DOCUMENT, input=input, **given)
    (error,) = result.errors
    return error.extensions["code"]


async def test_it_is_for_the_staff(client: Client, shop: Shop) -> None:
    order_id = await placed(shop, {"MUG": 1})
    for viewer in (await shop.buyer(order_id), customer(order_id, "otto@example.com")):
        assert await refused(client, SPLIT, actor=viewer) == "PERMISSION_DENIED"


async def test_what_cannot_be_is_refused(client: Client, shop: Shop) -> None:
    luck = {**SPLIT, "rules": {"goals": [{"goal": "LUCK", "weight": "1"}]}}
    for input in ({"channel": "web"}, {**SPLIT, **PAST}, luck):
        assert await refused(client, input) == "INVALID_INPUT"
    assert await refused(client, {**SPLIT, "channel": "moon"}) == "NOT_FOUND"
