"""The audit's table."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index
from sqlmodel import SQLModel

from domain.kernel.columns import instant, primary_key, table_of, text


class AuditEntry(SQLModel, table=True):
    """One action that was taken or refused. `subject` is the global id of what it was about."""

    __tablename__ = "audit_entry"
    __table_args__ = (
        Index("audit_entry_by_time", "at"),
        Index("audit_entry_by_actor", "actor", "at"),
        Index("audit_entry_by_subject", "subject", "at"),
    )

    id: UUID = primary_key()
    at: datetime = instant()
    actor: str = text()
    action: str = text()
    subject: str | None = text(nullable=True)
    origin: str | None = text(nullable=True)
    "The address it came from; null for what the house does on its own machines."
    request_id: str | None = text(nullable=True)
    allowed: bool
    code: str | None = text(nullable=True)
    "Why not, for programs; null where it was allowed."


audit_entries = table_of(AuditEntry)
