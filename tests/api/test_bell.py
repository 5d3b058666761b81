"""The bell that wakes the relay: rung at once, and not for every single writer."""

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest

from api import broker
from api.broker import Bell


class Broker:
    """Counts what is passed on to it."""

    def __init__(self) -> None:
        self.rings = 0
        self.away = 0
        "How many more rings find nobody."

    async def publish(self, channel: str, message: bytes) -> None:
        await asyncio.sleep(0)
        if self.away:
            self.away -= 1
            raise ConnectionError
        self.rings += 1


@pytest.fixture
async def rung() -> AsyncIterator[tuple[Bell, Broker]]:
    """A bell that is listened to, and where its rings arrive."""
    heard: Any = Broker()
    bell = Bell(heard)
    running = asyncio.ensure_future(bell.run())
    yield bell, heard
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


async def _until(holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(10):
        while not holds():  # noqa: ASYNC110
            await asyncio.sleep(0.001)


async def test_the_first_ring_is_passed_on_at_once_and_those_after_it_as_one(
    rung: tuple[Bell, Broker], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(broker, "PAUSE", 0.2)
    bell, heard = rung
    bell.ring()
    await _until(lambda: heard.rings == 1)
    for _ in range(100):
        bell.ring()
        await asyncio.sleep(0)
    assert heard.rings == 1
    await _until(lambda: heard.rings == 2)
    await asyncio.sleep(0.4)
    assert heard.rings == 2, "nobody rang since"


async def test_a_broker_that_was_away_is_rung_for_again(
    rung: tuple[Bell, Broker], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(broker, "PATIENCE", 0.01)
    bell, heard = rung
    heard.away = 1
    bell.ring()
    await _until(lambda: heard.away == 0)
    assert heard.rings == 0
    bell.ring()
    await _until(lambda: heard.rings == 1)
