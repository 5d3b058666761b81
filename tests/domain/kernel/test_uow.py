"""The unit of work: all or nothing, events in the same commit, and a second try for lost races."""

import asyncio
from dataclasses import dataclass
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from domain.catalog.events import ChannelCreated
from domain.kernel.actor import system
from domain.kernel.database import Database
from domain.kernel.errors import Retry
from domain.kernel.events import OrderEvent
from domain.kernel.ids import new_id
from domain.kernel.uow import UnitOfWork, run_again, transaction
from tests.factories.people import STAFF
from tests.factories.reading import everything, unchanged
from tests.factories.rows import execute, fetch, fetch_one


@dataclass(frozen=True, kw_only=True)
class Waved(OrderEvent):
    """An event of the tests' own."""

    type = "test.waved"
    hand: str

    def summary(self) -> str:
        return f"Somebody waved with the {self.hand} hand."


async def wave(database: Database, order_id: UUID, *hands: str) -> None:
    async with transaction(database, actor=STAFF) as uow:
        for hand in hands:
            uow.emit(Waved(order_id=order_id, hand=hand))


async def test_events_are_numbered_per_order_and_wait_in_the_outbox(database: Database) -> None:
    first, second = new_id(), new_id()
    await wave(database, first, "left", "right")
    await wave(database, second, "left")
    await wave(database, first, "left")

    log = await fetch(database, "SELECT * FROM event ORDER BY order_id, sequence")
    assert [(row["order_id"], row["sequence"]) for row in log] == [
        (first, 1),
        (first, 2),
        (first, 3),
        (second, 1),
    ]
    assert log[1]["summary"] == "Somebody waved with the right hand."
    assert log[1]["actor"] == "staff:ana@waybill.example"
    waiting = await fetch(database, "SELECT subject_id FROM outbox ORDER BY position")
    assert {row["subject_id"] for row in waiting} == {row["id"] for row in log}
    assert len(waiting) == 4


async def test_an_event_of_no_order_has_no_number(database: Database) -> None:
    async with transaction(database, actor=STAFF) as uow:
        uow.emit(ChannelCreated(channel_id=new_id(), code="web"))
    row = await fetch_one(database, "SELECT order_id, sequence, type FROM event")
    assert (row["order_id"], row["sequence"], row["type"]) == (None, None, "channel.created")


async def test_events_of_several_orders_and_of_none_are_told_in_the_order_they_happened(
    database: Database,
) -> None:
    first, second = new_id(), new_id()
    await wave(database, second, "left")
    async with transaction(database, actor=STAFF) as uow:
        for order_id, hand in ((second, "right"), (first, "left"), (second, "left"), (first, "right")):
            uow.emit(Waved(order_id=order_id, hand=hand))
            uow.emit(ChannelCreated(channel_id=order_id, code=hand))

    told = await fetch(
        database,
        "SELECT e.order_id, e.sequence, e.facts ->> 'hand' AS hand, o.payload FROM outbox o"
        " JOIN event e ON e.id = o.subject_id ORDER BY o.position",
    )
    assert [(row["order_id"], row["sequence"], row["hand"]) for row in told] == [
        (second, 1, "left"),
        (second, 2, "right"),
        (None, None, None),
        (first, 1, "left"),
        (None, None, None),
        (second, 3, "left"),
        (None, None, None),
        (first, 2, "right"),
        (None, None, None),
    ]
    payloads = [row["payload"] for row in told]
    assert payloads[1] == {"type": "test.waved", "order_id": str(second), "sequence": 2}
    assert payloads[2] == {"type": "channel.created", "order_id": None, "sequence": None}


async def test_a_replayed_history_is_logged_but_not_announced(database: Database) -> None:
    async with transaction(database, actor=STAFF, announce=False) as uow:
        uow.emit(Waved(order_id=new_id(), hand="left"))
    rows = await everything(database)
    assert len(rows["event"]) == 1
    assert rows["outbox"] == []


async def test_what_fails_leaves_no_row_and_no_event(database: Database) -> None:
    async def attempt() -> None:
        async with transaction(database, actor=STAFF) as uow:
            uow.emit(Waved(order_id=new_id(), hand="left"))
            await uow.write_events()
            raise RuntimeError("second thoughts")

    async with unchanged(database):
        with pytest.raises(RuntimeError, match="second thoughts"):
            await attempt()


async def test_numbers_have_no_gaps_when_many_write_at_once_and_some_fail(
    database: Database,
) -> None:
    order_id = new_id()

    async def attempt(nth: int) -> None:
        async with transaction(database, actor=STAFF) as uow:
            uow.emit(Waved(order_id=order_id, hand="left"))
            uow.emit(Waved(order_id=order_id, hand="right"))
            await uow.write_events()
            if nth % 3 == 0:
                raise RuntimeError

    await asyncio.gather(*(attempt(nth) for nth in range(30)), return_exceptions=True)
    rows = await fetch(database, "SELECT sequence FROM event ORDER BY sequence")
    assert [row["sequence"] for row in rows] == list(range(1, 41))
    last = await fetch_one(database, "SELECT last FROM event_sequence")
    assert last["last"] == 40


async def test_a_verb_that_lost_a_race_is_run_again() -> None:
    attempts: list[int] = []

    async def attempt() -> str:
        attempts.append(1)
        if len(attempts) < 3:
            raise Retry
        return "done"

    assert await run_again(attempt) == "done"
    assert len(attempts) == 3


async def _lose(database: Database, uow: UnitOfWork) -> None:
    """PostgreSQL ends the connection that the unit of work is on, and its process is gone."""
    pid = await uow.session.scalar(text("SELECT pg_backend_pid()"))
    await execute(database, "SELECT pg_terminate_backend($1, 5000)", pid)


@pytest.mark.parametrize("how", ["by the session", "by the driver"])
async def test_a_verb_whose_connection_is_lost_is_run_again(database: Database, how: str) -> None:
    order_id, attempts = new_id(), list[int]()

    async def attempt() -> str:
        async with transaction(database, actor=STAFF) as uow:
            uow.emit(Waved(order_id=order_id, hand="left"))
            attempts.append(1)
            if len(attempts) < 3:
                await _lose(database, uow)
            if how == "by the session":
                await uow.session.execute(text("SELECT 1"))
            else:
                await uow.write_events()
            return "done"

    assert await run_again(attempt) == "done"
    assert len(attempts) == 3
    assert len(await fetch(database, "SELECT 1 FROM event")) == 1


async def test_a_lost_commit_is_not_sent_again_by_itself(database: Database) -> None:
    """It may have arrived: only whoever asks again with the same idempotency key finds out."""
    attempts: list[int] = []

    async def attempt() -> None:
        async with transaction(database, actor=STAFF) as uow:
            uow.emit(Waved(order_id=new_id(), hand="left"))
            attempts.append(1)
            await _lose(database, uow)

    with pytest.raises(DBAPIError):
        await run_again(attempt)
    assert len(attempts) == 1


async def test_a_race_that_is_lost_every_time_is_told_in_the_end() -> None:
    async def attempt() -> None:
        raise Retry

    with pytest.raises(Retry):
        await run_again(attempt)


async def test_a_deadlock_reaches_nobody(database: Database) -> None:
    await execute(database, "INSERT INTO event_sequence VALUES ($1, 0)", UUID(int=1))
    await execute(database, "INSERT INTO event_sequence VALUES ($1, 0)", UUID(int=2))
    add = text("UPDATE event_sequence SET last = last + 1 WHERE order_id = :id")
    attempts: list[int] = []

    async def both(first: int, second: int) -> None:
        async def attempt() -> None:
            attempts.append(1)
            async with transaction(database, actor=STAFF) as uow:
                await uow.session.execute(add, {"id": UUID(int=first)})
                await asyncio.sleep(0.05)
                await uow.session.execute(add, {"id": UUID(int=second)})

        await run_again(attempt)

    await asyncio.gather(both(1, 2), both(2, 1))
    rows = await fetch(database, "SELECT last FROM event_sequence")
    assert [row["last"] for row in rows] == [2, 2]
    assert len(attempts) == 3


async def test_what_is_kept_for_last_happens_in_the_order_it_was_kept(database: Database) -> None:
    """Also where carrying out the first asks for everything kept to be carried out."""
    done: list[str] = []
    async with transaction(database, actor=system("test")) as uow:

        async def first() -> None:
            await uow.catch_up()
            done.append("first")

        async def second() -> None:
            done.append("second")

        uow.do_last(first)
        uow.do_last(second)
        assert done == []
    assert done == ["first", "second"]
