"""Bundles through GraphQL: defined by staff, bought by anybody, read as what they are made of."""

from typing import Any

from domain.kernel.actor import ANONYMOUS
from domain.notifications.queries import find_occasion
from tests.factories.bundles import bundle
from tests.factories.orders import placed
from tests.factories.people import PARTNER
from tests.factories.shop import Shop
from tests.schema.conftest import NOBODY, Client
from tests.schema.test_order_life import order_of

PRODUCT = "product { sku isBundle components { quantity product { sku } } }"
SOLD = """order {
  total { amount }
  lines { sku quantity total { amount } bundle { sku } }
  bundles { id sku name quantity unitPrice { amount currency } total { amount }
            product { sku } lines { sku } }
}"""


async def test_staff_say_what_a_product_is_made_of(client: Client, shop: Shop) -> None:
    await bundle(shop, "SET", "39.00", {"MUG": 2})
    components = [{"sku": "TEE", "quantity": 1}, {"sku": "MUG", "quantity": 2}]
    done = await client.do("setBundleComponents", {"sku": "SET", "components": components}, PRODUCT)
    made_of: list[dict[str, Any]] = [
        {"quantity": 1, "product": {"sku": "TEE"}},
        {"quantity": 2, "product": {"sku": "MUG"}},
    ]
    assert done["product"] == {"sku": "SET", "isBundle": True, "components": made_of}
    asked = '{ product(sku: "SET") { isBundle components { quantity product { sku } } } }'
    assert await client.ask(asked, ANONYMOUS) == {"product": {"isBundle": True, "components": made_of}}
    mistaken = {"sku": "SET", "components": [{"sku": "SET", "quantity": 1}]}
    refused = await client.do("setBundleComponents", mistaken)
    assert (refused["code"], refused["path"]) == (
        "INVALID_INPUT", ["input", "components", "0", "sku"],
    )  # fmt: skip
    for actor in (NOBODY, PARTNER):
        refused = await client.do("clearBundleComponents", {"sku": "SET"}, actor=actor)
        assert refused["code"] == "PERMISSION_DENIED"
    done = await client.do("clearBundleComponents", {"sku": "SET"}, PRODUCT)
    assert done["product"] == {"sku": "SET", "isBundle": False, "components": []}


async def test_an_order_says_what_was_sold_as_one(client: Client, shop: Shop) -> None:
    await bundle(shop, "SET", "39.00", {"MUG": 2, "TEE": 1})
    lines = [{"sku": "CAP", "quantity": 1}, {"sku": "SET", "quantity": 1}]
    done = await client.do("placeOrder", order_of(lines=lines, shippingTotal="0"), SOLD)
    assert done["order"]["total"] == {"amount": "46.99"}
    assert done["order"]["lines"] == [
        {"sku": "CAP", "quantity": 1, "total": {"amount": "7.99"}, "bundle": None},
        {"sku": "MUG", "quantity": 2, "total": {"amount": "21.67"}, "bundle": {"sku": "SET"}},
        {"sku": "TEE", "quantity": 1, "total": {"amount": "17.33"}, "bundle": {"sku": "SET"}},
    ]
    (sold,) = done["order"]["bundles"]
    assert sold == {
        "id": sold["id"],
        "sku": "SET",
        "name": "Set of MUG and TEE",
        "quantity": 1,
        "unitPrice": {"amount": "39.00", "currency": "EUR"},
        "total": {"amount": "39.00"},
        "product": {"sku": "SET"},
        "lines": [{"sku": "MUG"}, {"sku": "TEE"}],
    }
    asked = "query Q($id: ID!) { node(id: $id) { ... on OrderBundle { sku total { amount } } } }"
    found = await client.ask(asked, id=sold["id"])
    assert found["node"] == {"sku": "SET", "total": {"amount": "39.00"}}
    assert (await client.ask(asked, NOBODY, id=sold["id"]))["node"] is None
    filtered = '{ orders(filter: {sku: "SET"}) { totalCount } }'
    assert (await client.ask(filtered))["orders"] == {"totalCount": 1}


async def test_a_refusal_names_the_component_and_the_bundle(client: Client, shop: Shop) -> None:
    await bundle(shop, "DUO", "15.00", {"MUG": 1, "CAP": 1})
    document = """mutation Do($input: PlaceOrderInput!) { placeOrder(input: $input) {
        ... on InsufficientStockError { shortages { sku requested available bundles } } } }"""
    asked = order_of(lines=[{"sku": "DUO", "quantity": 2}])
    found = await client.ask(document, input=asked)
    assert found["placeOrder"]["shortages"] == [
        {"sku": "CAP", "requested": 2, "available": 1, "bundles": ["DUO"]},
        {"sku": "DUO", "requested": 2, "available": 1, "bundles": []},
    ]


async def test_the_mail_lists_what_was_asked_for(shop: Shop) -> None:
    await bundle(shop, "SET", "39.00", {"MUG": 2, "TEE": 1})
    order_id = await placed(shop, {"CAP": 1, "SET": 2, "TEE": 1})
    (event,) = await shop.rows(
        "SELECT id FROM event WHERE order_id = $1 AND type = 'order.placed'", order_id
    )
    async with shop.database.read() as read:
        told = await find_occasion(read, event["id"])
    assert told is not None
    assert [(item.quantity, item.name) for item in told.occasion.items] == [
        (1, "Cap"),
        (2, "Set of MUG and TEE"),
        (1, "Tee"),
    ]


async def test_bundles_of_a_page_of_orders_are_read_at_once(client: Client, shop: Shop) -> None:
    await bundle(shop, "DUO", "15.00", {"MUG": 1, "TEE": 1})
    page = "query Q($n: Int!) { orders(first: $n) { nodes { bundles { lines { bundle { sku } } } } } }"
    statements, taken = client.count_statements(), list[int]()
    for first in (1, 4):
        await placed(shop, {"DUO": 1})
        statements.clear()
        await client.ask(page, n=first)
        taken.append(len(statements))
    assert taken[0] == taken[1] <= 4
