"""Fulfillment orders: the work one location has to do for one order."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlmodel import Field, Index, SQLModel

from domain.kernel.columns import instant, primary_key, reference, status_of, table_of, text


class FulfillmentOrderStatus(StrEnum):
    OPEN = "OPEN"
    ON_HOLD = "ON_HOLD"
    PICKING = "PICKING"
    PACKED = "PACKED"
    SHIPPED = "SHIPPED"
    CANCELLED = "CANCELLED"


class FulfillmentOrder(SQLModel, table=True):
    """Opened by sourcing. SHIPPED when the last open unit left, CANCELLED when none is to leave."""

    __tablename__ = "fulfillment_order"
    __table_args__ = (Index("fulfillment_order_by_location", "location_id", "order_id"),)

    id: UUID = primary_key()
    order_id: UUID = reference("orders.id", index=True)
    location_id: UUID = reference("location.id")
    number: str = Field(unique=True)
    status: FulfillmentOrderStatus = status_of(FulfillmentOrderStatus)
    created_at: datetime = instant()
    updated_at: datetime = instant()


class FulfillmentOrderLine(SQLModel, table=True):
    """Units of one order line at this location: still open = quantity − shipped.

    `quantity` shrinks when units are cancelled; it never falls below what shipped.
    """

    __tablename__ = "fulfillment_order_line"
    __table_args__ = (
        UniqueConstraint("fulfillment_order_id", "order_line_id"),
        CheckConstraint(
            "shipped_quantity BETWEEN 0 AND quantity", name="fulfillment_order_line_shipped"
        ),
    )

    id: UUID = primary_key()
    fulfillment_order_id: UUID = reference("fulfillment_order.id")
    order_line_id: UUID = reference("order_line.id", index=True)
    product_id: UUID = reference("product.id")
    sku: str = text()
    quantity: int
    shipped_quantity: int = 0


fulfillment_orders = table_of(FulfillmentOrder)
fulfillment_order_lines = table_of(FulfillmentOrderLine)
