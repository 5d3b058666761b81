"""Reading the audit."""

from collections.abc import Sequence

from sqlalchemy import select

from domain.audit.models import audit_entries
from domain.kernel.batches import AnyRow
from domain.kernel.database import Reader


async def list_entries(
    read: Reader,
    *,
    actor: str | None = None,
    subject: str | None = None,
    refused: bool = False,
    limit: int = 50,
) -> Sequence[AnyRow]:
    """The latest entries, newest first, that answer to everything that is given."""
    statement = select(audit_entries)
    if actor is not None:
        statement = statement.where(audit_entries.c.actor == actor)
    if subject is not None:
        statement = statement.where(audit_entries.c.subject == subject)
    if refused:
        statement = statement.where(~audit_entries.c.allowed)
    return (await read.execute(statement.order_by(audit_entries.c.at.desc()).limit(limit))).all()
