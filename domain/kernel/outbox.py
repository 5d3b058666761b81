"""Writing events: the log, the order's sequence numbers and the outbox, in one statement.

The statement is sent once per unit of work, however many events it carries. The upsert of
`event_sequence` takes a row lock that lasts until COMMIT: two transactions of one order get their
numbers one after the other, so the numbers have no gaps and commit in order.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Boolean, bindparam, text
from sqlalchemy.dialects.postgresql import JSONB

from domain.kernel.actor import Actor
from domain.kernel.events import Event, OrderEvent
from domain.kernel.ids import new_id


@dataclass(frozen=True, slots=True)
class PendingEvent:
    """An event that waits for the end of its unit of work, with its time and its actor."""

    id: UUID
    event: Event
    actor: str
    occurred_at: datetime

    def row(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "type": self.event.type,
            "version": self.event.version,
            "order_id": self.event.order_id if isinstance(self.event, OrderEvent) else None,
            "summary": self.event.summary(),
            "actor": self.actor,
            "occurred_at": self.occurred_at,
            "facts": self.event.facts(),
        }


def pend(event: Event, *, actor: Actor, occurred_at: datetime) -> PendingEvent:
    """Stamp an event with an id, its actor and its time."""
    return PendingEvent(new_id(), event, actor.label, occurred_at)


# What an order's events are counted by comes along: `nth` of it among those given, and how many `later`.
WRITE = text(
    """
    WITH given AS (
        SELECT * FROM jsonb_to_recordset(:events) AS g(
            place int, nth int, later int, id uuid, type text, version int, order_id uuid, summary text,
            actor text, occurred_at timestamptz, facts jsonb)
    ),
    sequenced AS (
        INSERT INTO event_sequence AS s (order_id, last)
        SELECT order_id, nth FROM given WHERE later = 0 ORDER BY order_id
        ON CONFLICT (order_id) DO UPDATE SET last = s.last + excluded.last
        RETURNING order_id, last
    ),
    numbered AS (
        SELECT g.*, s.last - g.later AS sequence FROM given g LEFT JOIN sequenced s USING (order_id)
    ),
    logged AS (
        INSERT INTO event
            (id, type, version, order_id, sequence, summary, actor, occurred_at, facts)
        SELECT id, type, version, order_id, sequence, summary, actor, occurred_at, facts
        FROM numbered
    )
    INSERT INTO outbox (topic, subject_id, payload, created_at)
    SELECT 'event', id,
           jsonb_build_object('type', type, 'order_id', order_id, 'sequence', sequence), now()
    FROM numbered
    WHERE :announce
    ORDER BY place
    """
).bindparams(bindparam("events", type_=JSONB), bindparam("announce", type_=Boolean))


def parameters(events: Sequence[PendingEvent], *, announce: bool) -> dict[str, Any]:
    """What `WRITE` is given to append events to the log and, when they are news, to the outbox.

    A replayed history is logged with `announce=False`: nobody is to be told today what happened then.
    """
    rows = [event.row() for event in events]
    to_come = Counter(row["order_id"] for row in rows)
    so_far: Counter[UUID] = Counter()
    for place, row in enumerate(rows):
        row["place"] = place
        if (order_id := row["order_id"]) is not None:
            so_far[order_id] += 1
            to_come[order_id] -= 1
            row |= {"nth": so_far[order_id], "later": to_come[order_id]}
    return {"events": rows, "announce": announce}
