"""Returns: what a customer sends back, and what became of each unit."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint
from sqlmodel import Field, SQLModel

from domain.kernel.columns import instant, primary_key, reference, status_of, table_of, text


class ReturnState(StrEnum):
    REQUESTED = "REQUESTED"
    APPROVED = "APPROVED"
    DECLINED = "DECLINED"
    IN_TRANSIT = "IN_TRANSIT"
    PARTIALLY_RECEIVED = "PARTIALLY_RECEIVED"
    RECEIVED = "RECEIVED"
    RESOLVED = "RESOLVED"
    CANCELLED = "CANCELLED"


class ReturnDisposition(StrEnum):
    """What becomes of a unit at the dock.

    RESTOCK, DAMAGED and QUALITY_CONTROL go back into the ledger (the latter two as unavailable),
    DISPOSE arrived but does not, MISSING never arrived.
    """

    RESTOCK = "RESTOCK"
    DAMAGED = "DAMAGED"
    QUALITY_CONTROL = "QUALITY_CONTROL"
    DISPOSE = "DISPOSE"
    MISSING = "MISSING"


class Return(SQLModel, table=True):
    __tablename__ = "order_return"

    id: UUID = primary_key()
    order_id: UUID = reference("orders.id", index=True)
    number: str = Field(unique=True)
    status: ReturnState = status_of(ReturnState)
    decline_reason: str | None = text(nullable=True)
    created_at: datetime = instant()
    updated_at: datetime = instant()


class ReturnLine(SQLModel, table=True):
    """Units of one order line. Expected still = quantity − received − missing."""

    __tablename__ = "return_line"
    __table_args__ = (
        CheckConstraint("quantity > 0", name="return_line_quantity"),
        CheckConstraint(
            "received_quantity >= 0 AND missing_quantity >= 0"
            " AND received_quantity + missing_quantity <= quantity",
            name="return_line_received",
        ),
    )

    id: UUID = primary_key()
    return_id: UUID = reference("order_return.id", index=True)
    order_line_id: UUID = reference("order_line.id", index=True)
    position: int
    quantity: int
    received_quantity: int = 0
    missing_quantity: int = 0
    reason: str = text()
    disposition: ReturnDisposition | None = status_of(ReturnDisposition, nullable=True)
    "Of the latest receipt; each receipt keeps its own."


class ReturnReceipt(SQLModel, table=True):
    """Units of a return line that were accounted for at a location in one go."""

    __tablename__ = "return_receipt"
    __table_args__ = (CheckConstraint("quantity > 0", name="return_receipt_quantity"),)

    id: UUID = primary_key()
    return_line_id: UUID = reference("return_line.id", index=True)
    location_id: UUID = reference("location.id")
    quantity: int
    disposition: ReturnDisposition = status_of(ReturnDisposition)
    received_by: str = text()
    received_at: datetime = instant()


returns = table_of(Return)
return_lines = table_of(ReturnLine)
return_receipts = table_of(ReturnReceipt)
