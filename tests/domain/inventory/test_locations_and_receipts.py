"""createLocation, and goods that are taken in many at once."""

from dataclasses import replace
from typing import Any

import pytest

from domain.inventory.explained import list_drift
from domain.inventory.service import StockReceipt, create_location, receive_stock
from domain.kernel.errors import InvalidInput
from tests.factories.people import ADDRESS
from tests.factories.proof import prove
from tests.factories.reading import refused
from tests.factories.rows import execute
from tests.factories.shop import Shop


async def test_a_location_has_a_place_in_the_order_of_asking(shop: Shop) -> None:
    location = await shop.do(
        create_location,
        code="CGN",
        name="Cologne",
        address=ADDRESS,
        priority=5,
        latitude=50.9,
        longitude=7.0,
    )
    (row,) = await shop.rows("SELECT * FROM location WHERE code = 'CGN'")
    assert (row["id"], row["priority"], row["latitude"]) == (location.id, 5, 50.9)
    assert row["active"] is True


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"code": "BER"}, ("code",)),
        ({"code": "\x00"}, ("code",)),
        ({"name": " "}, ("name",)),
        ({"address": replace(ADDRESS, country="Germany")}, ("address", "country")),
        ({"latitude": 91}, ("latitude",)),
        ({"longitude": float("nan")}, ("longitude",)),
    ],
)
async def test_a_location_that_cannot_be_is_refused_by_name(
    shop: Shop, change: dict[str, Any], named: tuple[str, ...]
) -> None:
    asked = {"code": "CGN", "name": "Cologne"} | change
    async with refused(shop.database, InvalidInput, path=("input", *named)):
        await shop.do(create_location, **asked)


async def test_goods_are_taken_in_many_at_once(shop: Shop) -> None:
    mug, tee, muc = shop.products["MUG"].id, shop.products["TEE"].id, shop.locations["MUC"].id
    receipts = [StockReceipt(mug, muc, 3), StockReceipt(tee, muc, 4), StockReceipt(mug, muc, 2)]
    await shop.do(receive_stock, receipts=receipts, reason="Delivery", reference="PO-7")
    assert await shop.counters("MUG", "MUC") == (5, 0, 0, 0)
    assert await shop.counters("TEE", "MUC") == (4, 0, 0, 0)
    assert await shop.movements("MUG", "MUC") == [("RECEIVE", 3), ("RECEIVE", 2)]
    rows = await shop.rows("SELECT DISTINCT reference FROM stock_movement WHERE reason = 'Delivery'")
    assert [row["reference"] for row in rows] == ["PO-7"]
    await prove(shop.database)


@pytest.mark.parametrize("quantity", [0, -1])
async def test_a_receipt_of_nothing_is_a_mistake_of_the_caller(shop: Shop, quantity: int) -> None:
    receipt = StockReceipt(shop.products["MUG"].id, shop.locations["MUC"].id, quantity)
    with pytest.raises(ValueError, match="no movement"):
        await shop.do(receive_stock, receipts=[receipt], reason="Delivery")


async def test_the_proof_finds_what_was_written_past_the_ledger(shop: Shop) -> None:
    async with shop.database.read() as read:
        assert await list_drift(read) == []
    await execute(shop.database, "UPDATE stock_level SET on_hand = 11 WHERE on_hand = 10")
    async with shop.database.read() as read:
        (drift,) = await list_drift(read)
    assert (drift.on_hand, drift.on_hand_explained) == (11, 10)
    assert drift.product_id == shop.products["MUG"].id
    with pytest.raises(AssertionError, match="movements say 10"):
        await prove(shop.database)
