"""Transfers with what became of each line: units are on their way, there, back or gone."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, Column, Computed, DateTime, UniqueConstraint
from sqlmodel import Field, Index, SQLModel

from domain.kernel.columns import instant, primary_key, reference, status_of, table_of, text

NEVER = "9999-12-31 00:00:00+00"


class StockTransferStatus(StrEnum):
    DRAFT = "DRAFT"
    IN_TRANSIT = "IN_TRANSIT"
    PARTIALLY_RECEIVED = "PARTIALLY_RECEIVED"
    RECEIVED = "RECEIVED"
    CANCELLED = "CANCELLED"


class Whereabouts(StrEnum):
    """Where the goods are when a transfer is called off on its way."""

    AT_ORIGIN = "AT_ORIGIN"
    AT_DESTINATION = "AT_DESTINATION"
    LOST = "LOST"


class DiscrepancyKind(StrEnum):
    """How what arrived differs in number from what was shipped."""

    SHORT = "SHORT"
    OVER = "OVER"
    FOUND = "FOUND"


class StockTransfer(SQLModel, table=True):
    """Stock of one location that goes to another. Its row lock is the lock of its lines."""

    __tablename__ = "stock_transfer"
    __table_args__ = (
        CheckConstraint("origin_id <> destination_id", name="stock_transfer_places"),
        # What is called off after it left says where the goods are; nothing else does.
        CheckConstraint(
            "whereabouts IS NULL OR (status = 'CANCELLED' AND shipped_at IS NOT NULL)",
            name="stock_transfer_whereabouts",
        ),
        Index("stock_transfer_by_origin", "origin_id", "id"),
        Index("stock_transfer_by_destination", "destination_id", "id"),
        Index("stock_transfer_by_status", "status", "id"),
        Index("stock_transfer_by_update", "updated_at", "id"),
        Index("stock_transfer_by_arrival", "due_at", "id"),
    )

    id: UUID = primary_key()
    number: str = Field(unique=True)
    origin_id: UUID = reference("location.id")
    destination_id: UUID = reference("location.id")
    status: StockTransferStatus = status_of(StockTransferStatus)
    expected_at: datetime | None = instant(nullable=True)
    due_at: datetime = Field(
        default=None,
        sa_column=Column(
            DateTime(timezone=True),
            Computed(f"coalesce(expected_at, '{NEVER}'::timestamptz)", persisted=True),
            nullable=False,
        ),
    )
    "When it is expected, for lists: what has no date comes after all that has one."
    note: str | None = text(nullable=True)
    shipped_at: datetime | None = instant(nullable=True)
    whereabouts: Whereabouts | None = status_of(Whereabouts, nullable=True)
    version: int = 1
    created_at: datetime = instant()
    updated_at: datetime = instant()


class StockTransferLine(SQLModel, table=True):
    """Units of one product. Outstanding = shipped − received − damaged − short − returned, never below
    zero; `quantity` is what was shipped, or will be."""

    __tablename__ = "stock_transfer_line"
    __table_args__ = (
        UniqueConstraint("stock_transfer_id", "product_id"),
        CheckConstraint("quantity > 0", name="stock_transfer_line_quantity"),
        CheckConstraint(
            "received_quantity >= 0 AND damaged_quantity >= 0 AND short_quantity >= 0"
            " AND returned_quantity >= 0 AND short_quantity + returned_quantity"
            " + least(received_quantity + damaged_quantity, quantity) <= quantity",
            name="stock_transfer_line_arrived",
        ),
        Index("stock_transfer_line_by_product", "product_id", "stock_transfer_id"),
    )

    id: UUID = primary_key()
    stock_transfer_id: UUID = reference("stock_transfer.id")
    position: int
    product_id: UUID = reference("product.id")
    sku: str = text()
    quantity: int
    received_quantity: int = 0
    damaged_quantity: int = 0
    short_quantity: int = 0
    returned_quantity: int = 0
    "Units that are back at the origin because the transfer was called off."


class StockTransferReceipt(SQLModel, table=True):
    """Units of a line that arrived in one go: good ones, and damaged ones beside them."""

    __tablename__ = "stock_transfer_receipt"
    __table_args__ = (
        CheckConstraint(
            "quantity >= 0 AND damaged_quantity >= 0 AND quantity + damaged_quantity > 0",
            name="stock_transfer_receipt_quantity",
        ),
    )

    id: UUID = primary_key()
    stock_transfer_line_id: UUID = reference("stock_transfer_line.id", index=True)
    quantity: int
    damaged_quantity: int
    note: str | None = text(nullable=True)
    received_by: str = text()
    received_at: datetime = instant()


class StockTransferDiscrepancy(SQLModel, table=True):
    """Units of a line that are fewer or more than were shipped, or that turned up after all."""

    __tablename__ = "stock_transfer_discrepancy"
    __table_args__ = (CheckConstraint("quantity > 0", name="stock_transfer_discrepancy_quantity"),)

    id: UUID = primary_key()
    stock_transfer_line_id: UUID = reference("stock_transfer_line.id", index=True)
    kind: DiscrepancyKind = status_of(DiscrepancyKind)
    quantity: int
    reason: str | None = text(nullable=True)
    noted_by: str = text()
    noted_at: datetime = instant()


class StockTransferChange(SQLModel, table=True):
    """One step of a transfer's life: who took it, when and why."""

    __tablename__ = "stock_transfer_change"

    id: UUID = primary_key()
    stock_transfer_id: UUID = reference("stock_transfer.id", index=True)
    status: StockTransferStatus = status_of(StockTransferStatus)
    reason: str | None = text(nullable=True)
    actor: str = text()
    changed_at: datetime = instant()


stock_transfers = table_of(StockTransfer)
stock_transfer_lines = table_of(StockTransferLine)
stock_transfer_receipts = table_of(StockTransferReceipt)
stock_transfer_discrepancies = table_of(StockTransferDiscrepancy)
stock_transfer_changes = table_of(StockTransferChange)
