"""Partners: who they are and where they trade."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert

from domain.identity.keys import new_key
from domain.identity.models import Partner, partners
from domain.kernel.errors import InvalidInput, NotFound
from domain.kernel.ids import new_id
from domain.kernel.uow import UnitOfWork

MAX_NAME_LENGTH = 120


async def create_partner(
    uow: UnitOfWork, *, name: str, channel_ids: Collection[UUID] | None = None
) -> tuple[Partner, str]:
    """A new partner and its key, which cannot be shown again; confined to channels where they are
    given.

    Raises `InvalidInput` for a name that is empty, too long or taken.
    """
    name = name.strip()
    if not name or len(name) > MAX_NAME_LENGTH or not name.isprintable():
        raise InvalidInput(
            f"A partner's name has 1 to {MAX_NAME_LENGTH} printable characters.", path=("name",)
        )
    partner = Partner(
        id=new_id(),
        name=name,
        channel_ids=None if channel_ids is None else sorted(channel_ids),
        created_at=uow.now(),
    )
    written = await uow.session.execute(
        insert(partners)
        .values(partner.model_dump())
        .on_conflict_do_nothing(index_elements=["name"])
        .returning(partners.c.id)
    )
    if written.one_or_none() is None:
        raise InvalidInput(f"There is a partner called {name!r} already.", path=("name",))
    return partner, await new_key(uow, partner.id)


async def revoke_partner(uow: UnitOfWork, *, name: str) -> None:
    """Refuse the partner from now on, with every key; once more changes nothing. Raises `NotFound`."""
    written = await uow.session.execute(
        partners.update()
        .where(partners.c.name == name)
        .values(revoked_at=func.coalesce(partners.c.revoked_at, uow.now()))
        .returning(partners.c.id)
    )
    if written.one_or_none() is None:
        raise _unknown(name)


async def get_partner_id(uow: UnitOfWork, name: str) -> UUID:
    """The partner of that name that is not revoked. Raises `NotFound`."""
    found = await uow.session.execute(
        select(partners.c.id).where(partners.c.name == name, partners.c.revoked_at.is_(None))
    )
    partner_id: UUID | None = found.scalar_one_or_none()
    if partner_id is None:
        raise _unknown(name)
    return partner_id


def _unknown(name: str) -> NotFound:
    return NotFound(f"There is no partner called {name!r}.", path=("name",))
