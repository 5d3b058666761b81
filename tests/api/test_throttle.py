"""A bucket that all processes share, and what each of them takes from it in advance."""

import asyncio

import pytest
from redis.asyncio import Redis

from api.fuse import Fuse
from api.throttle import LASTS, SHARE, Throttle
from tests.api.conftest import Api

CAPACITY = 10_000
ADVANCE = CAPACITY // SHARE


def units(number: int) -> object:
    """So many, but for what leaks while a test runs."""
    return pytest.approx(number, abs=5)


@pytest.fixture
async def broker(api: Api) -> Redis:
    broker: Redis = api.app.state.services.broker
    await broker.flushdb()
    return broker


def process(broker: Redis) -> Throttle:
    """One of those that share the buckets, which hardly leak."""
    return Throttle(broker, Fuse(), capacity=CAPACITY, rate=1)


async def questions(broker: Redis) -> int:
    """How often a bucket was asked for."""
    found = await broker.info("commandstats")
    return int(found.get("cmdstat_evalsha", {"calls": 0})["calls"])


async def test_who_comes_in_quick_succession_is_asked_about_now_and_then(broker: Redis) -> None:
    throttle = process(broker)
    await throttle.take("lena", 1)  # Valkey is told the script
    asked = await questions(broker)
    for number in range(50):
        taken = await throttle.take("mara", 10)
        assert taken.granted
        assert taken.remaining == units(CAPACITY - 10 - number), "whoever was asked"
        throttle.give_back("mara", 9)
    assert await questions(broker) - asked < 25


async def test_two_processes_hand_out_no_more_than_there_is(broker: Redis) -> None:
    one, other = process(broker), process(broker)
    handed_out = 0
    while (await one.take("mara", 7)).granted and (await other.take("mara", 7)).granted:
        handed_out += 14
        assert handed_out <= CAPACITY + 5
    assert handed_out > CAPACITY - 2 * (ADVANCE + 14)


async def test_what_was_taken_in_advance_goes_back(broker: Redis) -> None:
    one, other = process(broker), process(broker)
    await one.take("mara", 10)
    assert (await other.take("mara", 10)).remaining == units(CAPACITY - 20 - ADVANCE)
    await asyncio.sleep(LASTS)
    await one.take("mara", CAPACITY // 2)
    await asyncio.sleep(LASTS)
    assert (await other.take("mara", 10)).remaining == units(CAPACITY // 2 - 30)


async def test_nothing_is_taken_in_advance_where_little_is_left(broker: Redis) -> None:
    one, other = process(broker), process(broker)
    await one.take("mara", CAPACITY // 2)
    assert (await other.take("mara", 10)).remaining == units(CAPACITY // 2 - 10)
    assert (await one.take("mara", CAPACITY // 2 - 10)).granted
    refused = await other.take("mara", 20)
    assert not refused.granted
    assert (refused.remaining, refused.wait) == (units(0), units(20))


async def test_many_at_once_take_one_advance(broker: Redis) -> None:
    one, other = process(broker), process(broker)
    await asyncio.gather(*(one.take("mara", 10) for _ in range(8)))
    left = (await other.take("mara", 10)).remaining
    assert left == units(CAPACITY - 90 - ADVANCE)
