"""Writing events: the log, the order's sequence numbers and the outbox, in one statement.

The statement is sent once per unit of work, however many events it carries. The upsert of
`event_sequence` takes a row lock that lasts until COMMIT: two transactions of one order get their
numbers one after the other, so the numbers have no gaps and commit in order.
"""

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


WRITE = text(
    """
    WITH given AS (
        SELECT g.*, row_number() OVER () AS place
        FROM jsonb_to_recordset(:events) AS g(
            id uuid, type text, version int, order_id uuid, summary text,
            actor text, occurred_at timestamptz, facts jsonb)
    ),
    numbered AS (
        SELECT *, row_number() OVER (PARTITION BY order_id ORDER BY place) AS nth FROM given
    ),
    counted AS (
        SELECT order_id, count(*)::int AS events FROM given
        WHERE order_id IS NOT NULL GROUP BY order_id ORDER BY order_id
    ),
    sequenced AS (
        INSERT INTO event_sequence AS s (order_id, last)
        SELECT order_id, events FROM counted
        ON CONFLICT (order_id) DO UPDATE SET last = s.last + excluded.last
        RETURNING order_id, last
    ),
    logged AS (
        INSERT INTO event
            (id, type, version, order_id, sequence, summary, actor, occurred_at, facts)
        SELECT n.id, n.type, n.version, n.order_id, s.last - c.events + n.nth,
               n.summary, n.actor, n.occurred_at, n.facts
        FROM numbered n
        LEFT JOIN sequenced s USING (order_id)
        LEFT JOIN counted c USING (order_id)
        ORDER BY n.place
        RETURNING id, type, order_id, sequence
    )
    INSERT INTO outbox (topic, subject_id, payload, created_at)
    SELECT 'event', l.id,
           jsonb_build_object('type', l.type, 'order_id', l.order_id, 'sequence', l.sequence),
           now()
    FROM logged l JOIN numbered n USING (id)
    WHERE :announce
    ORDER BY n.place
    """
).bindparams(bindparam("events", type_=JSONB), bindparam("announce", type_=Boolean))


def parameters(events: Sequence[PendingEvent], *, announce: bool) -> dict[str, Any]:
    """What `WRITE` is given to append events to the log and, when they are news, to the outbox.

    A replayed history is logged with `announce=False`: nobody is to be told today what happened then.
    """
    return {"events": [event.row() for event in events], "announce": announce}
