"""The sweeper of holds: one task, whoever and however often one looks."""

from domain.kernel.actor import system
from jobs.cron import queue_due_work
from jobs.handlers import HANDLERS
from tests.factories.carts import held, hold_row, wait
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
