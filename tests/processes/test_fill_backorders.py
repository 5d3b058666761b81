"""What comes in goes to those who wait: by priority, then by promise, then by time."""

from datetime import datetime, timedelta
from uuid import UUID

from domain.backorders.models import BackorderKind
from domain.backorders.policies import set_backorder_policy
from domain.kernel.errors import InsufficientStock, Shortage
from domain.processes.allocate_order import allocate_order
from domain.processes.cancel_order import cancel_order
from domain.processes.fill_backorders import fill_backorders
from domain.processes.order_request import LineRequest
from domain.transfers.drafting import update_stock_transfer
from tests.factories.backorders import coming, promised, waits
from tests.factories.orders import allocated, placed, unpaid
from tests.factories.proof import prove
from tests.factories.reading import refused, unchanged
from tests.factories.rows import execute
from tests.factories.shop import MORNING, Shop
from tests.factories.transfers import take_in


async def fill(shop: Shop, *skus: str) -> list[UUID]:
    return await shop.do(fill_backorders, product_ids=[shop.products[sku].id for sku in skus])


async def test_what_comes_in_is_reserved_for_those_who_waited_first(shop: Shop) -> None:
    first, second, third = [await placed(shop, {"OAK": 2}) for _ in range(3)]
    await shop.stock("OAK", "MUC", 3)
    assert set(await fill(shop, "OAK")) == {first, second}
    assert [await waits(shop, each) for each in (first, second, third)] == [0, 1, 2]
    assert await shop.counters("OAK", "MUC") == (3, 3, 0, 0)
    assert (await shop.events(second))[-1] == "order.backorder_filled"
    assert "order.backorder_filled" not in await shop.events(third)
    await prove(shop.database)
    async with unchanged(shop.database):
        assert await fill(shop, "OAK") == []


async def test_whoever_orders_anew_stands_behind_the_queue(shop: Shop) -> None:
    await placed(shop, {"OAK": 2})
    await shop.stock("OAK", "MUC", 3)
    late = await placed(shop, {"OAK": 2})
    assert await waits(shop, late) == 1, "one is left once the first has theirs"
    await fill(shop, "OAK")
    assert await shop.counters("OAK", "MUC") == (3, 3, 0, 0)
    assert await waits(shop, late) == 1
    await prove(shop.database)


async def test_an_order_allocated_by_hand_takes_its_turn(shop: Shop) -> None:
    first, second = await placed(shop, {"OAK": 2}), await placed(shop, {"OAK": 2})
    await shop.stock("OAK", "MUC", 3)
    await allocated(shop, second)
    (line,) = await shop.lines(second)
    assert (line["allocated_quantity"], line["backordered_quantity"]) == (1, 1)
    await allocated(shop, first)
    assert await waits(shop, first) == 0
    async with refused(shop.database, InsufficientStock):
        await shop.do(allocate_order, order_id=second)
    await prove(shop.database)


async def test_an_order_that_waits_for_two_things_hears_of_both_at_once(shop: Shop) -> None:
    lines = [LineRequest(sku=sku, quantity=1, backorder=True) for sku in ("OAK", "CAP")]
    await shop.stock("CAP", "BER", -1)
    order_id = await placed(shop, lines)
    await shop.stock("OAK", "MUC", 5)
    await shop.stock("CAP", "HAM", 5)
    await fill(shop, "OAK")
    assert await fill(shop, "CAP") == []
    assert (await shop.events(order_id)).count("order.backorder_filled") == 1
    await prove(shop.database)


async def test_stock_of_another_channel_or_another_place_fills_nothing(shop: Shop) -> None:
    pinned = await placed(shop, [LineRequest(sku="OAK", quantity=1, location="BER")])
    anywhere = await placed(shop, {"OAK": 1})
    await shop.stock("OAK", "MUC", 1)
    await fill(shop, "OAK")
    assert (await waits(shop, pinned), await waits(shop, anywhere)) == (1, 0)
    await execute(shop.database, "UPDATE location SET serves_every_channel = false WHERE code = 'BER'")
    await shop.stock("OAK", "BER", 1)
    assert await fill(shop, "OAK") == []
    await prove(shop.database)


async def test_an_unpaid_order_keeps_its_place(shop: Shop) -> None:
    first, second = await unpaid(shop, {"OAK": 1}), await placed(shop, {"OAK": 1})
    await shop.stock("OAK", "MUC", 1)
    await fill(shop, "OAK")
    assert (await waits(shop, first), await waits(shop, second)) == (0, 1)
    await shop.do(cancel_order, order_id=first, reason="Never mind")
    await fill(shop, "OAK")
    assert await waits(shop, second) == 0
    await prove(shop.database)


async def test_promises_follow_the_supply(shop: Shop) -> None:
    orders = [await placed(shop, {"OAK": 2}) for _ in range(3)]
    assert [await promised(shop, each) for each in orders] == [None] * 3
    week, month = MORNING + timedelta(days=7), MORNING + timedelta(days=30)
    await coming(shop, "OAK", "MUC", 3, at=week)
    later = await coming(shop, "OAK", "BER", 2, at=month)
    await fill(shop, "OAK")
    assert [await promised(shop, each) for each in orders] == [week, month, None]
    await prove(shop.database)
    async with unchanged(shop.database):
        await fill(shop, "OAK")
    sooner = MORNING + timedelta(days=2)
    await shop.do(update_stock_transfer, stock_transfer_id=later, expected_at=sooner)
    await fill(shop, "OAK")
    assert [await promised(shop, each) for each in orders] == [sooner, week, None]
    assert (await shop.events(orders[0])).count("order.promise_moved") == 2
    assert (await shop.events(orders[2])).count("order.promise_moved") == 0
    await prove(shop.database)


async def test_what_a_transfer_brings_goes_to_those_who_wait(shop: Shop) -> None:
    first, second = await placed(shop, {"OAK": 2}), await placed(shop, {"OAK": 2})
    transfer_id = await coming(shop, "OAK", "MUC", 3, at=MORNING + timedelta(days=7))
    await take_in(shop, transfer_id, (2, 1, 0))
    told = await shop.rows("SELECT facts FROM event WHERE type = 'stock.received' ORDER BY id")
    here = str(shop.locations["MUC"].id)
    assert told[-1]["facts"]["location_id"] == here, "which is what fills the queue"
    await fill(shop, "OAK")
    assert (await waits(shop, first), await waits(shop, second)) == (0, 2)
    assert await shop.counters("OAK", "MUC") == (3, 2, 0, 1)
    await prove(shop.database)


async def test_a_new_backorder_is_promised_what_nobody_waits_for(shop: Shop) -> None:
    week, month = MORNING + timedelta(days=7), MORNING + timedelta(days=30)
    await coming(shop, "OAK", "MUC", 3, at=week)
    await coming(shop, "OAK", "MUC", 3, at=month)
    first, second = await placed(shop, {"OAK": 2}), await placed(shop, {"OAK": 2})
    assert (await promised(shop, first), await promised(shop, second)) == (week, month)


async def test_a_shortage_says_when_there_is_more(shop: Shop) -> None:
    week, month = MORNING + timedelta(days=7), MORNING + timedelta(days=30)
    await coming(shop, "CAP", "BER", 2, at=week)
    await coming(shop, "CAP", "HAM", 4, at=month)
    cases: list[tuple[int, datetime, int]] = [(2, week, 3), (3, week, 3), (4, month, 7), (90, month, 7)]
    for wanted, at, units in cases:
        async with refused(shop.database, InsufficientStock) as refusal:
            await placed(shop, {"CAP": wanted})
        assert refusal.value.shortages == (Shortage("CAP", wanted, 1, at, units),)


async def test_a_capped_policy_says_what_is_in_stock_and_what_may_wait_apart(shop: Shop) -> None:
    await shop.do(set_backorder_policy, sku="CAP", channel="web", kind=BackorderKind.BACKORDER, cap=3)
    async with refused(shop.database, InsufficientStock) as refusal:
        await placed(shop, {"CAP": 5})
    assert refusal.value.shortages == (Shortage("CAP", 5, 1, beyond_stock=3),)
    order_id = await placed(shop, {"CAP": 4})
    assert await waits(shop, order_id) == 3
