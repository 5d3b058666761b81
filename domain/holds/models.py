"""Holds and what they were asked for."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlalchemy import text as sql
from sqlmodel import Field, SQLModel

from domain.kernel.columns import instant, primary_key, reference, status_of, table_of, text


class HoldStatus(StrEnum):
    HELD = "HELD"
    CONVERTED = "CONVERTED"
    RELEASED = "RELEASED"
    EXPIRED = "EXPIRED"


class StockHold(SQLModel, table=True):
    """Stock kept for a cart. HELD past `expires_at` is EXPIRED, whether or not that is written yet."""

    __tablename__ = "stock_hold"
    __table_args__ = (
        Index("stock_hold_open_by_expiry", "expires_at", postgresql_where=sql("status = 'HELD'")),
        Index("stock_hold_by_time", "created_at", "id"),
        Index("stock_hold_open_by_holder", "holder", postgresql_where=sql("status = 'HELD'")),
    )

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    "Random: for a guest, knowing it is owning it."
    channel_id: UUID = reference("channel.id", index=True)
    holder: str = text()
    "Who made it, as `Actor.label`; for a guest ``anonymous:`` and the address they called from."
    status: HoldStatus = status_of(HoldStatus, default=HoldStatus.HELD)
    expires_at: datetime = instant()
    ended_at: datetime | None = instant(nullable=True)
    created_at: datetime = instant()


class StockHoldItem(SQLModel, table=True):
    """A product of a hold and how much of it, as it was asked for."""

    __tablename__ = "stock_hold_item"
    __table_args__ = (
        UniqueConstraint("hold_id", "position"),
        CheckConstraint("quantity > 0", name="stock_hold_item_quantity"),
    )

    id: UUID = primary_key()
    hold_id: UUID = reference("stock_hold.id")
    position: int
    product_id: UUID = reference("product.id")
    sku: str = text()
    quantity: int


stock_holds = table_of(StockHold)
stock_hold_items = table_of(StockHoldItem)
