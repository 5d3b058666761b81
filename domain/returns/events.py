"""What happens to a return."""

from dataclasses import dataclass
from uuid import UUID

from domain.kernel.events import OrderEvent
from domain.kernel.words import counted


@dataclass(frozen=True, kw_only=True)
class ReturnEvent(OrderEvent):
    """What all of them say: which return."""

    return_id: UUID
    number: str


@dataclass(frozen=True, kw_only=True)
class ReturnRequested(ReturnEvent):
    type = "return.requested"
    units: int

    def summary(self) -> str:
        return f"Return {self.number} of {counted(self.units, 'unit')} was requested."


@dataclass(frozen=True, kw_only=True)
class ReturnApproved(ReturnEvent):
    type = "return.approved"

    def summary(self) -> str:
        return f"Return {self.number} was approved."


@dataclass(frozen=True, kw_only=True)
class ReturnDeclined(ReturnEvent):
    type = "return.declined"
    reason: str

    def summary(self) -> str:
        return f"Return {self.number} was declined: {self.reason}"


@dataclass(frozen=True, kw_only=True)
class ReturnReceived(ReturnEvent):
    """Units of a return were accounted for; `whole` when none is expected any more."""

    type = "return.received"
    units: int
    whole: bool

    def summary(self) -> str:
        return f"{counted(self.units, 'unit')} of return {self.number} came in."


@dataclass(frozen=True, kw_only=True)
class ReturnResolved(ReturnEvent):
    type = "return.resolved"

    def summary(self) -> str:
        return f"Return {self.number} is resolved."
