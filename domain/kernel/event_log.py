"""Asking the log of events what a lost message would have said."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Uuid, bindparam, func, select
from sqlalchemy.dialects.postgresql import ARRAY

from domain.kernel.columns import table_of
from domain.kernel.events import EventRecord, EventSequence
from domain.kernel.reader import Reader, rows_of

events = table_of(EventRecord)
sequences = table_of(EventSequence)

_LAST = select(sequences.c.order_id, sequences.c.last).where(
    sequences.c.order_id == func.any(bindparam("ids", type_=ARRAY(Uuid)))
)
_SINCE = (
    select(events.c.id, events.c.order_id, events.c.sequence)
    .where(events.c.occurred_at >= bindparam("since"), events.c.order_id.is_not(None))
    .order_by(events.c.occurred_at.desc(), events.c.order_id, events.c.sequence.desc())
    .limit(bindparam("limit"))
)


@dataclass(frozen=True, slots=True)
class LoggedEvent:
    """Where an order event stands in the log."""

    id: UUID
    order_id: UUID
    sequence: int


async def last_sequences(read: Reader, order_ids: Sequence[UUID]) -> dict[UUID, int]:
    """The latest sequence number of each order that has events."""
    found = await rows_of(read, _LAST, {"ids": list(order_ids)})
    return {row.order_id: row.last for row in found}


async def list_events_since(read: Reader, since: datetime, *, limit: int) -> list[LoggedEvent]:
    """The latest order events at or after an instant, in the order they happened."""
    found = await rows_of(read, _SINCE, {"since": since, "limit": limit})
    latest_first = [LoggedEvent(row.id, row.order_id, row.sequence) for row in found]
    return latest_first[::-1]
