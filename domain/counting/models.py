"""Cycle counts, their lines, and everything that was entered."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Column, UniqueConstraint
from sqlmodel import Field, Index, SQLModel

from domain.kernel.columns import instant, primary_key, reference, status_of, table_of, text


class CycleCountStatus(StrEnum):
    OPEN = "OPEN"
    REVIEW = "REVIEW"
    POSTED = "POSTED"
    CANCELLED = "CANCELLED"


class CycleCount(SQLModel, table=True):
    """One session of counting at one location. Its row lock is the lock of its lines."""

    __tablename__ = "cycle_count"
    __table_args__ = (
        Index("cycle_count_by_location", "location_id", "id"),
        Index("cycle_count_by_status", "status", "id"),
    )

    id: UUID = primary_key()
    number: str = Field(unique=True)
    location_id: UUID = reference("location.id")
    status: CycleCountStatus = status_of(CycleCountStatus)
    blind: bool = False
    "Who enters is not told what is expected."
    reason: str = text()
    "Why, in words; the ledger's lines carry it."
    version: int = 1
    started_by: str = text()
    created_at: datetime = instant()
    updated_at: datetime = instant()
    ended_by: str | None = text(nullable=True)
    "Who posted or cancelled it."
    ended_at: datetime | None = instant(nullable=True)
    end_reason: str | None = text(nullable=True)
    "Why it was cancelled."


class CycleCountLine(SQLModel, table=True):
    """A product of a count. `book_on_hand` and `book_sequence` are the level's when it was entered."""

    __tablename__ = "cycle_count_line"
    __table_args__ = (
        UniqueConstraint("cycle_count_id", "product_id"),
        CheckConstraint("expected >= 0 AND found >= 0", name="cycle_count_line_units"),
        CheckConstraint(
            "(found IS NULL) = (book_on_hand IS NULL) AND (found IS NULL) = (book_sequence IS NULL)"
            " AND (found IS NULL) = (counted_at IS NULL) AND (found IS NULL) = (counted_by IS NULL)",
            name="cycle_count_line_entered",
        ),
        CheckConstraint("(unit_cost IS NULL) = (currency IS NULL)", name="cycle_count_line_cost"),
        Index("cycle_count_line_in_order", "cycle_count_id", "bin", "sku"),
    )

    id: UUID = primary_key()
    cycle_count_id: UUID = reference("cycle_count.id")
    product_id: UUID = reference("product.id", index=True)
    sku: str = text()
    bin: str = text()
    "Where on the shelf when it was frozen; empty: nowhere in particular."
    is_expected: bool
    "It was in the count from the start; else somebody found it."
    expected: int
    "Units on hand when it was frozen."
    found: int | None = None
    book_on_hand: int | None = None
    book_sequence: int | None = None
    "The number of the level's latest movement then."
    counted_by: str | None = text(nullable=True)
    counted_at: datetime | None = instant(nullable=True)
    unit_cost: int | None = Field(default=None, sa_column=Column(BigInteger, nullable=True))
    "What one unit costs, in minor units of `currency`; null where nobody has said."
    currency: str | None = text(nullable=True)


class CycleCountEntry(SQLModel, table=True):
    """What somebody found of a line; None takes back what was entered before."""

    __tablename__ = "cycle_count_entry"

    id: UUID = primary_key()
    cycle_count_line_id: UUID = reference("cycle_count_line.id", index=True)
    found: int | None = None
    book_on_hand: int
    counted_by: str = text()
    counted_at: datetime = instant()


cycle_counts = table_of(CycleCount)
cycle_count_lines = table_of(CycleCountLine)
cycle_count_entries = table_of(CycleCountEntry)
