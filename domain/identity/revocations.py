"""Tokens that are no longer good before they end: all of a subject issued so far, or one by its id.

The list is short and every request needs it, so each process keeps a copy and looks again when it is a
second old. While the database is away the last copy holds.
"""

import asyncio
import time
from datetime import datetime
from weakref import WeakKeyDictionary

from sqlalchemy import func
from sqlalchemy.dialects.postgresql import insert

from domain.identity import queries
from domain.identity.models import token_revocations
from domain.kernel.actor import Credentials
from domain.kernel.database import Database
from domain.kernel.uow import UnitOfWork

MAX_AGE = 1.0


async def revoke_tokens(uow: UnitOfWork, *, bearer: str) -> None:
    """Refuse every token of `bearer` (an actor's label) that was issued until now."""
    statement = insert(token_revocations).values(subject=bearer, not_before=uow.now())
    await uow.session.execute(
        statement.on_conflict_do_update(
            index_elements=["subject"],
            set_={
                "not_before": func.greatest(
                    token_revocations.c.not_before, statement.excluded.not_before
                )
            },
        )
    )


async def revoke_token(uow: UnitOfWork, *, token_id: str) -> None:
    """Refuse the one token with this ``jti``."""
    await revoke_tokens(uow, bearer=f"jti:{token_id}")


class Revocations:
    """One process' copy of the list."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._since: dict[str, datetime] = {}
        self._read_at = float("-inf")
        self._turn = asyncio.Lock()

    async def refuse(self, token: Credentials) -> bool:
        """Whether the token was revoked."""
        if time.monotonic() - self._read_at > MAX_AGE:
            await self._look()
        if f"jti:{token.id}" in self._since:
            return True
        since = self._since.get(token.bearer)
        return since is not None and (token.issued_at or 0.0) < since.timestamp()

    async def _look(self) -> None:
        async with self._turn:
            if time.monotonic() - self._read_at <= MAX_AGE:
                return
            try:
                async with self._database.read() as read:
                    self._since = await queries.list_revocations(read)
            except Exception:
                if self._read_at == float("-inf"):
                    raise
            self._read_at = time.monotonic()


_kept: "WeakKeyDictionary[Database, Revocations]" = WeakKeyDictionary()


def revocations_of(database: Database) -> Revocations:
    """The copy that belongs to this pool of connections."""
    kept = _kept.get(database)
    if kept is None:
        kept = _kept[database] = Revocations(database)
    return kept
