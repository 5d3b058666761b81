"""Finding partners."""

from uuid import UUID

from sqlalchemy import bindparam, select

from domain.identity.models import Partner, partners
from domain.kernel.database import Reader

_BY_PREFIX = select(partners).where(partners.c.key_prefix == bindparam("prefix"))
_ALL = select(partners).order_by(partners.c.name)


async def find_partner_by_prefix(read: Reader, prefix: str) -> Partner | None:
    """The partner whose key begins so, revoked or not."""
    row = (await read.execute(_BY_PREFIX, {"prefix": prefix})).mappings().one_or_none()
    return None if row is None else Partner(**row)


async def list_partners(read: Reader) -> dict[UUID, Partner]:
    """Every partner, by name."""
    rows = (await read.execute(_ALL)).mappings()
    return {row["id"]: Partner(**row) for row in rows}
