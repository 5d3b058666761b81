"""receiveStockTransfer and closeStockTransfer: in parts, damaged, short, over, and written off."""

from typing import Any

import pytest

from domain.inventory.dock import ReceivedLine
from domain.kernel.errors import IllegalTransition, InvalidInput, NotFound
from domain.kernel.ids import new_id
from domain.transfers.cancelling import cancel_stock_transfer
from domain.transfers.models import Whereabouts
from domain.transfers.receiving import close_stock_transfer, receive_stock_transfer
from tests.factories.people import STAFF
from tests.factories.proof import prove
from tests.factories.reading import refused, unchanged
from tests.factories.shop import Shop
from tests.factories.transfers import (
    discrepancies,
    drafted,
    history,
    sent,
    take_in,
    transfer,
    transfer_lines,
)


async def test_goods_arrive_in_parts_until_all_is_accounted_for(shop: Shop) -> None:
    transfer_id = await sent(shop, {"MUG": 6, "CAP": 1})
    await take_in(shop, transfer_id, (4, 0, 0), (0, 0, 0), note="First pallet")
    assert (await transfer(shop, transfer_id))["status"] == "PARTIALLY_RECEIVED"
    mug = await shop.level("MUG", "MUC")
    assert (mug["on_hand"], mug["incoming"]) == (4, 2)
    await take_in(shop, transfer_id, (2, 0, 0), (1, 0, 0))
    assert (await transfer(shop, transfer_id))["status"] == "RECEIVED"
    assert await shop.movements("MUG", "MUC") == [
        ("EXPECT", 6),
        ("UNEXPECT", 4),
        ("TRANSFER_IN", 4),
        ("UNEXPECT", 2),
        ("TRANSFER_IN", 2),
    ]
    receipts = await shop.rows("SELECT * FROM stock_transfer_receipt ORDER BY id")
    assert [(row["quantity"], row["note"], row["received_by"]) for row in receipts] == [
        (4, "First pallet", STAFF.label),
        (2, None, STAFF.label),
        (1, None, STAFF.label),
    ]
    assert await discrepancies(shop, transfer_id) == []
    assert [status for status, _ in await history(shop, transfer_id)] == [
        "DRAFT",
        "IN_TRANSIT",
        "PARTIALLY_RECEIVED",
        "RECEIVED",
    ]
    await prove(shop.database)


async def test_damaged_units_lie_there_and_are_not_for_sale(shop: Shop) -> None:
    transfer_id = await sent(shop, {"MUG": 4})
    await take_in(shop, transfer_id, (3, 1, 0))
    level = await shop.level("MUG", "MUC")
    assert (level["on_hand"], level["unavailable"], level["damaged"], level["incoming"]) == (4, 1, 1, 0)
    assert (await transfer(shop, transfer_id))["status"] == "RECEIVED"
    told = await shop.rows(
        "SELECT facts->>'quantity' AS units FROM event WHERE type = 'stock.received' "
        "AND facts->>'location_id' = $1",
        str(shop.locations["MUC"].id),
    )
    assert [row["units"] for row in told] == ["3"], "the backorder queue hears of good ones"
    await prove(shop.database)


async def test_short_units_are_a_discrepancy_until_they_turn_up(shop: Shop) -> None:
    transfer_id = await sent(shop, {"MUG": 4})
    await take_in(shop, transfer_id, (1, 0, 2), note="A carton is missing")
    assert (await shop.level("MUG", "MUC"))["incoming"] == 1
    await take_in(shop, transfer_id, (1, 0, 0))
    assert (await transfer(shop, transfer_id))["status"] == "RECEIVED"
    async with refused(shop.database, InvalidInput, path=("input", "lines", "0", "quantity")):
        await take_in(shop, transfer_id, (1, 0, 0))
    await take_in(shop, transfer_id, (3, 0, 0), accept_over=True, note="Behind the door")
    assert await discrepancies(shop, transfer_id) == [
        ("SHORT", 2, "A carton is missing"),
        ("FOUND", 2, "Behind the door"),
        ("OVER", 1, "Behind the door"),
    ]
    (line,) = await transfer_lines(shop, transfer_id)
    assert (line["received_quantity"], line["short_quantity"]) == (5, 0)
    assert (await transfer(shop, transfer_id))["status"] == "RECEIVED"
    await prove(shop.database)


async def test_more_than_was_shipped_is_taken_in_only_when_told(shop: Shop) -> None:
    transfer_id = await sent(shop, {"MUG": 4})
    async with refused(shop.database, InvalidInput, path=("input", "lines", "0", "quantity")) as refusal:
        await take_in(shop, transfer_id, (4, 1, 0))
    assert "Of MUG 4 units are expected here, at most 4 accepted" in refusal.value.message
    await take_in(shop, transfer_id, (4, 1, 0), accept_over=True)
    assert await discrepancies(shop, transfer_id) == [("OVER", 1, None)]
    assert await shop.counters("MUG", "MUC") == (5, 0, 0, 1)
    assert (await shop.level("MUG", "MUC"))["incoming"] == 0
    await prove(shop.database)


async def test_more_than_a_level_can_hold_is_refused(shop: Shop) -> None:
    transfer_id = await sent(shop, {"MUG": 1})
    await shop.stock("MUG", "MUC", 1)
    async with refused(shop.database, InvalidInput) as refusal:
        await take_in(shop, transfer_id, (2**31 - 1, 0, 0), accept_over=True)
    assert refusal.value.message == "That adds up to more than can be kept."


async def test_closing_writes_off_what_is_missing_with_a_reason(shop: Shop) -> None:
    transfer_id = await sent(shop, {"MUG": 4, "CAP": 1})
    await take_in(shop, transfer_id, (3, 0, 0), (1, 0, 0))
    await shop.do(close_stock_transfer, stock_transfer_id=transfer_id, reason="Fell off the van")
    assert (await transfer(shop, transfer_id))["status"] == "RECEIVED"
    assert await discrepancies(shop, transfer_id) == [("SHORT", 1, "Fell off the van")]
    assert (await history(shop, transfer_id))[-1] == ("RECEIVED", "Fell off the van")
    assert (await shop.level("MUG", "MUC"))["incoming"] == 0
    assert await shop.counters("MUG", "BER") == (6, 0, 0, 0)
    (closed,) = await shop.rows("SELECT summary FROM event WHERE type = 'stock_transfer.closed'")
    assert closed["summary"].endswith("was closed, 1 unit short.")
    async with unchanged(shop.database):
        await shop.do(close_stock_transfer, stock_transfer_id=transfer_id, reason="Again")
    await prove(shop.database)


async def test_a_transfer_of_which_nothing_came_is_closed_too(shop: Shop) -> None:
    transfer_id = await sent(shop, {"MUG": 4})
    async with refused(shop.database, InvalidInput, path=("input", "reason")):
        await shop.do(close_stock_transfer, stock_transfer_id=transfer_id, reason=" ")
    await shop.do(close_stock_transfer, stock_transfer_id=transfer_id, reason="Stolen")
    assert await discrepancies(shop, transfer_id) == [("SHORT", 4, "Stolen")]
    await prove(shop.database)


async def test_nothing_arrives_of_a_draft_or_of_what_was_called_off(shop: Shop) -> None:
    draft = await drafted(shop, {"MUG": 1})
    called_off = await sent(shop, {"MUG": 1})
    await shop.do(
        cancel_stock_transfer,
        stock_transfer_id=called_off,
        reason="Wrong way",
        whereabouts=Whereabouts.AT_ORIGIN,
    )
    for transfer_id, allowed in ((draft, ("CANCELLED", "IN_TRANSIT")), (called_off, ())):
        async with refused(shop.database, IllegalTransition) as refusal:
            await take_in(shop, transfer_id, (1, 0, 0), accept_over=True)
        assert refusal.value.allowed == allowed
        async with refused(shop.database, IllegalTransition):
            await shop.do(close_stock_transfer, stock_transfer_id=transfer_id, reason="Done")


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({}, "quantity"),
        ({"quantity": -1}, "quantity"),
        ({"quantity": 2, "damaged_quantity": -1}, "damagedQuantity"),
        ({"quantity": 2, "short_quantity": -1}, "shortQuantity"),
        ({"quantity": 3, "short_quantity": 2}, "shortQuantity"),
    ],
)
async def test_a_receipt_that_cannot_be_is_refused_by_name(
    shop: Shop, given: dict[str, Any], field: str
) -> None:
    transfer_id = await sent(shop, {"MUG": 4})
    (line,) = await transfer_lines(shop, transfer_id)
    asked = [ReceivedLine(line["id"], **given)]
    async with refused(shop.database, InvalidInput, path=("input", "lines", "0", field)):
        await shop.do(receive_stock_transfer, stock_transfer_id=transfer_id, lines=asked)


async def test_lines_are_those_of_the_transfer_each_once(shop: Shop) -> None:
    transfer_id = await sent(shop, {"MUG": 4})
    (line,) = await transfer_lines(shop, transfer_id)
    twice = [ReceivedLine(line["id"], 1), ReceivedLine(line["id"], 1)]
    for lines in (twice, [ReceivedLine(line["id"], 1), ReceivedLine(new_id(), 1)]):
        path = ("input", "lines", "1", "stockTransferLineId")
        async with refused(shop.database, NotFound, path=path):
            await shop.do(receive_stock_transfer, stock_transfer_id=transfer_id, lines=lines)
    async with refused(shop.database, InvalidInput, path=("input", "lines")):
        await shop.do(receive_stock_transfer, stock_transfer_id=transfer_id, lines=[])
    async with refused(shop.database, InvalidInput, path=("input", "note")):
        await take_in(shop, transfer_id, (1, 0, 0), note="")
