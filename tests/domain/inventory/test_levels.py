"""Safety stock and bins of a level, and the level as it was."""

from datetime import timedelta
from typing import Any

import pytest

from domain.inventory.explained import figures_at
from domain.inventory.levels import set_bin, set_safety_stock
from domain.inventory.models import UnavailableReason
from domain.inventory.service import adjust_stock
from domain.inventory.unavailable import make_stock_unavailable
from domain.kernel.errors import InvalidInput, NotFound
from tests.factories.explaining import by_index, explained
from tests.factories.orders import placed
from tests.factories.proof import prove
from tests.factories.reading import refused, unchanged
from tests.factories.shop import MORNING, Shop

MUGS = {"sku": "MUG", "location_code": "BER"}


async def test_safety_stock_is_a_line_of_the_ledger(shop: Shop) -> None:
    level = await shop.do(set_safety_stock, **MUGS, safety_stock=12, reason="Christmas")
    assert (level.safety_stock, level.available) == (12, -2)
    level = await shop.do(set_safety_stock, **MUGS, safety_stock=4, reason="January")
    assert (level.safety_stock, level.available) == (4, 6)
    assert (await shop.movements("MUG", "BER"))[-2:] == [("SAFETY_STOCK", 12), ("SAFETY_STOCK", -8)]
    (told,) = await shop.rows(
        "SELECT facts->>'quantity' AS units FROM event WHERE type = 'stock.received'"
        " ORDER BY occurred_at DESC, id DESC LIMIT 1"
    )
    assert told["units"] == "8"
    await prove(shop.database)
    async with unchanged(shop.database):
        await shop.do(set_safety_stock, **MUGS, safety_stock=4, reason="Again")


async def test_a_count_may_find_less_than_safety_stock(shop: Shop) -> None:
    await shop.keep_back("MUG", "BER", 5)
    level, _ = await shop.do(adjust_stock, **MUGS, set_to=3, expected=10, reason="Inventory")
    assert (level.on_hand, level.available) == (3, -2)
    await prove(shop.database)


async def test_a_level_names_where_on_the_shelf(shop: Shop) -> None:
    assert (await shop.do(set_bin, **MUGS, bin=" A-03-2 ")).bin == "A-03-2"
    assert (await shop.do(set_bin, **MUGS, bin=None)).bin is None
    assert await shop.movements("MUG", "BER") == [("RECEIVE", 10)]


@pytest.mark.parametrize(
    ("verb", "change", "error", "named"),
    [
        (set_safety_stock, {"safety_stock": -1}, InvalidInput, "safetyStock"),
        (set_safety_stock, {"safety_stock": 2**31}, InvalidInput, "safetyStock"),
        (set_safety_stock, {"reason": ""}, InvalidInput, "reason"),
        (set_safety_stock, {"sku": "NOPE"}, NotFound, "sku"),
        (set_bin, {"bin": " "}, InvalidInput, "bin"),
        (set_bin, {"location_code": "NOPE"}, NotFound, "locationCode"),
    ],
)
async def test_what_makes_no_sense_is_refused_by_name(
    shop: Shop, verb: Any, change: dict[str, Any], error: type[InvalidInput], named: str
) -> None:
    asked = {"safety_stock": 1, "reason": "Why"} if verb is set_safety_stock else {"bin": "A-1"}
    async with refused(shop.database, error, path=("input", named)):
        await shop.do(verb, **(MUGS | asked | change))


async def test_any_level_as_it_was(shop: Shop) -> None:
    async def later(minutes: int) -> None:
        shop.clock.set(MORNING + timedelta(minutes=minutes))

    await later(10)
    await placed(shop, {"MUG": 4})
    await later(20)
    await shop.keep_back("MUG", "BER", 1)
    await shop.do(
        make_stock_unavailable, **MUGS, quantity=2, because=UnavailableReason.DAMAGED, reason="Chip"
    )
    await later(30)
    await shop.stock("MUG", "BER", 5)
    level = await shop.level("MUG", "BER")

    async def then(minutes: int) -> tuple[int, ...] | None:
        async with shop.database.read() as read:
            found = await figures_at(read, [level["id"]], at=MORNING + timedelta(minutes=minutes))
        if level["id"] not in found:
            return None
        row = found[level["id"]]
        return (row.on_hand, row.reserved, row.unavailable, row.damaged, row.safety_stock)

    assert await then(-1) is None
    assert await then(0) == (10, 0, 0, 0, 0)
    assert await then(10) == (10, 4, 0, 0, 0)
    assert await then(19) == (10, 4, 0, 0, 0)
    assert await then(25) == (10, 4, 2, 2, 1)
    assert await then(999) == (15, 4, 2, 2, 1)


async def test_a_level_as_it_was_is_found_by_index(shop: Shop) -> None:
    level = await shop.level("MUG", "BER")
    async with by_index(shop.database) as read:
        plan = await explained(read, figures_at(read, [level["id"]], at=shop.clock.now()))
    assert "stock_movement_stock_level_id_sequence_key" in plan
