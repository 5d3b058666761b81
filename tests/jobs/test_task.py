"""One job is one transaction; what fails is tried again, what is refused is over."""

import asyncio
from datetime import UTC, datetime, timedelta
from uuid import UUID

from domain.inventory.service import adjust_stock
from domain.kernel import tasks
from domain.kernel.actor import system
from domain.kernel.clock import FixedClock
from domain.kernel.errors import NotFound
from domain.kernel.tasks import NewTask
from domain.kernel.uow import UnitOfWork, transaction
from jobs.context import JobContext
from jobs.task import Arguments, Inside, Outside, run_task
from tests.factories.rows import execute
from tests.factories.shop import Shop

ACTOR = system("tests")


async def _one_more(uow: UnitOfWork, args: Arguments) -> None:
    await adjust_stock(uow, sku="MUG", location_code="BER", delta=1, reason="a job")


async def test_a_task_and_its_effects_are_one_transaction(shop: Shop, context: JobContext) -> None:
    task_id = await _queued(context)
    await run_task(context, {"test": Inside(ACTOR, _one_more)}, task_id)
    await run_task(context, {"test": Inside(ACTOR, _one_more)}, task_id)

    assert await shop.counters("MUG", "BER") == (11, 0, 0, 0)
    [task] = await shop.rows("SELECT * FROM task")
    assert (task["state"], task["attempts"], task["leased_until"]) == ("done", 1, None)
    [movement] = await shop.rows("SELECT actor FROM stock_movement WHERE reason = 'a job'")
    assert movement["actor"] == "system:tests"


async def test_what_fails_leaves_nothing_behind_and_is_tried_again_later(
    shop: Shop, context: JobContext
) -> None:
    async def fails(uow: UnitOfWork, args: Arguments) -> None:
        await _one_more(uow, args)
        raise RuntimeError("out of luck")

    task_id = await _queued(context)
    before = datetime.now(UTC)
    await run_task(context, {"test": Inside(ACTOR, fails)}, task_id)

    assert await shop.counters("MUG", "BER") == (10, 0, 0, 0)
    [task] = await shop.rows("SELECT * FROM task")
    assert (task["state"], task["attempts"]) == ("queued", 1)
    assert task["last_error"] == "RuntimeError: out of luck"
    assert timedelta(seconds=1) <= task["run_at"] - before < timedelta(seconds=5)

    await run_task(context, {"test": Inside(ACTOR, _one_more)}, task_id)
    assert await shop.counters("MUG", "BER") == (10, 0, 0, 0), "it is not due yet"


async def test_after_the_last_attempt_a_task_waits_for_a_person(shop: Shop, context: JobContext) -> None:
    async def fails(context: JobContext, actor: object, args: Arguments) -> None:
        raise ConnectionError("away")

    task_id = await _queued(context)
    for _ in range(tasks.MAX_ATTEMPTS):
        await execute(shop.database, "UPDATE task SET run_at = now() - interval '1 second'")
        await run_task(context, {"test": Outside(ACTOR, fails)}, task_id)

    [task] = await shop.rows("SELECT * FROM task")
    assert (task["state"], task["attempts"]) == ("failed", tasks.MAX_ATTEMPTS)
    assert task["last_error"] == "ConnectionError: away"


async def test_a_refusal_ends_a_task_quietly(shop: Shop, context: JobContext) -> None:
    async def refused(uow: UnitOfWork, args: Arguments) -> None:
        await _one_more(uow, args)
        raise NotFound("It is gone.")

    await run_task(context, {"test": Inside(ACTOR, refused)}, await _queued(context))

    assert await shop.counters("MUG", "BER") == (10, 0, 0, 0)
    [task] = await shop.rows("SELECT * FROM task")
    assert task["state"] == "done"


async def test_a_task_in_other_hands_is_left_alone(shop: Shop, context: JobContext) -> None:
    started, go_on = asyncio.Event(), asyncio.Event()

    async def slow(uow: UnitOfWork, args: Arguments) -> None:
        started.set()
        await go_on.wait()
        await _one_more(uow, args)

    task_id = await _queued(context)
    first = asyncio.create_task(run_task(context, {"test": Inside(ACTOR, slow)}, task_id))
    await started.wait()
    async with asyncio.timeout(2):
        await run_task(context, {"test": Inside(ACTOR, _one_more)}, task_id)
    go_on.set()
    await first

    assert await shop.counters("MUG", "BER") == (11, 0, 0, 0)


async def test_a_task_outside_is_leased_while_it_runs_and_again_when_the_lease_is_over(
    shop: Shop, context: JobContext
) -> None:
    runs = []

    async def outside(context: JobContext, actor: object, args: Arguments) -> None:
        runs.append(args["n"])

    task_id = await _queued(context)
    async with transaction(context.database, actor=ACTOR) as uow:
        assert await tasks.take(uow, task_id) is not None  # and then its worker is killed

    await run_task(context, {"test": Outside(ACTOR, outside)}, task_id)
    assert runs == []

    later = FixedClock(datetime.now(UTC) + tasks.LEASE + timedelta(seconds=1))
    async with context.database.read() as read:
        assert await tasks.list_due(read, now=later.now()) == [task_id]
    await execute(shop.database, "UPDATE task SET leased_until = now() - interval '1 second'")
    await run_task(context, {"test": Outside(ACTOR, outside)}, task_id)
    assert runs == [1]


async def _queued(context: JobContext) -> UUID:
    async with transaction(context.database, actor=ACTOR) as uow:
        [task_id] = await tasks.queue(uow, [NewTask(name="test", args={"n": 1}, key="only")])
    return task_id
