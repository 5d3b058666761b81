"""Notifications: what customers were told, once per event."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Field, SQLModel

from domain.kernel.columns import instant, primary_key, table_of, text


class Notification(SQLModel, table=True):
    """One message. Its row is written before it is sent and marked after; `event_id` is unique."""

    __tablename__ = "notification"

    id: UUID = primary_key()
    event_id: UUID = Field(unique=True)
    order_id: UUID = Field(foreign_key="orders.id", index=True)
    recipient: str = text()
    subject: str = text()
    body: str = text()
    created_at: datetime = instant()
    sent_at: datetime | None = instant(nullable=True)


notifications = table_of(Notification)
