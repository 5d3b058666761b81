"""setStockLevels: valid rows are in, every other one is named with its reason; or all, or none."""

from typing import Any

import pytest

from domain.inventory.errors import RowsRefused, StockConflict
from domain.inventory.set_levels import LevelRow, SetLevels, set_stock_levels
from domain.kernel.errors import InsufficientStock, InvalidInput, NotFound, Shortage
from tests.factories.carts import held, wait
from tests.factories.orders import placed
from tests.factories.proof import prove
from tests.factories.reading import refused, unchanged
from tests.factories.shop import Shop


async def settle(shop: Shop, *rows: LevelRow, **how: Any) -> SetLevels:
    return await shop.do(set_stock_levels, rows=rows, reason="Monday", **how)


async def test_levels_are_set_opened_and_left_as_they_are(shop: Shop) -> None:
    done = await settle(
        shop,
        LevelRow("MUG", "BER", 7, expected_on_hand=10, safety_stock=2, bin="A-1"),
        LevelRow("OAK", "MUC", 3, expected_on_hand=0),
        LevelRow("TEE", "HAM", 8, bin="B-2"),
    )
    assert done.refused == {}
    levels = [await shop.level(*at) for at in (("MUG", "BER"), ("OAK", "MUC"), ("TEE", "HAM"))]
    assert [row.id for row in done.levels] == [level["id"] for level in levels]
    assert [(level["on_hand"], level["safety_stock"], level["bin"]) for level in levels] == [
        (7, 2, "A-1"),
        (3, 0, None),
        (8, 0, "B-2"),
    ]
    assert (await shop.movements("MUG", "BER"))[1:] == [("COUNT", -3), ("SAFETY_STOCK", 2)]
    assert (await shop.movements("TEE", "HAM"))[1:] == []
    told = await shop.rows("SELECT facts FROM event WHERE type = 'stock.received' ORDER BY id")
    assert told[-1]["facts"]["quantity"] == 3
    watched = await shop.rows("SELECT subject_id FROM outbox WHERE topic = 'stock' ORDER BY position")
    changed = {row["subject_id"] for row in watched[-2:]}
    assert changed == {levels[0]["id"], levels[1]["id"]}, "opened or moved"
    await prove(shop.database)


async def test_a_row_that_cannot_be_does_not_keep_the_others_out(shop: Shop) -> None:
    await placed(shop, {"MUG": 4})
    rows = (
        LevelRow("MUG", "BER", 3),
        LevelRow("TEE", "HAM", 9, expected_on_hand=7),
        LevelRow("OAK", "MUC", 2, expected_on_hand=1),
        LevelRow("NIX", "BER", 1),
        LevelRow("MUG", "NIX", 1),
        LevelRow("MUG", "HAM", -1),
        LevelRow("MUG", "HAM", 6, bin="\x00"),
        LevelRow("CAP", "BER", 4),
        LevelRow("CAP", "BER", 5),
    )
    done = await settle(shop, *rows)
    why = {row: (type(error), error.path[2:]) for row, error in done.refused.items()}
    assert why == {
        0: (InsufficientStock, ("0", "setTo")),
        1: (StockConflict, ("1", "expectedOnHand")),
        2: (StockConflict, ("2", "expectedOnHand")),
        3: (NotFound, ("3", "sku")),
        4: (NotFound, ("4", "locationCode")),
        5: (InvalidInput, ("5", "setTo")),
        6: (InvalidInput, ("6", "bin")),
        8: (InvalidInput, ("8", "sku")),
    }
    short, surprise, missing = (done.refused[row] for row in (0, 1, 2))
    assert isinstance(short, InsufficientStock)
    assert short.shortages == (Shortage("MUG", 7, 6),)
    assert [each.on_hand for each in (surprise, missing) if isinstance(each, StockConflict)] == [8, 0]
    assert (await shop.level("CAP", "BER"))["on_hand"] == 4
    assert (await shop.level("MUG", "BER"))["on_hand"] == 10
    assert (await shop.level("TEE", "HAM"))["on_hand"] == 8
    await prove(shop.database)


async def test_atomic_takes_all_rows_or_none(shop: Shop) -> None:
    good, surprise = LevelRow("CAP", "BER", 4), LevelRow("TEE", "HAM", 9, expected_on_hand=7)
    async with refused(shop.database, RowsRefused, path=("input", "rows", "1", "sku")) as early:
        await settle(shop, good, LevelRow("NIX", "BER", 4), atomic=True)
    assert list(early.value.rows) == [1]
    async with refused(shop.database, RowsRefused) as late:
        await settle(shop, surprise, good, atomic=True)
    assert list(late.value.rows) == [0]
    await settle(shop, good, atomic=True)
    assert (await shop.level("CAP", "BER"))["on_hand"] == 4


async def test_what_expired_carts_held_may_be_counted_away(shop: Shop) -> None:
    await held(shop, {"CAP": 1}, minutes=5)
    done = await settle(shop, LevelRow("CAP", "BER", 0))
    assert list(done.refused) == [0]
    wait(shop, 6)
    done = await settle(shop, LevelRow("CAP", "BER", 0))
    assert done.refused == {}
    assert await shop.counters("CAP", "BER") == (0, 0, 0, 0)
    await prove(shop.database)


async def test_what_is_so_already_is_no_movement(shop: Shop) -> None:
    row = LevelRow("MUG", "BER", 10, expected_on_hand=10)
    async with unchanged(shop.database):
        done = await settle(shop, row)
    assert len(done.levels) == 1


@pytest.mark.parametrize(
    ("rows", "reason", "named"), [(0, "Why", "rows"), (251, "Why", "rows"), (1, " ", "reason")]
)
async def test_a_list_that_cannot_be_is_refused(shop: Shop, rows: int, reason: str, named: str) -> None:
    async with refused(shop.database, InvalidInput, path=("input", named)):
        await shop.do(set_stock_levels, rows=[LevelRow("MUG", "BER", 1)] * rows, reason=reason)
