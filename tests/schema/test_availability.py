"""availability: what a storefront may know of stock."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from domain.backorders.models import BackorderKind
from domain.backorders.policies import set_backorder_policy
from domain.catalog.service import NewPrice, create_channel, create_product
from domain.inventory.locations import deactivate_location, update_location
from domain.kernel.actor import Actor
from domain.kernel.errors import InsufficientStock
from tests.factories.bundles import bundle
from tests.factories.orders import placed
from tests.factories.people import STAFF
from tests.factories.shop import Shop
from tests.schema.conftest import NOBODY, Client

ASKED = "query($skus: [String!]!) { availability(channel: %r, skus: $skus) { sku available inStock } }"


def asked(channel: str = "web") -> str:
    return (ASKED % channel).replace("'", '"')


async def found(client: Client, *skus: str, channel: str = "web") -> dict[str, int]:
    data = await client.ask(asked(channel), NOBODY, skus=list(skus))
    assert all(each["inStock"] is (each["available"] > 0) for each in data["availability"])
    return {each["sku"]: each["available"] for each in data["availability"]}


async def test_anybody_learns_what_a_channel_can_sell(client: Client, shop: Shop) -> None:
    await placed(shop, {"MUG": 2})
    await shop.keep_back("TEE", "HAM", 20)
    assert await found(client, "MUG", "TEE", "OAK", "NOPE", "MUG") == {"MUG": 13, "OAK": 0, "TEE": 0}
    assert await found(client, "MUG", channel="nowhere") == {}


async def test_only_active_locations_that_serve_the_channel_count(client: Client, shop: Shop) -> None:
    await shop.do(create_channel, code="b2b", name="Trade", currency="EUR")
    await shop.do(update_location, location_id=shop.locations["HAM"].id, channels=["b2b"])
    assert await found(client, "MUG", "TEE") == {"MUG": 10, "TEE": 0}
    await shop.do(deactivate_location, location_id=shop.locations["BER"].id)
    assert await found(client, "MUG") == {"MUG": 0}


async def test_how_much_more_than_plenty_is_for_those_who_see_stock(client: Client, shop: Shop) -> None:
    await shop.stock("MUG", "MUC", 1000)
    assert await found(client, "MUG") == {"MUG": 100}
    data = await client.ask(asked(), skus=["MUG"])
    assert data["availability"] == [{"sku": "MUG", "available": 1015, "inStock": True}]


async def test_of_a_bundle_there_are_as_many_as_its_scarcest_component_is_enough_for(
    client: Client, shop: Shop
) -> None:
    await bundle(shop, "SET", "39.00", {"MUG": 2, "TEE": 1})
    await bundle(shop, "TRIO", "60.00", {"TEE": 3})
    await bundle(shop, "DESK", "120.00", {"OAK": 1, "MUG": 1})
    await bundle(shop, "CAPS", "7.00", {"CAP": 1})
    asked = ("SET", "TRIO", "DESK", "CAPS", "MUG")
    assert await found(client, *asked) == {"CAPS": 1, "DESK": 0, "MUG": 15, "SET": 7, "TRIO": 2}
    await placed(shop, {"MUG": 4, "SET": 3, "TRIO": 1})
    assert await found(client, *asked) == {"CAPS": 1, "DESK": 0, "MUG": 5, "SET": 2, "TRIO": 0}
    await shop.do(deactivate_location, location_id=shop.locations["BER"].id)
    assert await found(client, "CAPS") == {"CAPS": 0}
    await shop.stock("MUG", "MUC", 1000)
    await shop.stock("TEE", "MUC", 1000)
    assert await found(client, "SET") == {"SET": 100}


async def test_a_hundred_skus_are_one_statement(client: Client, shop: Shop) -> None:
    skus = [f"SKU{nth}" for nth in range(100)]
    for sku in skus[:50]:
        await shop.do(create_product, sku=sku, name=sku, prices=[NewPrice("web", Decimal(1))])
    for sku in skus[50:]:
        await bundle(shop, sku, "5.00", {"MUG": 1, "TEE": 2})
    statements = client.count_statements()
    assert len(await found(client, *skus)) == 100
    assert len(statements) == 1


BEYOND = """query($skus: [String!]!) { availability(channel: "web", skus: $skus) {
  sku available beyondStock { kind units availableOn } } }"""


async def policy(shop: Shop, sku: str, kind: str, **terms: Any) -> None:
    await shop.do(set_backorder_policy, sku=sku, channel="web", kind=BackorderKind(kind), **terms)


async def beyond(client: Client, *skus: str, actor: Actor = NOBODY) -> dict[str, Any]:
    data = await client.ask(BEYOND, actor, skus=list(skus))
    return {each["sku"]: each["beyondStock"] for each in data["availability"]}


async def test_what_may_be_ordered_beyond_stock_is_what_an_order_gets(
    client: Client, shop: Shop
) -> None:
    there = datetime.now(UTC) + timedelta(days=30)
    date = there.isoformat().replace("+00:00", "Z")
    await policy(shop, "MUG", "BACKORDER", cap=5)
    await policy(shop, "TEE", "PREORDER", cap=300, available_on=there)
    await policy(shop, "CAP", "DENY")
    statements = client.count_statements()
    assert await beyond(client, "MUG", "TEE", "CAP", "NOPE") == {
        "CAP": None,
        "MUG": {"kind": "BACKORDER", "units": 5, "availableOn": None},
        "TEE": {
            "kind": "PREORDER",
            "units": 100,
            "availableOn": date,
        },
    }
    assert len(statements) == 2
    await placed(shop, {"MUG": 15 + 3})
    assert (await beyond(client, "MUG"))["MUG"]["units"] == 2
    with pytest.raises(InsufficientStock):
        await placed(shop, {"MUG": 3})
    await placed(shop, {"MUG": 2})
    assert await beyond(client, "MUG", "TEE", actor=STAFF) == {
        "MUG": None,
        "TEE": {
            "kind": "PREORDER",
            "units": 300,
            "availableOn": date,
        },
    }


async def test_a_preorder_whose_date_has_passed_is_a_backorder(client: Client, shop: Shop) -> None:
    await policy(shop, "OAK", "PREORDER", cap=4, available_on=datetime.now(UTC) - timedelta(days=1))
    found = {"kind": "BACKORDER", "units": 4, "availableOn": None}
    assert await beyond(client, "OAK") == {"OAK": found}


async def test_a_bundle_goes_beyond_its_stock_as_far_as_its_components_do(
    client: Client, shop: Shop
) -> None:
    await bundle(shop, "SET", "39.00", {"MUG": 2, "TEE": 1})
    assert await found(client, "SET", "MUG", "TEE") == {"MUG": 15, "SET": 7, "TEE": 8}
    assert await beyond(client, "SET") == {"SET": None}
    await policy(shop, "MUG", "BACKORDER", cap=4)
    assert (await beyond(client, "SET"))["SET"]["units"] == 1, "the shirts are enough for eight"
    with pytest.raises(InsufficientStock):
        await placed(shop, {"SET": 9})
    await policy(shop, "TEE", "BACKORDER")
    assert (await beyond(client, "SET"))["SET"]["units"] == 2
    await policy(shop, "MUG", "BACKORDER")
    assert (await beyond(client, "SET"))["SET"] == {
        "kind": "BACKORDER",
        "units": None,
        "availableOn": None,
    }
