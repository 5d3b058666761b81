"""simulateSourcing: what sourcing would decide for an order that does not exist, or for past ones.

It only reads. A past order is sourced as if it were placed again by itself: what lies there now and what
it took itself is what there is, and the clock stands where it stood when it was placed. How much the
days' capacities were used then is not asked.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Text, Uuid, bindparam, text

from domain.allocation.candidates import Found, look
from domain.allocation.decide import Decision, Question
from domain.allocation.distance import Point
from domain.allocation.explain import decide
from domain.allocation.plans import Need
from domain.allocation.policies import InForce, policy_of
from domain.allocation.policy import FilterKind, Policy
from domain.allocation.sites import Lot
from domain.kernel.actor import Actor
from domain.kernel.database import Reader
from domain.kernel.errors import InvalidInput, NotFound
from domain.kernel.ids import new_id
from domain.kernel.quantity import checked_quantity

MOST_LINES = 500
MOST_ORDERS = 100
"Past orders of one simulation; the next goes on after the last of them."

_CHANNEL = text("SELECT id FROM channel WHERE code = :code")
# A bundle is what its components are.
_PRODUCTS = text(
    """
    SELECT p.sku AS asked, coalesce(c.id, p.id) AS id, coalesce(c.sku, p.sku) AS sku,
           coalesce(k.quantity, 1) AS units
    FROM product p
    LEFT JOIN (product_component k JOIN product c ON c.id = k.component_id) ON k.bundle_id = p.id
    WHERE p.sku = ANY(:skus) ORDER BY p.sku, k.position
    """
).bindparams(bindparam("skus", type_=ARRAY(Text)))
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
class Wanted:
    """A product and how much of it; `location` pins it."""

    sku: str
    quantity: int
    location: str | None = None


@dataclass(frozen=True, slots=True)
class Simulated:
    """A decision that nobody made, by which policy, and the SKUs of its lines."""

    decision: Decision
    by: InForce
    skus: Mapping[UUID, str]


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


async def simulate_order(
    read: Reader,
    *,
    viewer: Actor,
    channel: str,
    wanted: Sequence[Wanted],
    at: datetime,
    destination: Point | None = None,
    policy: Policy | None = None,
) -> Simulated:
    """Source an order that does not exist, by a policy that need not exist either or by the channel's.

    Raises `NotFound` (channel, SKU, location) and `InvalidInput`.
    """
    channel_id = await _channel(read, viewer, channel)
    if not 0 < len(wanted) <= MOST_LINES:
        raise InvalidInput(f"An order has 1 to {MOST_LINES} lines.", path=("input", "order", "lines"))
    for nth, each in enumerate(wanted):
        checked_quantity(each.quantity, path=("input", "order", "lines", str(nth), "quantity"))
    by = await _by(read, channel_id, policy)
    found = await read.execute(_PRODUCTS, {"skus": [each.sku for each in wanted]})
    products: dict[str, list[Any]] = defaultdict(list)
    for row in found:
        products[row.asked].append(row)
    for nth, each in enumerate(wanted):
        if each.sku not in products:
            path = ("input", "order", "lines", str(nth), "sku")
            raise NotFound(f"There is no product {each.sku!r}.", path=path)
    there = await look(
        read,
        product_ids={part.id for parts in products.values() for part in parts},
        channel_id=channel_id,
        policy=by.policy,
        at=at,
        destination=destination,
    )
    codes = {site.code: id for id, site in there.sites.items()}
    needs: list[Need] = []
    skus: dict[UUID, str] = {}
    for each in wanted:
        # A location that has none of it gives none of it, whether or not there is such a location.
        only_at = None if each.location is None else codes.get(each.location, new_id())
        for part in products[each.sku]:
            need = Need(new_id(), part.id, part.units * each.quantity, only_at)
            needs.append(need)
            skus[need.order_line_id] = part.sku
    decision = decide(Question(needs, there.lots, there.sites, by.policy, at))
    return Simulated(decision, by, skus)


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
    channel_id = await _channel(read, viewer, channel)
    if not 0 < limit <= MOST_ORDERS:
        raise InvalidInput(f"1 to {MOST_ORDERS} orders at a time.", path=("input", "past", "first"))
    if since >= until:
        raise InvalidInput("This ends before it begins.", path=("input", "past", "placedBefore"))
    by = await _by(read, channel_id, policy)
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
    again = [_again(row, lines[row.id], took[row.id], now, by) for row in orders if lines[row.id]]
    return Past(again, orders[-1].id if len(rows) > limit else None)


async def _channel(read: Reader, viewer: Actor, code: str) -> UUID:
    row = (await read.execute(_CHANNEL, {"code": code})).one_or_none()
    if row is None or not viewer.sells_on(row.id):
        raise NotFound(f"There is no channel {code!r}.", path=("input", "channel"))
    id: UUID = row.id
    return id


async def _by(read: Reader, channel_id: UUID, policy: Policy | None) -> InForce:
    return await policy_of(read, channel_id) if policy is None else InForce(policy)


def _again(row: Any, lines: Sequence[Any], took: Sequence[Any], now: Found, by: InForce) -> PastOrder:
    """One order, with its own units back on their shelves."""
    destination = Point.of(row.latitude, row.longitude)
    sites = {id: site.seen(destination, row.placed_at) for id, site in now.sites.items()}
    own: Counter[tuple[UUID, UUID]] = Counter()
    wanted = {line.product_id for line in lines}
    for unit in took:
        own[unit.location_id, unit.product_id] += unit.units
    lots = [
        Lot(lot.location_id, lot.product_id, lot.free, own[lot.location_id, lot.product_id], lot.since)
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
