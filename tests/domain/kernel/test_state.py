"""Lifecycles: a table that refuses to be wrong, and a judge of steps."""

from enum import StrEnum

import pytest

from domain.kernel.errors import IllegalTransition
from domain.kernel.state import Lifecycle


class Door(StrEnum):
    OPEN = "OPEN"
    CLOSED = "CLOSED"
    LOCKED = "LOCKED"


DOOR = Lifecycle(
    "The door",
    Door,
    start=frozenset({Door.OPEN}),
    steps={
        Door.OPEN: frozenset({Door.CLOSED}),
        Door.CLOSED: frozenset({Door.OPEN, Door.LOCKED}),
        Door.LOCKED: frozenset({Door.CLOSED}),
    },
)


def test_a_step_of_the_table_changes_something_and_the_same_again_nothing() -> None:
    assert DOOR.check(Door.OPEN, Door.CLOSED) is True
    assert DOOR.check(Door.CLOSED, Door.CLOSED) is False


def test_a_step_that_is_not_in_the_table_is_refused_with_those_that_are() -> None:
    with pytest.raises(IllegalTransition) as refusal:
        DOOR.check(Door.OPEN, Door.LOCKED)
    assert refusal.value.current == "OPEN"
    assert refusal.value.requested == "LOCKED"
    assert refusal.value.allowed == ("CLOSED",)


def test_a_table_that_forgets_a_state_does_not_load() -> None:
    with pytest.raises(ValueError, match="no row for"):
        Lifecycle("The door", Door, start=frozenset({Door.OPEN}), steps={Door.OPEN: frozenset()})


def test_a_state_that_nothing_leads_to_does_not_load() -> None:
    steps = {state: frozenset[Door]() for state in Door}
    with pytest.raises(ValueError, match="nothing leads to"):
        Lifecycle("The door", Door, start=frozenset({Door.OPEN}), steps=steps)
