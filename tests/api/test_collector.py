"""The garbage collector does not walk those who stay, and finds what those who left have left behind."""

import gc
import weakref
from collections.abc import Iterator

import pytest

from api.collector import MANY, Collector


class Knot:
    """Refers to itself: only the collector lets it go."""

    def __init__(self) -> None:
        self.itself = self


@pytest.fixture(autouse=True)
def _as_it_was() -> Iterator[None]:
    gc.unfreeze()
    yield
    gc.unfreeze()


def test_a_few_are_not_worth_it() -> None:
    Collector(lambda: MANY - 1).look()
    assert gc.get_freeze_count() == 0


def test_those_who_stay_are_not_walked_until_half_of_them_have_gone() -> None:
    there = 3 * MANY
    collector = Collector(lambda: there)
    knot = Knot()
    left = weakref.ref(knot)
    collector.look()
    assert gc.get_freeze_count() > 0
    del knot
    gc.collect()
    assert left() is not None
    there = 2 * MANY
    collector.look()
    assert left() is not None
    there = MANY
    collector.look()
    assert left() is None
    assert gc.get_freeze_count() > 0
