"""A shop brings a goal of its own: a small class, named in an entry point of its package."""

from collections.abc import Iterator
from typing import Any

import pytest

from domain.allocation import goals
from domain.allocation.goals import Goal
from domain.allocation.policy import parse
from domain.allocation.sites import Asked, Lot, Site
from domain.kernel.errors import ConfigurationError
from domain.processes.allocate_order import allocate_order
from tests.domain.allocation.test_policy_versions import in_force
from tests.factories.orders import allocated, placed, work
from tests.factories.shop import Shop


class FavourHamburg(Goal):
    name = "HAMBURG"
    describes = "A point for every unit that is not from Hamburg."

    def unit(self, lot: Lot, site: Site, asked: Asked) -> float:
        return 0.0 if site.code == "HAM" else 1.0


class Entry:
    """What `importlib.metadata` finds of a package's entry point."""

    value = "our_package.goals:FavourHamburg"

    def __init__(self, name: str, loaded: Any) -> None:
        self.name = name
        self.load = lambda: loaded


@pytest.fixture
def installed(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Entry]]:
    """The goals of other packages; what a test puts in is installed."""
    found: list[Entry] = []
    monkeypatch.setattr(goals, "entry_points", lambda group: found)
    goals.goals.cache_clear()
    yield found
    goals.goals.cache_clear()


async def test_a_goal_of_another_package_is_weighed_like_the_houses_own(
    shop: Shop, installed: list[Entry]
) -> None:
    installed.append(Entry("HAMBURG", FavourHamburg))
    await in_force(shop, goals=[{"goal": "HAMBURG", "weight": "2", "settings": {}}])
    order_id = await placed(shop, {"MUG": 1})
    await allocated(shop, order_id)
    assert [row["location"] for row in await work(shop, order_id)] == ["HAM"]


async def test_a_policy_whose_goal_is_gone_stops_loudly_and_changes_nothing(
    shop: Shop, installed: list[Entry]
) -> None:
    installed.append(Entry("HAMBURG", FavourHamburg))
    await in_force(shop, goals=[{"goal": "HAMBURG", "weight": "2", "settings": {}}])
    order_id = await placed(shop, {"MUG": 1})
    installed.clear()
    goals.goals.cache_clear()
    with pytest.raises(ConfigurationError, match="There is no goal 'HAMBURG'"):
        await shop.do(allocate_order, order_id=order_id, waits=True)
    assert await shop.counters("MUG", "BER") == (10, 1, 0, 0)


@pytest.mark.parametrize(("name", "loaded"), [("AGE", FavourHamburg), ("LUCK", object)])
def test_a_goal_that_takes_a_name_or_is_none_stops_the_start(
    installed: list[Entry], name: str, loaded: Any
) -> None:
    installed.append(Entry(name, loaded))
    with pytest.raises(TypeError, match="FavourHamburg is not a sourcing goal"):
        parse([], [{"goal": "AGE", "weight": "1"}])
