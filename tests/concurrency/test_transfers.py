"""Stock leaves and arrives by many hands at once, while customers buy the last of it."""

from domain.inventory.dock import ReceivedLine
from domain.inventory.service import adjust_stock
from domain.kernel.errors import InsufficientStock
from domain.processes.place_order import place_order
from domain.transfers.cancelling import cancel_stock_transfer
from domain.transfers.models import Whereabouts
from domain.transfers.receiving import close_stock_transfer, receive_stock_transfer
from domain.transfers.shipping import ship_stock_transfer
from tests.concurrency.conftest import CROWD, at_once
from tests.concurrency.test_stock import kinds
from tests.factories.orders import request
from tests.factories.proof import prove
from tests.factories.shop import Shop
from tests.factories.transfers import drafted, sent, transfer, transfer_lines


async def test_one_draft_is_shipped_once_by_a_crowd(shop: Shop) -> None:
    transfer_id = await drafted(shop, {"MUG": 6, "CAP": 1})
    outcomes = await at_once(
        shop.do(ship_stock_transfer, stock_transfer_id=transfer_id) for _ in range(CROWD)
    )
    assert kinds(outcomes) == {"done": CROWD}
    assert await shop.counters("MUG", "BER") == (4, 0, 0, 0)
    assert (await shop.level("MUG", "MUC"))["incoming"] == 6
    assert len(await shop.rows("SELECT 1 FROM stock_movement WHERE kind = 'TRANSFER_OUT'")) == 2
    await prove(shop.database)


async def test_transfers_and_orders_share_the_last_units_and_no_more(shop: Shop) -> None:
    await shop.keep_back("TEE", "HAM", 1)
    transfers = [await drafted(shop, {"TEE": 2}, origin="HAM") for _ in range(10)]
    outcomes = await at_once(
        [
            *(shop.do(ship_stock_transfer, stock_transfer_id=each) for each in transfers),
            *(
                shop.do(place_order, request=request({"TEE": 1}, email=f"client{nth}@example.com"))
                for nth in range(12)
            ),
        ]
    )
    assert set(kinds(outcomes)) == {"done", "InsufficientStock"}
    on_hand, reserved, allocated, _ = await shop.counters("TEE", "HAM")
    assert (on_hand - reserved, allocated) == (1, 0), "the one that is kept back, and not one more"
    gone = [each for each in outcomes[:10] if not isinstance(each, BaseException)]
    sold = [each for each in outcomes[10:] if not isinstance(each, BaseException)]
    assert 2 * len(gone) + len(sold) == 7
    short = [each for each in outcomes[:10] if isinstance(each, InsufficientStock)]
    assert {each.shortages[0].requested for each in short} == {2}
    await prove(shop.database)


async def test_transfers_that_cross_each_other_all_leave(shop: Shop) -> None:
    await shop.stock("TEE", "BER", 8)
    ways = [("BER", "HAM"), ("HAM", "BER")]
    transfers = [
        await drafted(shop, {"MUG": 1, "TEE": 1}, origin=origin, to=to)
        for _ in range(5)
        for origin, to in ways
    ]
    outcomes = await at_once(shop.do(ship_stock_transfer, stock_transfer_id=each) for each in transfers)
    assert kinds(outcomes) == {"done": 10}
    assert (await shop.level("MUG", "HAM"))["incoming"] == 5
    assert (await shop.counters("MUG", "HAM"))[0] == 0
    await prove(shop.database)


async def test_receiving_against_cancelling_and_closing(shop: Shop) -> None:
    for _ in range(5):
        transfer_id = await sent(shop, {"MUG": 4}, origin="BER")
        (line,) = await transfer_lines(shop, transfer_id)
        outcomes = await at_once(
            [
                *(
                    shop.do(
                        receive_stock_transfer,
                        stock_transfer_id=transfer_id,
                        lines=[ReceivedLine(line["id"], 1, 1)],
                    )
                    for _ in range(2)
                ),
                shop.do(
                    cancel_stock_transfer,
                    stock_transfer_id=transfer_id,
                    reason="Wrong way",
                    whereabouts=Whereabouts.AT_ORIGIN,
                ),
                shop.do(close_stock_transfer, stock_transfer_id=transfer_id, reason="Enough"),
                shop.do(adjust_stock, sku="MUG", location_code="MUC", delta=1, reason="Found"),
            ]
        )
        assert set(kinds(outcomes)) <= {"done", "IllegalTransition", "InvalidInput"}
        assert (await transfer(shop, transfer_id))["status"] in ("RECEIVED", "CANCELLED")
        assert (await shop.level("MUG", "MUC"))["incoming"] == 0
        await prove(shop.database)
        await shop.stock("MUG", "BER", 4)
