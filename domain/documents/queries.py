"""Finding registered documents."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, func, select
from sqlalchemy.dialects.postgresql import aggregate_order_by

from domain.documents.models import document_partners, documents
from domain.identity.models import partners
from domain.kernel.database import Reader

_HAS = (
    select(1)
    .where(document_partners.c.sha256 == documents.c.sha256)
    .where(document_partners.c.partner_id == bindparam("partner_id"))
    .exists()
)
_FOR_PARTNER = {
    kind: select(documents.c.text).where(documents.c[kind] == bindparam("digest")).where(_HAS)
    for kind in ("sha256", "sha1", "md5")
}
_SHARED = {
    kind: select(documents.c.text)
    .where(documents.c[kind] == bindparam("digest"))
    .where(documents.c.shared)
    for kind in ("sha256", "sha1", "md5")
}
_ALL = (
    select(
        documents.c.sha256,
        documents.c.name,
        documents.c.text,
        documents.c.cost,
        documents.c.shared,
        func.array_agg(aggregate_order_by(partners.c.name, partners.c.name))
        .filter(partners.c.name.is_not(None))
        .label("partners"),
    )
    .select_from(documents.outerjoin(document_partners).outerjoin(partners))
    .group_by(documents.c.sha256)
    .order_by(documents.c.name, documents.c.sha256)
)


@dataclass(frozen=True, slots=True)
class Registered:
    """A document and the names of those who may run it."""

    sha256: str
    name: str
    text: str
    cost: int
    shared: bool
    partners: tuple[str, ...]

    @property
    def clients(self) -> tuple[str, ...]:
        """Who may run it, as people say it."""
        return (*(("own clients",) if self.shared else ()), *self.partners)


async def find_text(read: Reader, *, kind: str, digest: str, partner_id: UUID | None) -> str | None:
    """The text of that hash, within what the partner may run; without a partner, what is shared."""
    bound: dict[str, Any] = {"digest": digest}
    if partner_id is not None:
        bound["partner_id"] = partner_id
    statements = _SHARED if partner_id is None else _FOR_PARTNER
    text: str | None = (await read.execute(statements[kind], bound)).scalar_one_or_none()
    return text


async def list_documents(read: Reader) -> list[Registered]:
    """Every document, by name."""
    return [
        Registered(**{**row, "partners": tuple(row["partners"] or ())})
        for row in (await read.execute(_ALL)).mappings()
    ]
