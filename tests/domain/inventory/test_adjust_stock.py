"""Adjusting stock: a difference, or a count that must know what it expects to find."""

import asyncio
from typing import Any

import pytest

from domain.inventory.errors import StockConflict
from domain.inventory.models import UnavailableReason
from domain.inventory.service import adjust_stock
from domain.inventory.unavailable import make_stock_unavailable
from domain.kernel.errors import InsufficientStock, InvalidInput, NotFound, Shortage
from tests.factories.orders import placed
from tests.factories.proof import prove
from tests.factories.reading import refused
from tests.factories.shop import Shop


async def test_a_delta_moves_on_hand_and_says_why(shop: Shop) -> None:
    level, movement = await shop.do(
        adjust_stock, sku="MUG", location_code="BER", delta=-3, reason="Broken in the stockroom"
    )
    assert (level.on_hand, level.available) == (7, 7)
    assert (movement.kind, movement.quantity, movement.on_hand_after) == ("ADJUST", -3, 7)
    assert movement.sequence == 2
    assert movement.reason == "Broken in the stockroom"
    assert movement.actor == "staff:ana@waybill.example"
    assert movement.created_at == shop.clock.now()
    await prove(shop.database)


async def test_a_count_sets_on_hand_and_records_the_difference(shop: Shop) -> None:
    level, movement = await shop.do(
        adjust_stock, sku="MUG", location_code="BER", set_to=12, expected=10, reason="Inventory"
    )
    assert level.on_hand == 12
    assert (movement.kind, movement.quantity, movement.on_hand_after) == ("COUNT", 2, 12)
    await prove(shop.database)


async def test_a_count_that_expected_another_figure_changes_nothing(shop: Shop) -> None:
    async with refused(shop.database, StockConflict, path=("input", "expected")) as refusal:
        await shop.do(
            adjust_stock, sku="MUG", location_code="BER", set_to=12, expected=9, reason="Inventory"
        )
    assert refusal.value.on_hand == 10


async def test_stock_appears_where_there_was_none(shop: Shop) -> None:
    level, movement = await shop.do(
        adjust_stock, sku="MUG", location_code="MUC", delta=4, reason="Found"
    )
    assert (level.on_hand, movement.sequence) == (4, 1)
    await prove(shop.database)


async def test_units_that_are_promised_cannot_be_taken_away(shop: Shop) -> None:
    await placed(shop, {"MUG": 2})
    await shop.do(
        make_stock_unavailable,
        sku="MUG",
        location_code="BER",
        quantity=1,
        because=UnavailableReason.HOLD,
        reason="Recall",
    )
    async with refused(shop.database, InsufficientStock, path=("input", "delta")) as refusal:
        await shop.do(adjust_stock, sku="MUG", location_code="BER", delta=-8, reason="Gone")
    assert refusal.value.shortages == (Shortage("MUG", 8, 7),)
    assert refusal.value.message == (
        "What is promised to orders or unavailable stays: of MUG 8 are to go, and 7 are free."
    )


async def test_damage_goes_through_safety_stock_down_to_what_is_promised(shop: Shop) -> None:
    """Safety stock guards sales: it does not make broken units whole."""
    await placed(shop, {"MUG": 2})
    await shop.keep_back("MUG", "BER", 6)
    level, _ = await shop.do(
        adjust_stock, sku="MUG", location_code="BER", delta=-8, reason="The shelf came down"
    )
    assert (level.on_hand, level.reserved, level.safety_stock, level.available) == (2, 2, 6, -6)
    await prove(shop.database)


@pytest.mark.parametrize(
    ("change", "error", "named"),
    [
        ({"sku": "NOPE", "delta": 1}, NotFound, "sku"),
        ({"location_code": "NOPE", "delta": 1}, NotFound, "locationCode"),
        ({"delta": 0}, InvalidInput, "delta"),
        ({"delta": 1, "set_to": 1, "expected": 10}, InvalidInput, "delta"),
        ({}, InvalidInput, "delta"),
        ({"delta": 2**31 - 1}, InvalidInput, "delta"),
        ({"delta": 1, "expected": 10}, InvalidInput, "expected"),
        ({"set_to": 3}, InvalidInput, "expected"),
        ({"set_to": -1, "expected": 10}, InvalidInput, "setTo"),
        ({"set_to": 2**31, "expected": 10}, InvalidInput, "setTo"),
        ({"delta": 1, "reason": " "}, InvalidInput, "reason"),
        ({"delta": 1, "reason": "a\x00b"}, InvalidInput, "reason"),
    ],
)
async def test_what_makes_no_sense_is_refused_by_name(
    shop: Shop, change: dict[str, Any], error: type[InvalidInput], named: str
) -> None:
    asked = {"sku": "MUG", "location_code": "BER", "reason": "Inventory"} | change
    async with refused(shop.database, error, path=("input", named)):
        await shop.do(adjust_stock, **asked)


async def test_twenty_adjustments_at_once_all_count(shop: Shop) -> None:
    await asyncio.gather(*(shop.stock("MUG", "MUC", +2) for _ in range(10)))
    await asyncio.gather(*(shop.stock("MUG", "MUC", -1) for _ in range(10)))
    assert await shop.counters("MUG", "MUC") == (10, 0, 0, 0)
    await prove(shop.database)


async def test_a_count_that_finds_what_was_expected_is_written_down(shop: Shop) -> None:
    level, movement = await shop.do(
        adjust_stock, sku="MUG", location_code="BER", set_to=10, expected=10, reason="Inventory"
    )
    assert (level.on_hand, movement.kind, movement.quantity, movement.on_hand_after) == (
        10,
        "COUNT",
        0,
        10,
    )
    assert (await shop.movements("MUG", "BER"))[-1] == ("COUNT", 0)
    await prove(shop.database)
