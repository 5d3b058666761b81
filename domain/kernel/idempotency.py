"""Idempotency keys: the same request again gives the first answer and does nothing.

A key belongs to its caller and lasts 24 hours. It is claimed by the first statement of the
transaction it guards: a second request with the same key waits on the row until the first one
commits, then reads its answer. A refused request changed nothing and leaves no key behind.

Nearly every key is new, so that it is first taken for new (`take`), without asking: that goes with
BEGIN. Where it is not, PostgreSQL refuses the row and with it the transaction, and the request is run
again with a `claim`.
"""

import hashlib
import json
from datetime import datetime, timedelta
from typing import Any

import orjson
from sqlalchemy import text as sql
from sqlmodel import Field, Index, SQLModel

from domain.kernel.columns import document, instant, text
from domain.kernel.errors import IdempotencyConflict, InvalidInput
from domain.kernel.uow import UnitOfWork
from domain.kernel.words import is_storable

LIFETIME = timedelta(hours=24)
MAX_LENGTH = 255


class IdempotencyKey(SQLModel, table=True):
    """One key of one caller; `answer` says what the first request led to, as references."""

    __tablename__ = "idempotency_key"
    __table_args__ = (Index("idempotency_key_by_age", "created_at"),)

    caller: str = Field(primary_key=True)
    key: str = Field(primary_key=True)
    fingerprint: str = text()
    answer: dict[str, Any] | None = document(nullable=True)
    created_at: datetime = instant()


def fingerprint(verb: str, request: Any) -> str:
    """A digest of what was asked: the verb and its input, in one canonical form."""
    # Not orjson: it refuses lone surrogates, and a digest must exist for any input, to be refused later.
    body = json.dumps([verb, request], default=str, sort_keys=True)
    return hashlib.sha256(body.encode()).hexdigest()


_TAKE = sql(
    """
    INSERT INTO idempotency_key (caller, key, fingerprint, answer, created_at)
    VALUES (:caller, :key, :fingerprint, CAST(:answer AS jsonb), :now)
    """
)
_CLAIM = sql(
    """
    INSERT INTO idempotency_key AS k (caller, key, fingerprint, answer, created_at)
    VALUES (:caller, :key, :fingerprint, NULL, :now)
    ON CONFLICT (caller, key) DO UPDATE
        SET fingerprint = CASE WHEN k.created_at < :expired THEN excluded.fingerprint
                               ELSE k.fingerprint END,
            answer = CASE WHEN k.created_at < :expired THEN NULL ELSE k.answer END,
            created_at = CASE WHEN k.created_at < :expired THEN excluded.created_at
                              ELSE k.created_at END
    RETURNING fingerprint, answer
    """
)
_ANSWER = sql(
    "UPDATE idempotency_key SET answer = CAST(:answer AS jsonb) WHERE caller = :caller AND key = :key"
)
_FORGET = sql(
    """
    WITH gone AS MATERIALIZED (
        SELECT caller, key FROM idempotency_key WHERE created_at < :expired
        ORDER BY created_at LIMIT :limit FOR UPDATE SKIP LOCKED)
    DELETE FROM idempotency_key k USING gone
    WHERE (k.caller, k.key) = (gone.caller, gone.key) RETURNING 1
    """
)


_PATH = ("input", "idempotencyKey")


def take(uow: UnitOfWork, *, key: str, fingerprint: str) -> None:
    """Take the key for a new one, with BEGIN, which is still to come. What PostgreSQL raises where it is
    not new is transient: the request is then to be run again, with a `claim`.

    Raises `InvalidInput` for a key that cannot be one.
    """
    _check(key)
    taken = {"caller": uow.actor.label, "key": key, "fingerprint": fingerprint, "now": uow.now()}
    uow.open_with(_TAKE, {**taken, "answer": None})


def _check(key: str) -> None:
    if not key or len(key) > MAX_LENGTH or not is_storable(key):
        raise InvalidInput(f"An idempotency key has 1 to {MAX_LENGTH} characters.", path=_PATH)


async def claim(uow: UnitOfWork, *, key: str, fingerprint: str) -> dict[str, Any] | None:
    """Take the key for this request: None when it is new, else the first request's answer.

    Raises `InvalidInput` for a key that cannot be one, `IdempotencyConflict` where the key stands for
    another request.
    """
    _check(key)
    [row] = await uow.rows(
        _CLAIM,
        {
            "caller": uow.actor.label,
            "key": key,
            "fingerprint": fingerprint,
            "now": uow.now(),
            "expired": uow.now() - LIFETIME,
        },
    )
    if row.fingerprint != fingerprint:
        raise IdempotencyConflict(
            "This idempotency key was used before for another request; use a new one.", path=_PATH
        )
    answer: dict[str, Any] | None = row.answer
    return orjson.loads(answer) if isinstance(answer, str) else answer


def remember(uow: UnitOfWork, *, key: str, answer: dict[str, Any]) -> None:
    """Keep what the request led to, for those who ask again: written with COMMIT, or with the key where
    that is still to be written."""
    said = {"answer": orjson.dumps(answer).decode()}
    if not uow.amend_opening(said):
        uow.write_with_commit(_ANSWER, {"caller": uow.actor.label, "key": key, **said})


async def forget_expired(uow: UnitOfWork, *, limit: int) -> int:
    """Drop the oldest keys that are past their lifetime, so many at most; how many they were."""
    gone = await uow.session.execute(_FORGET, {"expired": uow.now() - LIFETIME, "limit": limit})
    return len(gone.all())
