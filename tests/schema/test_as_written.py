"""An order is shown as it was written: the same as if it were read, field by field."""

from dataclasses import replace
from typing import Any

import pytest

from domain.customers.service import find_or_create_customer
from domain.kernel.actor import Actor
from domain.kernel.capabilities import Capability
from tests.factories.bundles import bundle
from tests.factories.people import PARTNER, STAFF, customer
from tests.factories.shop import Shop
from tests.schema.conftest import Client
from tests.schema.test_order_life import ADDRESS, order_of

MONEY = "{ amount currency }"
PLACE = "{ name line1 line2 city region postalCode country phone latitude longitude }"
EVERYTHING = f"""
  id number externalReference email status paymentStatus allocationStatus fulfillmentStatus
  returnStatus onHold version currency placedAt createdAt updatedAt expiresAt
  subtotal {MONEY} discountTotal {MONEY} shippingTotal {MONEY} taxTotal {MONEY} total {MONEY}
  balance {MONEY} shippingAddress {PLACE} billingAddress {PLACE}
  channel {{ code name }} customer {{ email name }}
  lines {{
    id sku name quantity reservedQuantity backorderedQuantity unitPrice {MONEY} total {MONEY}
    discountTotal {MONEY} promisedAt product {{ sku }}
  }}
  bundles {{ sku quantity lines {{ sku }} }}
  payments {{ gateway method status amount {MONEY} authorized {MONEY} }}
  refunds {{ id }} shipments {{ id }} returns {{ id }} fulfillmentOrders {{ id }}
  availableActions events {{ sequence type summary occurredAt }}
"""


async def placed_and_read(
    client: Client, asked: dict[str, Any], actor: Actor
) -> tuple[dict[str, Any], dict[str, Any]]:
    """An order as its placing answers, and as it is read a moment later."""
    placed = await client.do("placeOrder", asked, f"order {{ {EVERYTHING} }}", actor)
    assert placed["__typename"] == "PlaceOrderSuccess", placed
    document = f"query ($id: ID!) {{ order(id: $id) {{ {EVERYTHING} }} }}"
    read = await client.ask(document, actor, id=placed["order"]["id"])
    return placed["order"], read["order"]


@pytest.mark.parametrize("keyed", [True, False])
@pytest.mark.parametrize(
    "variation",
    [
        {},
        {"payments": [], "externalReference": "A-1", "customerName": None},
        {"payments": [{"gateway": "test", "token": "ok"}], "discountTotal": "3.33"},
        {"lines": [{"sku": "OAK", "quantity": 2}, {"sku": "MUG", "quantity": 1, "taxTotal": "0.01"}]},
        {"lines": [{"sku": "SET", "quantity": 2}]},
        {
            "shippingAddress": ADDRESS | {"latitude": 52.528, "longitude": 13.409, "phone": "030 1"},
            "billingAddress": ADDRESS | {"line2": "c/o Ömer", "region": "BE"},
        },
    ],
)
async def test_what_is_shown_is_what_would_be_read(
    client: Client, shop: Shop, variation: dict[str, Any], keyed: bool
) -> None:
    await bundle(shop, "SET", "25.01", {"MUG": 1, "TEE": 2})
    asked = order_of(**variation) | ({"idempotencyKey": "k1"} if keyed else {})
    shown, read = await placed_and_read(client, asked, STAFF)
    assert shown == read
    if keyed:
        again = await client.do("placeOrder", asked, f"order {{ {EVERYTHING} }}")
        assert again["order"] == read


async def test_whoever_may_place_an_order_is_shown_their_own(client: Client, shop: Shop) -> None:
    lena = await shop.do(find_or_create_customer, email="lena@example.com")
    sells = replace(PARTNER, channels=frozenset({shop.channel.id}))
    for actor in (customer(lena), PARTNER, sells):
        shown, read = await placed_and_read(client, order_of(), actor)
        assert shown == read


async def test_what_somebody_may_not_read_they_are_not_shown(client: Client, shop: Shop) -> None:
    places_only = replace(STAFF, permissions=frozenset({Capability.ORDERS_PLACE}))
    answer = await client.do("placeOrder", order_of(), "order { id }", places_only)
    assert answer["code"] == "NOT_FOUND"
    assert len(await shop.rows("SELECT 1 FROM orders")) == 1
