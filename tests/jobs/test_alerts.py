"""Alerts come about by themselves: the relay looks at what moved, the day at what did not."""

from datetime import timedelta

from jobs import cron
from jobs.context import JobContext
from jobs.handlers import HANDLERS
from jobs.relay import relay_once
from jobs.task import run_task
from tests.factories.orders import placed
from tests.factories.shop import Shop


async def alerts(shop: Shop) -> list[str]:
    return [row["kind"] for row in await shop.rows("SELECT kind FROM stock_alert ORDER BY id")]


async def emptied(context: JobContext) -> None:
    while (await relay_once(context)).messages:
        pass


async def test_the_last_unit_that_is_sold_is_told_once(shop: Shop, context: JobContext) -> None:
    await placed(shop, {"CAP": 1})
    await emptied(context)
    assert await alerts(shop) == ["OUT_OF_STOCK"]
    assert await shop.rows("SELECT 1 FROM outbox") == []
    await shop.stock("CAP", "BER", 2)
    await emptied(context)
    assert await alerts(shop) == ["OUT_OF_STOCK", "BACK_IN_STOCK"]


async def test_the_day_looks_once_at_what_lies(today: Shop, context: JobContext) -> None:
    await emptied(context)
    for ahead in (0, 0, 1):
        # The shop opened in March, and has sold nothing since: workers know the real time only.
        day = today.clock.now() + timedelta(days=ahead)
        for task_id in await cron.queue_daily_work(context.database, now=day):
            await run_task(context, HANDLERS, task_id)
    assert await alerts(today) == ["OVERSTOCK"] * 4
    done = await today.rows("SELECT state FROM task WHERE name = 'note_overstock'")
    assert [row["state"] for row in done] == ["done", "done"], "once each day"
