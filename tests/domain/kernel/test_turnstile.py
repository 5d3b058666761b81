"""The turnstile: few at a time to the same thing, everybody in the end, and nobody in a circle."""

import asyncio
from collections import Counter

import pytest

from domain.kernel.turnstile import AT_ONCE, Turnstile


async def pass_through(
    turnstile: Turnstile, inside: Counter[str], most: Counter[str], *wanted: str
) -> None:
    async with turnstile.turn(wanted):
        for each in wanted:
            inside[each] += 1
            most[each] = max(most[each], inside[each])
        await asyncio.sleep(0.001)
        inside.subtract(wanted)


async def test_few_are_let_through_at_a_time_and_all_in_the_end() -> None:
    turnstile, inside, most = Turnstile(), Counter[str](), Counter[str]()
    mugs = [pass_through(turnstile, inside, most, "mug") for _ in range(20)]
    caps = [pass_through(turnstile, inside, most, "cap") for _ in range(2)]
    await asyncio.gather(*mugs, *caps)
    assert most == {"mug": AT_ONCE, "cap": 2}
    assert set(inside.values()) == {0}


async def test_those_who_want_several_things_in_either_order_do_not_wait_in_a_circle() -> None:
    turnstile, inside, most = Turnstile(), Counter[str](), Counter[str]()
    there = [pass_through(turnstile, inside, most, "mug", "cap") for _ in range(20)]
    back = [pass_through(turnstile, inside, most, "cap", "mug") for _ in range(20)]
    async with asyncio.timeout(20):
        await asyncio.gather(*there, *back)
    assert most == {"mug": AT_ONCE, "cap": AT_ONCE}


async def test_whoever_goes_away_or_fails_leaves_the_way_free() -> None:
    turnstile, inside, most = Turnstile(), Counter[str](), Counter[str]()
    async with asyncio.timeout(20):
        for _ in range(AT_ONCE):
            with pytest.raises(RuntimeError):
                async with turnstile.turn(["mug"]):
                    raise RuntimeError
        crowd = [
            asyncio.create_task(pass_through(turnstile, inside, most, "mug")) for _ in range(AT_ONCE + 5)
        ]
        await asyncio.sleep(0)
        for task in crowd[-3:]:
            task.cancel()
        done = await asyncio.gather(*crowd, return_exceptions=True)
        await pass_through(turnstile, inside, most, "mug")
    assert [type(each) for each in done[-3:]] == [asyncio.CancelledError] * 3
    assert done[:-3] == [None] * (AT_ONCE + 2)


async def test_nothing_is_kept_of_what_nobody_wants() -> None:
    turnstile = Turnstile()
    for nth in range(100):
        async with turnstile.turn([nth]):
            pass
    assert len(turnstile) == 0
