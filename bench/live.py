"""Watching orders live: how long an event takes from COMMIT to its subscribers, and what they weigh.

A worker relays, as it does in the field. Events are written as the unit of work writes them, but by
one statement, and those that are due together: a verb for each would keep the machine busy with
something else.
"""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from statistics import median
from typing import Any
from uuid import UUID

import asyncpg
from redis.asyncio import Redis

from bench.documents import ORDER_EVENTS
from bench.measure import Effort, Finding, percentile
from bench.million import load
from bench.row import Row
from bench.sockets import gather_audience
from bench.stage import Server, Stage, staff_token
from domain.kernel.channels import WAKE_CHANNEL
from domain.kernel.ids import new_id
from schema.ids import global_id

MIB = 1024 * 1024
MANY = 1_000
RATE = 200
"Events a second."
PATIENCE = 60.0
SETTLING = 2.0
"Seconds for the last subscription to have read that there is nothing yet."


_HAPPEN = """
    WITH given AS (
        SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::int[], $4::text[])
            AS g(id, order_id, sequence, summary)
    ),
    counted AS (
        UPDATE event_sequence s SET last = g.sequence FROM given g WHERE s.order_id = g.order_id
    ),
    logged AS (
        INSERT INTO event (id, type, version, order_id, sequence, summary, actor, occurred_at, facts)
        SELECT id, 'order.held', 1, order_id, sequence, summary, 'system:bench', now(), '{}' FROM given
    )
    INSERT INTO outbox (topic, subject_id, created_at, payload)
    SELECT 'event', id, now(),
        jsonb_build_object('type', 'order.held', 'order_id', order_id, 'sequence', sequence)
    FROM given
"""


@dataclass(slots=True)
class Scene:
    """A shop with a worker and an API process, and whoever watches it."""

    server: Server
    events: Any
    "A connection that events are written by."
    broker: Redis
    token: str
    last: dict[UUID, int]
    "The latest event of each order."
    committed: list[float] = field(default_factory=list)
    "When each event was committed, by the number that it carries."
    delays: list[float] = field(default_factory=list)
    "Seconds from a COMMIT to a subscriber, one for each that heard of it."

    @asynccontextmanager
    async def audience(self, watched: list[UUID]) -> AsyncIterator[None]:
        """A subscriber for each of these orders, from their latest events on."""
        payloads = [
            {
                "query": ORDER_EVENTS,
                "variables": {"id": global_id("Order", id), "after": self.last[id]},
            }
            for id in watched
        ]
        audience = await gather_audience(self.server.port, self.token, payloads, self._hear)
        await asyncio.sleep(SETTLING)
        try:
            yield
        finally:
            audience.leave()
            await asyncio.sleep(SETTLING / 2)

    async def happen(self, *order_ids: UUID) -> None:
        """An event of each of these orders, committed together."""
        first = len(self.committed)
        self.committed += [float("nan")] * len(order_ids)
        for order_id in order_ids:
            self.last[order_id] += 1
        await self.events.execute(
            _HAPPEN,
            [new_id() for _ in order_ids],
            order_ids,
            [self.last[order_id] for order_id in order_ids],
            [f"#{first + nth}#" for nth in range(len(order_ids))],
        )
        self.committed[first:] = [time.time()] * len(order_ids)
        await self.broker.publish(WAKE_CHANNEL, b"")

    async def heard_by(self, many: int) -> None:
        """Wait until so many have heard of something, or nobody hears any more."""
        async with asyncio.timeout(PATIENCE):
            while len(self.delays) < many:  # noqa: ASYNC110 - one look costs less than a thousand words
                await asyncio.sleep(0.01)

    def _hear(self, _subscriber: int, frame: bytes, now: float) -> None:
        number = int(frame.split(b"#", 2)[1])
        self.delays.append(now - self.committed[number])


@asynccontextmanager
async def scene(stage: Stage) -> AsyncIterator[Scene]:
    """A shop of its own, with as many orders as anybody wants to watch."""
    if "watched" not in stage.opened:
        settings = stage.opened["watched"] = await stage.shop("watched")
        await load(str(settings.database_url), 2 * MANY)
    settings = stage.opened["watched"]
    broker: Redis = Redis.from_url(str(settings.redis_url))
    events = await asyncpg.connect(settings.database_url)
    try:
        last = dict(await events.fetch("SELECT order_id, last FROM event_sequence"))
        async with stage.serving(settings) as server:
            with stage.working(settings):
                found = Scene(server, events, broker, staff_token(settings), last)
                await _until_relayed(found)
                yield found
    finally:
        await events.close()
        await broker.aclose()


async def _until_relayed(found: Scene) -> None:
    """The worker needs a moment to start; until then an event would wait for it."""
    order_id = next(iter(found.last))
    async with found.audience([order_id]):
        await found.happen(order_id)
        await found.heard_by(1)
    found.delays.clear()


async def fan_out(stage: Stage, effort: Effort) -> Finding:
    """Events of one order, a few a second, to a thousand subscribers of it and to one."""
    turns = effort.turns * 3
    async with scene(stage) as found:
        order_id = next(iter(found.last))
        p99 = {}
        for many in (1, MANY):
            async with found.audience([order_id] * many):
                for turn in range(turns):
                    await found.happen(order_id)
                    await found.heard_by((turn + 1) * many)
            p99[many] = percentile(found.delays, 0.99)
            found.delays.clear()
    return Finding(p99[MANY], p99[1], p99[MANY] / p99[1], "s", p99[MANY] < 1.0)


async def steady(stage: Stage, effort: Effort) -> Finding:
    """Two hundred events a second over the orders of two thousand subscribers, who watch one each; the
    floor is one subscriber at one event at a time."""
    async with scene(stage) as found:
        ids = list(found.last)
        async with found.audience(ids[:1]):
            for turn in range(effort.turns * 5):
                await found.happen(ids[0])
                await found.heard_by(turn + 1)
        alone = percentile(found.delays, 0.99)
        found.delays.clear()
        async with found.audience(ids):
            began, events = time.perf_counter(), int(RATE * effort.seconds * 2)
            made = 0
            while made < events:
                due = min(events, int((time.perf_counter() - began) * RATE) + 1)
                await found.happen(*(ids[nth % len(ids)] for nth in range(made, due)))
                made = due
                await asyncio.sleep(began + made / RATE - time.perf_counter())
            rate = events / (time.perf_counter() - began)
            await found.heard_by(events)
        p99, p50 = percentile(found.delays, 0.99), median(found.delays)
    notes = {"events a second": round(rate), "p50": round(p50, 3)}
    reached = None if rate < 0.9 * RATE else p99 < 0.5
    return Finding(p99, alone, p99 / alone, "s", reached, notes)


async def memory(stage: Stage, effort: Effort) -> Finding:
    """What ten thousand subscribers weigh: the API process with them, against the process without."""
    many = 10 * MANY if effort.turns > 3 else MANY
    async with scene(stage) as found:
        before = found.server.memory() / MIB
        ids = list(found.last)
        async with found.audience([ids[nth % len(ids)] for nth in range(many)]):
            after = found.server.memory() / MIB
    each = (after - before) / many
    whole = before + each * 10 * MANY
    notes = {"subscribers": many, "KiB each": round(each * 1024, 1), "MiB with 10,000": round(whole)}
    return Finding(after, before, after / before, "MiB", whole < 700, notes)


ROWS = (
    Row("fan-out", "p99 to 1,000 subscribers", "to one subscriber", "p99 < 1 s", fan_out),
    Row("steady", "p99 at 200 events/s, 2,000 subscribers", "one subscriber", "p99 < 0.5 s", steady),
    Row("subscribers", "10,000 subscribers", "the process without", "< 700 MiB", memory),
)
