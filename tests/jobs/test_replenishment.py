"""The day calculates what to buy again, slice by slice, once."""

from domain.alerts.service import NewThreshold, set_stock_thresholds
from jobs import cron
from jobs.context import JobContext
from jobs.handlers import HANDLERS
from jobs.task import run_task
from tests.factories.buying import supplier
from tests.factories.shop import Shop


async def test_a_day_leaves_suggestions(today: Shop, context: JobContext) -> None:
    await supplier(today)
    ten = [NewThreshold(sku, "HAM", reorder_point=10) for sku in ("MUG", "TEE", "OAK")]
    await today.do(set_stock_thresholds, thresholds=ten)
    for expected in (["replenish"], []):
        queued = await cron.queue_daily_work(context.database, now=today.clock.now())
        names = await today.rows("SELECT id, name FROM task WHERE id = ANY($1)", queued)
        assert [row["name"] for row in names if row["name"] == "replenish"] == expected
        for row in names:
            await run_task(context, HANDLERS, row["id"])
    (slice_task,) = await today.rows("SELECT id FROM task WHERE name = 'replenish_slice'")
    await run_task(context, HANDLERS, slice_task["id"])
    found = await today.rows("SELECT quantity FROM replenishment_suggestion ORDER BY quantity")
    assert [row["quantity"] for row in found] == [2, 5, 10]
