"""Fulfillment orders, the policies that orders are sourced by, and the decisions that were made.

A fulfillment order is the work one location has to do for one order. A policy has versions, of which
one is in force; a decision keeps the version it was made by, and why each location was or was not
chosen.
"""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Column, ForeignKey, UniqueConstraint
from sqlalchemy import text as sql
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
    __table_args__ = (
        Index("fulfillment_order_by_location", "location_id", "order_id"),
        Index("fulfillment_order_by_day", "location_id", "starts_on"),
    )

    id: UUID = primary_key()
    order_id: UUID = reference("orders.id", index=True)
    location_id: UUID = reference("location.id")
    number: str = Field(unique=True)
    status: FulfillmentOrderStatus = status_of(FulfillmentOrderStatus)
    starts_on: date | None = None
    "The location's local day whose capacity it counts against."
    hold_reason: str | None = text(nullable=True)
    "Set while it is on hold by itself, whether or not its order is."
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


class SourcingPolicy(SQLModel, table=True):
    """Filters and weighted goals that orders are sourced by, under a name."""

    __tablename__ = "sourcing_policy"

    id: UUID = primary_key()
    name: str = Field(unique=True)
    version: int = Field(default=1, nullable=False)
    "The newest one."
    active_version: int | None = None
    "The one in force; None before the first was activated."
    created_at: datetime = instant()
    updated_at: datetime = instant()


class SourcingPolicyVersion(SQLModel, table=True):
    """What a policy said at a version; never changed, so that old decisions stay readable."""

    __tablename__ = "sourcing_policy_version"

    policy_id: UUID = Field(sa_column=Column(ForeignKey("sourcing_policy.id"), primary_key=True))
    version: int = Field(primary_key=True)
    rules: dict[str, Any] = document()
    "As `domain.allocation.policy` writes it: filters and goals."
    created_by: str = text()
    created_at: datetime = instant()


class ChannelPolicy(SQLModel, table=True):
    """The policy of a channel; a channel without one is sourced by the default."""

    __tablename__ = "channel_policy"

    channel_id: UUID = Field(sa_column=Column(ForeignKey("channel.id"), primary_key=True))
    policy_id: UUID = reference("sourcing_policy.id", index=True)
    assigned_by: str = text()
    assigned_at: datetime = instant()


class DecisionOutcome(StrEnum):
    SOURCED = "SOURCED"
    PARTLY_SOURCED = "PARTLY_SOURCED"
    WAITING = "WAITING"


class DecisionOccasion(StrEnum):
    ALLOCATION = "ALLOCATION"
    SHORT_PICK = "SHORT_PICK"


class AllocationDecision(SQLModel, table=True):
    """Why the units of an order come from where they do, or wait."""

    __tablename__ = "allocation_decision"
    __table_args__ = (
        UniqueConstraint("order_id", "number"),
        Index(
            "allocation_decision_to_retry",
            "retry_at",
            postgresql_where=sql("retry_at IS NOT NULL"),
        ),
        Index("allocation_decision_waiting", "order_id", postgresql_where=sql("waits")),
    )

    id: UUID = primary_key()
    order_id: UUID = reference("orders.id")
    number: int
    "Counts 1, 2, 3, … per order; the oldest are dropped."
    occasion: DecisionOccasion = status_of(DecisionOccasion)
    outcome: DecisionOutcome = status_of(DecisionOutcome)
    policy_id: UUID | None = reference("sourcing_policy.id", nullable=True)
    policy_version: int | None = None
    policy_name: str | None = text(nullable=True)
    units: int
    "Units that were to be sourced."
    missing: int
    exact: bool
    considered: int
    "Locations that were weighed."
    detail: dict[str, Any] = document()
    "Lines and candidates, as `domain.allocation.decisions` writes them."
    tries: int = Field(default=1, nullable=False)
    "How often the same was found; an order that waits is looked at again and again."
    waits: bool = False
    "Units of it still have no place; only the newest decision of an order may say so."
    retry_at: datetime | None = instant(nullable=True)
    decided_by: str = text()
    decided_at: datetime = instant()
    "When it was last found so."


fulfillment_orders = table_of(FulfillmentOrder)
fulfillment_order_lines = table_of(FulfillmentOrderLine)
sourcing_policies = table_of(SourcingPolicy)
sourcing_policy_versions = table_of(SourcingPolicyVersion)
channel_policies = table_of(ChannelPolicy)
allocation_decisions = table_of(AllocationDecision)
