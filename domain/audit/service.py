"""Writing the audit."""

from dataclasses import asdict, dataclass
from datetime import datetime

import structlog
from sqlalchemy import text

from domain.audit.models import AuditEntry
from domain.audit.sieve import Sieve
from domain.kernel.actor import Actor, ActorKind
from domain.kernel.database import Database
from domain.kernel.ids import new_id
from domain.kernel.insert import insert_with_commit
from domain.kernel.uow import UnitOfWork, transaction

log = structlog.get_logger("waybill.audit")

_KNOWN = Sieve(most=100, window=60)
_STRANGER = Sieve(most=1, window=1)
_STRANGERS = Sieve(most=10, window=1)
_TURNED_AWAY = Sieve(most=1, window=60)

# Materialised, because a subquery that locks may be run again for each row, and then finds others.
_FORGET = text(
    """
    WITH gone AS MATERIALIZED (
        SELECT id FROM audit_entry WHERE at < :before ORDER BY at LIMIT :limit FOR UPDATE SKIP LOCKED)
    DELETE FROM audit_entry USING gone WHERE audit_entry.id = gone.id RETURNING 1
    """
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """What somebody did or wanted to do."""

    action: str
    subject: str | None = None
    origin: str | None = None
    request_id: str | None = None


def record(uow: UnitOfWork, deed: Deed) -> None:
    """Keep an action that is being taken, in its own transaction."""
    insert_with_commit(uow, [_entry(uow, deed, code=None)])


async def record_refusal(database: Database, actor: Actor, deed: Deed, *, code: str) -> None:
    """Keep a refusal. Nothing that happens here changes the answer: it is logged, and that is all.

    A hundred a minute are kept of one caller's for each action. Strangers have one a second for each
    action and address, and ten a second in all.
    """
    if actor.kind is not ActorKind.ANONYMOUS:
        kept = _KNOWN.lets((actor.label, deed.action))
    else:
        kept = _STRANGER.lets((deed.action, deed.origin)) and _STRANGERS.lets("all")
    if kept:
        await _keep(database, actor, deed, code)


async def record_turned_away(database: Database, actor: Actor, deed: Deed, *, code: str) -> None:
    """Keep that a caller was turned away at the door: once a minute for each code, because whoever is
    throttled asks again at once."""
    of_one = (actor.label, deed.origin if actor.kind is ActorKind.ANONYMOUS else None, code)
    if _TURNED_AWAY.lets(of_one) and (actor.kind is not ActorKind.ANONYMOUS or _STRANGERS.lets("all")):
        await _keep(database, actor, deed, code)


async def forget_before(uow: UnitOfWork, before: datetime, *, limit: int) -> int:
    """Drop the oldest entries from before then, so many at most; how many they were."""
    gone = await uow.session.execute(_FORGET, {"before": before, "limit": limit})
    return len(gone.all())


async def _keep(database: Database, actor: Actor, deed: Deed, code: str) -> None:
    try:
        async with transaction(database, actor=actor) as uow:
            uow.session.add(_entry(uow, deed, code=code))
    except Exception as error:
        log.error("audit.lost", action=deed.action, code=code, error=type(error).__name__)


def _entry(uow: UnitOfWork, deed: Deed, *, code: str | None) -> AuditEntry:
    return AuditEntry(
        id=new_id(),
        at=uow.now(),
        actor=uow.actor.label,
        allowed=code is None,
        code=code,
        **asdict(deed),
    )
