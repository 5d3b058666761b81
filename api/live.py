"""The live channel of one API process: one connection to the broker, any number of watchers.

The broker forgets: what it publishes while we are not connected is gone, and so is what was published
while nobody relayed. So every few seconds, and whenever the connection comes back, the hub asks
PostgreSQL how far each thing that is watched has come, and tells its watchers what they missed. The
broker makes it fast, the database makes it true.
"""

import asyncio
from collections import OrderedDict
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import orjson
import structlog
from redis.asyncio import Redis

from api.broker import BROKER_ERRORS
from api.watchers import Watcher, Watchers
from domain.inventory.changes import LevelPosition, list_level_positions
from domain.kernel.channels import LIVE_CHANNEL
from domain.kernel.database import Database
from domain.kernel.event_log import last_sequences, list_events_since
from schema.live import EventNotice

LOOK = 3.0
"Seconds between two looks into the database."
OVERLAP = timedelta(seconds=10)
"How far a look reaches back beyond the last one: a transaction's time, and clocks that are off."
REMEMBERED = 20_000
FIRST_PAUSE, LONGEST_PAUSE = 0.1, 5.0

log = structlog.get_logger("waybill.live")


class LiveHub:
    """Implements `schema.live.LiveFeed`."""

    def __init__(self, database: Database, broker: Redis) -> None:
        self._database = database
        self._broker = broker
        self._orders: Watchers[UUID, EventNotice] = Watchers()
        self._everything: Watchers[None, EventNotice] = Watchers()
        self._stock: Watchers[str, UUID] = Watchers()
        # How far the things that are watched have come, as far as their watchers were told.
        self._told_of_order: dict[UUID, int] = {}
        self._told_of_level: dict[UUID, int] = {}
        self._told: OrderedDict[UUID, None] = OrderedDict()
        self._looked = datetime.now(UTC)
        self._look = asyncio.Event()

    @asynccontextmanager
    async def watch_order(self, order_id: UUID) -> AsyncIterator[Watcher[EventNotice]]:
        """Wake up for events of one order."""
        with self._orders.watching(order_id) as watcher:
            yield watcher
        if order_id not in self._orders:
            self._told_of_order.pop(order_id, None)

    @asynccontextmanager
    async def watch_all(self) -> AsyncIterator[Watcher[EventNotice]]:
        """Wake up for every order event, each noticed once."""
        if None not in self._everything:
            # What happened before anybody watched is no news.
            self._looked = datetime.now(UTC)
            self._remember(notice.event_id for notice in await self._recent())
        with self._everything.watching(None) as watcher:
            yield watcher

    @asynccontextmanager
    async def watch_stock(self, sku: str) -> AsyncIterator[Watcher[UUID]]:
        """Wake up with the ids of the stock levels of one SKU that changed."""
        with self._stock.watching(sku) as watcher:
            # Where the levels stand now may be news to those who watch already, but not to this one.
            async with self._database.read() as read:
                for position in await list_level_positions(read, [sku]):
                    self._tell_of_level(position, but=watcher)
            yield watcher

    def count(self) -> int:
        """How many watch."""
        return len(self._orders) + len(self._everything) + len(self._stock)

    async def run(self) -> None:
        """Listen and look for as long as the process lives."""
        await asyncio.gather(self._listen(), self._keep_looking())

    async def _listen(self) -> None:
        pause = FIRST_PAUSE
        while True:
            try:
                async with self._broker.pubsub() as channel:
                    await channel.subscribe(LIVE_CHANNEL)
                    self._look.set()
                    pause = FIRST_PAUSE
                    while True:
                        message = await channel.get_message(timeout=LOOK)
                        if message is not None and message["type"] == "message":
                            self._hear(orjson.loads(message["data"]))
            except BROKER_ERRORS as error:
                log.warning("live.disconnected", error=type(error).__name__, pause=pause)
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE)

    def _hear(self, messages: list[dict[str, Any]]) -> None:
        for message in messages:
            id = UUID(message["id"])
            if message["topic"] == "stock":
                self._tell_of_level(LevelPosition(message["sku"], id, message["sequence"]))
            elif message["order_id"] is not None:
                order_id = UUID(message["order_id"])
                self._tell_of_event(EventNotice(id, order_id, message["sequence"]))

    async def _keep_looking(self) -> None:
        while True:
            try:
                async with asyncio.timeout(LOOK):
                    await self._look.wait()
            except TimeoutError:
                pass
            self._look.clear()
            try:
                await self.look()
            except Exception as error:
                log.warning("live.blind", error=type(error).__name__)

    async def look(self) -> None:
        """Ask the database what was missed, and tell it."""
        if order_ids := self._orders.keys():
            async with self._database.read() as read:
                reached = await last_sequences(read, order_ids)
            for order_id, sequence in reached.items():
                if _advance(self._told_of_order, order_id, sequence):
                    self._orders.tell(order_id, beyond=sequence)
        if skus := self._stock.keys():
            async with self._database.read() as read:
                positions = await list_level_positions(read, skus)
            for position in positions:
                self._tell_of_level(position)
        if None in self._everything:
            for notice in await self._recent():
                self._tell_of_event(notice)

    async def _recent(self) -> list[EventNotice]:
        """Events since a little before the last look."""
        began = datetime.now(UTC)
        async with self._database.read() as read:
            logged = await list_events_since(read, self._looked - OVERLAP, limit=REMEMBERED // 2)
        self._looked = began
        return [EventNotice(event.id, event.order_id, event.sequence) for event in logged]

    def _tell_of_event(self, notice: EventNotice) -> None:
        # Numbers of an order are committed in order: whoever knows of a later one knows of this one.
        if notice.order_id in self._orders and _advance(
            self._told_of_order, notice.order_id, notice.sequence
        ):
            self._orders.tell(notice.order_id, notice, beyond=notice.sequence)
        if None in self._everything and notice.event_id not in self._told:
            self._remember([notice.event_id])
            self._everything.tell(None, notice)

    def _tell_of_level(self, position: LevelPosition, but: Watcher[UUID] | None = None) -> None:
        if position.sku in self._stock and _advance(
            self._told_of_level, position.level_id, position.sequence
        ):
            self._stock.tell(position.sku, position.level_id, but=but)

    def _remember(self, event_ids: Iterable[UUID]) -> None:
        for event_id in event_ids:
            self._told[event_id] = None
        while len(self._told) > REMEMBERED:
            self._told.popitem(last=False)


def _advance(reached: dict[UUID, int], id: UUID, sequence: int) -> bool:
    """Note how far something has come; False where that is no news."""
    if sequence <= reached.get(id, 0):
        return False
    reached[id] = sequence
    return True
