"""receivePurchaseOrder: in parts, damaged, short and over."""

from typing import Any

import pytest

from domain.inventory.dock import ReceivedLine
from domain.kernel.errors import IllegalTransition, InvalidInput, NotFound
from domain.kernel.ids import new_id
from domain.purchasing.receiving import receive_purchase_order
from domain.purchasing.service import close_purchase_order
from tests.factories.buying import (
    drafted,
    history,
    purchase,
    purchase_lines,
    receive,
    submitted,
    supplier,
)
from tests.factories.people import STAFF
from tests.factories.proof import prove
from tests.factories.reading import refused
from tests.factories.shop import Shop


async def test_goods_arrive_in_parts_until_all_is_accounted_for(shop: Shop) -> None:
    order_id = await submitted(shop, await supplier(shop), {"MUG": 10, "OAK": 4})
    await receive(shop, order_id, (6, 0, 0), (0, 0, 0), delivery_note="LS-77")
    assert (await purchase(shop, order_id))["status"] == "PARTIALLY_RECEIVED"
    mug = await shop.level("MUG", "BER")
    assert (mug["on_hand"], mug["incoming"]) == (16, 4)
    await receive(shop, order_id, (4, 0, 0), (4, 0, 0))
    assert (await purchase(shop, order_id))["status"] == "RECEIVED"
    assert await shop.counters("OAK", "BER") == (4, 0, 0, 0)
    assert (await shop.movements("MUG", "BER"))[1:] == [
        ("EXPECT", 10),
        ("UNEXPECT", 6),
        ("RECEIVE", 6),
        ("UNEXPECT", 4),
        ("RECEIVE", 4),
    ]
    assert await history(shop, order_id) == [
        "DRAFT",
        "SUBMITTED",
        "PARTIALLY_RECEIVED",
        "RECEIVED",
    ]
    receipts = await shop.rows("SELECT * FROM purchase_receipt ORDER BY id")
    assert [(row["quantity"], row["delivery_note"], row["received_by"]) for row in receipts] == [
        (6, "LS-77", STAFF.label),
        (4, None, STAFF.label),
        (4, None, STAFF.label),
    ]
    received = await shop.rows(
        "SELECT facts->>'quantity' AS units FROM event WHERE type = 'stock.received' "
        "AND facts->>'location_id' = $1 AND facts->>'product_id' = $2 ORDER BY id",
        str(shop.locations["BER"].id),
        str(shop.products["OAK"].id),
    )
    assert [row["units"] for row in received] == ["4"], "the backorder queue hears"
    await prove(shop.database)


async def test_damaged_units_lie_there_and_are_not_for_sale(shop: Shop) -> None:
    order_id = await submitted(shop, await supplier(shop), {"OAK": 4})
    await receive(shop, order_id, (3, 1, 0))
    level = await shop.level("OAK", "BER")
    assert (level["on_hand"], level["unavailable"], level["incoming"]) == (4, 1, 0)
    (line,) = await purchase_lines(shop, order_id)
    assert (line["received_quantity"], line["damaged_quantity"]) == (3, 1)
    assert (await purchase(shop, order_id))["status"] == "RECEIVED"
    await prove(shop.database)


async def test_short_units_are_not_waited_for(shop: Shop) -> None:
    order_id = await submitted(shop, await supplier(shop), {"OAK": 4})
    await receive(shop, order_id, (1, 0, 2))
    assert (await shop.level("OAK", "BER"))["incoming"] == 1
    assert (await purchase(shop, order_id))["status"] == "PARTIALLY_RECEIVED"
    await receive(shop, order_id, (0, 0, 1))
    assert (await shop.level("OAK", "BER"))["incoming"] == 0
    assert (await purchase(shop, order_id))["status"] == "RECEIVED"
    assert len(await shop.rows("SELECT 1 FROM purchase_receipt")) == 1
    await prove(shop.database)


async def test_what_was_given_up_as_short_and_comes_after_all_is_short_no_more(shop: Shop) -> None:
    order_id = await submitted(shop, await supplier(shop), {"OAK": 4})
    await receive(shop, order_id, (1, 0, 2))
    await receive(shop, order_id, (2, 1, 0), accept_over=True)
    (line,) = await shop.rows("SELECT * FROM purchase_order_line")
    arrived = (line["received_quantity"], line["damaged_quantity"], line["short_quantity"])
    assert arrived == (3, 1, 0)
    assert (await purchase(shop, order_id))["status"] == "RECEIVED"
    await prove(shop.database)


async def test_more_is_taken_in_within_the_tolerance_and_beyond_it_when_told(shop: Shop) -> None:
    acme = await supplier(shop, over_tolerance_percent=20)
    order_id = await submitted(shop, acme, {"MUG": 10})
    async with refused(shop.database, InvalidInput, path=("input", "lines", "0", "quantity")) as refusal:
        await receive(shop, order_id, (13, 0, 0))
    assert "Of MUG 10 units are expected here, at most 12 accepted" in refusal.value.message
    await receive(shop, order_id, (9, 3, 0))
    async with refused(shop.database, InvalidInput):
        await receive(shop, order_id, (1, 0, 0))
    await receive(shop, order_id, (1, 0, 0), accept_over=True)
    level = await shop.level("MUG", "BER")
    assert (level["on_hand"], level["unavailable"], level["incoming"]) == (23, 3, 0)
    assert (await purchase(shop, order_id))["status"] == "RECEIVED"
    await prove(shop.database)


async def test_nothing_arrives_of_a_draft_or_of_what_is_done_with(shop: Shop) -> None:
    acme = await supplier(shop)
    draft = await drafted(shop, acme, {"MUG": 1})
    async with refused(shop.database, IllegalTransition) as refusal:
        await receive(shop, draft, (1, 0, 0))
    assert refusal.value.allowed == ("CANCELLED", "SUBMITTED")
    closed = await submitted(shop, acme, {"MUG": 2})
    await receive(shop, closed, (1, 0, 0))
    await shop.do(close_purchase_order, purchase_order_id=closed)
    async with refused(shop.database, IllegalTransition):
        await receive(shop, closed, (1, 0, 0))


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({}, "quantity"),
        ({"quantity": -1}, "quantity"),
        ({"quantity": 2, "damaged_quantity": -1}, "damagedQuantity"),
        ({"quantity": 2, "short_quantity": -1}, "shortQuantity"),
        ({"quantity": 3, "damaged_quantity": 2}, "quantity"),
        ({"quantity": 3, "short_quantity": 2}, "shortQuantity"),
    ],
)
async def test_a_receipt_that_cannot_be_is_refused_by_name(
    shop: Shop, given: dict[str, Any], field: str
) -> None:
    order_id = await submitted(shop, await supplier(shop), {"MUG": 4})
    (line,) = await purchase_lines(shop, order_id)
    asked = [ReceivedLine(line["id"], **given)]
    async with refused(shop.database, InvalidInput, path=("input", "lines", "0", field)):
        await shop.do(receive_purchase_order, purchase_order_id=order_id, lines=asked)


async def test_lines_are_those_of_the_order_each_once(shop: Shop) -> None:
    order_id = await submitted(shop, await supplier(shop), {"MUG": 4})
    (line,) = await purchase_lines(shop, order_id)
    twice = [ReceivedLine(line["id"], 1), ReceivedLine(line["id"], 1)]
    for lines in (twice, [ReceivedLine(line["id"], 1), ReceivedLine(new_id(), 1)]):
        path = ("input", "lines", "1", "purchaseOrderLineId")
        async with refused(shop.database, NotFound, path=path):
            await shop.do(receive_purchase_order, purchase_order_id=order_id, lines=lines)
    async with refused(shop.database, InvalidInput, path=("input", "lines")):
        await shop.do(receive_purchase_order, purchase_order_id=order_id, lines=[])
