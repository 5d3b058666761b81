"""The garbage collector does not walk those who stay, and finds what those who left have left behind."""

import gc
import weakref
from collections.abc import Iterator

import pytest

from api.collector import LOOKS, MANY, ROOM, WALKS, Collector


class Knot:
    """Refers to itself: only the collector lets it go."""

    def __init__(self) -> None:
        self.itself = self


@pytest.fixture(autouse=True)
def _as_it_was() -> Iterator[None]:
    gc.unfreeze()
    gc.disable()
    yield
    gc.enable()
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


@pytest.fixture
def due(monkeypatch: pytest.MonkeyPatch) -> None:
    """The young have been walked often enough."""
    monkeypatch.setattr(gc, "get_count", lambda: (0, 0, WALKS))


def test_nothing_old_is_walked_before_it_is_due(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gc, "get_count", lambda: (0, 0, WALKS - 1))
    collector, left = Collector(lambda: 0), weakref.ref(Knot())
    collector.look_at_all()
    assert left() is not None


@pytest.mark.usefixtures("due")
def test_what_nobody_needs_is_found_when_there_is_little_else() -> None:
    gc.collect()
    collector, left = Collector(lambda: 0), weakref.ref(Knot())
    collector.look_at_all()
    assert left() is None


@pytest.mark.usefixtures("due")
def test_while_a_huge_page_is_there_it_is_not_walked_but_not_for_ever() -> None:
    gc.collect()
    collector, left = Collector(lambda: 0), weakref.ref(Knot())
    page = [[number] for number in range(ROOM)]
    for _ in range(LOOKS):
        collector.look_at_all()
        assert left() is not None
    collector.look_at_all()
    assert left() is None
    another = weakref.ref(Knot())
    collector.look_at_all()
    assert another() is None, "what is still there counts as usual"
    assert page
