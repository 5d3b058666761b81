"""What subscriptions ask of the live channel. `api.live` answers it; tests bring their own.

A wake-up is only a hint that something was committed: what is sent to a client is read from PostgreSQL.
A feed may repeat a notice and may merge several; it may not stay silent about one.
"""

from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Protocol, TypeVar
from uuid import UUID

T_co = TypeVar("T_co", covariant=True)


@dataclass(frozen=True, slots=True)
class EventNotice:
    """An order event was committed. Read it by `event_id`, or by order from a sequence number on."""

    event_id: UUID
    order_id: UUID
    sequence: int


@dataclass(slots=True)
class Bookmark:
    """How far the client of one subscription has come, for transports that can say it."""

    resumed: int | None = None
    "What the client says that it has; a subscription goes on from there if that is further on."
    reached: int | None = None
    "Where the event stands that is being sent. Set by a subscription that can be resumed."


class Wakeups(Protocol[T_co]):
    """What came since the last call. Watching begins when the context manager is entered."""

    async def wait(self, have: int = 0) -> Sequence[T_co]:
        """Sleep until there is something, then return all of it in the order of commit. Who counts what
        there is says up to where they `have` it: nobody wakes them for that.

        May return an empty sequence: "look for yourself", for instance after a lost connection.
        """
        ...


class LiveFeed(Protocol):
    """The live channel as one process sees it."""

    def watch_order(self, order_id: UUID) -> AbstractAsyncContextManager[Wakeups[EventNotice]]:
        """Wake up for events of one order."""
        ...

    def watch_all(self) -> AbstractAsyncContextManager[Wakeups[EventNotice]]:
        """Wake up for every order event, each noticed once."""
        ...

    def watch_stock(self, sku: str) -> AbstractAsyncContextManager[Wakeups[UUID]]:
        """Wake up with the ids of the stock levels of one SKU that changed."""
        ...
