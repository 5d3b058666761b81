"""What happens to those who wait."""

from dataclasses import dataclass

from domain.kernel.events import OrderEvent
from domain.kernel.words import counted


@dataclass(frozen=True, kw_only=True)
class BackorderFilled(OrderEvent):
    """Stock came in for the order: one event an arrival, however many lines it serves."""

    type = "order.backorder_filled"
    units: int
    waiting: int
    "Units of the order that still wait."

    def summary(self) -> str:
        return f"{counted(self.units, 'unit')} came in; {self.waiting} still on backorder."


@dataclass(frozen=True, kw_only=True)
class PromiseMoved(OrderEvent):
    """Promised dates of the order changed; one event a change, however many lines it moves."""

    type = "order.promise_moved"
    lines: int
    promised_at: str | None
    "When the last of the moved lines is there, ISO 8601; null where nobody knows."

    def summary(self) -> str:
        when = self.promised_at or "an unknown date"
        lines = counted(self.lines, "line on backorder is", "lines on backorder are")
        return f"{lines} now promised for {when}."


@dataclass(frozen=True, kw_only=True)
class BackorderPrioritized(OrderEvent):
    type = "order.backorder_prioritized"
    priority: int
    reason: str

    def summary(self) -> str:
        return f"A line on backorder got priority {self.priority}: {self.reason}"
