"""Of very many awaitables, a bounded number is under way at once."""

import asyncio
from collections.abc import Coroutine
from typing import Any

import pytest

from schema.execution.awaiting import AT_ONCE, answers
from schema.execution.failures import Failure

MANY = 2 * AT_ONCE + 1


class Work:
    """Coroutines that count themselves; each waits for a turn."""

    def __init__(self, *, failing: int = -1) -> None:
        self.began: list[int] = []
        self.under_way = 0
        self.most = 0
        self._failing = failing

    async def one(self, number: int) -> int:
        self.began.append(number)
        self.under_way += 1
        self.most = max(self.most, self.under_way)
        await asyncio.sleep(0)
        self.under_way -= 1
        if number == self._failing:
            raise ValueError("no luck")
        return number

    def many(self) -> list[Coroutine[Any, Any, int]]:
        return [self.one(number) for number in range(MANY)]


async def test_many_are_answered_in_their_order_and_not_all_at_once() -> None:
    work = Work()
    assert await answers(work.many()) == list(range(MANY))
    assert work.most == AT_ONCE


async def test_one_that_fails_leaves_the_others_alone() -> None:
    found = await answers(Work(failing=3).many())
    assert [place for place, each in enumerate(found) if isinstance(each, Failure)] == [3]


async def test_where_all_are_needed_none_begins_after_one_has_failed() -> None:
    work = Work(failing=3)
    found = await answers(work.many(), needed=True)
    assert len(found) == MANY
    assert [str(each.error) for each in found if isinstance(each, Failure) and each.error] == ["no luck"]
    assert work.began == list(range(AT_ONCE))


@pytest.mark.filterwarnings("error")
async def test_when_nobody_waits_any_more_none_begins() -> None:
    work = Work()
    waiting = asyncio.create_task(answers(work.many()))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    assert work.began == list(range(AT_ONCE))
