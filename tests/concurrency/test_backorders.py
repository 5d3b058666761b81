"""Queues under a crowd: caps hold, nobody overtakes, and what came in is given once."""

from domain.backorders.models import BackorderKind
from domain.backorders.policies import set_backorder_policy
from domain.processes.cancel_order import cancel_order
from domain.processes.fill_backorders import fill_backorders
from tests.concurrency.conftest import CROWD, at_once
from tests.concurrency.test_stock import kinds
from tests.factories.backorders import waits
from tests.factories.orders import placed
from tests.factories.proof import prove
from tests.factories.shop import Shop


async def test_of_fifty_who_preorder_within_a_cap_of_ten_ten_may(shop: Shop) -> None:
    await shop.do(set_backorder_policy, sku="OAK", channel="web", kind=BackorderKind.BACKORDER, cap=10)
    outcomes = await at_once(placed(shop, {"OAK": 1}) for _ in range(CROWD))
    assert kinds(outcomes) == {"done": 10, "InsufficientStock": CROWD - 10}
    (policy,) = (await prove(shop.database))["backorder_policy"]
    assert (policy["taken"], policy["cap"]) == (10, 10)


async def test_a_receipt_goes_to_the_queue_and_not_to_those_who_order_now(shop: Shop) -> None:
    """Ten wait for a unit each; ten come in while twenty more order the same."""
    queue = [await placed(shop, {"OAK": 1}) for _ in range(10)]
    products = [shop.products["OAK"].id]
    outcomes = await at_once(
        [
            *(placed(shop, {"OAK": 1}) for _ in range(10)),
            shop.stock("OAK", "MUC", 10),
            *(shop.do(fill_backorders, product_ids=products) for _ in range(3)),
            *(placed(shop, {"OAK": 1}) for _ in range(10)),
        ]
    )
    assert kinds(outcomes) == {"done": 24}
    await shop.do(fill_backorders, product_ids=products)
    assert [await waits(shop, order_id) for order_id in queue] == [0] * 10
    assert await shop.counters("OAK", "MUC") == (10, 10, 0, 0)
    rows = await prove(shop.database)
    told = [row for row in rows["event"] if row["type"] == "order.backorder_filled"]
    assert len(told) == 10, "each customer hears once"


async def test_the_queue_is_served_while_those_in_it_leave(shop: Shop) -> None:
    queue = [await placed(shop, {"OAK": 1}) for _ in range(12)]
    products = [shop.products["OAK"].id]
    outcomes = await at_once(
        [
            *(shop.do(cancel_order, order_id=each, reason="Too slow") for each in queue[::2]),
            shop.stock("OAK", "MUC", 4),
            *(shop.do(fill_backorders, product_ids=products) for _ in range(4)),
        ]
    )
    assert kinds(outcomes) == {"done": 11}
    await shop.do(fill_backorders, product_ids=products)
    assert [await waits(shop, each) for each in queue[1::2]] == [0, 0, 0, 0, 1, 1]
    await prove(shop.database)
