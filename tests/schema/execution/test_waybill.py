"""Waybill's own schema, on a real database: operations made up from it."""

import os
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.kernel.actor import ANONYMOUS, Actor
from schema.schema import schema
from tests.factories.orders import delivered, placed, shipped
from tests.factories.people import PARTNER, STAFF
from tests.factories.shop import Shop
from tests.schema.conftest import Client, gid
from tests.schema.execution.operations import operations
from tests.schema.execution.sent import answer

EXAMPLES = int(os.environ.get("WAYBILL_EXECUTION_EXAMPLES", "300")) // 3

IDS: list[str] = ["nonsense", "T3JkZXI6eA=="]
"""Global ids that a test has put something behind, and some that lead nowhere."""

SCALARS: dict[str, Any] = {
    "ID": st.integers(0, 11).map(lambda n: IDS[n % len(IDS)]),
    "Int": st.integers(-1, 60),
    "first": st.integers(-1, 5),
    "last": st.integers(-1, 5),
    "String": st.sampled_from(["MUG", "web", "BER", "lena@example.com", "x", ""]),
    "Boolean": st.booleans(),
    "Decimal": st.sampled_from(["0", "12.50", "-1"]),
    "Float": st.sampled_from([52.5, -181.0]),
    "DateTime": st.sampled_from(["2026-01-01T00:00:00Z", "2026-03-02T09:00:00+01:00"]),
}


@pytest.fixture
async def told(shop: Shop) -> Shop:
    """A shop in which something has happened."""
    orders = [await placed(shop, {"MUG": 1, "TEE": 1}), await placed(shop, {"MUG": 2, "OAK": 1})]
    parcels = await shipped(shop, orders[0])
    orders.append(await placed(shop, {"TEE": 1}))
    await delivered(shop, orders[2])
    IDS[2:] = [
        *(gid("Order", each) for each in orders),
        *(gid("Shipment", each) for each in parcels),
        *(gid("Product", each.id) for each in shop.products.values()),
    ]
    return shop


@settings(max_examples=EXAMPLES)
@given(
    asked=operations(schema._schema, scalars=SCALARS),
    actor=st.sampled_from([STAFF, STAFF, PARTNER, ANONYMOUS]),
)
async def test_operations_made_up(
    told: Shop, client: Client, asked: tuple[str, dict[str, Any]], actor: Actor
) -> None:
    text, variables = asked
    standard = await answer(client, "standard", text, actor, variables)
    for sends_json in (False, True):
        breadth = await answer(client, "breadth", text, actor, variables, sends_json=sends_json)
        assert breadth[0] == standard[0]
        if standard[0] == b"null":
            # The root is lost to whichever error came first.
            assert breadth[1]
            assert standard[1]
        else:
            assert breadth[1] == standard[1]
