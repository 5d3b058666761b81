"""What happens to a parcel."""

from dataclasses import dataclass
from uuid import UUID

from domain.kernel.events import OrderEvent
from domain.kernel.words import counted
from domain.shipments.models import ShipmentStatus


@dataclass(frozen=True, kw_only=True)
class ShipmentEventOfOrder(OrderEvent):
    """What all of them say: which parcel."""

    shipment_id: UUID
    number: str


@dataclass(frozen=True, kw_only=True)
class ShipmentCreated(ShipmentEventOfOrder):
    type = "shipment.created"
    carrier: str
    units: int

    def summary(self) -> str:
        return f"Shipment {self.number} with {counted(self.units, 'unit')} left by {self.carrier}."


@dataclass(frozen=True, kw_only=True)
class ShipmentLabelled(ShipmentEventOfOrder):
    type = "shipment.labelled"

    def summary(self) -> str:
        return f"Shipment {self.number} has its label."


@dataclass(frozen=True, kw_only=True)
class ShipmentInTransit(ShipmentEventOfOrder):
    type = "shipment.in_transit"

    def summary(self) -> str:
        return f"Shipment {self.number} is on its way."


@dataclass(frozen=True, kw_only=True)
class ShipmentOutForDelivery(ShipmentEventOfOrder):
    type = "shipment.out_for_delivery"

    def summary(self) -> str:
        return f"Shipment {self.number} is out for delivery."


@dataclass(frozen=True, kw_only=True)
class ShipmentDelivered(ShipmentEventOfOrder):
    type = "shipment.delivered"

    def summary(self) -> str:
        return f"Shipment {self.number} was delivered."


@dataclass(frozen=True, kw_only=True)
class ShipmentException(ShipmentEventOfOrder):
    type = "shipment.exception"

    def summary(self) -> str:
        return f"Shipment {self.number} met an obstacle."


@dataclass(frozen=True, kw_only=True)
class ShipmentReturnedToSender(ShipmentEventOfOrder):
    type = "shipment.returned_to_sender"

    def summary(self) -> str:
        return f"Shipment {self.number} went back to its sender."


@dataclass(frozen=True, kw_only=True)
class ShipmentLost(ShipmentEventOfOrder):
    type = "shipment.lost"

    def summary(self) -> str:
        return f"Shipment {self.number} was lost."


BY_STATUS: dict[ShipmentStatus, type[ShipmentEventOfOrder]] = {
    ShipmentStatus.LABELLED: ShipmentLabelled,
    ShipmentStatus.IN_TRANSIT: ShipmentInTransit,
    ShipmentStatus.OUT_FOR_DELIVERY: ShipmentOutForDelivery,
    ShipmentStatus.DELIVERED: ShipmentDelivered,
    ShipmentStatus.EXCEPTION: ShipmentException,
    ShipmentStatus.RETURNED_TO_SENDER: ShipmentReturnedToSender,
    ShipmentStatus.LOST: ShipmentLost,
}
