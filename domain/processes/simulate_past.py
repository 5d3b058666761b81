"""simulateSourcing over past orders: what another policy would have made of them.

It only reads. A past order is sourced as if it were placed again: what lay there then is what there is,
and the clock stands where it stood. Locations and their calendars are today's, and so is the age of what
lies there; how much the days' capacities were used then is not asked.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Uuid, bindparam, text

from domain.allocation.candidates import Found, look
from domain.allocation.decide import Question
from domain.allocation.distance import Point
from domain.allocation.explain import decide
from domain.allocation.plans import Need
from domain.allocation.policies import InForce
from domain.allocation.policy import FilterKind, Policy
from domain.inventory.earlier import Earlier, Moment, look_back
from domain.kernel.actor import Actor
from domain.kernel.database import Reader
from domain.kernel.errors import InvalidInput
from domain.processes.simulate_sourcing import Simulated, channel_by_code, rules_of

MOST_ORDERS = 100
"Past orders of one simulation; the next goes on after the last of them."

_ORDERS = text(
    """
    SELECT o.id, o.number, o.placed_at, o.shipping_address->'latitude' AS latitude,
           o.shipping_address->'longitude' AS longitude
    FROM orders o
    WHERE o.channel_id = :channel AND o.status IN ('CONFIRMED', 'COMPLETED')
      AND o.placed_at >= :since AND o.placed_at < :until
      AND (CAST(:after AS uuid) IS NULL OR (o.placed_at, o.id) > (
           SELECT placed_at, id FROM orders WHERE id = :after))
    ORDER BY o.placed_at, o.id LIMIT :limit
    """
).bindparams(bindparam("after", type_=Uuid))
_LINES = text(
    """
    SELECT l.id, l.order_id, l.product_id, l.sku, l.location_id,
           l.quantity - l.cancelled_quantity AS units
    FROM order_line l WHERE l.order_id = ANY(:orders) AND l.quantity > l.cancelled_quantity
    ORDER BY l.order_id, l.position
    """
).bindparams(bindparam("orders", type_=ARRAY(Uuid)))
_TOOK = text(
    """
    SELECT o.order_id, l.order_line_id, l.product_id, o.location_id, sum(l.quantity)::int AS units,
           true AS parcel
    FROM fulfillment_order o JOIN fulfillment_order_line l ON l.fulfillment_order_id = o.id
    WHERE o.order_id = ANY(:orders) AND l.quantity > 0 GROUP BY 1, 2, 3, 4
    UNION ALL
    SELECT order_id, order_line_id, product_id, location_id, quantity, false
    FROM reservation WHERE order_id = ANY(:orders)
    """
).bindparams(bindparam("orders", type_=ARRAY(Uuid)))


@dataclass(frozen=True, slots=True)
class Parcels:
    """How an order comes: number of parcels, and the way of its units in kilometres where known."""

    count: int
    kilometres: float
    measured: int


@dataclass(frozen=True, slots=True)
class PastOrder:
    """An order as it was sourced and as it would be."""

    id: UUID
    was: Parcels
    would_be: Parcels
    simulated: Simulated


@dataclass(frozen=True, slots=True)
class Past:
    """One batch, the earliest placed first; `last` is where the next goes on, None at the end."""

    orders: Sequence[PastOrder]
    last: UUID | None


async def simulate_past(
    read: Reader,
    *,
    viewer: Actor,
    channel: str,
    since: datetime,
    until: datetime,
    limit: int = MOST_ORDERS,
    after: UUID | None = None,
    policy: Policy | None = None,
) -> Past:
    """Source confirmed orders of a stretch of time again, a batch at a time.

    Raises `NotFound` for a channel and `InvalidInput` for a stretch or a batch that cannot be.
    """
    channel_id = await channel_by_code(read, viewer, channel)
    if not 0 < limit <= MOST_ORDERS:
        raise InvalidInput(f"1 to {MOST_ORDERS} orders at a time.", path=("input", "past", "first"))
    if since >= until:
        raise InvalidInput("This ends before it begins.", path=("input", "past", "placedBefore"))
    by = await rules_of(read, channel_id, policy)
    relaxed = tuple(each for each in by.policy.filters if each.kind is not FilterKind.CAPACITY)
    by = replace(by, policy=Policy(relaxed, by.policy.goals))
    found = await read.execute(
        _ORDERS,
        {"channel": channel_id, "since": since, "until": until, "after": after, "limit": limit + 1},
    )
    rows = found.all()
    orders = rows[:limit]
    ids = {"orders": [row.id for row in orders]}
    lines: dict[UUID, list[Any]] = defaultdict(list)
    for line in await read.execute(_LINES, ids):
        lines[line.order_id].append(line)
    took: dict[UUID, list[Any]] = defaultdict(list)
    for unit in await read.execute(_TOOK, ids):
        took[unit.order_id].append(unit)
    products = {line.product_id for each in lines.values() for line in each}
    now = await look(read, product_ids=products, channel_id=channel_id, policy=by.policy, at=until)
    moments = [Moment(row.placed_at, row.number) for row in orders]
    then = await look_back(read, product_ids=sorted(products), moments=moments)
    again = [_again(row, lines[row.id], took[row.id], now, then, by) for row in orders if lines[row.id]]
    return Past(again, orders[-1].id if len(rows) > limit else None)


def _again(
    row: Any, lines: Sequence[Any], took: Sequence[Any], now: Found, then: Earlier, by: InForce
) -> PastOrder:
    """One order, with what lay there when it was placed."""
    destination = Point.of(row.latitude, row.longitude)
    sites = {id: site.seen(destination, row.placed_at) for id, site in now.sites.items()}
    wanted = {line.product_id for line in lines}
    lots = [
        replace(lot, free=then.free((lot.product_id, lot.location_id), row.placed_at), kept=0)
        for lot in now.lots
        if lot.product_id in wanted
    ]
    needs = [Need(line.id, line.product_id, line.units, line.location_id) for line in lines]
    carrying = {lot.location_id for lot in lots}
    known = {id: site for id, site in sites.items() if id in carrying}
    decision = decide(Question(needs, lots, known, by.policy, row.placed_at))
    was: Counter[UUID] = Counter()
    for unit in took:
        was[unit.location_id] += unit.units
    would_be: Counter[UUID] = Counter()
    for take in decision.plan.takes:
        would_be[take.location_id] += take.quantity
    ways = {id: site.kilometres for id, site in sites.items()}
    simulated = Simulated(decision, by, {line.id: line.sku for line in lines})
    return PastOrder(row.id, _parcels(was, ways), _parcels(would_be, ways), simulated)


def _parcels(units: Mapping[UUID, int], ways: Mapping[UUID, float | None]) -> Parcels:
    measured = {id: (way, units[id]) for id in units if (way := ways.get(id)) is not None}
    return Parcels(
        len(units),
        # To the metre, so that the same way added up in another order is the same.
        round(sum(way * each for way, each in measured.values()), 3),
        sum(each for _, each in measured.values()),
    )
