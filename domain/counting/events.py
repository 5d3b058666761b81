"""What happens to cycle counts."""

from dataclasses import dataclass
from uuid import UUID

from domain.kernel.events import Event
from domain.kernel.words import counted


@dataclass(frozen=True, kw_only=True)
class CycleCountEvent(Event):
    """What all of them say: which count."""

    cycle_count_id: UUID
    number: str


@dataclass(frozen=True, kw_only=True)
class CycleCountStarted(CycleCountEvent):
    type = "cycle_count.started"
    lines: int

    def summary(self) -> str:
        return f"Cycle count {self.number} of {self.lines} products was started."


@dataclass(frozen=True, kw_only=True)
class CycleCountSubmitted(CycleCountEvent):
    type = "cycle_count.submitted"

    def summary(self) -> str:
        return f"Cycle count {self.number} was handed in for review."


@dataclass(frozen=True, kw_only=True)
class CycleCountReopened(CycleCountEvent):
    type = "cycle_count.reopened"
    reason: str

    def summary(self) -> str:
        return f"Cycle count {self.number} goes on: {self.reason}"


@dataclass(frozen=True, kw_only=True)
class CycleCountPosted(CycleCountEvent):
    """`over` units were found beyond the book, `short` units were missing."""

    type = "cycle_count.posted"
    lines: int
    over: int
    short: int

    def summary(self) -> str:
        return (
            f"Cycle count {self.number} of {counted(self.lines, 'product')} was posted: "
            f"{counted(self.over, 'unit')} over, {self.short} short."
        )


@dataclass(frozen=True, kw_only=True)
class CycleCountCancelled(CycleCountEvent):
    type = "cycle_count.cancelled"
    reason: str

    def summary(self) -> str:
        return f"Cycle count {self.number} was cancelled: {self.reason}"
