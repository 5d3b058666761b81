"""Shipments: parcels on their way, and what carriers said about them."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlmodel import Field, Index, SQLModel

from domain.kernel.columns import instant, primary_key, reference, status_of, table_of, text


class ShipmentStatus(StrEnum):
    LABEL_PENDING = "LABEL_PENDING"
    LABELLED = "LABELLED"
    IN_TRANSIT = "IN_TRANSIT"
    OUT_FOR_DELIVERY = "OUT_FOR_DELIVERY"
    DELIVERED = "DELIVERED"
    EXCEPTION = "EXCEPTION"
    RETURNED_TO_SENDER = "RETURNED_TO_SENDER"
    LOST = "LOST"
    CANCELLED = "CANCELLED"


class Shipment(SQLModel, table=True):
    """One parcel of one fulfillment order; its SHIP movements are posted when it is made."""

    __tablename__ = "shipment"
    __table_args__ = (Index("shipment_by_tracking_number", "tracking_number"),)

    id: UUID = primary_key()
    order_id: UUID = reference("orders.id", index=True)
    fulfillment_order_id: UUID = reference("fulfillment_order.id", index=True)
    number: str = Field(unique=True)
    status: ShipmentStatus = status_of(ShipmentStatus)
    carrier: str = text()
    tracking_number: str | None = text(nullable=True)
    shipped_at: datetime | None = instant(nullable=True)
    delivered_at: datetime | None = instant(nullable=True)
    last_event_at: datetime | None = instant(nullable=True)
    created_at: datetime = instant()


class ShipmentLine(SQLModel, table=True):
    """Units of one order line in the parcel."""

    __tablename__ = "shipment_line"
    __table_args__ = (CheckConstraint("quantity > 0", name="shipment_line_quantity"),)

    shipment_id: UUID = Field(foreign_key="shipment.id", primary_key=True)
    order_line_id: UUID = Field(foreign_key="order_line.id", primary_key=True, index=True)
    quantity: int


class ShipmentEvent(SQLModel, table=True):
    """What the carrier reported, applied or not: late and repeated reports are kept too."""

    __tablename__ = "shipment_event"
    __table_args__ = (UniqueConstraint("shipment_id", "status", "occurred_at"),)

    id: UUID = primary_key()
    shipment_id: UUID = reference("shipment.id")
    status: ShipmentStatus = status_of(ShipmentStatus)
    occurred_at: datetime = instant()
    recorded_at: datetime = instant()
    note: str | None = text(nullable=True)
    applied: bool


shipments = table_of(Shipment)
shipment_lines = table_of(ShipmentLine)
shipment_events = table_of(ShipmentEvent)
