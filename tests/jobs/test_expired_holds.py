"""The sweeper of holds: one task, whoever and however often one looks."""

from domain.kernel.actor import system
from domain.processes.hold_stock import release_stock_hold
from domain.processes.order_request import LineRequest
from jobs.cron import queue_due_work
from jobs.handlers import HANDLERS
from jobs.reactions import REACTIONS
from tests.factories.backorders import waits
from tests.factories.bundles import bundle
from tests.factories.carts import held, hold_row, wait
from tests.factories.orders import placed
from tests.factories.proof import prove
from tests.factories.shop import Shop


async def test_holds_whose_time_is_over_are_ended_by_one_task(shop: Shop) -> None:
    first, second = await held(shop, {"MUG": 2}), await held(shop, {"CAP": 1})
    wait(shop, 14)
    assert await queue_due_work(shop.database, now=shop.clock.now()) == []
    wait(shop, 1)
    now = shop.clock.now()
    assert len(await queue_due_work(shop.database, now=now)) == 1
    assert await queue_due_work(shop.database, now=now) == []
    handler = HANDLERS["expire_holds"]
    assert handler.actor == system("expiry")
    await shop.act(handler.actor, handler.run, {})  # type: ignore[arg-type]
    for hold_id in (first, second):
        assert (await hold_row(shop, hold_id))["status"] == "EXPIRED"
    wait(shop, 1)
    assert await queue_due_work(shop.database, now=shop.clock.now()) == []
    await prove(shop.database)


async def test_who_waits_for_a_component_gets_it_when_a_cart_of_bundles_is_given_up(shop: Shop) -> None:
    await bundle(shop, "DUO", "15.00", {"MUG": 1, "CAP": 1})
    hold_id = await held(shop, {"DUO": 1})
    order_id = await placed(shop, [LineRequest(sku="CAP", quantity=1, backorder=True)])
    assert await waits(shop, order_id) == 1
    await shop.do(release_stock_hold, hold_id=hold_id)
    assert "fill_backorders" in REACTIONS["stock_hold.released"]
    fill = HANDLERS["fill_backorders"]
    await shop.act(fill.actor, fill.run, {"hold_id": str(hold_id)})  # type: ignore[arg-type]
    assert await waits(shop, order_id) == 0
    await prove(shop.database)
