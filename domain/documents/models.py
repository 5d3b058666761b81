"""Registered documents, and who may run them."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index
from sqlmodel import Field, SQLModel

from domain.kernel.columns import instant, table_of, text


class Document(SQLModel, table=True):
    """One text. Tools that make manifests hash with SHA-256, SHA-1 (graphql-codegen) or MD5 (Relay)."""

    __tablename__ = "document"
    __table_args__ = (CheckConstraint("length(sha256) = 64", name="document_sha256_is_one"),)

    sha256: str = Field(primary_key=True)
    sha1: str = Field(unique=True)
    md5: str = Field(unique=True)
    name: str = text()
    "The names of its operations."
    text: str = text()
    cost: int
    "What it costs at most, page sizes in variables taken as not said."
    shared: bool = False
    created_at: datetime = instant()


class DocumentPartner(SQLModel, table=True):
    """A partner may run a document."""

    __tablename__ = "document_partner"
    __table_args__ = (Index("document_partner_by_document", "sha256"),)

    partner_id: UUID = Field(sa_column=Column(ForeignKey("partner.id"), primary_key=True))
    sha256: str = Field(sa_column=Column(ForeignKey("document.sha256"), primary_key=True))
    created_at: datetime = instant()


documents = table_of(Document)
document_partners = table_of(DocumentPartner)
