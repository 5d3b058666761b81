"""Partners, their API keys (of which only a hash is kept), and what tokens are no longer good."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ARRAY, Column, Uuid
from sqlmodel import Field, SQLModel

from domain.kernel.columns import instant, primary_key, reference, table_of, text


class Partner(SQLModel, table=True):
    """A marketplace, ERP or 3PL. `channel_ids` are those it is confined to; null is all of them."""

    __tablename__ = "partner"

    id: UUID = primary_key()
    name: str = Field(unique=True)
    # An array, because the row is read on every request of the partner; channels are never dropped.
    channel_ids: list[UUID] | None = Field(default=None, sa_column=Column(ARRAY(Uuid()), nullable=True))
    created_at: datetime = instant()
    revoked_at: datetime | None = instant(nullable=True)


class PartnerKey(SQLModel, table=True):
    """One of a partner's keys: `prefix` finds it, `hash` proves it. Several may be good at a time."""

    __tablename__ = "partner_key"

    id: UUID = primary_key()
    partner_id: UUID = reference("partner.id", index=True)
    prefix: str = Field(unique=True)
    hash: str = text()
    created_at: datetime = instant()
    expires_at: datetime | None = instant(nullable=True)
    revoked_at: datetime | None = instant(nullable=True)


class TokenRevocation(SQLModel, table=True):
    """Tokens of `subject` (an actor's label, or ``jti:`` and a token's id) issued before are refused."""

    __tablename__ = "token_revocation"

    subject: str = Field(primary_key=True)
    not_before: datetime = instant()


partners = table_of(Partner)
partner_keys = table_of(PartnerKey)
token_revocations = table_of(TokenRevocation)
