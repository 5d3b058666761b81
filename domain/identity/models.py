"""Partners: integrations that act with an API key, of which only a hash is kept."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Field, SQLModel

from domain.kernel.columns import instant, primary_key, table_of, text


class Partner(SQLModel, table=True):
    """A marketplace, ERP or 3PL. `key_prefix` finds the row, `key_hash` proves the key."""

    __tablename__ = "partner"

    id: UUID = primary_key()
    name: str = Field(unique=True)
    key_prefix: str = Field(unique=True)
    key_hash: str = text()
    created_at: datetime = instant()
    revoked_at: datetime | None = instant(nullable=True)


partners = table_of(Partner)
