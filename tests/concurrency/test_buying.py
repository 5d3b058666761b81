"""Goods arrive at several docks at once, while customers buy what is just coming in."""

from domain.inventory.dock import ReceivedLine
from domain.inventory.service import adjust_stock
from domain.kernel.errors import InvalidInput
from domain.processes.allocate_order import allocate_order
from domain.processes.place_order import place_order
from domain.purchasing.drafting import LineTerms, update_purchase_order
from domain.purchasing.receiving import receive_purchase_order
from domain.purchasing.service import close_purchase_order, submit_purchase_order
from tests.concurrency.conftest import CROWD, at_once
from tests.concurrency.test_stock import kinds
from tests.factories.buying import drafted, purchase, purchase_lines, submitted, supplier
from tests.factories.orders import placed, request
from tests.factories.proof import prove
from tests.factories.shop import Shop


async def test_ten_docks_take_in_one_line_and_no_unit_too_many(shop: Shop) -> None:
    order_id = await submitted(shop, await supplier(shop), {"OAK": 7})
    (line,) = await purchase_lines(shop, order_id)
    outcomes = await at_once(
        shop.do(receive_purchase_order, purchase_order_id=order_id, lines=[ReceivedLine(line["id"], 2)])
        for _ in range(10)
    )
    assert kinds(outcomes) == {"done": 3, "InvalidInput": 7}
    refusals = [each for each in outcomes if isinstance(each, InvalidInput)]
    assert {each.message[:14] for each in refusals} == {"Of OAK 1 unit "}
    level = await shop.level("OAK", "BER")
    assert (level["on_hand"], level["incoming"]) == (6, 1)
    await prove(shop.database)


async def test_a_receipt_against_new_orders_and_those_who_wait(shop: Shop) -> None:
    waiting = [await placed(shop, {"OAK": 1}) for _ in range(6)]
    order_id = await submitted(shop, await supplier(shop), {"OAK": 8, "CAP": 5}, to="MUC")
    lines = await purchase_lines(shop, order_id)
    halves = [[ReceivedLine(line["id"], units) for line in lines] for units in (3, 2)]
    outcomes = await at_once(
        [
            *(
                shop.do(receive_purchase_order, purchase_order_id=order_id, lines=half)
                for half in halves
            ),
            *(
                shop.do(place_order, request=request({"CAP": 1}, email=f"client{nth}@example.com"))
                for nth in range(20)
            ),
            *(shop.do(allocate_order, order_id=each) for each in waiting),
        ]
    )
    assert set(kinds(outcomes)) <= {"done", "InsufficientStock"}
    rows = await prove(shop.database)
    caps = [line for line in rows["order_line"] if line["sku"] == "CAP"]
    assert len(caps) <= 6, "one in Berlin and five that came"
    level = await shop.level("OAK", "MUC")
    assert (level["on_hand"], level["incoming"]) == (5, 3)
    await at_once(shop.do(allocate_order, order_id=each) for each in waiting)
    assert (await shop.level("OAK", "MUC"))["allocated"] == 5
    await prove(shop.database)


async def test_an_order_is_submitted_once_by_a_crowd(shop: Shop) -> None:
    order_id = await drafted(shop, await supplier(shop), {"OAK": 7, "MUG": 2})
    outcomes = await at_once(
        shop.do(submit_purchase_order, purchase_order_id=order_id) for _ in range(CROWD)
    )
    assert kinds(outcomes) == {"done": CROWD}
    assert (await shop.level("OAK", "BER"))["incoming"] == 7
    assert len(await shop.rows("SELECT 1 FROM stock_expectation")) == 2
    await prove(shop.database)


async def test_rewriting_receiving_and_closing_do_not_lose_a_unit(shop: Shop) -> None:
    order_id = await submitted(shop, await supplier(shop), {"OAK": 20, "MUG": 20})
    lines = await purchase_lines(shop, order_id)
    outcomes = await at_once(
        [
            *(
                shop.do(
                    receive_purchase_order,
                    purchase_order_id=order_id,
                    lines=[ReceivedLine(line["id"], 1, 1)],
                )
                for line in lines
                for _ in range(4)
            ),
            *(
                shop.do(
                    update_purchase_order,
                    purchase_order_id=order_id,
                    lines=[LineTerms("OAK", units), LineTerms("MUG", 40 - units)],
                )
                for units in (18, 22)
            ),
            *(
                shop.do(adjust_stock, sku=sku, location_code="BER", delta=1, reason="Found")
                for sku in ("MUG", "OAK")
            ),
        ]
    )
    assert kinds(outcomes) == {"done": 12}
    await shop.do(close_purchase_order, purchase_order_id=order_id)
    assert (await purchase(shop, order_id))["status"] == "CLOSED"
    rows = await prove(shop.database)
    short = sum(line["short_quantity"] for line in rows["purchase_order_line"])
    assert short == 40 - 16
