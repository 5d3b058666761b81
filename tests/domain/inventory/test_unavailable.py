"""Units that are not for sale: by reason, in the ledger, and never at the cost of what is promised."""

from typing import Any

import pytest

from domain.inventory.models import UnavailableReason as Because
from domain.inventory.unavailable import (
    make_stock_available,
    make_stock_unavailable,
    write_off_stock,
)
from domain.kernel.errors import InsufficientStock, InvalidInput, NotFound, Shortage
from tests.factories.orders import placed
from tests.factories.proof import prove
from tests.factories.reading import refused
from tests.factories.shop import Shop

MUGS = {"sku": "MUG", "location_code": "BER", "reason": "Chipped"}


async def by_reason(shop: Shop) -> tuple[int, int, int]:
    """(damaged, in quality control, on hold) of the mugs in Berlin."""
    level = await shop.level("MUG", "BER")
    return (level["damaged"], level["quality_control"], level["on_hold"])


async def test_units_are_unavailable_for_a_reason_and_the_ledger_says_who(shop: Shop) -> None:
    level, movement = await shop.do(make_stock_unavailable, **MUGS, quantity=3, because=Because.DAMAGED)
    assert (level.on_hand, level.unavailable, level.damaged, level.available) == (10, 3, 3, 7)
    assert (movement.kind, movement.quantity, movement.unavailable_reason) == (
        "QUARANTINE",
        3,
        Because.DAMAGED,
    )
    assert (movement.reason, movement.actor) == ("Chipped", "staff:ana@waybill.example")
    await shop.do(make_stock_unavailable, **MUGS, quantity=2, because=Because.HOLD)
    assert await by_reason(shop) == (3, 0, 2)
    await prove(shop.database)


async def test_what_was_looked_at_goes_on_to_another_reason_without_being_sold(shop: Shop) -> None:
    await shop.do(make_stock_unavailable, **MUGS, quantity=10, because=Because.QUALITY_CONTROL)
    level, _ = await shop.do(
        make_stock_unavailable,
        **MUGS,
        quantity=4,
        because=Because.DAMAGED,
        instead_of=Because.QUALITY_CONTROL,
    )
    assert (level.unavailable, level.available) == (10, 0)
    assert await by_reason(shop) == (4, 6, 0)
    assert (await shop.movements("MUG", "BER"))[-2:] == [("UNQUARANTINE", 4), ("QUARANTINE", 4)]
    await prove(shop.database)


async def test_units_become_available_again_and_those_who_wait_are_told(shop: Shop) -> None:
    await shop.do(make_stock_unavailable, **MUGS, quantity=3, because=Because.HOLD)
    level, movement = await shop.do(make_stock_available, **MUGS, quantity=2, because=Because.HOLD)
    assert (level.available, level.on_hold, movement.kind) == (9, 1, "UNQUARANTINE")
    (told,) = await shop.rows(
        "SELECT facts FROM event WHERE type = 'stock.received' AND (facts->>'quantity')::int = 2"
    )
    assert told["facts"]
    await prove(shop.database)


async def test_what_is_beyond_repair_is_written_off(shop: Shop) -> None:
    await shop.do(make_stock_unavailable, **MUGS, quantity=3, because=Because.DAMAGED)
    level, movement = await shop.do(write_off_stock, **MUGS, quantity=2, because=Because.DAMAGED)
    assert (level.on_hand, level.damaged, level.available) == (8, 1, 7)
    assert (movement.kind, movement.quantity, movement.on_hand_after) == ("WRITE_OFF", 2, 8)
    level, _ = await shop.do(write_off_stock, **MUGS, quantity=7)
    assert (level.on_hand, level.available) == (1, 0)
    await prove(shop.database)


async def test_damage_may_dip_into_safety_stock_and_never_into_what_is_promised(shop: Shop) -> None:
    await placed(shop, {"MUG": 4})
    await shop.keep_back("MUG", "BER", 5)
    async with refused(shop.database, InsufficientStock, path=("input", "quantity")) as refusal:
        await shop.do(make_stock_unavailable, **MUGS, quantity=7, because=Because.DAMAGED)
    assert refusal.value.shortages == (Shortage("MUG", 7, 6),)
    level, _ = await shop.do(make_stock_unavailable, **MUGS, quantity=6, because=Because.DAMAGED)
    assert (level.reserved, level.available) == (4, -5)
    await prove(shop.database)


@pytest.mark.parametrize("verb", [make_stock_available, write_off_stock])
async def test_more_than_is_unavailable_for_that_reason_is_refused(shop: Shop, verb: Any) -> None:
    await shop.do(make_stock_unavailable, **MUGS, quantity=3, because=Because.DAMAGED)
    async with refused(shop.database, InsufficientStock, path=("input", "quantity")) as refusal:
        await shop.do(verb, **MUGS, quantity=1, because=Because.HOLD)
    assert refusal.value.shortages == (Shortage("MUG", 1, 0),)
    assert refusal.value.message == "Of MUG 0 units are on hold, not 1."


@pytest.mark.parametrize(
    ("change", "error", "named"),
    [
        ({"sku": "NOPE"}, NotFound, "sku"),
        ({"location_code": "NOPE"}, NotFound, "locationCode"),
        ({"quantity": 0}, InvalidInput, "quantity"),
        ({"quantity": 2**31}, InvalidInput, "quantity"),
        ({"reason": " "}, InvalidInput, "reason"),
        ({"instead_of": Because.HOLD}, InvalidInput, "insteadOf"),
    ],
)
async def test_what_makes_no_sense_is_refused_by_name(
    shop: Shop, change: dict[str, Any], error: type[InvalidInput], named: str
) -> None:
    asked = MUGS | {"quantity": 1, "because": Because.HOLD} | change
    async with refused(shop.database, error, path=("input", named)):
        await shop.do(make_stock_unavailable, **asked)
