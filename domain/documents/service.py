"""Registering documents and taking them back. Both may be done again and change nothing more."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from sqlalchemy import delete, exists, select, update
from sqlalchemy.dialects.postgresql import insert

from domain.documents.models import document_partners, documents
from domain.documents.rules import hashes
from domain.identity.models import partners
from domain.kernel.errors import NotFound
from domain.kernel.uow import UnitOfWork


@dataclass(frozen=True, slots=True)
class NewDocument:
    """A text that was read, checked against the schema and priced."""

    name: str
    text: str
    cost: int


class Outcome(StrEnum):
    """What registering did."""

    NEW = "registered"
    SHARED = "known, now also for this client"
    KNOWN = "already registered"


async def register_documents(
    uow: UnitOfWork, given: Sequence[NewDocument], *, partner: str | None = None
) -> list[Outcome]:
    """Let a partner run these documents; without one, the shop's own clients. Raises `NotFound`."""
    partner_id = None if partner is None else await _partner_id(uow, partner)
    return [await _register(uow, document, partner_id) for document in given]


async def unregister_documents(
    uow: UnitOfWork, sha256s: Collection[str], *, partner: str | None = None
) -> int:
    """Take documents back from a partner, or from the shop's own clients; how many they had.

    A document that nobody may run any more is gone. Raises `NotFound` for an unknown partner.
    """
    if partner is None:
        taken = await uow.session.execute(
            update(documents)
            .where(documents.c.sha256.in_(sha256s), documents.c.shared)
            .values(shared=False)
            .returning(documents.c.sha256)
        )
    else:
        taken = await uow.session.execute(
            delete(document_partners)
            .where(document_partners.c.partner_id == await _partner_id(uow, partner))
            .where(document_partners.c.sha256.in_(sha256s))
            .returning(document_partners.c.sha256)
        )
    count = len(taken.all())
    someone_s = exists().where(document_partners.c.sha256 == documents.c.sha256)
    await uow.session.execute(
        delete(documents).where(documents.c.sha256.in_(sha256s), ~documents.c.shared).where(~someone_s)
    )
    return count


async def _register(uow: UnitOfWork, given: NewDocument, partner_id: UUID | None) -> Outcome:
    known = hashes(given.text)
    row = {
        **known,
        "name": given.name,
        "text": given.text,
        "cost": given.cost,
        "shared": False,
        "created_at": uow.now(),
    }
    written = await uow.session.execute(
        insert(documents)
        .values(row)
        .on_conflict_do_nothing(index_elements=["sha256"])
        .returning(documents.c.sha256)
    )
    is_new = written.one_or_none() is not None
    if not is_new:  # the schema may have changed what it costs
        await uow.session.execute(
            update(documents)
            .where(documents.c.sha256 == known["sha256"])
            .values(cost=given.cost, name=given.name)
        )
    granted = await _grant(uow, known["sha256"], partner_id)
    return Outcome.NEW if is_new else Outcome.SHARED if granted else Outcome.KNOWN


async def _grant(uow: UnitOfWork, sha256: str, partner_id: UUID | None) -> bool:
    """Whether they could not run it before."""
    if partner_id is None:
        changed = await uow.session.execute(
            update(documents)
            .where(documents.c.sha256 == sha256, ~documents.c.shared)
            .values(shared=True)
            .returning(documents.c.sha256)
        )
    else:
        changed = await uow.session.execute(
            insert(document_partners)
            .values(partner_id=partner_id, sha256=sha256, created_at=uow.now())
            .on_conflict_do_nothing()
            .returning(document_partners.c.sha256)
        )
    return changed.one_or_none() is not None


async def _partner_id(uow: UnitOfWork, name: str) -> UUID:
    found = await uow.session.execute(select(partners.c.id).where(partners.c.name == name))
    id: UUID | None = found.scalar_one_or_none()
    if id is None:
        raise NotFound(f"There is no partner called {name!r}.", path=("name",))
    return id
