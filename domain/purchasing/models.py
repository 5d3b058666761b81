"""Suppliers with their products, and purchase orders with what became of each line."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Column, UniqueConstraint
from sqlmodel import Field, Index, SQLModel

from domain.kernel.columns import (
    document,
    instant,
    minor_units,
    primary_key,
    reference,
    status_of,
    table_of,
    text,
)


class Supplier(SQLModel, table=True):
    """Who is bought from, in one currency. Days may have fractions.

    The lead time is a mean and its spread a standard deviation.
    """

    __tablename__ = "supplier"
    __table_args__ = (
        CheckConstraint("lead_time_days >= 0 AND lead_time_spread_days >= 0", name="supplier_lead_time"),
        CheckConstraint("over_tolerance_percent BETWEEN 0 AND 100", name="supplier_tolerance"),
    )

    id: UUID = primary_key()
    code: str = Field(unique=True)
    name: str = text()
    email: str | None = text(nullable=True)
    currency: str = text()
    location_id: UUID | None = Field(default=None, foreign_key="location.id", unique=True)
    "Where work is given that it does itself: it sends to customers what lies there (dropship)."
    lead_time_days: float = 0
    lead_time_spread_days: float = 0
    over_tolerance_percent: int = 0
    "More than was ordered is taken in without asking, up to so much of a line."
    active: bool = True
    created_at: datetime = instant()
    updated_at: datetime = instant()


class SupplierProduct(SQLModel, table=True):
    """A product as a supplier sells it; a lower `priority` is bought from first."""

    __tablename__ = "supplier_product"
    __table_args__ = (
        UniqueConstraint("supplier_id", "product_id"),
        CheckConstraint("cost >= 0", name="supplier_product_cost"),
        CheckConstraint("pack_size > 0 AND minimum_quantity > 0", name="supplier_product_packs"),
        CheckConstraint("lead_time_days >= 0", name="supplier_product_lead_time"),
    )

    id: UUID = primary_key()
    supplier_id: UUID = reference("supplier.id")
    product_id: UUID = reference("product.id", index=True)
    supplier_sku: str = text()
    cost: int = minor_units(default=None)
    "Of one unit, in minor units of the supplier's currency."
    pack_size: int = 1
    minimum_quantity: int = 1
    lead_time_days: float | None = Field(default=None)
    "Where this product takes another time than the supplier's others."
    priority: int = 100
    active: bool = True
    updated_at: datetime = instant()


class PurchaseOrderStatus(StrEnum):
    DRAFT = "DRAFT"
    SUBMITTED = "SUBMITTED"
    CONFIRMED = "CONFIRMED"
    PARTIALLY_RECEIVED = "PARTIALLY_RECEIVED"
    RECEIVED = "RECEIVED"
    CLOSED = "CLOSED"
    CANCELLED = "CANCELLED"


class PurchaseOrder(SQLModel, table=True):
    """One order to one supplier for one location. Its row lock is the lock of its lines."""

    __tablename__ = "purchase_order"
    __table_args__ = (
        Index("purchase_order_by_supplier", "supplier_id", "id"),
        Index("purchase_order_by_location", "location_id", "id"),
        Index("purchase_order_by_status", "status", "id"),
    )

    id: UUID = primary_key()
    number: str = Field(unique=True)
    supplier_id: UUID = reference("supplier.id")
    location_id: UUID = reference("location.id")
    fulfillment_order_id: UUID | None = Field(
        default=None, foreign_key="fulfillment_order.id", unique=True
    )
    "Whose goods go to a customer, and never lie with us; see `dropship`."
    ship_to: dict[str, Any] | None = document(nullable=True)
    status: PurchaseOrderStatus = status_of(PurchaseOrderStatus)
    currency: str = text()
    expected_at: datetime | None = instant(nullable=True)
    note: str | None = text(nullable=True)
    version: int = 1
    created_at: datetime = instant()
    updated_at: datetime = instant()


class PurchaseOrderLine(SQLModel, table=True):
    """Units of one product. Outstanding = ordered − received − damaged − short, and never below zero."""

    __tablename__ = "purchase_order_line"
    __table_args__ = (
        UniqueConstraint("purchase_order_id", "product_id"),
        CheckConstraint("quantity > 0", name="purchase_order_line_quantity"),
        CheckConstraint("unit_cost >= 0", name="purchase_order_line_cost"),
        CheckConstraint(
            "received_quantity >= 0 AND damaged_quantity >= 0 AND short_quantity >= 0"
            " AND short_quantity + least(received_quantity + damaged_quantity, quantity) <= quantity",
            name="purchase_order_line_arrived",
        ),
    )

    id: UUID = primary_key()
    purchase_order_id: UUID = reference("purchase_order.id")
    position: int
    product_id: UUID = reference("product.id", index=True)
    sku: str = text()
    supplier_sku: str | None = text(nullable=True)
    quantity: int
    unit_cost: int | None = Field(default=None, sa_column=Column(BigInteger, nullable=True))
    "In minor units of the order's currency; null where nobody has said."
    received_quantity: int = 0
    damaged_quantity: int = 0
    short_quantity: int = 0
    expected_at: datetime | None = instant(nullable=True)
    "Where it is another time than the order's."


class PurchaseReceipt(SQLModel, table=True):
    """Units of a line that arrived in one go: good ones, and damaged ones beside them."""

    __tablename__ = "purchase_receipt"
    __table_args__ = (
        CheckConstraint(
            "quantity >= 0 AND damaged_quantity >= 0 AND quantity + damaged_quantity > 0",
            name="purchase_receipt_quantity",
        ),
    )

    id: UUID = primary_key()
    purchase_order_line_id: UUID = reference("purchase_order_line.id", index=True)
    quantity: int
    damaged_quantity: int
    delivery_note: str | None = text(nullable=True)
    received_by: str = text()
    received_at: datetime = instant()


class PurchaseOrderChange(SQLModel, table=True):
    """One step of a purchase order's life: who took it, when and why."""

    __tablename__ = "purchase_order_change"

    id: UUID = primary_key()
    purchase_order_id: UUID = reference("purchase_order.id", index=True)
    status: PurchaseOrderStatus = status_of(PurchaseOrderStatus)
    reason: str | None = text(nullable=True)
    actor: str = text()
    changed_at: datetime = instant()


suppliers = table_of(Supplier)
supplier_products = table_of(SupplierProduct)
purchase_orders = table_of(PurchaseOrder)
purchase_order_lines = table_of(PurchaseOrderLine)
purchase_receipts = table_of(PurchaseReceipt)
purchase_order_changes = table_of(PurchaseOrderChange)
