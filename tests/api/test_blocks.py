"""A block that is given up ends there, and takes nothing else with it."""

import asyncio
from typing import Any

import pytest

from api.blocks import Block


class Given(Exception):
    """The block was given up."""


class Trial(Block):
    def __exit__(self, error: type[BaseException] | None, *_: Any) -> None:
        if self.was_given_up(error):
            raise Given from None


async def test_what_is_done_in_it_ends_and_the_task_goes_on() -> None:
    block = Trial()
    asyncio.get_running_loop().call_soon(block.give_up)
    with pytest.raises(Given), block:
        await asyncio.sleep(3600)
    task = asyncio.current_task()
    assert task is not None
    assert task.cancelling() == 0
    await asyncio.sleep(0)


async def test_its_own_errors_and_results_are_not_touched() -> None:
    with pytest.raises(KeyError), Trial():
        raise KeyError
    with Trial():
        await asyncio.sleep(0)


async def test_somebody_elses_cancelling_is_heard() -> None:
    async def work(block: Trial) -> None:
        with block:
            await asyncio.sleep(3600)

    block = Trial()
    task = asyncio.create_task(work(block))
    await asyncio.sleep(0)
    task.cancel()
    block.give_up()
    with pytest.raises(asyncio.CancelledError):
        await task


async def test_the_outer_of_two_ends_both() -> None:
    outer, inner = Trial(), Trial()
    asyncio.get_running_loop().call_soon(outer.give_up)
    left: list[type[BaseException]] = []

    async def work() -> None:
        try:
            with inner:
                await asyncio.sleep(3600)
        except BaseException as error:
            left.append(type(error))
            raise

    with pytest.raises(Given), outer:
        await work()
    assert left == [asyncio.CancelledError]
