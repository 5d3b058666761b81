"""Finding partners, their keys, and revocations."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy import ARRAY, Text, any_, bindparam, func, or_, select

from domain.identity.models import Partner, PartnerKey, partner_keys, partners, token_revocations
from domain.kernel.batches import AnyRow
from domain.kernel.database import Reader

_BY_PREFIX = (
    select(
        partners.c.id,
        partners.c.name,
        partners.c.channel_ids,
        partners.c.revoked_at,
        partner_keys.c.hash,
        partner_keys.c.expires_at.label("key_expires_at"),
        partner_keys.c.revoked_at.label("key_revoked_at"),
    )
    .join(partner_keys, partner_keys.c.partner_id == partners.c.id)
    .where(partner_keys.c.prefix == bindparam("prefix"))
)
_STILL_GOOD = (
    select(partner_keys.c.prefix)
    .join(partners, partners.c.id == partner_keys.c.partner_id)
    .where(
        partner_keys.c.prefix == any_(bindparam("prefixes", type_=ARRAY(Text))),
        partners.c.revoked_at.is_(None),
        partner_keys.c.revoked_at.is_(None),
        or_(partner_keys.c.expires_at.is_(None), partner_keys.c.expires_at > func.now()),
    )
)
_ALL = select(partners).order_by(partners.c.name)
_KEYS = select(partner_keys).order_by(partner_keys.c.partner_id, partner_keys.c.created_at)
_REVOCATIONS = select(token_revocations.c.subject, token_revocations.c.not_before)


async def find_key(read: Reader, prefix: str) -> AnyRow | None:
    """The key that begins so and its partner, good or not."""
    return (await read.execute(_BY_PREFIX, {"prefix": prefix})).one_or_none()  # type: ignore[return-value]


async def list_good_keys(read: Reader, prefixes: Collection[str]) -> set[str]:
    """Which of the keys that begin so are good now."""
    return set((await read.execute(_STILL_GOOD, {"prefixes": list(prefixes)})).scalars())


async def list_partners(read: Reader) -> dict[UUID, Partner]:
    """Every partner, by name."""
    rows = (await read.execute(_ALL)).mappings()
    return {row["id"]: Partner(**row) for row in rows}


async def list_keys(read: Reader) -> dict[UUID, list[PartnerKey]]:
    """Every key by partner, oldest first."""
    keys: dict[UUID, list[PartnerKey]] = {}
    for row in (await read.execute(_KEYS)).mappings():
        keys.setdefault(row["partner_id"], []).append(PartnerKey(**row))
    return keys


async def list_revocations(read: Reader) -> dict[str, datetime]:
    """Since when tokens of a subject are good again."""
    return {row.subject: row.not_before for row in await read.execute(_REVOCATIONS)}
