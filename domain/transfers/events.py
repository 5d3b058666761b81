"""What happens to stock transfers."""

from dataclasses import dataclass
from uuid import UUID

from domain.kernel.events import Event
from domain.kernel.words import counted


@dataclass(frozen=True, kw_only=True)
class StockTransferEvent(Event):
    """What all of them say: which transfer."""

    stock_transfer_id: UUID
    number: str


@dataclass(frozen=True, kw_only=True)
class StockTransferDrafted(StockTransferEvent):
    type = "stock_transfer.drafted"

    def summary(self) -> str:
        return f"Stock transfer {self.number} was drafted."


@dataclass(frozen=True, kw_only=True)
class StockTransferShipped(StockTransferEvent):
    """Its units left the origin and are expected at the destination."""

    type = "stock_transfer.shipped"
    units: int

    def summary(self) -> str:
        return f"{counted(self.units, 'unit')} of stock transfer {self.number} left."


@dataclass(frozen=True, kw_only=True)
class StockTransferRescheduled(StockTransferEvent):
    """What is on its way is expected at another time."""

    type = "stock_transfer.rescheduled"

    def summary(self) -> str:
        return f"Stock transfer {self.number} is expected at another time."


@dataclass(frozen=True, kw_only=True)
class StockTransferReceived(StockTransferEvent):
    """Units of it arrived, or will not; `whole` when none is expected any more."""

    type = "stock_transfer.received"
    units: int
    damaged: int
    short: int
    whole: bool

    def summary(self) -> str:
        others = [
            f"{units} {how}"
            for units, how in ((self.damaged, "damaged"), (self.short, "missing"))
            if units
        ]
        beside = f", {' and '.join(others)}" if others else ""
        return f"{counted(self.units, 'unit')} of stock transfer {self.number} arrived{beside}."


@dataclass(frozen=True, kw_only=True)
class StockTransferClosed(StockTransferEvent):
    """Nothing of it is expected any more; `short` units never came."""

    type = "stock_transfer.closed"
    short: int

    def summary(self) -> str:
        return f"Stock transfer {self.number} was closed, {counted(self.short, 'unit')} short."


@dataclass(frozen=True, kw_only=True)
class StockTransferCancelled(StockTransferEvent):
    """It was called off; `units` were on their way, and whoever did it said where they are."""

    type = "stock_transfer.cancelled"
    reason: str
    units: int
    whereabouts: str | None

    def summary(self) -> str:
        return f"Stock transfer {self.number} was cancelled: {self.reason}"
