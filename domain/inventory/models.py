"""Locations, stock levels, the movements that explain them, what is on its way, and reservations.

available = on_hand − reserved − allocated − unavailable − safety_stock. Σ movements = level, always:
only `domain.inventory.ledger` writes the counters, together with the movement that says why.
"""

from datetime import datetime, time
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Column, ForeignKey, Text, UniqueConstraint
from sqlalchemy import text as sql
from sqlalchemy.dialects.postgresql import JSONB
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
    UNQUARANTINE = "UNQUARANTINE"
    SAFETY_STOCK = "SAFETY_STOCK"


class UnavailableReason(StrEnum):
    """Why units lie there and are not for sale."""

    DAMAGED = "DAMAGED"
    QUALITY_CONTROL = "QUALITY_CONTROL"
    HOLD = "HOLD"


class LocationKind(StrEnum):
    """What a location is: a warehouse, a store, or a supplier who ships to customers (dropship)."""

    WAREHOUSE = "WAREHOUSE"
    STORE = "STORE"
    SUPPLIER = "SUPPLIER"


class Location(SQLModel, table=True):
    """Where stock lies. A lower `priority` is sourced from first.

    Hours, closures and cut-off are on the clock of `time_zone`; `domain.inventory.calendar` reads them.
    """

    __tablename__ = "location"

    id: UUID = primary_key()
    code: str = Field(unique=True)
    name: str = text()
    address: dict[str, Any] | None = document(nullable=True)
    latitude: float | None = None
    longitude: float | None = None
    priority: int = 100
    active: bool = True
    kind: LocationKind = status_of(LocationKind, default=LocationKind.WAREHOUSE)
    time_zone: str = Field(default="UTC", sa_column=Column(Text, nullable=False, default="UTC"))
    opening_hours: dict[str, Any] | None = document(nullable=True)
    "Weekday → [[opens, closes], …] in local time; None is always open, a missing weekday is closed."
    closures: list[str] = Field(
        default_factory=list, sa_column=Column(JSONB, nullable=False, default=list)
    )
    "Local dates on which it is closed whatever the week says."
    cut_off: time | None = None
    "Local time after which work waits for the next open day."
    daily_capacity: int | None = None
    "Units that may be given to it in one local day; None is without bound."
    serves_every_channel: bool = True
    "Else it serves those that `location_channel` names."
    created_at: datetime = instant()


class LocationChannel(SQLModel, table=True):
    """A channel that a location serves. For other channels its stock does not exist."""

    __tablename__ = "location_channel"

    location_id: UUID = Field(sa_column=Column(ForeignKey("location.id"), primary_key=True))
    channel_id: UUID = Field(sa_column=Column(ForeignKey("channel.id"), primary_key=True, index=True))


class StockLevel(SQLModel, table=True):
    """What one location holds of one product, as running counters in units.

    Whatever is unavailable is so for one of three reasons; a CHECK holds their sum to `unavailable`.
    """

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
        CheckConstraint(
            "damaged >= 0 AND quality_control >= 0 AND on_hold >= 0"
            " AND damaged + quality_control + on_hold = unavailable",
            name="stock_level_unavailable_because",
        ),
    )

    id: UUID = primary_key()
    product_id: UUID = reference("product.id")
    location_id: UUID = reference("location.id", index=True)
    on_hand: int = 0
    reserved: int = 0
    allocated: int = 0
    unavailable: int = 0
    damaged: int = 0
    quality_control: int = 0
    on_hold: int = 0
    safety_stock: int = 0
    incoming: int = 0
    bin: str | None = text(nullable=True)
    "Where on the shelf, in the location's own words."
    last_sequence: int = 0
    updated_at: datetime = instant()


class StockMovement(SQLModel, table=True):
    """One line of the append-only ledger; `sequence` counts 1, 2, 3, … per level."""

    __tablename__ = "stock_movement"
    __table_args__ = (
        UniqueConstraint("stock_level_id", "sequence"),
        # What sold when: demand is added up from here, and what does not sell is missing here.
        Index(
            "stock_movement_sales",
            "stock_level_id",
            "created_at",
            postgresql_include=["quantity"],
            postgresql_where=sql("kind = 'SHIP'"),
        ),
    )

    id: UUID = primary_key()
    stock_level_id: UUID = reference("stock_level.id")
    sequence: int
    kind: MovementKind = status_of(MovementKind)
    quantity: int
    "Units; signed for ADJUST, COUNT and SAFETY_STOCK, which may go either way, else positive."
    unavailable_reason: UnavailableReason | None = status_of(UnavailableReason, nullable=True)
    "Of QUARANTINE and UNQUARANTINE: which units became unavailable, or available again."
    on_hand_after: int
    reason: str | None = text(nullable=True)
    actor: str = text()
    reference: str | None = text(nullable=True)
    created_at: datetime = instant()


class SupplySource(StrEnum):
    """The document that says units are on their way."""

    PURCHASE_ORDER = "PURCHASE_ORDER"
    TRANSFER = "TRANSFER"


class StockExpectation(SQLModel, table=True):
    """Units on their way to a level; their sum over a level is its `incoming`."""

    __tablename__ = "stock_expectation"
    __table_args__ = (
        UniqueConstraint("source", "source_line_id"),
        CheckConstraint("quantity > 0", name="stock_expectation_quantity"),
        Index("stock_expectation_by_product", "product_id", "expected_at"),
    )

    id: UUID = primary_key()
    product_id: UUID = reference("product.id")
    location_id: UUID = reference("location.id")
    source: SupplySource = status_of(SupplySource)
    source_id: UUID
    "The purchase order or transfer."
    source_line_id: UUID
    quantity: int
    "Units still to arrive."
    expected_at: datetime | None = instant(nullable=True)
    "When they should be there; None where nobody has said."
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


class HeldUnits(SQLModel, table=True):
    """Units that a location keeps for a cart until `expires_at`; from that moment they count no more.

    They are part of the level's `reserved` until somebody frees them: whoever posts to the level next,
    or the sweeper. Reads add back what expired (`domain.inventory.held`).
    """

    __tablename__ = "held_units"
    __table_args__ = (
        UniqueConstraint("hold_id", "product_id", "location_id"),
        CheckConstraint("quantity > 0", name="held_units_quantity"),
        Index("held_units_by_level", "product_id", "location_id", "expires_at"),
    )

    id: UUID = primary_key()
    hold_id: UUID
    product_id: UUID = reference("product.id")
    location_id: UUID = reference("location.id")
    quantity: int
    expires_at: datetime = instant()


locations = table_of(Location)
location_channels = table_of(LocationChannel)
stock_levels = table_of(StockLevel)
stock_movements = table_of(StockMovement)
stock_expectations = table_of(StockExpectation)
reservations = table_of(Reservation)
held_units = table_of(HeldUnits)
