"""So many of a kind in a window, and each kind for itself."""

import pytest

from domain.audit import sieve
from domain.audit.sieve import Sieve


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The clock, in seconds; a test moves it."""
    moment = [1000.0]
    monkeypatch.setattr(sieve.time, "monotonic", lambda: moment[0])
    return moment


def test_so_many_of_a_kind_and_again_in_the_next_window(now: list[float]) -> None:
    two = Sieve(most=2, window=60)
    assert [two.lets("a") for _ in range(4)] == [True, True, False, False]
    assert two.lets("b")
    now[0] += 59.9
    assert not two.lets("a")
    now[0] += 0.1
    assert [two.lets("a") for _ in range(3)] == [True, True, False]


def test_what_it_remembers_is_bounded(now: list[float], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sieve, "REMEMBERED", 3)
    one = Sieve(most=1, window=60)
    for kind in "abc":
        assert one.lets(kind)
    assert not one.lets("a"), "which is now the one that was met last"
    assert one.lets("d")
    assert not one.lets("a")
    assert one.lets("b"), "it was forgotten"
