"""cancelStockTransfer: nobody's business as a draft; on its way, the goods must be somewhere."""

import pytest

from domain.kernel.errors import IllegalTransition, InvalidInput
from domain.transfers.cancelling import cancel_stock_transfer
from domain.transfers.models import Whereabouts
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

AT_ORIGIN, AT_DESTINATION, LOST = Whereabouts


async def test_a_draft_is_dropped_once(shop: Shop) -> None:
    transfer_id = await drafted(shop, {"MUG": 4})
    async with refused(shop.database, InvalidInput, path=("input", "whereabouts")):
        await shop.do(
            cancel_stock_transfer, stock_transfer_id=transfer_id, reason="No", whereabouts=LOST
        )
    await shop.do(cancel_stock_transfer, stock_transfer_id=transfer_id, reason="Not needed")
    assert await history(shop, transfer_id) == [("DRAFT", None), ("CANCELLED", "Not needed")]
    assert await shop.counters("MUG", "BER") == (10, 0, 0, 0)
    async with unchanged(shop.database):
        await shop.do(cancel_stock_transfer, stock_transfer_id=transfer_id, reason="Again")
    await prove(shop.database)


async def test_on_its_way_somebody_has_to_say_where_the_goods_are(shop: Shop) -> None:
    transfer_id = await sent(shop, {"MUG": 4})
    async with refused(shop.database, InvalidInput, path=("input", "whereabouts")):
        await shop.do(cancel_stock_transfer, stock_transfer_id=transfer_id, reason="Wrong way")
    async with refused(shop.database, InvalidInput, path=("input", "reason")):
        await shop.do(cancel_stock_transfer, stock_transfer_id=transfer_id, reason="", whereabouts=LOST)


async def test_goods_that_are_back_are_for_sale_at_the_origin(shop: Shop) -> None:
    transfer_id = await sent(shop, {"MUG": 4, "CAP": 1})
    await shop.do(
        cancel_stock_transfer,
        stock_transfer_id=transfer_id,
        reason="Wrong way",
        whereabouts=AT_ORIGIN,
    )
    assert await shop.counters("MUG", "BER") == (10, 0, 0, 0)
    assert (await shop.movements("MUG", "BER"))[1:] == [("TRANSFER_OUT", 4), ("TRANSFER_IN", 4)]
    assert await shop.movements("MUG", "MUC") == [("EXPECT", 4), ("UNEXPECT", 4)]
    lines = await transfer_lines(shop, transfer_id)
    assert [line["returned_quantity"] for line in lines] == [4, 1]
    assert await discrepancies(shop, transfer_id) == []
    told = await shop.rows(
        "SELECT facts->>'quantity' AS units FROM event WHERE type = 'stock.received' "
        "AND facts->>'location_id' = $1 AND facts->>'product_id' = $2 ORDER BY id",
        str(shop.locations["BER"].id),
        str(shop.products["MUG"].id),
    )
    assert told[-1]["units"] == "4", "those who wait hear"
    await prove(shop.database)


async def test_goods_that_are_there_after_all_are_taken_in(shop: Shop) -> None:
    transfer_id = await sent(shop, {"MUG": 4})
    await shop.do(
        cancel_stock_transfer,
        stock_transfer_id=transfer_id,
        reason="The paper was lost",
        whereabouts=AT_DESTINATION,
    )
    level = await shop.level("MUG", "MUC")
    assert (level["on_hand"], level["incoming"]) == (4, 0)
    (receipt,) = await shop.rows("SELECT * FROM stock_transfer_receipt")
    assert (receipt["quantity"], receipt["note"]) == (4, "The paper was lost")
    assert (await transfer(shop, transfer_id))["status"] == "CANCELLED"
    await prove(shop.database)


async def test_goods_that_are_lost_are_written_off(shop: Shop) -> None:
    transfer_id = await sent(shop, {"MUG": 4})
    await shop.do(cancel_stock_transfer, stock_transfer_id=transfer_id, reason="Burnt", whereabouts=LOST)
    assert await discrepancies(shop, transfer_id) == [("SHORT", 4, "Burnt")]
    assert await shop.counters("MUG", "BER") == (6, 0, 0, 0)
    assert (await shop.level("MUG", "MUC"))["incoming"] == 0
    await prove(shop.database)


@pytest.mark.parametrize("whereabouts", Whereabouts)
async def test_what_has_arrived_stays_arrived(shop: Shop, whereabouts: Whereabouts) -> None:
    transfer_id = await sent(shop, {"MUG": 6})
    await take_in(shop, transfer_id, (2, 1, 1))
    await shop.do(
        cancel_stock_transfer,
        stock_transfer_id=transfer_id,
        reason="Enough",
        whereabouts=whereabouts,
    )
    (line,) = await transfer_lines(shop, transfer_id)
    figures = tuple(line[f"{name}_quantity"] for name in ("received", "damaged", "short", "returned"))
    assert (
        figures
        == {
            AT_ORIGIN: (2, 1, 1, 2),
            AT_DESTINATION: (4, 1, 1, 0),
            LOST: (2, 1, 3, 0),
        }[whereabouts]
    )
    row = await transfer(shop, transfer_id)
    assert (row["status"], row["whereabouts"]) == ("CANCELLED", whereabouts)
    await prove(shop.database)
    async with unchanged(shop.database):
        await shop.do(
            cancel_stock_transfer,
            stock_transfer_id=transfer_id,
            reason="Again",
            whereabouts=whereabouts,
        )
    async with refused(shop.database, InvalidInput, path=("input", "whereabouts")):
        await shop.do(
            cancel_stock_transfer,
            stock_transfer_id=transfer_id,
            reason="Elsewhere",
            whereabouts=LOST if whereabouts is not LOST else AT_ORIGIN,
        )


async def test_what_is_accounted_for_is_not_called_off(shop: Shop) -> None:
    transfer_id = await sent(shop, {"MUG": 4})
    await take_in(shop, transfer_id, (4, 0, 0))
    async with refused(shop.database, IllegalTransition) as refusal:
        await shop.do(
            cancel_stock_transfer, stock_transfer_id=transfer_id, reason="Late", whereabouts=LOST
        )
    assert refusal.value.allowed == ()
