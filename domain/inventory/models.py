"""Locations, stock levels, the movements that explain them, and reservations.

available = on_hand − reserved − allocated − unavailable − safety_stock. Σ movements = level, always:
only `domain.inventory.ledger` writes the counters, together with the movement that says why.
"""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlmodel import Field, Index, SQLModel

from domain.kernel.columns import (
    document,
    instant,
    primary_key,
    reference,
    status_of,
    table_of,
    text,
)


class MovementKind(StrEnum):
    RECEIVE = "RECEIVE"
    ADJUST = "ADJUST"
    COUNT = "COUNT"
    RESERVE = "RESERVE"
    UNRESERVE = "UNRESERVE"
    ALLOCATE = "ALLOCATE"
    RELEASE = "RELEASE"
    SHIP = "SHIP"
    RETURN = "RETURN"
    QUARANTINE = "QUARANTINE"
    WRITE_OFF = "WRITE_OFF"
    TRANSFER_OUT = "TRANSFER_OUT"
    TRANSFER_IN = "TRANSFER_IN"
    EXPECT = "EXPECT"
    UNEXPECT = "UNEXPECT"


class Location(SQLModel, table=True):
    """Where stock lies. A lower `priority` is sourced from first."""

    __tablename__ = "location"

    id: UUID = primary_key()
    code: str = Field(unique=True)
    name: str = text()
    address: dict[str, Any] | None = document(nullable=True)
    latitude: float | None = None
    longitude: float | None = None
    priority: int = 100
    active: bool = True
    created_at: datetime = instant()


class StockLevel(SQLModel, table=True):
    """What one location holds of one product, as running counters in units."""

    __tablename__ = "stock_level"
    __table_args__ = (
        UniqueConstraint("product_id", "location_id"),
        CheckConstraint("on_hand >= 0", name="stock_level_on_hand"),
        CheckConstraint("reserved >= 0", name="stock_level_reserved"),
        CheckConstraint("allocated >= 0", name="stock_level_allocated"),
        CheckConstraint("unavailable >= 0", name="stock_level_unavailable"),
        CheckConstraint("safety_stock >= 0", name="stock_level_safety_stock"),
        CheckConstraint("incoming >= 0", name="stock_level_incoming"),
        # Safety stock may be raised above what lies there; what is promised may not exceed it.
        CheckConstraint("on_hand >= reserved + allocated + unavailable", name="stock_level_promised"),
    )

    id: UUID = primary_key()
    product_id: UUID = reference("product.id")
    location_id: UUID = reference("location.id", index=True)
    on_hand: int = 0
    reserved: int = 0
    allocated: int = 0
    unavailable: int = 0
    safety_stock: int = 0
    incoming: int = 0
    last_sequence: int = 0
    updated_at: datetime = instant()


class StockMovement(SQLModel, table=True):
    """One line of the append-only ledger; `sequence` counts 1, 2, 3, … per level."""

    __tablename__ = "stock_movement"
    __table_args__ = (UniqueConstraint("stock_level_id", "sequence"),)

    id: UUID = primary_key()
    stock_level_id: UUID = reference("stock_level.id")
    sequence: int
    kind: MovementKind = status_of(MovementKind)
    quantity: int
    "Units; signed for ADJUST and COUNT, which may go either way, else positive."
    on_hand_after: int
    reason: str | None = text(nullable=True)
    actor: str = text()
    reference: str | None = text(nullable=True)
    created_at: datetime = instant()


class Reservation(SQLModel, table=True):
    """Units of a placed order line that a location keeps until the line is allocated."""

    __tablename__ = "reservation"
    __table_args__ = (
        UniqueConstraint("order_line_id", "location_id"),
        CheckConstraint("quantity > 0", name="reservation_quantity"),
        Index("reservation_by_order", "order_id"),
    )

    id: UUID = primary_key()
    order_id: UUID
    order_line_id: UUID
    product_id: UUID = reference("product.id")
    location_id: UUID = reference("location.id")
    quantity: int


locations = table_of(Location)
stock_levels = table_of(StockLevel)
stock_movements = table_of(StockMovement)
reservations = table_of(Reservation)
