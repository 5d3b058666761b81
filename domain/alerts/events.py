"""Crossings of stock, each once."""

from dataclasses import dataclass
from uuid import UUID

from domain.alerts.models import StockAlertKind
from domain.kernel.events import Event
from domain.kernel.words import counted


@dataclass(frozen=True, kw_only=True)
class StockAlertEvent(Event):
    """What all of them say: which level, and what could still be sold there."""

    stock_alert_id: UUID
    product_id: UUID
    location_id: UUID
    available: int


@dataclass(frozen=True, kw_only=True)
class LowStockReached(StockAlertEvent):
    type = "stock.low_reached"

    def summary(self) -> str:
        return f"Stock is low: {counted(self.available, 'unit is', 'units are')} left."


@dataclass(frozen=True, kw_only=True)
class StockDepleted(StockAlertEvent):
    type = "stock.depleted"

    def summary(self) -> str:
        return "Nothing is left to sell."


@dataclass(frozen=True, kw_only=True)
class StockRestored(StockAlertEvent):
    type = "stock.restored"

    def summary(self) -> str:
        return f"It is back in stock: {counted(self.available, 'unit')}."


@dataclass(frozen=True, kw_only=True)
class OverstockReached(StockAlertEvent):
    type = "stock.overstocked"

    def summary(self) -> str:
        return f"{counted(self.available, 'unit')} on the shelf without a sale."


BY_KIND: dict[StockAlertKind, type[StockAlertEvent]] = {
    StockAlertKind.LOW_STOCK: LowStockReached,
    StockAlertKind.OUT_OF_STOCK: StockDepleted,
    StockAlertKind.BACK_IN_STOCK: StockRestored,
    StockAlertKind.OVERSTOCK: OverstockReached,
}
