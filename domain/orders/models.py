"""Orders, their lines, the bundles that lines were sold in, and their holds.

An order's totals are what it is worth now: cancelled units and credited returns are out of them.
What was placed stays on the lines (`quantity`, `unit_price`, `placed_discount`, `placed_tax`) and in
`placed_shipping`. The roll-up statuses are derived by `rules.py` and stored here, in the same
transaction, so that lists filter on them by index.
"""

from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Computed,
    Index,
    Numeric,
    UniqueConstraint,
)
from sqlalchemy import text as sql
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlmodel import Field, SQLModel

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


class OrderStatus(StrEnum):
    DRAFT = "DRAFT"
    PENDING = "PENDING"
    CONFIRMED = "CONFIRMED"
    COMPLETED = "COMPLETED"
    CANCELLED = "CANCELLED"
    EXPIRED = "EXPIRED"


class PaymentStatus(StrEnum):
    UNPAID = "UNPAID"
    PARTIALLY_AUTHORIZED = "PARTIALLY_AUTHORIZED"
    AUTHORIZED = "AUTHORIZED"
    PARTIALLY_PAID = "PARTIALLY_PAID"
    PAID = "PAID"
    OVERPAID = "OVERPAID"
    PARTIALLY_REFUNDED = "PARTIALLY_REFUNDED"
    REFUNDED = "REFUNDED"
    VOIDED = "VOIDED"
    FAILED = "FAILED"


class AllocationStatus(StrEnum):
    UNALLOCATED = "UNALLOCATED"
    PARTIALLY_ALLOCATED = "PARTIALLY_ALLOCATED"
    ALLOCATED = "ALLOCATED"
    BACKORDERED = "BACKORDERED"


class FulfillmentStatus(StrEnum):
    UNFULFILLED = "UNFULFILLED"
    PARTIALLY_SHIPPED = "PARTIALLY_SHIPPED"
    SHIPPED = "SHIPPED"
    PARTIALLY_DELIVERED = "PARTIALLY_DELIVERED"
    DELIVERED = "DELIVERED"


class ReturnStatus(StrEnum):
    NONE = "NONE"
    REQUESTED = "REQUESTED"
    IN_PROGRESS = "IN_PROGRESS"
    PARTIALLY_RETURNED = "PARTIALLY_RETURNED"
    RETURNED = "RETURNED"


# What lists are filtered by stands in the indexes that they are sorted by too. A filter and a sort are
# often at odds (the cancelled ones, dearest first; the open ones, oldest first), and then a list is
# walked from end to end: in the index that is some fifty milliseconds for a million orders, while to
# look each of them up in the table takes seconds. An index for each filter with each sort would be
# twenty more to write.
FILTERED = (
    "status",
    "payment_status",
    "allocation_status",
    "fulfillment_status",
    "return_status",
    "channel_id",
    "on_hold",
)


class Order(SQLModel, table=True):
    """One order. Its row lock is the lock of everything that belongs to it."""

    __tablename__ = "orders"
    __table_args__ = (
        UniqueConstraint("channel_id", "external_reference"),
        CheckConstraint(
            "subtotal - discount_total + shipping_total + tax_total = total", name="orders_total"
        ),
        Index("orders_by_placed_at", "placed_at", "id", *FILTERED, "total_amount"),
        Index("orders_by_serial", "serial", *FILTERED, "placed_at", "total_amount"),
        Index("orders_by_amount", "total_amount", "id", *FILTERED, "placed_at"),
        Index("orders_by_updated_at", "updated_at", "id", *FILTERED, "placed_at", "total_amount"),
        Index("orders_by_customer", "customer_id", "placed_at", "id"),
        Index("orders_by_channel", "channel_id", "placed_at", "id"),
        Index("orders_by_status", "status", "placed_at", "id"),
        Index("orders_by_payment_status", "payment_status", "placed_at", "id"),
        Index("orders_by_allocation_status", "allocation_status", "placed_at", "id"),
        Index("orders_by_fulfillment_status", "fulfillment_status", "placed_at", "id"),
        Index("orders_by_return_status", "return_status", "placed_at", "id"),
        Index("orders_on_hold", "placed_at", "id", postgresql_where=sql("on_hold")),
        Index("orders_expiring", "expires_at", postgresql_where=sql("status = 'PENDING'")),
        Index("orders_by_words", "words", postgresql_using="gin"),
    )

    id: UUID = primary_key()
    serial: int = Field(sa_column=Column(BigInteger, nullable=False))
    number: str = Field(unique=True)
    external_reference: str | None = text(nullable=True)
    request_fingerprint: str | None = text(nullable=True)
    "Digest of the request that placed it: tells a repeated external reference from a reused one."
    channel_id: UUID = reference("channel.id")
    customer_id: UUID | None = reference("customer.id", nullable=True)
    email: str = text()
    status: OrderStatus = status_of(OrderStatus)
    payment_status: PaymentStatus = status_of(PaymentStatus, default=PaymentStatus.UNPAID)
    allocation_status: AllocationStatus = status_of(
        AllocationStatus, default=AllocationStatus.UNALLOCATED
    )
    fulfillment_status: FulfillmentStatus = status_of(
        FulfillmentStatus, default=FulfillmentStatus.UNFULFILLED
    )
    return_status: ReturnStatus = status_of(ReturnStatus, default=ReturnStatus.NONE)
    on_hold: bool = False
    version: int = Field(default=1, nullable=False)

    currency: str = text()
    currency_digits: int
    subtotal: int = minor_units()
    discount_total: int = minor_units()
    shipping_total: int = minor_units()
    tax_total: int = minor_units()
    total: int = minor_units()
    placed_shipping: int = minor_units()
    captured_total: int = minor_units()
    refunded_total: int = minor_units()
    total_amount: Decimal = Field(
        default=None,
        sa_column=Column(
            Numeric,
            Computed("total::numeric / (10::numeric ^ currency_digits)", persisted=True),
            nullable=False,
        ),
    )
    "The total in major units, so that lists compare across currencies' digits."

    shipping_address: dict[str, Any] = document()
    billing_address: dict[str, Any] | None = document(nullable=True)
    words: Any = Field(default=None, sa_column=Column(TSVECTOR, nullable=True))
    "What a search finds the order by, as written by `domain.orders.search`."

    placed_at: datetime = instant()
    expires_at: datetime | None = instant(nullable=True)
    created_at: datetime = instant()
    updated_at: datetime = instant()


class OrderBundle(SQLModel, table=True):
    """A bundle as it was sold. Its components are lines of the order, which live lives of their own and
    together cost what it cost; this row says no more than where they come from."""

    __tablename__ = "order_bundle"
    __table_args__ = (
        UniqueConstraint("order_id", "position"),
        CheckConstraint("quantity > 0", name="order_bundle_quantity"),
        Index("order_bundle_by_sku", "sku", "order_id"),
    )

    id: UUID = primary_key()
    order_id: UUID = reference("orders.id")
    position: int
    "Of the first of its lines."
    product_id: UUID = reference("product.id")
    sku: str = text()
    name: str = text()
    quantity: int
    unit_price: int = minor_units()
    placed_discount: int = minor_units()
    placed_tax: int = minor_units()


class OrderLine(SQLModel, table=True):
    """One product of an order. reserved + allocated + backordered + shipped + cancelled = quantity
    for as long as the order lives; an expired order's lines end up cancelled."""

    __tablename__ = "order_line"
    __table_args__ = (
        UniqueConstraint("order_id", "position"),
        CheckConstraint("quantity > 0", name="order_line_quantity"),
        CheckConstraint("cancelled_quantity >= 0", name="order_line_cancelled"),
        CheckConstraint("reserved_quantity >= 0", name="order_line_reserved"),
        CheckConstraint("allocated_quantity >= 0", name="order_line_allocated"),
        CheckConstraint("backordered_quantity >= 0", name="order_line_backordered"),
        CheckConstraint("shipped_quantity >= 0", name="order_line_shipped"),
        CheckConstraint(
            "delivered_quantity BETWEEN 0 AND shipped_quantity", name="order_line_delivered"
        ),
        CheckConstraint("returned_quantity BETWEEN 0 AND shipped_quantity", name="order_line_returned"),
        CheckConstraint("credited_quantity BETWEEN 0 AND returned_quantity", name="order_line_credited"),
        CheckConstraint(
            "reserved_quantity + allocated_quantity + backordered_quantity + shipped_quantity"
            " + cancelled_quantity = quantity",
            name="order_line_quantities_add_up",
        ),
        CheckConstraint(
            "(bundle_id IS NULL) = (bundle_units IS NULL) AND quantity % coalesce(bundle_units, 1) = 0",
            name="order_line_bundle",
        ),
        Index("order_line_by_sku", "sku", "order_id"),
        Index("order_line_by_bundle", "bundle_id", postgresql_where=sql("bundle_id IS NOT NULL")),
        Index(
            "order_line_backordered_by_product",
            "product_id",
            postgresql_where=sql("backordered_quantity > 0"),
        ),
    )

    id: UUID = primary_key()
    order_id: UUID = reference("orders.id")
    position: int
    product_id: UUID = reference("product.id")
    sku: str = text()
    name: str = text()
    unit_price: int = minor_units()
    quantity: int
    cancelled_quantity: int = 0
    reserved_quantity: int = 0
    allocated_quantity: int = 0
    backordered_quantity: int = 0
    shipped_quantity: int = 0
    delivered_quantity: int = 0
    returned_quantity: int = 0
    credited_quantity: int = 0
    "Returned units whose value was given back; they no longer count in the totals."
    placed_discount: int = minor_units()
    placed_tax: int = minor_units()
    discount_total: int = minor_units()
    tax_total: int = minor_units()
    total: int = minor_units()
    location_id: UUID | None = reference("location.id", nullable=True)
    "Where the line must ship from, when whoever placed it said so."
    bundle_id: UUID | None = reference("order_bundle.id", nullable=True)
    bundle_units: int | None = None
    "Units in one of the bundles that the line was sold in."


class OrderHold(SQLModel, table=True):
    """A reason not to allocate or ship for now; open while `released_at` is empty."""

    __tablename__ = "order_hold"
    __table_args__ = (Index("order_hold_by_order", "order_id"),)

    id: UUID = primary_key()
    order_id: UUID = reference("orders.id")
    reason: str = text()
    placed_by: str = text()
    placed_at: datetime = instant()
    released_by: str | None = text(nullable=True)
    released_at: datetime | None = instant(nullable=True)


orders = table_of(Order)
order_bundles = table_of(OrderBundle)
order_lines = table_of(OrderLine)
order_holds = table_of(OrderHold)
