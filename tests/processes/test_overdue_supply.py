"""What should have come and has not: it will come, and nobody is promised that it came last week."""

from datetime import timedelta
from uuid import UUID

from domain.backorders.models import BackorderKind
from domain.backorders.policies import set_backorder_policy
from domain.kernel.errors import InsufficientStock, Shortage
from domain.processes.fill_backorders import fill_backorders
from jobs.cron import queue_lapsed_promises
from jobs.handlers import HANDLERS
from tests.factories.backorders import coming, promised
from tests.factories.buying import submitted, supplier
from tests.factories.orders import placed
from tests.factories.proof import prove
from tests.factories.reading import refused
from tests.factories.shop import MORNING, Shop

DAY, WEEK, MONTH = [MORNING + timedelta(days=days) for days in (1, 7, 30)]


async def fill(shop: Shop) -> None:
    await shop.do(fill_backorders, product_ids=[shop.products["OAK"].id])


async def queued(shop: Shop) -> list[UUID]:
    return await queue_lapsed_promises(shop.database, now=shop.clock.now())


async def test_a_new_order_is_not_promised_a_day_that_has_passed(shop: Shop) -> None:
    await coming(shop, "OAK", "MUC", 2, at=DAY)
    shop.clock.set(WEEK)
    late = await placed(shop, {"OAK": 2})
    assert await promised(shop, late) is None
    await coming(shop, "OAK", "MUC", 2, at=MONTH)
    later = await placed(shop, {"OAK": 1})
    assert await promised(shop, later) is None, "what has a date is for who came before"
    await fill(shop)
    assert [await promised(shop, each) for each in (late, later)] == [MONTH, None]
    await prove(shop.database)


async def test_an_overdue_purchase_order_is_no_promise_either(shop: Shop) -> None:
    await submitted(shop, await supplier(shop), {"OAK": 2}, expected_at=DAY)
    shop.clock.set(WEEK)
    assert await promised(shop, await placed(shop, {"OAK": 2})) is None


async def test_a_shortage_does_not_say_that_there_was_more_last_week(shop: Shop) -> None:
    await coming(shop, "CAP", "BER", 2, at=DAY)
    shop.clock.set(WEEK)
    await coming(shop, "CAP", "HAM", 4, at=MONTH)
    async with refused(shop.database, InsufficientStock) as refusal:
        await placed(shop, {"CAP": 3})
    assert refusal.value.shortages == (Shortage("CAP", 3, 1, MONTH, 5),)


async def test_a_promise_that_was_not_kept_is_taken_back_once(shop: Shop) -> None:
    order_id = await placed(shop, {"OAK": 2})
    await coming(shop, "OAK", "MUC", 2, at=DAY)
    await fill(shop)
    assert (await promised(shop, order_id), await queued(shop)) == (DAY, [])
    shop.clock.set(DAY + timedelta(seconds=1))
    (task_id,) = await queued(shop)
    assert await queued(shop) == [], "once a minute is enough"
    (task,) = await shop.rows("SELECT name, args FROM task WHERE id = $1", task_id)
    handler = HANDLERS[task["name"]]
    await shop.act(handler.actor, handler.run, task["args"])  # type: ignore[arg-type]
    assert await promised(shop, order_id) is None
    assert (await shop.events(order_id)).count("order.promise_moved") == 2
    shop.clock.set(WEEK)
    assert await queued(shop) == []
    await prove(shop.database)


async def test_a_preorder_whose_day_has_passed_waits_like_any_other(shop: Shop) -> None:
    await shop.do(
        set_backorder_policy,
        sku="OAK",
        channel="web",
        kind=BackorderKind.PREORDER,
        available_on=DAY,
    )
    early = await placed(shop, {"OAK": 1})
    assert await promised(shop, early) == DAY
    shop.clock.set(WEEK)
    late = await placed(shop, {"OAK": 1})
    await fill(shop)
    assert [await promised(shop, each) for each in (early, late)] == [None, None]
