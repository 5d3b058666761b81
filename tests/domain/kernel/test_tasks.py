"""Background work as rows: taken once, given back when its holder dies, ended in one commit."""

import asyncio
from datetime import timedelta
from uuid import UUID

from domain.kernel import tasks
from domain.kernel.actor import system
from domain.kernel.clock import FixedClock
from domain.kernel.database import Database
from domain.kernel.tasks import LEASE, MAX_ATTEMPTS, NewTask, TakenTask
from domain.kernel.uow import transaction
from tests.factories.rows import fetch_one
from tests.factories.shop import MORNING

JOBS = system("jobs")


async def queue(database: Database, clock: FixedClock, *keys: str) -> list[UUID]:
    async with transaction(database, actor=JOBS, clock=clock) as uow:
        new = [NewTask(name="allocate", args={"order": key}, key=key) for key in keys]
        return await tasks.queue(uow, new)


async def take(database: Database, clock: FixedClock, id: UUID) -> TakenTask | None:
    async with transaction(database, actor=JOBS, clock=clock) as uow:
        return await tasks.take(uow, id)


async def due(database: Database, clock: FixedClock) -> list[UUID]:
    async with database.read() as read:
        return await tasks.list_due(read, now=clock.now())


async def test_the_same_event_handed_over_twice_is_one_piece_of_work(database: Database) -> None:
    clock = FixedClock(MORNING)
    assert len(await queue(database, clock, "e1", "e2")) == 2
    assert len(await queue(database, clock, "e1", "e3")) == 1
    assert len(await due(database, clock)) == 3


async def test_of_many_hands_one_takes_the_work(database: Database) -> None:
    clock = FixedClock(MORNING)
    (id,) = await queue(database, clock, "e1")
    taken = await asyncio.gather(*(take(database, clock, id) for _ in range(8)))
    (won,) = [each for each in taken if each]
    assert (won.name, won.args, won.attempts) == ("allocate", {"order": "e1"}, 1)
    assert await due(database, clock) == []


async def test_the_work_of_a_dead_worker_is_due_again_when_its_lease_ran_out(
    database: Database,
) -> None:
    clock = FixedClock(MORNING)
    (id,) = await queue(database, clock, "e1")
    await take(database, clock, id)
    clock.set(MORNING + LEASE + timedelta(seconds=1))
    assert await due(database, clock) == [id]
    again = await take(database, clock, id)
    assert again is not None
    assert again.attempts == 2


async def test_work_that_nobody_survives_is_given_up(database: Database) -> None:
    clock = FixedClock(MORNING)
    (id,) = await queue(database, clock, "e1")
    pauses = []
    for attempt in range(1, MAX_ATTEMPTS + 1):
        taken = await take(database, clock, id)
        assert taken is not None
        assert (taken.attempts, taken.is_spent) == (attempt, False)
        row = await fetch_one(database, "SELECT leased_until FROM task")
        pauses.append((row["leased_until"] - clock.now()).total_seconds())
        clock.set(row["leased_until"] + timedelta(seconds=1))
    assert pauses[5:] == [60, 64, 128, 256, 512, 600, 600]
    async with transaction(database, actor=JOBS, clock=clock) as uow:
        spent = await tasks.take(uow, id)
        assert spent is not None
        assert spent.is_spent
        await tasks.give_up(uow, spent)
    assert await due(database, clock) == []
    row = await fetch_one(database, "SELECT state, attempts FROM task")
    assert tuple(row) == ("failed", MAX_ATTEMPTS)


async def test_whoever_lost_the_work_neither_holds_nor_postpones_it(database: Database) -> None:
    clock = FixedClock(MORNING)
    (id,) = await queue(database, clock, "e1")
    slow = await take(database, clock, id)
    clock.set(MORNING + LEASE + timedelta(seconds=1))
    quick = await take(database, clock, id)
    assert slow is not None
    assert quick is not None
    async with transaction(database, actor=JOBS, clock=clock) as uow:
        assert not await tasks.hold(uow, slow)
        assert await tasks.hold(uow, quick)
        await tasks.postpone(uow, slow, error="too late")
    row = await fetch_one(database, "SELECT attempts, last_error FROM task")
    assert tuple(row) == (2, None)


async def test_finished_work_is_never_taken_again(database: Database) -> None:
    clock = FixedClock(MORNING)
    (id,) = await queue(database, clock, "e1")
    async with transaction(database, actor=JOBS, clock=clock) as uow:
        await tasks.take(uow, id)
        await tasks.finish(uow, id)
    clock.set(MORNING + timedelta(days=1))
    assert await take(database, clock, id) is None
    assert await queue(database, clock, "e1") == []


async def test_failures_back_off_and_end_in_somebodys_hands(database: Database) -> None:
    clock = FixedClock(MORNING)
    (id,) = await queue(database, clock, "e1")
    pauses = []
    for _ in range(MAX_ATTEMPTS):
        async with transaction(database, actor=JOBS, clock=clock) as uow:
            taken = await tasks.take(uow, id)
            assert taken is not None
            await tasks.postpone(uow, taken, error="no answer")
        row = await fetch_one(database, "SELECT state, run_at FROM task")
        pauses.append((row["run_at"] - clock.now()).total_seconds())
        clock.set(row["run_at"])
    assert pauses[:5] == [1, 2, 4, 8, 16]
    assert max(pauses) == 600
    assert row["state"] == "failed"
    assert await due(database, clock) == []
