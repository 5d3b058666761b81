"""A file sets quantities while a crowd buys: nothing is oversold, and no promise is taken back."""

import asyncio
from pathlib import Path

from domain.imports.stock.command import load_stock
from domain.inventory.set_levels import LevelRow, SetLevels, set_stock_levels
from tests.concurrency.conftest import at_once
from tests.concurrency.test_stock import kinds
from tests.factories.orders import placed
from tests.factories.proof import prove
from tests.factories.shop import Shop

ORDERS = 1000


async def test_a_thousand_orders_reserve_while_a_file_sets_quantities(
    shop: Shop, tmp_path: Path
) -> None:
    for code in ("BER", "HAM", "MUC"):
        await shop.stock("MUG", code, 300)
    files = []
    for nth, units in enumerate((250, 700, 320, 500)):
        file = tmp_path / f"stock-{nth}.csv"
        lines = [f"{sku},{code},{units}" for code in ("BER", "HAM", "MUC") for sku in ("MUG", "TEE")]
        file.write_text("\n".join(["sku,location,on_hand", *lines]) + "\n")
        files.append(file)
    refused: list[int] = []

    async def load() -> None:
        for _ in range(3):
            for file in files:
                loaded = await load_stock(shop.database, file, progress=lambda *_: None, piece=2)
                refused.extend(line.number for line in loaded.refused)

    buying = at_once(
        placed(shop, {"MUG": 1, "TEE": 1}, payments=(), email=f"client{nth % 50}@example.com")
        for nth in range(ORDERS)
    )
    outcomes, _ = await asyncio.gather(buying, load())
    found = kinds(outcomes)
    assert set(found) <= {"done", "InsufficientStock"}, found
    rows = await prove(shop.database)
    assert len(rows["orders"]) == found["done"] > 0
    for sku in ("MUG", "TEE"):
        levels = [row for row in rows["stock_level"] if row["product_id"] == str(shop.products[sku].id)]
        assert sum(row["reserved"] for row in levels) == found["done"]
        assert all(row["reserved"] <= row["on_hand"] for row in levels)


async def test_a_crowd_reserves_while_staff_set_what_they_expected(shop: Shop) -> None:
    """Compare and swap: of twenty who expected the same figure one is first; the others are told."""
    buying = [placed(shop, {"MUG": 1}, payments=()) for _ in range(8)]
    setting = [
        shop.do(
            set_stock_levels,
            rows=[LevelRow("MUG", "BER", 9, expected_on_hand=10), LevelRow("TEE", "HAM", 8)],
            reason="Monday",
        )
        for _ in range(20)
    ]
    outcomes = await at_once([*buying, *setting])
    assert kinds(outcomes) == {"done": 28}
    done = [each for each in outcomes if isinstance(each, SetLevels)]
    assert sorted(len(each.refused) for each in done) == [0, *[1] * 19]
    assert (await shop.level("MUG", "BER"))["on_hand"] == 9
    await prove(shop.database)
