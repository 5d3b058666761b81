"""Events: what happened, as frozen facts.

An event is born in a service verb or a process through ``uow.emit(OrderHeld(...))`` and is written in
the same commit as its cause. Ids and facts only: whoever reacts reads the rest.
"""

from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, ClassVar, Self
from uuid import UUID

from sqlalchemy import BigInteger, Column, Identity, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from domain.kernel.columns import document, instant, primary_key, text

_registry: dict[str, type["Event"]] = {}


@dataclass(frozen=True, kw_only=True)
class Event:
    """One thing that happened. Subclasses name themselves in dotted past tense: ``order.placed``."""

    type: ClassVar[str]
    version: ClassVar[int] = 1

    def __init_subclass__(cls) -> None:
        if "type" in cls.__dict__:
            if cls.type in _registry:
                raise TypeError(f"two events call themselves {cls.type!r}")
            _registry[cls.type] = cls

    def summary(self) -> str:
        """One sentence for a person reading the order's history."""
        raise NotImplementedError(f"{type(self).__name__} has no summary")

    def facts(self) -> dict[str, Any]:
        """The event's fields as JSON values."""
        return {field.name: getattr(self, field.name) for field in fields(self)}

    @classmethod
    def from_facts(cls, facts: dict[str, Any]) -> Self:
        """The event again, from what was stored; unknown facts of newer versions are left out."""
        known = {field.name: field.type for field in fields(cls)}
        return cls(**{name: value for name, value in facts.items() if name in known})


@dataclass(frozen=True, kw_only=True)
class OrderEvent(Event):
    """An event in the life of one order; it gets the order's next sequence number."""

    order_id: UUID


def event_types() -> dict[str, type[Event]]:
    """Every event that the house knows, by its dotted name."""
    return dict(_registry)


class EventRecord(SQLModel, table=True):
    """The log of events, append-only. `sequence` counts 1, 2, 3, … per order without gaps."""

    __tablename__ = "event"
    __table_args__ = (
        UniqueConstraint("order_id", "sequence"),
        Index("event_by_time", "occurred_at"),
    )

    id: UUID = primary_key()
    type: str = text()
    version: int
    order_id: UUID | None = Field(default=None)
    sequence: int | None = Field(default=None)
    summary: str = text()
    actor: str = text()
    occurred_at: datetime = instant()
    facts: dict[str, Any] = document()


class EventSequence(SQLModel, table=True):
    """The last sequence number of each order; its row lock is what keeps the numbers gapless."""

    __tablename__ = "event_sequence"

    order_id: UUID = Field(primary_key=True)
    last: int


class OutboxEntry(SQLModel, table=True):
    """What the relay has yet to hand on; a row is deleted when its reactions are written.

    `topic` is ``event`` (`subject_id` is the event's id) or ``stock`` (it is the stock level's id).
    """

    __tablename__ = "outbox"

    position: int | None = Field(
        default=None, sa_column=Column(BigInteger, Identity(always=True), primary_key=True)
    )
    topic: str = text()
    subject_id: UUID
    payload: dict[str, Any] = document()
    created_at: datetime = instant()
