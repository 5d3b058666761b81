"""Counts and entries that cannot be: each refused by name, with nothing changed."""

from typing import Any

import pytest

from domain.counting.entering import Found
from domain.inventory.service import StockReceipt, receive_stock
from domain.kernel.errors import (
    InvalidInput,
    NotFound,
)
from domain.kernel.ids import new_id
from domain.processes.count_stock import enter_cycle_count, start_cycle_count
from tests.factories.counting import counted, counting, post
from tests.factories.reading import refused
from tests.factories.shop import Shop


@pytest.mark.parametrize(
    ("change", "error", "path"),
    [
        ({"location_code": "NIX"}, NotFound, ("locationCode",)),
        ({"skus": ["MUG", "NIX"]}, NotFound, ("skus", "1")),
        ({"skus": []}, InvalidInput, ("skus",)),
        ({"bins": ["Z-9"]}, InvalidInput, ("bins",)),
        ({"bins": ["A"], "skus": ["MUG"]}, InvalidInput, ("bins",)),
        ({"location_code": "MUC"}, InvalidInput, ("locationCode",)),
        ({"reason": " "}, InvalidInput, ("reason",)),
    ],
)
async def test_a_count_that_cannot_be_is_refused_by_name(
    shop: Shop, change: dict[str, Any], error: type[InvalidInput], path: tuple[str, ...]
) -> None:
    asked = {"location_code": "BER", "reason": "Year's end"} | change
    async with refused(shop.database, error, path=("input", *path)):
        await shop.do(start_cycle_count, **asked)


@pytest.mark.parametrize(
    ("entries", "error", "path"),
    [
        ([], InvalidInput, ("entries",)),
        ([Found("NIX", 1)], NotFound, ("entries", "0", "sku")),
        ([Found("MUG", 1), Found("MUG", 2)], InvalidInput, ("entries", "1", "sku")),
        ([Found("MUG", -1)], InvalidInput, ("entries", "0", "found")),
        ([Found("MUG", 2**31)], InvalidInput, ("entries", "0", "found")),
    ],
)
async def test_an_entry_that_cannot_be_is_refused_by_name(
    shop: Shop, entries: list[Found], error: type[InvalidInput], path: tuple[str, ...]
) -> None:
    count_id = await counting(shop)
    async with refused(shop.database, error, path=("input", *path)):
        await shop.do(enter_cycle_count, cycle_count_id=count_id, entries=entries)


async def test_a_count_that_there_is_not_is_not_found(shop: Shop) -> None:
    async with refused(shop.database, NotFound, path=("input", "cycleCountId")):
        await post(shop, new_id())


async def test_a_level_cannot_hold_more_than_there_are_numbers(shop: Shop) -> None:
    count_id = await counted(shop, {"MUG": 2**31 - 1}, skus=["MUG"])
    await shop.do(
        receive_stock,
        receipts=[StockReceipt(shop.products["MUG"].id, shop.locations["BER"].id, 1)],
        reason="Came in",
    )
    async with refused(shop.database, InvalidInput, path=("input", "cycleCountId")) as refusal:
        await post(shop, count_id)
    assert refusal.value.message == "More of MUG than a level can hold."
