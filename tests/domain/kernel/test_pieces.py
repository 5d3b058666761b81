"""Between two pieces of many things the event loop has its turn."""

import asyncio
import weakref
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from domain.kernel.compiled import Compiled
from domain.kernel.database import Database
from domain.kernel.joined import MOST_JOINED
from domain.kernel.pieces import PIECE, in_pieces, let_go
from tests.domain.kernel.test_reader import COUNTED, DOUBLED, sent

MANY = 3 * PIECE + 1


@contextmanager
def by_turn() -> Iterator[Callable[[int], None]]:
    """Counts what is done in each turn of the event loop; in the end no turn had more than a piece."""
    loop, turn, done = asyncio.get_running_loop(), 0, Counter[int]()

    def begin_another() -> None:
        nonlocal turn, handle
        turn += 1
        handle = loop.call_soon(begin_another)

    def count(number: int) -> None:
        done[turn] += number

    handle = loop.call_soon(begin_another)
    yield count
    handle.cancel()
    assert done.total() == MANY
    assert max(done.values()) <= PIECE


async def test_many_are_handled_in_pieces() -> None:
    seen: list[int] = []
    with by_turn() as count:
        await in_pieces(lambda some: (seen.extend(some), count(len(some))), range(MANY))
    assert seen == list(range(MANY))


async def test_few_are_handled_at_once() -> None:
    seen: list[int] = []
    work = in_pieces(seen.extend, range(PIECE))
    with pytest.raises(StopIteration):
        work.send(None)
    assert len(seen) == PIECE


async def test_who_is_cancelled_stops_between_two_pieces() -> None:
    seen: list[int] = []
    working = asyncio.create_task(in_pieces(seen.extend, range(MANY)))
    await asyncio.sleep(0)
    working.cancel()
    with pytest.raises(asyncio.CancelledError):
        await working
    assert seen == list(range(PIECE))


class Thing:
    """Something to be freed."""


async def test_many_are_freed_in_pieces() -> None:
    things = [Thing() for _ in range(MANY)]
    with by_turn() as count:
        for thing in things:
            weakref.finalize(thing, count, 1).atexit = False
        del thing
        let_go([], things[: PIECE // 2], things)
        while things:  # noqa: ASYNC110
            await asyncio.sleep(0)


def test_without_an_event_loop_nobody_has_to_wait() -> None:
    let_go([1, 2])


async def test_a_statement_that_finds_many_rows_is_sent_by_itself(database: Database) -> None:
    reader = database.reader()
    for found in (0, MOST_JOINED, MOST_JOINED + 1):
        with sent(database) as statements:
            rows, [doubled] = await asyncio.gather(
                reader.rows(COUNTED, {"n": found}), reader.rows(DOUBLED, {"n": 4})
            )
        assert [row.n for row in rows] == list(range(found, 0, -1))
        assert doubled.twice == 8
        assert len(statements) == (1 if found <= MOST_JOINED else 2)


async def test_rows_that_nobody_waits_for_any_more_are_not_made(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    make, made = Compiled.rows, 0
    reading = asyncio.create_task(database.reader().rows(COUNTED, {"n": MANY}))

    def rows(self: Compiled, records: list[object]) -> list[object]:
        nonlocal made
        made += len(records)
        reading.cancel()
        return make(self, records)

    monkeypatch.setattr(Compiled, "rows", rows)
    with pytest.raises(asyncio.CancelledError):
        await reading
    for _ in range(MANY // PIECE + 1):
        await asyncio.sleep(0)
    assert made == PIECE
    assert database.engine.pool.checkedout() == 0  # type: ignore[attr-defined]


async def test_rows_are_made_in_pieces(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    make = Compiled.rows
    reader = database.reader()
    with by_turn() as count:

        def rows(self: Compiled, records: list[object]) -> list[object]:
            count(len(records))
            return make(self, records)

        monkeypatch.setattr(Compiled, "rows", rows)
        found = await reader.rows(COUNTED, {"n": MANY})
    assert [row.n for row in found] == list(range(MANY, 0, -1))
