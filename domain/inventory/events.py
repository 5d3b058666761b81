"""What happens to stock, beyond what each movement says itself."""

from dataclasses import dataclass
from uuid import UUID

from domain.kernel.events import Event
from domain.kernel.words import counted


@dataclass(frozen=True, kw_only=True)
class LocationCreated(Event):
    type = "location.created"
    location_id: UUID
    code: str

    def summary(self) -> str:
        return f"Location {self.code} was created."


@dataclass(frozen=True, kw_only=True)
class LocationUpdated(Event):
    """Something of a location was said anew; `changed` names what."""

    type = "location.updated"
    location_id: UUID
    code: str
    changed: str

    def summary(self) -> str:
        return f"Location {self.code} was changed: {self.changed}"


@dataclass(frozen=True, kw_only=True)
class LocationDeactivated(Event):
    type = "location.deactivated"
    location_id: UUID
    code: str

    def summary(self) -> str:
        return f"Nothing more is sourced from location {self.code}."


@dataclass(frozen=True, kw_only=True)
class LocationActivated(Event):
    type = "location.activated"
    location_id: UUID
    code: str

    def summary(self) -> str:
        return f"Location {self.code} is sourced from again."


@dataclass(frozen=True, kw_only=True)
class StockReceived(Event):
    """More became available: backordered lines may be waiting for it."""

    type = "stock.received"
    product_id: UUID
    location_id: UUID
    quantity: int

    def summary(self) -> str:
        return f"{counted(self.quantity, 'unit')} became available."


@dataclass(frozen=True, kw_only=True)
class SupplyChanged(Event):
    """What is on its way to a level changed: more, less, another date. Promised dates hang on it."""

    type = "stock.supply_changed"
    product_id: UUID
    location_id: UUID

    def summary(self) -> str:
        return "What is on its way changed."
