"""Lifecycles as tables that can be read aloud.

One `Lifecycle` per aggregate says which step leads where; `check` is the only judge of a step. The
same step twice is a no-op that succeeds, an illegal one is refused with the allowed ones.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Generic, TypeVar

from domain.kernel.errors import IllegalTransition

S = TypeVar("S", bound=StrEnum)


class Lifecycle(Generic[S]):
    """The states of one kind of thing and the steps between them.

    Raises `ValueError` at import for a table that forgets a state or has one that nothing reaches.
    """

    def __init__(
        self, subject: str, kind: type[S], *, start: frozenset[S], steps: Mapping[S, frozenset[S]]
    ) -> None:
        self.subject = subject
        self.kind = kind
        self.start = start
        self.steps = steps
        if missing := set(kind) - set(steps):
            raise ValueError(f"{subject}: no row for {sorted(missing)}")
        if lost := set(kind) - self.reachable():
            raise ValueError(f"{subject}: nothing leads to {sorted(lost)}")

    def reachable(self) -> set[S]:
        """Every state that some path from a start leads to."""
        seen: set[S] = set()
        frontier = set(self.start)
        while frontier:
            state = frontier.pop()
            seen.add(state)
            frontier |= self.steps[state] - seen
        return seen

    def allows(self, current: S, requested: S) -> bool:
        """Whether the step exists; staying where one is always does."""
        return requested == current or requested in self.steps[current]

    def check(self, current: S, requested: S) -> bool:
        """True when the step changes something, False when it is already done.

        Raises `IllegalTransition` with the allowed steps.
        """
        if requested == current:
            return False
        if requested not in self.steps[current]:
            raise IllegalTransition(
                subject=self.subject,
                current=current,
                requested=requested,
                allowed=[state for state in self.kind if state in self.steps[current]],
            )
        return True
