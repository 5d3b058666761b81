"""Policies of backorders, and what is known of the lines that wait."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from domain.kernel.columns import instant, primary_key, reference, status_of, table_of

USUAL_PRIORITY = 100
"Of a line that nobody has moved; a lower one is served first, like a location's."


class BackorderKind(StrEnum):
    DENY = "DENY"
    BACKORDER = "BACKORDER"
    PREORDER = "PREORDER"


class BackorderPolicy(SQLModel, table=True):
    """How far a product is sold beyond its stock in a channel. `taken` counts units that wait."""

    __tablename__ = "backorder_policy"
    __table_args__ = (
        UniqueConstraint("product_id", "channel_id"),
        CheckConstraint("taken >= 0", name="backorder_policy_taken"),
        CheckConstraint("taken <= cap", name="backorder_policy_cap"),
        CheckConstraint(
            "(kind = 'PREORDER') = (available_on IS NOT NULL)", name="backorder_policy_date"
        ),
    )

    id: UUID = primary_key()
    product_id: UUID = reference("product.id")
    channel_id: UUID = reference("channel.id", index=True)
    kind: BackorderKind = status_of(BackorderKind)
    cap: int | None = None
    "Units that may wait at the same time; null is no bound."
    taken: int = 0
    available_on: datetime | None = instant(nullable=True)
    "When a preordered product is there; no promise is earlier."
    updated_at: datetime = instant()


class Backorder(SQLModel, table=True):
    """What is known of an order line that waits, or has waited. The order's lock guards `counted`."""

    __tablename__ = "backorder"
    __table_args__ = (CheckConstraint("counted >= 0", name="backorder_counted"),)

    order_line_id: UUID = Field(
        sa_column=Column(ForeignKey("order_line.id"), primary_key=True, nullable=False)
    )
    policy_id: UUID | None = reference("backorder_policy.id", nullable=True, index=True)
    counted: int = 0
    "Units of the line that the policy's counter still counts."
    priority: int = USUAL_PRIORITY
    promised_at: datetime | None = instant(nullable=True)


class PromisedUnits(SQLModel, table=True):
    """Units of an expectation that are meant for an order line."""

    __tablename__ = "promised_units"
    __table_args__ = (
        UniqueConstraint("order_line_id", "expectation_id"),
        CheckConstraint("quantity > 0", name="promised_units_quantity"),
        Index("promised_units_by_product", "product_id"),
    )

    id: UUID = primary_key()
    order_line_id: UUID = reference("order_line.id")
    product_id: UUID = reference("product.id")
    expectation_id: UUID
    quantity: int


backorder_policies = table_of(BackorderPolicy)
backorders = table_of(Backorder)
promised_units = table_of(PromisedUnits)
