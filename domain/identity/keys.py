"""API keys: made, proved, replaced without a pause, and revoked.

A key reads ``wb_<prefix>_<secret>``. The prefix finds the row, the secret proves the caller; only a
SHA-256 of the whole key is kept. A slow hash would buy nothing here: the secret is 192 random bits, not
something a person thought of, and a key is checked on every request.
"""

import hashlib
import hmac
import re
import secrets
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

from sqlalchemy import func

from domain.identity import queries
from domain.identity.models import PartnerKey, partner_keys
from domain.kernel.actor import Actor, ActorKind, Credentials
from domain.kernel.database import Reader
from domain.kernel.errors import NotFound
from domain.kernel.ids import new_id
from domain.kernel.uow import UnitOfWork

KEY_START = "wb_"
_KEY = re.compile(r"wb_([0-9a-f]{12})_([0-9a-f]{48})", re.ASCII)
_NO_HASH = "0" * 64


async def new_key(uow: UnitOfWork, partner_id: UUID) -> str:
    """Another key of the partner; it cannot be shown again."""
    prefix = secrets.token_hex(6)
    key = f"{KEY_START}{prefix}_{secrets.token_hex(24)}"
    await uow.flush()
    await uow.session.execute(
        partner_keys.insert().values(
            PartnerKey(
                id=new_id(),
                partner_id=partner_id,
                prefix=prefix,
                hash=_digest(key),
                created_at=uow.now(),
            ).model_dump()
        )
    )
    return key


async def rotate_key(uow: UnitOfWork, partner_id: UUID, *, old_ones_last: timedelta) -> str:
    """A new key; those there are stay good for so long, so that the partner changes over in peace."""
    ends = uow.now() + old_ones_last
    await uow.session.execute(
        partner_keys.update()
        .where(partner_keys.c.partner_id == partner_id, partner_keys.c.revoked_at.is_(None))
        .values(expires_at=func.least(func.coalesce(partner_keys.c.expires_at, ends), ends))
    )
    return await new_key(uow, partner_id)


async def revoke_key(uow: UnitOfWork, partner_id: UUID, *, prefix: str) -> None:
    """Refuse one key from now on; `prefix` as it stands in the key. Raises `NotFound`."""
    written = await uow.session.execute(
        partner_keys.update()
        .where(
            partner_keys.c.partner_id == partner_id,
            partner_keys.c.prefix == prefix.removeprefix(KEY_START).partition("_")[0],
        )
        .values(revoked_at=func.coalesce(partner_keys.c.revoked_at, uow.now()))
        .returning(partner_keys.c.id)
    )
    if written.one_or_none() is None:
        raise NotFound("The partner has no such key.", path=("key",))


async def find_partner_by_key(read: Reader, key: str) -> Actor | None:
    """The partner that a key proves; None for one that is wrong, revoked or over."""
    match = _KEY.fullmatch(key)
    if match is None:
        return None
    row = await queries.find_key(read, match[1])
    # An unknown prefix is compared too, so that the time taken does not tell which prefixes exist.
    proven = hmac.compare_digest(_digest(key), row.hash if row else _NO_HASH)
    if row is None or not proven or row.revoked_at or row.key_revoked_at:
        return None
    if row.key_expires_at is not None and row.key_expires_at <= datetime.now(UTC):
        return None
    actor = Actor(
        kind=ActorKind.PARTNER,
        id=str(row.id),
        name=row.name,
        channels=None if row.channel_ids is None else frozenset(row.channel_ids),
    )
    credentials = Credentials(
        bearer=actor.label, id=match[1], issued_at=None, expires_at=row.key_expires_at
    )
    return replace(actor, credentials=credentials)


def _digest(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()
