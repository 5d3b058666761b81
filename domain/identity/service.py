"""Partners and their API keys.

A key reads ``wb_<prefix>_<secret>``. The prefix finds the row, the secret proves the caller; only a
SHA-256 of the whole key is kept. A slow hash would buy nothing here: the secret is 192 random bits, not
something a person thought of, and a key is checked on every request.
"""

import hashlib
import hmac
import re
import secrets

from sqlalchemy import func
from sqlalchemy.dialects.postgresql import insert

from domain.identity import queries
from domain.identity.models import Partner, partners
from domain.kernel.database import Reader
from domain.kernel.errors import InvalidInput, NotFound
from domain.kernel.ids import new_id
from domain.kernel.uow import UnitOfWork

KEY_START = "wb_"
MAX_NAME_LENGTH = 120

_KEY = re.compile(r"wb_([0-9a-f]{12})_([0-9a-f]{48})", re.ASCII)
_NO_HASH = "0" * 64


async def create_partner(uow: UnitOfWork, *, name: str) -> tuple[Partner, str]:
    """A new partner and its key, which cannot be shown again.

    Raises `InvalidInput` for a name that is empty, too long or taken.
    """
    name = name.strip()
    if not name or len(name) > MAX_NAME_LENGTH or not name.isprintable():
        raise InvalidInput(
            f"A partner's name has 1 to {MAX_NAME_LENGTH} printable characters.", path=("name",)
        )
    prefix = secrets.token_hex(6)
    key = f"{KEY_START}{prefix}_{secrets.token_hex(24)}"
    partner = Partner(
        id=new_id(), name=name, key_prefix=prefix, key_hash=_digest(key), created_at=uow.now()
    )
    written = await uow.session.execute(
        insert(partners)
        .values(partner.model_dump())
        .on_conflict_do_nothing(index_elements=["name"])
        .returning(partners.c.id)
    )
    if written.one_or_none() is None:
        raise InvalidInput(f"There is a partner called {name!r} already.", path=("name",))
    return partner, key


async def revoke_partner(uow: UnitOfWork, *, name: str) -> None:
    """Refuse the partner's key from now on; once more changes nothing. Raises `NotFound`."""
    written = await uow.session.execute(
        partners.update()
        .where(partners.c.name == name)
        .values(revoked_at=func.coalesce(partners.c.revoked_at, uow.now()))
        .returning(partners.c.id)
    )
    if written.one_or_none() is None:
        raise NotFound(f"There is no partner called {name!r}.", path=("name",))


async def find_partner_by_key(read: Reader, key: str) -> Partner | None:
    """The partner that a key proves; None for one that is wrong or revoked."""
    match = _KEY.fullmatch(key)
    if match is None:
        return None
    partner = await queries.find_partner_by_prefix(read, match[1])
    # An unknown prefix is compared too, so that the time taken does not tell which prefixes exist.
    expected = partner.key_hash if partner else _NO_HASH
    proven = hmac.compare_digest(_digest(key), expected)
    return partner if partner and proven and partner.revoked_at is None else None


def _digest(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()
