"""Writing the audit."""

import time
from collections import OrderedDict
from dataclasses import asdict, dataclass

import structlog

from domain.audit.models import AuditEntry
from domain.kernel.actor import Actor, ActorKind
from domain.kernel.database import Database
from domain.kernel.ids import new_id
from domain.kernel.uow import UnitOfWork, transaction

EVERY = 1.0
"Seconds between two entries of the same refusal to strangers from one address."
REMEMBERED = 10_000

log = structlog.get_logger("waybill.audit")
_last: OrderedDict[tuple[str, str | None], float] = OrderedDict()


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """What somebody did or wanted to do."""

    action: str
    subject: str | None = None
    origin: str | None = None
    request_id: str | None = None


def record(uow: UnitOfWork, deed: Deed) -> None:
    """Keep an action that is being taken, in its own transaction."""
    uow.session.add(_entry(uow, deed, code=None))


async def record_refusal(database: Database, actor: Actor, deed: Deed, *, code: str) -> None:
    """Keep a refusal. Nothing that happens here changes the answer: it is logged, and that is all.

    Strangers cannot fill the disk: of theirs, one a second is kept for each address and action.
    """
    if actor.kind is ActorKind.ANONYMOUS and not _is_news(deed):
        return
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


def _is_news(deed: Deed) -> bool:
    key, now = (deed.action, deed.origin), time.monotonic()
    if now - _last.get(key, -EVERY) < EVERY:
        return False
    _last[key] = now
    _last.move_to_end(key)
    while len(_last) > REMEMBERED:
        _last.popitem(last=False)
    return True
