"""Stock levels through the API: what is unavailable and why, what is kept back, and how it was."""

from datetime import timedelta
from typing import Any

import pytest

from tests.factories.reading import unchanged
from tests.factories.shop import MORNING, Shop
from tests.schema.conftest import NOBODY, Client

MUGS = {"sku": "MUG", "locationCode": "BER", "quantity": 2, "reason": "Chipped"}
FIGURES = "onHand unavailable damaged qualityControl onHold safetyStock available"


async def test_units_go_from_sale_to_control_to_the_bin(client: Client, shop: Shop) -> None:
    answer = await client.do(
        "makeStockUnavailable",
        MUGS | {"because": "QUALITY_CONTROL"},
        f"stockLevel {{ {FIGURES} }} movement {{ kind quantity unavailableReason reason }}",
    )
    assert answer["stockLevel"] == {
        "onHand": 10,
        "unavailable": 2,
        "damaged": 0,
        "qualityControl": 2,
        "onHold": 0,
        "safetyStock": 0,
        "available": 8,
    }
    assert answer["movement"] == {
        "kind": "QUARANTINE",
        "quantity": 2,
        "unavailableReason": "QUALITY_CONTROL",
        "reason": "Chipped",
    }
    back = await client.do(
        "makeStockAvailable",
        MUGS | {"because": "QUALITY_CONTROL", "quantity": 1},
        "stockLevel { available }",
    )
    assert back["stockLevel"] == {"available": 9}
    gone = await client.do(
        "writeOffStock", MUGS | {"because": "QUALITY_CONTROL", "quantity": 1}, "stockLevel { onHand }"
    )
    assert gone["stockLevel"] == {"onHand": 9}


async def test_more_than_there_is_is_a_typed_refusal(client: Client, shop: Shop) -> None:
    async with unchanged(shop.database):
        refused = await client.do("writeOffStock", MUGS | {"quantity": 11}, "stockLevel { id }")
    assert (refused["__typename"], refused["path"]) == ("InsufficientStockError", ["input", "quantity"])


async def test_what_is_kept_back_and_where_it_lies(client: Client, shop: Shop) -> None:
    level = {"sku": "MUG", "locationCode": "BER"}
    kept = await client.do(
        "setSafetyStock",
        level | {"safetyStock": 4, "reason": "Season"},
        "stockLevel { safetyStock available }",
    )
    assert kept["stockLevel"] == {"safetyStock": 4, "available": 6}
    shelved = await client.do("setBin", level | {"bin": "A-03-2"}, "stockLevel { bin }")
    assert shelved["stockLevel"] == {"bin": "A-03-2"}


ASKED = """
query($at: DateTime!) {
  stockLevel(sku: "MUG", locationCode: "BER") { onHand asOf(at: $at) { onHand lastSequence } }
}
"""


@pytest.mark.parametrize(
    ("at", "then"),
    [
        ("2026-03-02T08:59:59Z", None),
        ("2026-03-02T09:00:00Z", {"onHand": 10, "lastSequence": 1}),
        ("2026-03-02T10:59:59+01:00", {"onHand": 10, "lastSequence": 1}),
        ("2026-03-02T11:00:00+01:00", {"onHand": 13, "lastSequence": 2}),
    ],
)
async def test_a_level_as_it_was(client: Client, shop: Shop, at: str, then: Any) -> None:
    shop.clock.set(MORNING + timedelta(hours=1))
    await shop.stock("MUG", "BER", 3)
    data = await client.ask(ASKED, at=at)
    assert data["stockLevel"] == {"onHand": 13, "asOf": then}


async def test_a_page_of_levels_as_they_were_is_one_statement_more(client: Client, shop: Shop) -> None:
    statements = client.count_statements()
    data = await client.ask('{ stockLevels { nodes { asOf(at: "2026-03-02T09:00:00Z") { onHand } } } }')
    found = [node["asOf"]["onHand"] for node in data["stockLevels"]["nodes"]]
    assert sorted(found) == [1, 5, 8, 10]
    assert len(statements) == 2


async def test_who_may_not_see_stock_finds_no_level(client: Client, shop: Shop) -> None:
    data = await client.ask(ASKED, NOBODY, at="2026-03-02T09:00:00Z")
    assert data["stockLevel"] is None
